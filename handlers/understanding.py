"""What was understood, corrected and written down: the buttons under its card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import calls as calls_ui
from bot.ui import refusals as refusals_ui
from bot.ui import steps as steps_ui
from bot.ui import understanding as ui
from bot.ui.screen import Screen
from bot.ui.targets import kind_of
from bot.ui.words import Words
from handlers import heard_drafts, picking
from handlers.access import TYPED
from handlers.cards import record_card
from handlers.drafts import draft_of, wait_for
from handlers.heard_drafts import Draft, option
from handlers.heard_flow import Turn
from handlers.new_flow import NewFlow
from handlers.picking import Picked, picked
from handlers.redraw import redraws
from handlers.states import RefusalWord, begin
from services import Services
from services.errors import Stale
from services.rules.actor import Actor
from services.rules.presets import next_contact_presets
from services.rules.target import Target
from services.rules.understanding import Intent

router = Router(name="understanding")


class HeardForm(StatesGroup):
    """Whose record is looked for?"""

    query = State()


@dataclass(frozen=True)
class SearchDraft:
    """The message whose record is looked for."""

    number: int


@router.callback_query(ui.HeardOpen.filter())
async def opened(
    callback: CallbackQuery,
    callback_data: ui.HeardOpen,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What was understood, once more."""
    await show(await card_now(callback_data, actor, services, show, words, state))


