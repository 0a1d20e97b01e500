"""Requests as JSON, files as a form, short ways through answers."""

from __future__ import annotations

import json

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import AnswerCallbackQuery, SendDocument, SendMessage
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup
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
