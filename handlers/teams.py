"""Teams: adding, naming, putting one under another."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import people_buttons as buttons
from bot.ui import teams as ui
from bot.ui.words import Words
from handlers.access import ADMINS, TYPED, Allowed
from handlers.drafts import draft_of, wait_for
from services import Services
from services.rules.actor import Actor

router = Router(name="teams")
router.message.filter(Allowed(ADMINS))


class TeamForm(StatesGroup):
    """A team waits for its name."""

    name = State()


@dataclass(frozen=True)
class TeamDraft:
    """Which team is being named; 0 for a new one."""

    team: int


@router.callback_query(buttons.TeamsShow.filter())
async def teams(
    callback: CallbackQuery,
    callback_data: buttons.TeamsShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """All of them."""
    await state.clear()
    await show(ui.teams_screen(await services.teams.all(actor), callback_data.page, words))


@router.callback_query(buttons.TeamShow.filter())
async def card(
    callback: CallbackQuery,
    callback_data: buttons.TeamShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """One of them."""
    await state.clear()
    await show(ui.team_card(await services.teams.get(actor, callback_data.team), words))


@router.callback_query(buttons.TeamName.filter())
async def ask_name(
    callback: CallbackQuery,
    callback_data: buttons.TeamName,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is it to be called?"""
    team = await services.teams.get(actor, callback_data.team) if callback_data.team else None
    await wait_for(state, TeamForm.name, TeamDraft(callback_data.team))
    await show(ui.name_question(team, words))


@router.message(TeamForm.name, TYPED)
async def name(message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """The name of a new team or of one there is."""
    draft = await draft_of(state, TeamDraft)
    typed = message.text or ""
    if draft.team:
        team = await services.teams.rename(actor, draft.team, typed)
    else:
        team = await services.teams.add(actor, typed)
    await state.clear()
    await show(ui.changed(team, words))


@router.callback_query(buttons.TeamAbove.filter())
async def ask_parent(
    callback: CallbackQuery,
    callback_data: buttons.TeamAbove,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Under which one?"""
    found = await services.teams.all(actor)
    team = await services.teams.get(actor, callback_data.team)
    await show(ui.parent_question(team, found, callback_data.page, words))


@router.callback_query(buttons.TeamUnder.filter())
async def set_parent(
    callback: CallbackQuery,
    callback_data: buttons.TeamUnder,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Under this one."""
    team = await services.teams.set_parent(actor, callback_data.team, callback_data.parent or None)
    await show(ui.changed(team, words))
