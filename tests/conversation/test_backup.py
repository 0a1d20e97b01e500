"""/backup: the admin gets the database as a file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.ui import backup as ui
from tests.support.conversation import Talk


async def test_the_admin_gets_a_copy_that_works(talk: Talk, tmp_path: Path) -> None:
    admin = await talk.admin()
    await admin.say("/backup")
    assert "Keep it where only you can read it" in admin.last.text
    sent = next(call for call in talk.sandbox.calls if call.method == "sendDocument")
    assert sent.ok
    assert list((tmp_path / "backups").iterdir()) == [], "what was sent does not stay on the disk"


async def test_a_copy_too_big_for_the_chat_stays_on_the_server(
    talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ui, "MOST_BYTES", 10)
    admin = await talk.admin()
    await admin.say("/backup")
    assert "too big for the chat" in admin.last.text
    (copy,) = (tmp_path / "backups").iterdir()
    assert copy.name in admin.last.text
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT name FROM users").fetchall() == [("Olga",)]


async def test_others_do_not_have_it(talk: Talk) -> None:
    head = await talk.head()
    await head.say("/backup")
    assert "no such command" in head.last.text
