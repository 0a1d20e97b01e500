"""Button presses, inline queries, commands by scope, flood control, faults."""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatMember,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)

from bot.sandbox import Person, Sandbox, SandboxClient
from bot.sandbox.flood import Flood
from tests.sandbox.conftest import STARTED, raw_call
from tests.sandbox.test_messages import go, inline, refused

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


async def pressed(bot: Bot, sandbox: Sandbox, anna: Person) -> str:
    """Anna presses a button that nobody answers; returns the query's id."""
    await bot.send_message(STARTED, "x", reply_markup=inline([go()]))
    await anna.refresh()
    body = {"message_id": anna.last.id, "label": "Go", "wait": 0}
    answer = await anna.client.request("POST", f"/people/{anna.id}/press", json=body)
    assert answer["answered"] is False
    return answer["callback_id"]


async def test_a_press_is_answered_once(bot: Bot, sandbox: Sandbox, anna: Person):
    query = await pressed(bot, sandbox, anna)
    assert await refused(bot.answer_callback_query(query, text="x" * 201)) == "MESSAGE_TOO_LONG"
    assert await refused(bot.answer_callback_query(query, url="https://example.com")) == "URL_INVALID"
    assert await bot.answer_callback_query(query, text="Saved", show_alert=True)
    assert await refused(bot.answer_callback_query(query)) == TOO_OLD
    assert await refused(bot.answer_callback_query("17")) == TOO_OLD
    await anna.refresh()
    assert [(t["text"], t["show_alert"]) for t in anna.chat["toasts"]] == [("Saved", True)]


async def test_a_press_expires(bot: Bot, sandbox: Sandbox, anna: Person):
    query = await pressed(bot, sandbox, anna)
    sandbox.world.callback_seconds = 0.0
    assert await refused(bot.answer_callback_query(query)) == TOO_OLD


async def test_the_press_carries_the_message(bot: Bot, sandbox: Sandbox, anna: Person):
    await pressed(bot, sandbox, anna)
    updates = await bot.get_updates()
    query: Any = updates[-1].callback_query
    assert (query.data, query.from_user.id, query.message.text, query.message.chat.id) == ("go", STARTED, "x", STARTED)


async def test_links_and_copies_need_no_bot(bot: Bot, anna: Person):
    buttons = [
        InlineKeyboardButton(text="Site", url="https://example.com/"),
        InlineKeyboardButton(text="Copy", copy_text=CopyTextButton(text="+380")),
    ]
    await bot.send_message(STARTED, "x", reply_markup=inline(buttons))
    await anna.refresh()
    await anna.tap("Site")
    assert anna.answer.url == "https://example.com/"
    await anna.tap("Copy")
    assert anna.answer.copied == "+380"
    assert await bot.get_updates() == []


async def test_no_such_button(bot: Bot, anna: Person):
    await bot.send_message(STARTED, "Card", reply_markup=inline([go(text="Done")]))
    await anna.refresh()
    with pytest.raises(AssertionError, match=r"(?s)no button 'Refuse'.*bot: Card.*\[Done\]"):
        await anna.tap("Refuse")


async def test_inline_query(bot: Bot, anna: Person):
    asking: asyncio.Task[list[Any]] = asyncio.create_task(anna.inline("price"))
    update = (await bot.get_updates(timeout=2))[0]
    assert update.inline_query is not None
    article = InlineQueryResultArticle(
        id="1", title="Price", input_message_content=InputTextMessageContent(message_text="100")
    )
    query = update.inline_query.id
    assert await refused(bot.answer_inline_query(query, [article, article])) == "RESULT_ID_DUPLICATE"
    assert await refused(bot.answer_inline_query(query, [article] * 51)) == "too many inline query results specified"
    await bot.answer_inline_query(query, [article], cache_time=0)
    assert [result["title"] for result in await asking] == ["Price"]
    assert await refused(bot.answer_inline_query(query, [])) == TOO_OLD


def article(text: str = "100", **fields: Any) -> InlineQueryResultArticle:
    """A result."""
    content = InputTextMessageContent(message_text=text, parse_mode="HTML")
    return InlineQueryResultArticle(**{"id": "1", "title": "Price", "input_message_content": content, **fields})


