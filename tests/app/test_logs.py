"""Logs: one line an event, and nothing in it that is not the operator's business."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError
from aiogram.methods import SendMessage
from sqlalchemy import create_engine, text

from bot import logs

TOKEN = "4242424242:AAE-secret_part_of_a_token_0123456789"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that is logged, as the operator would read it."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    logs.set_up(logging.DEBUG, [TOKEN, "webhook-secret"], stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def test_a_record_is_one_line(written: io.StringIO) -> None:
    logging.getLogger("bot.test").info("update=%d said=%s", 7, "two\nlines")
    at, level, name, *rest = written.getvalue().splitlines()[0].split()
    assert at.endswith("Z")
    assert (level, name, rest) == ("INFO", "bot.test", ["update=7", "said=two", "lines"])


def test_tokens_secrets_and_phones_are_taken_out(written: io.StringIO) -> None:
    log = logging.getLogger("x")
    log.error("POST https://api.telegram.org/bot%s/sendMessage failed", TOKEN)
    log.error("other token 99:AAAAAAAAAAAAAAAAAAAAAAAAAA in https://host/bot99:short/getMe, header webhook-secret")
    log.error("call +380 67 123-45-67 or +380671234567")
    text = written.getvalue()
    assert "AAE-secret" not in text
    assert "AAAAAA" not in text
    assert "99:short" not in text
    assert "webhook-secret" not in text
    assert "123-45" not in text
    assert "671234567" not in text
    assert text.count("\n") == 3


def test_an_exception_tells_its_way_but_not_what_people_wrote(written: io.StringIO) -> None:
    def inner() -> None:
        int("Ivan said: call me at noon")

    try:
        inner()
    except ValueError:
        logging.getLogger("x").exception("incident=ABC")
    (line,) = written.getvalue().splitlines()
    assert "ValueError" in line
    assert "tests/app/test_logs.py" in line
    assert "inner" in line
    assert "noon" not in line


def test_a_database_error_does_not_quote_parameters(written: io.StringIO) -> None:
    with create_engine("sqlite://").connect() as connection:
        try:
            connection.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": "Ivan Secretov"})
        except Exception:
            logging.getLogger("x").exception("failed")
    assert "Secretov" not in written.getvalue()
    assert "OperationalError" in written.getvalue()


def test_telegrams_own_words_are_kept_but_not_the_message(written: io.StringIO) -> None:
    log = logging.getLogger("x")
    message = SendMessage(chat_id=1, text="private words")
    for error in (
        TelegramNetworkError(method=message, message=f"cannot connect to /bot{TOKEN}/sendMessage"),
        ClientDecodeError("Failed to decode", ValueError("private words"), {"text": "private words"}),
    ):
        try:
            raise error
        except Exception:
            log.exception("failed")
    text = written.getvalue()
    assert "cannot connect to" in text
    assert "private" not in text
    assert "AAE-secret" not in text


def test_causes_are_told(written: io.StringIO) -> None:
    try:
        try:
            raise OSError("disk full")
        except OSError as error:
            raise RuntimeError("hidden words") from error
    except RuntimeError:
        logging.getLogger("x").exception("failed")
    line = written.getvalue()
    assert "RuntimeError at" in line
    assert "<- OSError: disk full at" in line
    assert "hidden words" not in line
