"""`@bot …` in any chat: colleagues drop cards of what they may see; others find nothing."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from aiogram import Bot, F, Router
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
)

from bot.telegram.naming import username
from bot.telegram.show import Show
from bot.ui import inline as ui
from bot.ui.callbacks import STAFF
from bot.ui.inline import InlineCard
from bot.ui.markup import inline_keyboard
from bot.ui.words import Words
from handlers.access import Allowed
from handlers.cards import record_card
from services import Services
from services.rules.actor import Actor

router = Router(name="inline")

PAGE: Final = 20
"""Results at once; Telegram takes fifty."""


@router.inline_query(Allowed(STAFF))
async def find(query: InlineQuery, actor: Actor, services: Services, words: Words, bot: Bot) -> None:
    """What the colleague sees that answers the text; without one, the deals talked about last."""
    wanted = int(query.offset) if query.offset.isdecimal() and len(query.offset) <= 6 else 1
    found = await services.search.offer(actor, query.query, wanted, size=PAGE)
    lines = found.lines if found.page == wanted else ()
    name = await username(bot)
    results = [_article(number, ui.card(line, name, words)) for number, line in enumerate(lines)]
    more = str(found.page + 1) if lines and found.page < found.pages else ""
    await _answer(query, results, more, None if found.total else ui.nothing(words, staff=True))


@router.inline_query()
async def outsider(query: InlineQuery, words: Words) -> None:
    """Nobody else learns anything here."""
    await _answer(query, [], "", ui.nothing(words, staff=False))


@router.message(F.via_bot, Allowed(STAFF))
async def dropped_here(message: Message, actor: Actor, services: Services, show: Show, words: Words, bot: Bot) -> None:
    """A card dropped into the chat with the bot itself opens there; it is no answer to what was being asked."""
    if message.via_bot is None or message.via_bot.id != bot.id:
        return
    rows = message.reply_markup.inline_keyboard if message.reply_markup else []
    tokens = [(button.url or "").rpartition("start=")[2] for row in rows for button in row]
    target = next((found for found in map(ui.target_of, tokens) if found), None)
    if target is not None:
        await show(await record_card(target, actor, services, words))


def _article(number: int, card: InlineCard) -> InlineQueryResultArticle:
    preview = LinkPreviewOptions(is_disabled=True)
    content = InputTextMessageContent(message_text=card.text, parse_mode=ParseMode.HTML, link_preview_options=preview)
    return InlineQueryResultArticle(
        id=str(number),
        title=card.title,
        description=card.description,
        input_message_content=content,
        reply_markup=inline_keyboard(card.rows),
    )


async def _answer(query: InlineQuery, results: list[InlineQueryResultArticle], more: str, opens: str | None) -> None:
    """Personal and not kept by Telegram: what a person may see changes."""
    button = InlineQueryResultsButton(text=opens, start_parameter=ui.OPEN) if opens else None
    with suppress(TelegramBadRequest):  # too late: the person has typed on, and asks anew
        await query.answer(list(results), cache_time=0, is_personal=True, next_offset=more, button=button)
