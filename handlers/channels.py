"""/channels: public links of the places inquiries come from."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Bot, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.naming import username
from bot.telegram.show import Show
from bot.ui import channels as ui
from bot.ui import setup_words
from bot.ui.channel_links import ChannelOpen
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import ADMINS, TYPED, Allowed, command
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.rules.actor import Actor

router = Router(name="channels")
router.message.filter(Allowed(ADMINS))


class ChannelForm(StatesGroup):
    """A channel waits for its name."""

    name = State()


@dataclass(frozen=True)
class ChannelDraft:
    """Which channel is being named; 0 for a new one."""

    channel: int
    ver: int


@router.message(command("channels"))
async def table(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """All of them."""
    await show(ui.table(await services.channels.all(actor), 1, words))


@router.callback_query(ui.ChannelsShow.filter())
async def page(
    callback: CallbackQuery, callback_data: ui.ChannelsShow, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """A page of the list."""
    await show(ui.table(await services.channels.all(actor), callback_data.page, words))


@router.callback_query(ChannelOpen.filter())
async def card(
    callback: CallbackQuery,
    callback_data: ChannelOpen,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    bot: Bot,
) -> None:
    """One with its link."""
    view = await services.channels.get(actor, callback_data.channel)
    await show(ui.card(view, await username(bot), words))


@redraws(ui.ChannelName, ui.ChannelDrop)
async def table_now(
    callback_data: ui.ChannelName | ui.ChannelDrop, actor: Actor, services: Services, words: Words
) -> Screen:
    """The list as it is now, after a stale button."""
    return ui.table(await services.channels.all(actor), 1, words)


@router.callback_query(ui.ChannelName.filter())
async def ask_name(
    callback: CallbackQuery,
    callback_data: ui.ChannelName,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is it called?"""
    view = await services.channels.get(actor, callback_data.channel) if callback_data.channel else None
    await wait_for(state, ChannelForm.name, ChannelDraft(callback_data.channel, callback_data.ver))
    await show(ui.name_question(view, words))


@router.message(ChannelForm.name, TYPED)
async def name(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, bot: Bot
) -> None:
    """The name of a new channel or of one there is."""
    draft = await draft_of(state, ChannelDraft)
    typed = message.text or ""
    if draft.channel:
        view = await services.channels.rename(actor, draft.channel, draft.ver, typed)
    else:
        view = await services.channels.add(actor, typed)
    await state.clear()
    await show(ui.card(view, await username(bot), words))


@router.callback_query(ui.ChannelDrop.filter(~F.sure))
async def ask_drop(
    callback: CallbackQuery, callback_data: ui.ChannelDrop, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Are you sure?"""
    await show(ui.drop_question(await services.channels.get(actor, callback_data.channel), words))


@router.callback_query(ui.ChannelDrop.filter(F.sure))
async def drop(
    callback: CallbackQuery, callback_data: ui.ChannelDrop, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Used no more."""
    done = await services.channels.archive(actor, callback_data.channel, callback_data.ver)
    await show(setup_words.after(ui.table(await services.channels.all(actor), 1, words), done, words))