async def test_inline_results_are_checked_like_messages(bot: Bot, anna: Person):
    asking: asyncio.Task[list[Any]] = asyncio.create_task(anna.inline("price", "7"))
    update = (await bot.get_updates(timeout=2))[0]
    assert update.inline_query is not None
    assert (update.inline_query.query, update.inline_query.offset) == ("price", "7")
    query = update.inline_query.id
    assert await refused(bot.answer_inline_query(query, [article(id="x" * 65)])) == "RESULT_ID_INVALID"
    assert await refused(bot.answer_inline_query(query, [article(title="")])) == "ARTICLE_TITLE_EMPTY"
    assert "can't parse entities" in await refused(bot.answer_inline_query(query, [article("<b>")]))
    assert await refused(bot.answer_inline_query(query, [article("x" * 4097)])) == "message is too long"
    assert await refused(bot.answer_inline_query(query, [], next_offset="я" * 33)) == "NEXT_OFFSET_INVALID"
    wrong = InlineQueryResultsButton(text="Open", start_parameter="a b")
    assert await refused(bot.answer_inline_query(query, [], button=wrong)) == "START_PARAM_INVALID"
    right = InlineQueryResultsButton(text="Open", start_parameter="open")
    await bot.answer_inline_query(query, [article()], next_offset="8", button=right)
    await asking
    assert anna.inline_answer["next_offset"] == "8"
    assert anna.inline_answer["button"] == {"text": "Open", "start_parameter": "open"}


async def test_a_chosen_result_is_a_message_of_the_person(bot: Bot, anna: Person):
    asking: asyncio.Task[list[Any]] = asyncio.create_task(anna.inline("price"))
    update = (await bot.get_updates(timeout=2))[0]
    assert update.inline_query is not None
    keys = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Site", url="https://example.com")]])
    await bot.answer_inline_query(update.inline_query.id, [article("<b>100</b>", reply_markup=keys)])
    (result,) = await asking
    await bot.get_updates(offset=update.update_id + 1, allowed_updates=["message", "chosen_inline_result"])
    await anna.choose(result)
    chosen, dropped = await bot.get_updates(timeout=2)
    assert chosen.chosen_inline_result is not None
    assert (chosen.chosen_inline_result.result_id, chosen.chosen_inline_result.query) == ("1", "price")
    assert dropped.message is not None
    assert dropped.message.via_bot is not None
    assert (dropped.message.html_text, dropped.message.via_bot.id) == ("<b>100</b>", bot.id)
    assert dropped.message.reply_markup is not None
    with pytest.raises(AssertionError, match="no result"):
        await anna.choose({"id": "9"})


async def test_commands_by_scope_and_language(bot: Bot, client: SandboxClient, anna: Person):
    await bot.set_my_commands([BotCommand(command="start", description="Start")])
    await anna.refresh()
    assert anna.commands == ["start"]
    await bot.set_my_commands([BotCommand(command="menu", description="Menu")], scope=BotCommandScopeAllPrivateChats())
    own = BotCommandScopeChat(chat_id=STARTED)
    await bot.set_my_commands([BotCommand(command="today", description="Today")], scope=own)
    await bot.set_my_commands([BotCommand(command="today", description="Сьогодні")], scope=own, language_code="uk")
    await anna.refresh()
    assert anna.chat["commands"] == [{"command": "today", "description": "Сьогодні"}]
    assert [c.description for c in await bot.get_my_commands(scope=own)] == ["Today"]
    await bot.delete_my_commands(scope=own)
    await bot.delete_my_commands(scope=own, language_code="uk")
    await anna.refresh()
    assert anna.commands == ["menu"]


@pytest.mark.parametrize(
    ("command", "description", "error"),
    [
        ("Start", "x", "BOT_COMMAND_INVALID"),
        ("a" * 33, "x", "command length must not exceed 32"),
        ("start", " ", "command description must be non-empty"),
        ("start", "x" * 257, "command description length must not exceed 256"),
    ],
)
async def test_bad_commands(bot: Bot, command, description, error):
    commands = [BotCommand(command=command, description=description)]
    assert await refused(bot.set_my_commands(commands)) == error


