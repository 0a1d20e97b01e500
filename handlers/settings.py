"""/settings: own zone and quiet hours; the company's name, zone, currency, country and hours for admins."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import settings as ui
from bot.ui.language import language_screen
from bot.ui.screen import Screen
from bot.ui.settings_links import SettingsShow
from bot.ui.words import Words
from bot.ui.zones import find_zones
from handlers.access import TYPED, command
from services import Services
from services.errors import Invalid
from services.people import check_zone
from services.rules import hours
from services.rules.actor import Actor
from services.rules.people import clean_name

router = Router(name="settings")


class OwnForm(StatesGroup):
    """Own settings wait for a text."""

    zone = State()
    quiet = State()


class CompanyForm(StatesGroup):
    """The company's settings wait for a text."""

    name = State()
    zone = State()
    hours = State()


@router.message(command("settings"))
async def settings(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """What is set now; people outside have one thing to set."""
    await show(await _screen(actor, services, words) if actor.is_staff else language_screen(words))


@router.callback_query(SettingsShow.filter())
async def back_to_settings(
    callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The settings again; nothing is waited for any more."""
    await state.clear()
    await show(await _screen(actor, services, words))


# ---------------------------------------------------------------------------------------------------------- own zone
@router.callback_query(ui.OwnZoneAsk.filter())
async def ask_zone(callback: CallbackQuery, show: Show, words: Words, state: FSMContext) -> None:
    """Which zone?"""
    await state.set_state(OwnForm.zone)
    await show(ui.zone_question(words, company=False))


@router.message(OwnForm.zone, TYPED)
async def typed_zone(message: Message, show: Show, words: Words) -> None:
    """A city was written."""
    await show(ui.zone_question(words, company=False, found=find_zones(message.text or "")))


@router.callback_query(ui.OwnZone.filter())
async def set_zone(
    callback: CallbackQuery,
    callback_data: ui.OwnZone,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """This one."""
    own = await services.people.set_zone(actor, callback_data.zone or None)
    await state.clear()
    await show(ui.saved(ui.settings_screen(own, replace(words, zone=own.zone)), words))


# ------------------------------------------------------------------------------------------------------- quiet hours
@router.callback_query(ui.OwnQuietAsk.filter())
async def ask_quiet(
    callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """When not to be disturbed?"""
    own = await services.people.own_settings(actor)
    await state.set_state(OwnForm.quiet)
    await show(ui.quiet_question(own, words))


@router.callback_query(ui.OwnQuiet.filter())
async def set_quiet(
    callback: CallbackQuery,
    callback_data: ui.OwnQuiet,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """These hours."""
    if not 0 <= callback_data.choice < len(ui.QUIET):
        raise Invalid("quiet_hours")
    own = await services.people.set_quiet(actor, ui.QUIET[callback_data.choice])
    await state.clear()
    await show(ui.saved(ui.settings_screen(own, words), words))


@router.message(OwnForm.quiet, TYPED)
async def typed_quiet(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """Hours were written."""
    own = await services.people.set_quiet(actor, message.text or "")
    await state.clear()
    await show(ui.saved(ui.settings_screen(own, words), words))


# ----------------------------------------------------------------------------------------------------------- company
@router.callback_query(ui.CompanyAsk.filter())
async def ask_company(
    callback: CallbackQuery,
    callback_data: ui.CompanyAsk,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What shall it be?"""
    if callback_data.what == "z":
        await state.set_state(CompanyForm.zone)
        await show(ui.zone_question(words, company=True))
        return
    if callback_data.what == "n":
        await state.set_state(CompanyForm.name)
    elif callback_data.what == "h":
        await state.set_state(CompanyForm.hours)
    company = (await services.people.own_settings(actor)).company
    now = {"c": company.currency, "k": company.country}.get(callback_data.what, "") if company else ""
    await show(ui.company_question(callback_data.what, words, now))


@router.message(CompanyForm.name, TYPED)
async def company_name(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The company's name."""
    name = clean_name(message.text or "")
    if name is None:
        raise Invalid("name_bad")
    await services.company.change(actor, name=name)
    await state.clear()
    await show(ui.saved(await _screen(actor, services, words), words))


@router.message(CompanyForm.zone, TYPED)
async def company_typed_zone(message: Message, show: Show, words: Words) -> None:
    """A city was written."""
    await show(ui.zone_question(words, company=True, found=find_zones(message.text or "")))


@router.callback_query(ui.CompanyZone.filter())
async def company_zone(
    callback: CallbackQuery,
    callback_data: ui.CompanyZone,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """The company's zone."""
    zone = check_zone(callback_data.zone)
    if zone is None:
        raise Invalid("zone_unknown")
    await services.company.change(actor, zone=zone)
    await state.clear()
    await show(ui.saved(await _screen(actor, services, words), words))


@router.callback_query(ui.CompanyCurrency.filter())
async def company_currency(
    callback: CallbackQuery,
    callback_data: ui.CompanyCurrency,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """The company's currency."""
    if callback_data.code not in ui.CURRENCIES:
        raise Invalid("invalid")
    now = words.currency
    if callback_data.code != now and not callback_data.sure:
        await show(ui.currency_question(now, callback_data.code, words))
        return
    await services.company.change(actor, currency=callback_data.code)
    await show(ui.saved(await _screen(actor, services, words), words))


@router.callback_query(ui.CompanyCountry.filter())
async def company_country(
    callback: CallbackQuery,
    callback_data: ui.CompanyCountry,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """The company's country."""
    if callback_data.code not in ui.COUNTRIES:
        raise Invalid("invalid")
    await services.company.change(actor, country=callback_data.code)
    await show(ui.saved(await _screen(actor, services, words), words))


@router.callback_query(ui.CompanyHours.filter())
async def company_hours(
    callback: CallbackQuery,
    callback_data: ui.CompanyHours,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """The company's working hours, one of the usual weeks."""
    if not 0 <= callback_data.choice < len(hours.PRESETS):
        raise Invalid("hours_bad")
    await _set_hours(hours.PRESETS[callback_data.choice], actor, services, show, words, state)


@router.message(CompanyForm.hours, TYPED)
async def company_typed_hours(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """Hours were written."""
    await _set_hours(message.text or "", actor, services, show, words, state)


async def _set_hours(typed: str, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    week = hours.parse(typed)
    if week is None:
        raise Invalid("hours_bad")
    await services.company.change(actor, hours=week)
    await state.clear()
    await show(ui.saved(await _screen(actor, services, words), words))


async def _screen(actor: Actor, services: Services, words: Words) -> Screen:
    return ui.settings_screen(await services.people.own_settings(actor), words)
