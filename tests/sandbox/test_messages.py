"""Texts, keyboards, edits, deletes: Telegram's limits and its words."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.methods import EditMessageText, GetMe, StopPoll
from aiogram.types import (
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    WebAppInfo,
)

from bot.sandbox import Person, Sandbox
from tests.sandbox.conftest import MET, STARTED, UNKNOWN, SandboxTime, raw_call

NO_TEXT_BUTTONS = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"


def inline(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=list(rows))


def go(data: str = "go", text: str = "Go", **more) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data, **more)


async def refused(call) -> str:
    """The description of a 400."""
    with pytest.raises(TelegramBadRequest) as caught:
        await call
    return caught.value.message.removeprefix("Bad Request: ")


async def test_me(bot: Bot, sandbox: Sandbox):
    me = await bot(GetMe())
    assert (me.username, me.is_bot, me.supports_inline_queries) == ("voronka_bot", True, True)


async def test_wrong_token_and_method(sandbox: Sandbox, bot: Bot):
    stranger = Bot("1:wrong", session=bot.session)
    with pytest.raises(TelegramUnauthorizedError, match="Unauthorized"):
        await stranger(GetMe())
    with pytest.raises(TelegramNotFound, match="method not found"):
        await bot(StopPoll(chat_id=1, message_id=1))


async def test_text_limits_count_characters(bot: Bot):
    assert (await bot.send_message(STARTED, "😀" * 4096)).text == "😀" * 4096
    assert await refused(bot.send_message(STARTED, "😀" * 4097)) == "message is too long"
    assert await refused(bot.send_message(STARTED, "я" * 16385)) == "text is too long"
    long = f"<b>{'x' * 4096}</b>"
    assert (await bot.send_message(STARTED, long, parse_mode="HTML")).text == "x" * 4096


@pytest.mark.parametrize(
    ("text", "error"), [("", "message text is empty"), (" \n\u200b\u2060", "text must be non-empty")]
)
async def test_empty_texts(bot: Bot, text, error):
    assert await refused(bot.send_message(STARTED, text)) == error


async def test_who_can_be_written_to(bot: Bot, sandbox: Sandbox, anna: Person):
    assert await refused(bot.send_message(UNKNOWN, "x")) == "chat not found"
    assert await refused(bot.send_message("@nobody", "x")) == "chat not found"
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot can't initiate conversation with a user"):
        await bot.send_message(MET, "x")
    await anna.block()
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot was blocked by the user"):
        await bot.send_message(STARTED, "x")
    await anna.unblock()
    sandbox.world.humans[STARTED].deactivated = True
    with pytest.raises(TelegramForbiddenError, match="Forbidden: user is deactivated"):
        await bot.send_chat_action(STARTED, "typing")


@pytest.mark.parametrize(
    ("button", "error"),
    [
        (go("я" * 33), "BUTTON_DATA_INVALID"),
        (go(style="green"), "can't parse inline keyboard button: invalid button style specified"),
        (InlineKeyboardButton(text="x"), NO_TEXT_BUTTONS),
        (go(""), NO_TEXT_BUTTONS),
        (
            InlineKeyboardButton(text="x", url="http://localhost:8080/"),
            "inline keyboard button URL 'http://localhost:8080/' is invalid: Wrong HTTP URL",
        ),
        (InlineKeyboardButton(text="x", copy_text=CopyTextButton(text="c" * 257)), "BUTTON_COPY_TEXT_INVALID"),
        (
            InlineKeyboardButton(text="x", web_app=WebAppInfo(url="http://example.com")),
            "inline keyboard button Web App URL 'http://example.com' is invalid: Only HTTPS links are allowed",
        ),
    ],
)
async def test_bad_buttons(bot: Bot, button, error):
    assert await refused(bot.send_message(STARTED, "x", reply_markup=inline([button]))) == error


async def test_good_buttons(bot: Bot, anna: Person):
    copy = InlineKeyboardButton(text="copy", copy_text=CopyTextButton(text="+380"))
    rows = [
        [go("я" * 32, style="success"), InlineKeyboardButton(text="t.me", url="https://t.me/voronka_bot?start=x")],
        [copy, InlineKeyboardButton(text="u", url="tg://user?id=1")],
    ]
    await bot.send_message(STARTED, "x", reply_markup=inline(*rows))
    await anna.refresh()
    kinds = [[(b["kind"], b.get("style")) for b in row] for row in anna.last.keyboard]
    assert kinds == [[("callback", "success"), ("url", None)], [("copy", None), ("url", None)]]


async def test_keyboard_sizes(bot: Bot, anna: Person):
    await bot.send_message(STARTED, "x", reply_markup=inline([go(text=str(n)) for n in range(9)], [go(text=" ")]))
    await anna.refresh()
    assert anna.last.buttons == [[str(n) for n in range(8)]]
    hundred = [[go(text="b")] * 8] * 12 + [[go(text="b")] * 4]
    await bot.send_message(STARTED, "x", reply_markup=inline(*hundred))
    wide = [[go(text="x" * 300)]] * 40
    for keyboard in (inline(*hundred, [go()]), inline(*wide)):
        assert await refused(bot.send_message(STARTED, "x", reply_markup=keyboard)) == "reply markup is too long"


async def test_contact_requests_only_in_private_chats(bot: Bot, sandbox: Sandbox, anna: Person):
    sandbox.add_group(-100123, "Team")
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Phone", request_contact=True)]])
    error = await refused(bot.send_message(-100123, "x", reply_markup=keyboard))
    assert error == "phone number can be requested in private chats only"
    await bot.send_message(STARTED, "x", reply_markup=keyboard)
    await anna.refresh()
    assert anna.reply_buttons == [["Phone"]]
    await bot.send_message(STARTED, "x", reply_markup=ReplyKeyboardRemove())
    await anna.refresh()
    assert anna.reply_buttons == []


async def test_edit(bot: Bot, anna: Person, time: SandboxTime):
    sent = await bot.send_message(STARTED, "<b>a</b>", parse_mode="HTML", reply_markup=inline([go()]))
    here: dict[str, Any] = {"chat_id": STARTED, "message_id": sent.message_id}
    same = EditMessageText(text="<b>a</b>", parse_mode="HTML", reply_markup=inline([go()]), **here)
    assert (await refused(bot(same))).startswith("message is not modified: specified new message content and reply")
    time.advance(minutes=5)
    edited = await bot(EditMessageText(text="b", **here))
    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup, edited.edit_date) == ("b", None, int(time().timestamp()))
    await bot.edit_message_reply_markup(chat_id=STARTED, message_id=sent.message_id, reply_markup=inline([go("x")]))
    await anna.refresh()
    assert anna.last.buttons == [["Go"]]


async def test_refused_edits(bot: Bot, anna: Person):
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="a")]])
    for markup in (keyboard, ReplyKeyboardRemove(), ForceReply()):
        sent = await bot.send_message(STARTED, "x", reply_markup=markup)
        editing = bot.edit_message_text("y", chat_id=STARTED, message_id=sent.message_id)
        assert await refused(editing) == "message can't be edited"
    sent = await bot.send_message(STARTED, "x")
    wrong: dict[str, Any] = {"chat_id": STARTED, "message_id": sent.message_id, "text": "y"}
    _, _, answer = await raw_call(bot, "editMessageText", reply_markup='{"keyboard":[["a"]]}', **wrong)
    assert answer["description"] == "Bad Request: inline keyboard expected"
    assert await refused(bot.edit_message_text("y", chat_id=STARTED, message_id=99999)) == "message to edit not found"
    await anna.say("mine")
    own = anna.messages[-1].id
    assert await refused(bot.edit_message_text("y", chat_id=STARTED, message_id=own)) == "message can't be edited"
    location = await bot.send_location(STARTED, 50, 30)
    assert await refused(bot.edit_message_text("y", chat_id=STARTED, message_id=location.message_id)) == (
        "there is no text in the message to edit"
    )
    assert await refused(bot.edit_message_caption(chat_id=STARTED, message_id=sent.message_id, caption="c")) == (
        "there is no caption in the message to edit"
    )


async def test_null_keyboard(bot: Bot):
    keyboard = {"inline_keyboard": None}
    _, _, answer = await raw_call(bot, "sendMessage", chat_id=STARTED, text="x", reply_markup=keyboard)
    assert answer == {
        "ok": False,
        "error_code": 400,
        "description": 'Bad Request: field "inline_keyboard" must be of type Array',
    }


async def test_delete_within_48_hours(bot: Bot, anna: Person, time: SandboxTime):
    first = await bot.send_message(STARTED, "1")
    second = await bot.send_message(STARTED, "2")
    await anna.say("own")
    assert await bot.delete_message(STARTED, first.message_id)
    assert await bot.delete_message(STARTED, anna.messages[-1].id)
    assert await refused(bot.delete_message(STARTED, first.message_id)) == "message to delete not found"
    time.advance(hours=48, seconds=1)
    assert await refused(bot.delete_message(STARTED, second.message_id)) == "message can't be deleted for everyone"
    third = await bot.send_message(STARTED, "3")
    assert await bot.delete_messages(STARTED, [third.message_id, 12345])
    assert await refused(bot.delete_messages(STARTED, list(range(1, 102)))) == "too many message identifiers specified"
    await anna.refresh()
    assert [m.text for m in anna.messages] == ["2"]


async def test_replies_copies_forwards(bot: Bot, anna: Person):
    sent = await bot.send_message(STARTED, "original", reply_markup=inline([go()]))
    reply = await bot.send_message(STARTED, "re", reply_parameters=ReplyParameters(message_id=sent.message_id))
    assert reply.reply_to_message
    assert reply.reply_to_message.text == "original"
    missing = ReplyParameters(message_id=777)
    assert await refused(bot.send_message(STARTED, "re", reply_parameters=missing)) == "message to be replied not found"
    tolerant = ReplyParameters(message_id=777, allow_sending_without_reply=True)
    assert (await bot.send_message(STARTED, "re", reply_parameters=tolerant)).reply_to_message is None
    forwarded = await bot.forward_message(STARTED, STARTED, sent.message_id)
    assert forwarded.forward_origin
    assert forwarded.forward_origin.type == "user"
    assert (await bot.copy_message(STARTED, STARTED, sent.message_id)).message_id > forwarded.message_id
    assert await refused(bot.copy_message(STARTED, STARTED, 777)) == "message to copy not found"
    assert await refused(bot.forward_message(STARTED, STARTED, 777)) == "message to forward not found"
    secret = await bot.send_message(STARTED, "secret", protect_content=True)
    assert await refused(bot.forward_message(STARTED, STARTED, secret.message_id)) == "message can't be forwarded"


async def test_pins_and_reactions(bot: Bot, anna: Person):
    sent = await bot.send_message(STARTED, "plan")
    await bot.pin_chat_message(STARTED, sent.message_id)
    await bot.set_message_reaction(STARTED, sent.message_id, [ReactionTypeEmoji(emoji="👍")])
    await anna.refresh()
    assert anna.last.view["pinned"]
    assert anna.last.reactions == {"bot": ["👍"]}
    await bot.unpin_chat_message(STARTED)
    broccoli = [ReactionTypeEmoji(emoji="🥦")]
    assert await refused(bot.set_message_reaction(STARTED, sent.message_id, [*broccoli])) == "REACTION_INVALID"
    two = [ReactionTypeEmoji(emoji="👍"), ReactionTypeEmoji(emoji="🔥")]
    assert await refused(bot.set_message_reaction(STARTED, sent.message_id, [*two])) == "REACTIONS_TOO_MANY"
    assert await refused(bot.pin_chat_message(STARTED, 777)) == "message to pin not found"


async def test_typing_is_seen_until_the_message_comes(bot: Bot, anna: Person):
    await bot.send_chat_action(STARTED, "typing")
    await anna.refresh()
    assert anna.chat["typing"]
    await bot.send_message(STARTED, "x")
    await anna.refresh()
    assert not anna.chat["typing"]
    assert anna.chat["unread"] == 1
    await anna.read()
    assert anna.chat["unread"] == 0


async def test_get_chat_and_profile_photos(bot: Bot):
    chat = await bot.get_chat(STARTED)
    assert (chat.type, chat.first_name) == ("private", "Anna")
    assert (await bot.get_user_profile_photos(STARTED)).total_count == 0