@redraws(
    ui.HeardOpen, ui.HeardWrite, ui.HeardRefuse, ui.HeardAsk, ui.HeardWhom, ui.HeardDoing, ui.HeardOff, ui.HeardNew
)
async def card_now(
    callback_data: ui.HeardOpen
    | ui.HeardWrite
    | ui.HeardRefuse
    | ui.HeardAsk
    | ui.HeardWhom
    | ui.HeardDoing
    | ui.HeardOff
    | ui.HeardNew,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> Screen:
    """The card as it is now; of what is written already, the record."""
    draft = await heard_drafts.find(state, callback_data.number)
    if draft.written and draft.target is not None:
        return await record_card(draft.target, actor, services, words)
    return await Turn(actor, services, show, words, state).card(draft)


@router.callback_query(ui.HeardWrite.filter())
async def write(
    callback: CallbackQuery,
    callback_data: ui.HeardWrite,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Confirmed: written down in one go; a refusal goes on to its reason, an open end to the next step."""
    draft = await heard_drafts.find(state, callback_data.number)
    target = draft.target
    if draft.written or target is None:
        await show(await card_now(callback_data, actor, services, show, words, state))
        return
    key = f"heard:{actor.chat_id}:{draft.number}"
    try:
        done = await services.understanding.write(actor, target, draft.ver, draft.meant, key=key)
    except Stale as stale:
        if stale.code == "heard_written":
            await heard_drafts.keep(state, replace(draft, written=True))
        raise
    await heard_drafts.keep(state, replace(draft, written=True))
    toast = ui.written_toast(done, words)
    if done.intent is Intent.REFUSAL:
        view = await services.refusals.question(actor, target)
        await show(refusals_ui.question(view, words, talked=draft.talked))
    elif done.open_end and done.intent is not Intent.NOTE:
        asked = await services.tasks.step_question(actor, target)
        await show(steps_ui.question(asked, target, words).with_toast(toast))
    else:
        await show((await record_card(target, actor, services, words)).with_toast(toast))


@router.callback_query(ui.HeardRefuse.filter())
async def refuse(
    callback: CallbackQuery,
    callback_data: ui.HeardRefuse,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Refused for the reason that was said: recorded with its words in one go."""
    draft = await heard_drafts.find(state, callback_data.number)
    target = draft.target
    if draft.written or target is None:
        await show(await card_now(callback_data, actor, services, show, words, state))
        return
    key, talked = f"heard:{actor.chat_id}:{draft.number}", draft.talked
    done = await services.refusals.refuse(
        actor, target, draft.ver, callback_data.reason, talked=talked, said=draft.text, once=key
    )
    await heard_drafts.keep(state, replace(draft, written=True))
    await begin(state, RefusalWord.word, {"refusal": done.refusal_id})
    await show(refusals_ui.receipt(done, words))
    if talked:
        await show.new(calls_ui.next_or_finished(done.next, words))


@router.callback_query(ui.HeardAsk.filter())
async def ask(
    callback: CallbackQuery,
    callback_data: ui.HeardAsk,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """One part is to be corrected."""
    turn = Turn(actor, services, show, words, state)
    draft = await _open_draft(callback_data.number, state)
    if callback_data.what == "t":
        calendar = (await services.company.policy(actor)).calendar
        moments = tuple(preset.at for preset in next_contact_presets(words.now, calendar, words.zone))
        whom = await turn.whom_of(draft)
        await picking.let_type(state, ui.when_pick(draft.number), words.now)
        await show(ui.time_question(draft.number, whom, moments, words))
    elif callback_data.what == "d":
        await show(ui.doing_question(draft.number, await turn.whom_of(draft), draft.meant, words))
    elif callback_data.what == "s" or (callback_data.what == "w" and len(draft.options) < 2):
        await wait_for(state, HeardForm.query, SearchDraft(draft.number))
        await show(ui.search_question(draft.number, words))
    else:
        await show(await turn.whom_question(draft))


@router.message(HeardForm.query, TYPED)
async def looked_for(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The name of the record; the one that is found is taken."""
    asked, name = await draft_of(state, SearchDraft), message.text or ""
    draft = await _open_draft(asked.number, state)
    found = await services.understanding.look(actor, name)
    draft = replace(draft, name=name.strip(), options=[option(one) for one in found])
    turn = Turn(actor, services, show, words, state)
    if len(found) == 1:
        await state.clear()
        await show(await turn.card(draft, found[0]))
        return
    await heard_drafts.keep(state, draft)
    await show(await turn.whom_question(draft))


@router.callback_query(ui.HeardWhom.filter())
async def about(
    callback: CallbackQuery,
    callback_data: ui.HeardWhom,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """It is about this record."""
    target = Target(kind_of(callback_data.kind), callback_data.id)
    whom = await services.understanding.whom(actor, target)
    draft = await _open_draft(callback_data.number, state)
    await show(await Turn(actor, services, show, words, state).card(draft, whom))


@router.callback_query(ui.HeardDoing.filter(F.code.in_(set(ui.CODES))))
async def doing(
    callback: CallbackQuery,
    callback_data: ui.HeardDoing,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """It means this."""
    draft = await _open_draft(callback_data.number, state)
    intent, done = ui.CODES[callback_data.code]
    draft = replace(
        draft, intent=intent.value, done=done, lone=False, talked=draft.talked and intent is not Intent.NOT_REACHED
    )
    await show(await Turn(actor, services, show, words, state).card(draft))


@router.callback_query(ui.HeardOff.filter())
async def off(
    callback: CallbackQuery,
    callback_data: ui.HeardOff,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Without the time, or without the amount."""
    draft = await _open_draft(callback_data.number, state)
    draft = replace(draft, amount=None) if callback_data.part == "a" else replace(draft, when=None)
    await show(await Turn(actor, services, show, words, state).card(draft))


@picked(ui.WHEN)
async def timed(choice: Picked, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """The next contact is then."""
    draft = replace(await _open_draft(choice.ref, state), when=choice.moment.isoformat())
    await show(await Turn(actor, services, show, words, state).card(draft))


@router.callback_query(ui.HeardNew.filter())
async def new_inquiry(
    callback: CallbackQuery,
    callback_data: ui.HeardNew,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Somebody new: an inquiry with this text."""
    draft = await _open_draft(callback_data.number, state)
    author = draft.author or draft.name or ""
    read = await services.leads.read(actor, draft.text, author=author, chat_id=draft.author_id)
    await heard_drafts.drop(state, draft.number)
    file: dict[str, Any] | None = draft.files[0] if draft.files else None
    await NewFlow(actor, services, show, words, state).offer(draft.number, read, file)


@router.callback_query(ui.HeardDrop.filter())
async def dropped(
    callback: CallbackQuery, callback_data: ui.HeardDrop, show: Show, words: Words, state: FSMContext
) -> None:
    """Nothing is written."""
    await heard_drafts.drop(state, callback_data.number)
    await show(ui.dropped(words))


async def _open_draft(number: int, state: FSMContext) -> Draft:
    """A draft that is not written yet. Raises Stale."""
    draft = await heard_drafts.find(state, number)
    if draft.written:
        raise Stale("heard_written")
    return draft
