"""/users: people, their cards, and what an admin changes on them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.commands import CommandMenus
from bot.telegram.progress import watched
from bot.telegram.show import Show
from bot.ui import people as ui
from bot.ui import people_buttons as buttons
from bot.ui.roles import CODES
from bot.ui.screen import Screen
from bot.ui.words import Words
from bot.ui.zones import find_zones
from handlers.access import ADMINS, TYPED, Allowed, command
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.errors import NotFound
from services.rules.actor import Actor, Role

router = Router(name="people")
router.message.filter(Allowed(ADMINS))


class PersonForm(StatesGroup):
    """A change of somebody's card waits for a text."""

    name = State()
    phone = State()
    zone = State()


@dataclass(frozen=True)
class PersonDraft:
    """Whose card is being changed, as of which version."""

    user: int
    ver: int


@router.message(command("users"))
async def people(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """Everybody."""
    await show(ui.people_screen(await services.colleagues.page(actor, 1), words))


@router.callback_query(buttons.PeopleShow.filter())
async def page(
    callback: CallbackQuery,
    callback_data: buttons.PeopleShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Another page of them."""
    await show(ui.people_screen(await services.colleagues.page(actor, callback_data.page), words))


@router.callback_query(buttons.PersonShow.filter())
async def card(
    callback: CallbackQuery,
    callback_data: buttons.PersonShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """One of them; nothing is waited for any more."""
    await state.clear()
    await show(ui.person_card(await services.colleagues.card(actor, callback_data.user), words))


@redraws(
    buttons.PersonRole,
    buttons.PersonTeam,
    buttons.PersonZone,
    buttons.PersonLanguage,
    buttons.PersonOff,
    buttons.PersonOn,
)
async def card_now(
    callback_data: buttons.PersonRole
    | buttons.PersonTeam
    | buttons.PersonZone
    | buttons.PersonLanguage
    | buttons.PersonOff
    | buttons.PersonOn,
    actor: Actor,
    services: Services,
    words: Words,
) -> Screen:
    """The card as it is now, after a stale button."""
    return ui.person_card(await services.colleagues.card(actor, callback_data.user), words)


@router.callback_query(buttons.PersonAsk.filter())
async def ask(
    callback: CallbackQuery,
    callback_data: buttons.PersonAsk,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Change one thing: by a button, or by writing it."""
    person = await services.colleagues.card(actor, callback_data.user)
    draft = PersonDraft(person.id, person.version)
    if callback_data.what == "r":
        await show(ui.role_question(person, words))
    elif callback_data.what == "t":
        await show(ui.team_question(person, await services.teams.all(actor), 1, words))
    elif callback_data.what == "l":
        await show(ui.language_question(person, words))
    elif callback_data.what == "z":
        await wait_for(state, PersonForm.zone, draft)
        await show(ui.zone_question(person, words))
    else:
        await wait_for(state, PersonForm.name if callback_data.what == "n" else PersonForm.phone, draft)
        await show(ui.typed_question(person, callback_data.what, words))


@router.callback_query(buttons.PersonTeams.filter())
async def other_teams(
    callback: CallbackQuery,
    callback_data: buttons.PersonTeams,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Another page of teams."""
    person = await services.colleagues.card(actor, callback_data.user)
    await show(ui.team_question(person, await services.teams.all(actor), callback_data.page, words))


@router.callback_query(buttons.PersonRole.filter())
async def set_role(
    callback: CallbackQuery,
    callback_data: buttons.PersonRole,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    menus: CommandMenus,
) -> None:
    """Another role: that chat's command menu changes with it."""
    role = CODES[callback_data.role]
    person = await services.colleagues.set_role(actor, callback_data.user, callback_data.ver, role)
    await show(ui.changed(person, words))
    await _refresh_menu(person.id, services, menus)


@router.callback_query(buttons.PersonTeam.filter())
async def set_team(
    callback: CallbackQuery,
    callback_data: buttons.PersonTeam,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Another team."""
    team = callback_data.team or None
    person = await services.colleagues.set_team(actor, callback_data.user, callback_data.ver, team)
    await show(ui.changed(person, words))


@router.callback_query(buttons.PersonZone.filter())
async def set_zone(
    callback: CallbackQuery,
    callback_data: buttons.PersonZone,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Another time zone."""
    zone = callback_data.zone or None
    person = await services.colleagues.set_zone(actor, callback_data.user, callback_data.ver, zone)
    await state.clear()
    await show(ui.changed(person, words))


@router.callback_query(buttons.PersonLanguage.filter())
async def set_language(
    callback: CallbackQuery,
    callback_data: buttons.PersonLanguage,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    menus: CommandMenus,
) -> None:
    """Another language."""
    locale = callback_data.locale
    person = await services.colleagues.set_language(actor, callback_data.user, callback_data.ver, locale)
    await show(ui.changed(person, words))
    await _refresh_menu(person.id, services, menus)


@router.message(PersonForm.zone, TYPED)
async def typed_zone(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """A city was written."""
    draft = await draft_of(state, PersonDraft)
    person = await services.colleagues.card(actor, draft.user)
    await show(ui.zone_question(person, words, find_zones(message.text or "")))


@router.message(PersonForm.name, TYPED)
async def typed_name(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """A new name."""
    draft = await draft_of(state, PersonDraft)
    person = await services.colleagues.rename(actor, draft.user, draft.ver, message.text or "")
    await state.clear()
    await show(ui.changed(person, words))


@router.message(PersonForm.phone, TYPED | F.contact)
async def typed_phone(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """A phone, typed or as a contact."""
    draft = await draft_of(state, PersonDraft)
    number = message.contact.phone_number if message.contact else message.text or ""
    person = await services.colleagues.set_phone(actor, draft.user, draft.ver, number)
    await state.clear()
    await show(ui.changed(person, words))


@router.callback_query(buttons.PersonOff.filter())
async def deactivate(
    callback: CallbackQuery,
    callback_data: buttons.PersonOff,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    menus: CommandMenus,
) -> None:
    """Take the rights away: asked first, then done with everything handed over."""
    if not callback_data.sure:
        await show(ui.off_question(await services.colleagues.card(actor, callback_data.user), words))
        return
    left = await watched(
        show, words, lambda at: services.colleagues.deactivate(actor, callback_data.user, callback_data.ver, at)
    )
    await show(ui.departed(left, words))
    if left.chat_id is not None:
        await menus.refresh(replace(actor, role=Role.STRANGER, chat_id=left.chat_id))


@router.callback_query(buttons.PersonOn.filter())
async def reactivate(
    callback: CallbackQuery,
    callback_data: buttons.PersonOn,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    menus: CommandMenus,
) -> None:
    """Let somebody back in: asked first."""
    if not callback_data.sure:
        await show(ui.on_question(await services.colleagues.card(actor, callback_data.user), words))
        return
    person = await services.colleagues.reactivate(actor, callback_data.user, callback_data.ver)
    await show(ui.changed(person, words))
    await _refresh_menu(person.id, services, menus)


async def _refresh_menu(user_id: int, services: Services, menus: CommandMenus) -> None:
    """Bring the command menu in a colleague's chat up to date; who has no chat yet has none."""
    try:
        await menus.refresh(await services.people.actor_of(user_id))
    except NotFound:
        return
