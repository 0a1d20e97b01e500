from __future__ import annotations

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendDocument, SendMessage, SendPhoto

from bot.telegram.show import Show
from bot.ui.callbacks import Menu
from bot.ui.screen import Button, File, Screen
from tests.telegram.conftest import CHAT, Failure, Script, press

CARD = Screen("<b>card</b>", rows=((Button("Menu", data=Menu()),),))


def refused(words: str) -> Failure:
    return lambda method: TelegramBadRequest(method, f"Bad Request: {words}")


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waited: list[float] = []

    async def note(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("bot.telegram.outgoing.asyncio.sleep", note)
    return waited


async def test_a_press_edits_its_message_and_is_answered_once(bot: Bot, script: Script) -> None:
    show = Show(bot, CHAT, press(bot))
    assert await show(CARD.with_toast("Done")) == 10
    await show.answer()
    assert script.names() == ["answer", "edit"]
    assert script.last(AnswerCallbackQuery).text == "Done"
    edit = script.last(EditMessageText)
    assert (edit.text, edit.parse_mode, edit.message_id) == ("<b>card</b>", "HTML", 10)
    assert edit.reply_markup.inline_keyboard[0][0].callback_data == "mn1"


async def test_a_message_is_answered_with_a_new_one(bot: Bot, script: Script) -> None:
    assert await Show(bot, CHAT)(CARD) == 1001
    assert script.names() == ["send"]


async def test_without_a_button_the_toast_leads_the_text(bot: Bot, script: Script) -> None:
    await Show(bot, CHAT)(CARD.with_toast("Saved <1>"))
    assert script.last(SendMessage).text == "<i>Saved &lt;1&gt;</i>\n\n<b>card</b>"


async def test_nothing_changed_is_a_success(bot: Bot, script: Script) -> None:
    script.fail[EditMessageText] = [refused("message is not modified: specified new message content is the same")]
    assert await Show(bot, CHAT, press(bot))(CARD) == 10
    assert script.names() == ["answer", "edit"]


@pytest.mark.parametrize("words", ["message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID"])
async def test_what_cannot_be_edited_is_sent_anew(bot: Bot, script: Script, words: str) -> None:
    script.fail[EditMessageText] = [refused(words)]
    assert await Show(bot, CHAT, press(bot))(CARD) == 1001
    assert script.names() == ["answer", "edit", "send"]


async def test_a_broken_text_is_not_hidden(bot: Bot, script: Script) -> None:
    script.fail[EditMessageText] = [refused("can't parse entities: Unclosed start tag")]
    with pytest.raises(TelegramBadRequest):
        await Show(bot, CHAT, press(bot))(CARD)


@pytest.mark.parametrize("on", ["old", "none"])
async def test_a_press_on_a_lost_message_gets_a_new_one(bot: Bot, script: Script, on: str) -> None:
    await Show(bot, CHAT, press(bot, on=on))(CARD)
    assert script.names() == ["answer", "send"]


async def test_text_after_a_picture_comes_anew_and_the_picture_loses_its_buttons(bot: Bot, script: Script) -> None:
    await Show(bot, CHAT, press(bot, on="photo"))(CARD)
    assert script.names() == ["answer", "strip", "send"]


async def test_a_picture_replaces_a_picture_in_place(bot: Bot, script: Script) -> None:
    await Show(bot, CHAT, press(bot, on="photo"))(Screen("caption", photo=b"png"))
    assert script.names() == ["answer", "media"]


async def test_a_picture_after_text_and_a_reply_keyboard_come_anew(bot: Bot, script: Script) -> None:
    await Show(bot, CHAT, press(bot))(Screen("caption", photo=b"png"))
    await Show(bot, CHAT, press(bot))(Screen("phone?", reply=((Button("Share", request="contact"),),)))
    assert script.names() == ["answer", "strip", "photo", "answer", "strip", "send"]


async def test_files_and_captions_within_their_limit(bot: Bot, script: Script) -> None:
    await Show(bot, CHAT)(Screen("a" * 3000, document=File(b"x", "list.xlsx")))
    await Show(bot, CHAT)(Screen("a" * 3000, photo=b"png", silent=True))
    assert len(script.last(SendDocument).caption) == 1024
    assert script.last(SendPhoto).disable_notification is True


async def test_new_leaves_the_pressed_message_alone(bot: Bot, script: Script) -> None:
    await Show(bot, CHAT, press(bot)).new(CARD)
    assert script.names() == ["answer", "send"]


async def test_an_expired_press_still_tells_its_text(bot: Bot, script: Script) -> None:
    script.fail[AnswerCallbackQuery] = [refused("query is too old and response timeout expired")]
    show = Show(bot, CHAT, press(bot))
    await show.toast("Won by Oleg", alert=True)
    assert script.last(SendMessage).text == "Won by Oleg"


async def test_a_second_toast_comes_as_a_message(bot: Bot, script: Script) -> None:
    show = Show(bot, CHAT, press(bot))
    await show.answer()
    await show.toast("Too late for a toast")
    await show.toast(None)
    assert script.names() == ["answer", "send"]
    assert show.answered


async def test_a_short_flood_wait_is_waited_a_long_one_is_not(
    bot: Bot, script: Script, no_waiting: list[float]
) -> None:
    script.fail[SendMessage] = [lambda m: TelegramRetryAfter(m, "Too Many Requests", 2)]
    await Show(bot, CHAT)(CARD)
    assert no_waiting == [2]
    script.fail[SendMessage] = [lambda m: TelegramRetryAfter(m, "Too Many Requests", 60)]
    with pytest.raises(TelegramRetryAfter):
        await Show(bot, CHAT)(CARD)


async def test_a_dropped_connection_is_tried_once_more(bot: Bot, script: Script) -> None:
    script.fail[EditMessageText] = [lambda m: TelegramNetworkError(m, "reset")]
    await Show(bot, CHAT, press(bot))(CARD)
    assert script.names() == ["answer", "edit", "edit"]
