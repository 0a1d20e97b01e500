"""/invite: links to roles, their pictures, the list of those still open; the link of an awaited person."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.naming import username
from bot.telegram.show import Show
from bot.ui import invite as ui
from bot.ui import people_buttons as buttons
from bot.ui.roles import CODES
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import ADMINS, TYPED, Allowed, command
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.rules.actor import Actor

router = Router(name="invite")
router.message.filter(Allowed(ADMINS))


class InviteForm(StatesGroup):
    """An invitation waits for the name of a new team."""

    team = State()


@dataclass(frozen=True)
class InviteDraft:
    """For which role."""

    role: str


@router.message(command("invite"))
async def invite(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """As what?"""
    await show(await _start(actor, services, words))


@router.callback_query(buttons.InviteStart.filter())
async def invite_pressed(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """The same by a button."""
    await show(await _start(actor, services, words))


@router.callback_query(buttons.InviteRole.filter())
async def choose_team(
    callback: CallbackQuery,
    callback_data: buttons.InviteRole,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Into which team?"""
    await state.clear()
    teams = await services.teams.all(actor)
    await show(ui.team_question(callback_data.role, teams, callback_data.page, words))


@router.callback_query(buttons.InviteMake.filter())
async def make(
    callback: CallbackQuery,
    callback_data: buttons.InviteMake,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    bot: Bot,
    once: str,
) -> None:
    """The link, with its picture."""
    # A double tap is two presses of one message, which loses its buttons after the first.
    pressed = f"invite:{actor.chat_id}:{callback.message.message_id}" if callback.message else once
    link = await services.invitations.invite(
        actor, CODES[callback_data.role], team_id=callback_data.team or None, once=pressed
    )
    await show(ui.invitation(link, await username(bot), words))


@router.callback_query(buttons.InviteNewTeam.filter())
async def ask_team_name(
    callback: CallbackQuery, callback_data: buttons.InviteNewTeam, show: Show, words: Words, state: FSMContext
) -> None:
    """What is the new team called?"""
    await wait_for(state, InviteForm.team, InviteDraft(callback_data.role))
    await show(ui.team_name_question(words, callback_data.role))


@router.message(InviteForm.team, TYPED)
async def make_with_team(
    message: Message,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
    bot: Bot,
    once: str,
) -> None:
    """The new team and the link into it."""
    draft = await draft_of(state, InviteDraft)
    link = await services.invitations.invite(actor, CODES[draft.role], new_team=message.text or "", once=once)
    await state.clear()
    await show(ui.invitation(link, await username(bot), words))


@redraws(buttons.InviteOpen, buttons.InviteRevoke)
async def list_now(
    callback_data: buttons.InviteOpen | buttons.InviteRevoke, actor: Actor, services: Services, words: Words
) -> Screen:
    """The open ones, after a button of one that is not open any more."""
    return ui.invitations(await services.invitations.open_page(actor), words)


@router.callback_query(buttons.InvitesShow.filter())
async def open_ones(
    callback: CallbackQuery,
    callback_data: buttons.InvitesShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Those that can still be used."""
    await show(ui.invitations(await services.invitations.open_page(actor, callback_data.page), words))


@router.callback_query(buttons.InviteOpen.filter())
async def open_one(
    callback: CallbackQuery,
    callback_data: buttons.InviteOpen,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    bot: Bot,
) -> None:
    """One of them again."""
    link = await services.invitations.get(actor, callback_data.invitation)
    await show(ui.invitation(link, await username(bot), words))


@router.callback_query(buttons.InviteRevoke.filter())
async def revoke(
    callback: CallbackQuery,
    callback_data: buttons.InviteRevoke,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Make it useless."""
    await services.invitations.revoke(actor, callback_data.invitation)
    await show(ui.revoked(ui.invitations(await services.invitations.open_page(actor), words), words))


@router.callback_query(buttons.PersonLink.filter())
async def awaited(
    callback: CallbackQuery,
    callback_data: buttons.PersonLink,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    bot: Bot,
) -> None:
    """The link of somebody who was imported and has no chat yet."""
    link = await services.invitations.for_person(actor, callback_data.user)
    await show(ui.invitation(link, await username(bot), words))


async def _start(actor: Actor, services: Services, words: Words) -> Screen:
    return ui.role_question(words, (await services.invitations.open_page(actor)).total)