async def test_bad_command_lists(bot: Bot):
    many = [BotCommand(command=f"c{n}", description="x") for n in range(101)]
    assert await refused(bot.set_my_commands(many)) == "BOT_COMMANDS_TOO_MUCH"
    one = many[:1]
    assert await refused(bot.set_my_commands(one, language_code="ukr")) == "invalid language code specified"
    member = BotCommandScopeChatMember(chat_id=STARTED, user_id=STARTED)
    assert await refused(bot.set_my_commands(one, scope=member)) == "can't use specified scope in private chats"
    assert await refused(bot.set_my_commands(one, scope=BotCommandScopeChat(chat_id=424242))) == "chat not found"


async def test_profile(bot: Bot):
    assert await bot.set_my_name("Воронка", language_code="ru")
    assert (await bot.get_my_name(language_code="ru")).name == "Воронка"
    assert await bot.set_my_short_description("short")
    assert (await bot.get_my_short_description()).short_description == "short"
    with pytest.raises(TelegramBadRequest):
        await bot.set_my_short_description("x" * 121)


async def test_flood_in_a_chat(bot: Bot, sandbox: Sandbox):
    sandbox.world.flood.on = True
    sent = [await bot.send_message(STARTED, str(n)) for n in range(5)]
    with pytest.raises(TelegramRetryAfter) as caught:
        await bot.edit_message_text("x", chat_id=STARTED, message_id=sent[0].message_id)
    assert caught.value.retry_after == 1
    with pytest.raises(TelegramRetryAfter) as again:
        await bot.send_message(STARTED, "6")
    assert again.value.retry_after == 2


async def test_retry_after_header(bot: Bot, sandbox: Sandbox):
    sandbox.fault("sendMessage", retry_after=7)
    status, headers, answer = await raw_call(bot, "sendMessage", chat_id=STARTED, text="x")
    assert (status, headers["Retry-After"], answer["parameters"]) == (429, "7", {"retry_after": 7})


def test_flood_overall_spares_answers():
    now = [0.0]
    flood = Flood(on=True, clock=lambda: now[0])
    for chat in range(1, 31):
        flood.check(chat)
    with pytest.raises(Exception, match="Too Many Requests"):
        flood.check(31)
    flood.prompted(32)
    flood.check(32)
    now[0] = 1.0
    for chat in range(40, 70):
        flood.check(chat)
    assert flood.refused == 1


def test_flood_sustained_rate_is_never_refused():
    now = [0.0]
    flood = Flood(on=True, clock=lambda: now[0])
    for step in range(600):
        now[0] = step / 30
        flood.check(1000 + step)
    for step in range(100):
        now[0] = 100.0 + step
        flood.check(7)
    assert flood.refused == 0


async def test_faults(bot: Bot, sandbox: Sandbox, client: SandboxClient, anna: Person):
    await client.fault("sendMessage", error_code=500, description="Internal Server Error", count=2)
    for _ in range(2):
        with pytest.raises(TelegramServerError):
            await bot.send_message(STARTED, "x")
    await bot.send_message(STARTED, "passes")
    await client.fault(drop="before")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(STARTED, "lost")
    await client.fault(drop="after")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(STARTED, "arrives")
    await client.fault("sendMessage", delay=0.1, skip=1)
    await bot.send_message(STARTED, "first")
    begun = perf_counter()
    await bot.send_message(STARTED, "late")
    assert perf_counter() - begun >= 0.1
    await anna.refresh()
    assert [m.text for m in anna.messages] == ["passes", "arrives", "first", "late"]
    assert [call.code for call in sandbox.calls if call.method == "sendMessage"] == [500, 500, 200, -1, -1, 200, 200]
    await client.fault("*", retry_after=3, count=0, chat_id=STARTED)
    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(STARTED, "x")
    await client.clear_faults()
    await bot.send_message(STARTED, "x")
    with pytest.raises(AssertionError, match="unknown fields: when"):
        await client.fault(when=1)
