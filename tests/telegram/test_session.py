"""Requests as JSON, files as a form, short ways through answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramBadRequest, TelegramRetryAfter
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageCaption,
    GetChatAdministrators,
    GetUpdates,
    SendDocument,
    SendMessage,
    TelegramMethod,
)
from aiogram.types import (
    BufferedInputFile,
    ChatMemberOwner,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
)
from aiohttp import BytesPayload, FormData

from bot.telegram.session import Session


@pytest.fixture
def bot() -> Bot:
    return Bot("1:token", session=Session())


def test_a_request_is_json(bot: Bot):
    markup = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Далее", callback_data="x:1")]])
    body = Session().build_form_data(bot, SendMessage(chat_id=1, text="Привет & <b>", reply_markup=markup))
    assert isinstance(body, BytesPayload)
    assert body.content_type == "application/json"
    fields = json.loads(body.decode())
    assert (fields["chat_id"], fields["text"]) == ("1", "Привет & <b>")
    assert json.loads(fields["reply_markup"]) == {"inline_keyboard": [[{"text": "Далее", "callback_data": "x:1"}]]}
    assert "parse_mode" not in fields, "what nobody set is not sent"


def test_files_go_as_a_form(bot: Bot):
    file = BufferedInputFile(b"content", "offer.pdf")
    form = Session().build_form_data(bot, SendDocument(chat_id=1, document=file))
    assert isinstance(form, FormData)
    assert form.is_multipart


def test_a_plain_yes_needs_no_model(bot: Bot):
    method = AnswerCallbackQuery(callback_query_id="1")
    assert Session().check_response(bot, method, 200, '{"ok":true,"result":true}').result is True
    with pytest.raises(TelegramBadRequest):
        Session().check_response(bot, method, 400, '{"ok":false,"error_code":400,"description":"Bad Request: no"}')


USER = {"id": 5, "is_bot": False, "first_name": "Ольга"}
SAID = {"message_id": 7, "date": 1_700_000_000, "chat": {"id": 5, "type": "private"}, "text": "Так"}


def test_an_answer_is_read_by_its_own_model(bot: Bot):
    def answer(method: TelegramMethod[Any], result: object) -> Any:
        return Session().check_response(bot, method, 200, json.dumps({"ok": True, "result": result})).result

    sent = answer(SendMessage(chat_id=5, text="Так"), SAID)
    assert (type(sent), sent.message_id, sent.bot) == (Message, 7, bot)
    updates = answer(GetUpdates(), [{"update_id": 1, "message": SAID}, {"update_id": 2}])
    assert [(type(one), one.update_id) for one in updates] == [(Update, 1), (Update, 2)]
    assert (updates[0].message.text, updates[0].message.bot) == ("Так", bot)
    assert answer(EditMessageCaption(inline_message_id="1"), True) is True
    assert type(answer(EditMessageCaption(chat_id=5, message_id=7), SAID)) is Message
    [owner] = answer(GetChatAdministrators(chat_id=5), [{"status": "creator", "user": USER, "is_anonymous": False}])
    assert type(owner) is ChatMemberOwner


def test_what_is_no_such_answer_is_said(bot: Bot):
    method = SendMessage(chat_id=5, text="Так")
    with pytest.raises(ClientDecodeError):
        Session().check_response(bot, method, 200, '{"ok":true,"result":{"message_id":"seven"}}')
    with pytest.raises(ClientDecodeError):
        Session().check_response(bot, method, 502, "<html>Bad gateway</html>")
    waiting = '{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":3}}'
    with pytest.raises(TelegramRetryAfter) as caught:
        Session().check_response(bot, method, 429, waiting)
    assert (caught.value.retry_after, caught.value.method) == (3, method)
