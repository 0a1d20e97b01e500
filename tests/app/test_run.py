"""`main.py run`: the first start, the clean stop, and one clear line for everything that does not let it begin."""

from __future__ import annotations

import asyncio
import re
import signal
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from bot import cli
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Sandbox
from bot.settings import load_settings
from services.outbox import notify
from services.rules.actor import SYSTEM
from storage.migrate import alembic_config
from storage.opening import newest_revision
from storage.tables import Chat, OutboxMessage
from storage.unit_of_work import Database
from tests.app.process import environment, for_sandbox, start
from tests.support import databases
from tests.support.databases import Committed


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """Telegram."""
    async with Sandbox() as sandbox:
        yield sandbox


def _url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder}/data/voronka.db"


async def test_the_first_start_gives_the_owner_link_and_a_stop_is_clean(sandbox: Sandbox, tmp_path: Path) -> None:
    variables = for_sandbox(sandbox, _url(tmp_path))
    bot = await start(tmp_path, "run", **variables)
    said = await bot.until("ready")
    link = re.search(r"^https://t\.me/voronka_bot\?start=([A-Za-z0-9_-]{16,64})$", said, re.MULTILINE)
    assert link is not None
    assert said.index("https://t.me/") < said.index("ready")

    async with SandboxClient(sandbox.base_url) as client:
        owner = await client.person("Olga", language="en")
        await owner.start(link.group(1))
        await owner.say("/jobs")
        assert "jobs run on time" in owner.last.text

    code, _, log = await bot.stop()
    assert code == 0
    assert "Traceback" not in log
    assert "clean=True" in log
    assert link.group(1) not in log
    assert sandbox.token not in log
    assert "Olga" not in log

    again = await start(tmp_path, "run", **variables)
    said = await again.until("ready")
    assert "https://t.me/" not in said, "the company has its owner"
    code, _, _ = await again.stop(signal.SIGINT)
    assert code == 0


@pytest.mark.slow  # the same within one process: tests/delivery/test_killed.py
async def test_killed_and_started_again_every_message_arrives(
    sandbox: Sandbox, tmp_path: Path, sqlite_template: Path
) -> None:
    url = databases.copy_sqlite(sqlite_template, tmp_path / "voronka.sqlite3")
    now = datetime.now(UTC)
    people = [sandbox.add_person(f"P{number}", started=True).id for number in range(40)]
    database = Database(url)
    async with database.write(SYSTEM, now) as work:
        work.session.add_all([Chat(id=person, started_at=now) for person in people])
        for person in people:
            params = {"user": 1, "name": f"N{person}"}
            await notify(
                work, chat_id=person, kind="staff_unreachable", params=params, dedupe_key=f"{person}", urgent=True
            )
    await database.close()

    variables = for_sandbox(sandbox, url)
    for wanted in (8, 20):
        bot = await start(tmp_path, "run", **variables)
        async with asyncio.timeout(40):
            while len(_sent(sandbox)) < wanted:  # noqa: ASYNC110 - seen from outside the process
                await asyncio.sleep(0.01)
        bot.process.kill()
        await bot.ended()
    bot = await start(tmp_path, "run", **variables)
    async with asyncio.timeout(40):
        while len(set(_sent(sandbox))) < len(people):  # noqa: ASYNC110 - seen from outside the process
            await asyncio.sleep(0.05)
    code, _, _ = await bot.stop()
    assert code == 0
    times = Counter(_sent(sandbox))
    assert set(times) == set(people)
    # Messages to several chats are under way at once, more of them on a busy machine.
    assert sum(times.values()) - len(people) <= 12, "each of the two kills doubles at most what was being sent"
    assert max(times.values()) <= 3

    reader = Committed(url)
    assert {row.status for row in await reader.all(OutboxMessage)} == {"sent"}
    await reader.close()


def _sent(sandbox: Sandbox) -> list[int]:
    return [call.chat_id or 0 for call in sandbox.calls if call.method == "sendMessage" and call.ok]


async def _complaint(capsys: pytest.CaptureFixture[str], **values: str) -> str:
    """The one line `run` ends with."""
    code = await cli.serve(load_settings(None, locale="en", **values))
    said, complained = capsys.readouterr()
    assert (code, said) == (2, "")
    (line,) = complained.splitlines()
    return line


async def test_no_token(tmp_path: Path) -> None:
    code, said, complained = await (await start(tmp_path, "run", **environment())).ended()
    assert (code, said) == (2, "")
    (line,) = complained.splitlines()
    assert line.startswith("BOT_TOKEN is missing")


async def test_a_wrong_token(sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = await _complaint(capsys, bot_token="1:wrong", telegram_api_url=sandbox.base_url, database_url=_url(tmp_path))
    assert line.startswith("Telegram does not accept BOT_TOKEN")


async def test_an_unreachable_api(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = await _complaint(
        capsys, bot_token="42:SECRET", telegram_api_url="http://127.0.0.1:9", database_url=_url(tmp_path)
    )
    assert line == "Cannot reach Telegram at http://127.0.0.1:9: check the network and TELEGRAM_API_URL."


async def test_a_file_that_is_no_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "notes.db"
    file.write_text("not a database " * 500)
    line = await _complaint(capsys, bot_token="1:x", database_url=f"sqlite+aiosqlite:///{file}")
    assert line == f"Cannot use the database at {file}: file is not a database. Check DATABASE_URL."


async def test_a_folder_nobody_can_make(capsys: pytest.CaptureFixture[str]) -> None:
    line = await _complaint(capsys, bot_token="1:x", database_url="sqlite+aiosqlite:////proc/nowhere/voronka.db")
    assert line.startswith("Cannot use the database at /proc/nowhere/voronka.db: ")


async def test_a_server_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    line = await _complaint(capsys, bot_token="1:x", database_url="postgresql://user:pass-word@127.0.0.1:9/voronka")
    assert line.startswith("Cannot use the database at user:***@127.0.0.1:9/voronka: ")


async def test_a_newer_schema(tmp_path: Path, sqlite_template: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "voronka.sqlite3"
    url = databases.copy_sqlite(sqlite_template, file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    line = await _complaint(capsys, bot_token="1:x", database_url=url)
    assert line.startswith(f"The database at {file} was made by a later version of Voronka (revision 9999)")


def test_the_newest_revision_is_alembics() -> None:
    assert newest_revision() == ScriptDirectory.from_config(alembic_config()).get_current_head()


async def test_a_webhook_address_that_is_taken(
    sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = sandbox.base_url.partition("//")[2]
    line = await _complaint(
        capsys,
        bot_token=sandbox.token,
        telegram_api_url=sandbox.base_url,
        database_url=_url(tmp_path),
        webhook_url="https://example.org/x",
        webhook_secret="s",
        webhook_listen=taken,
    )
    assert line.startswith(f"Cannot listen on {taken}: ")


async def test_on_postgresql(sandbox: Sandbox, tmp_path: Path, postgres_database: Database) -> None:
    bot = await start(tmp_path, "run", **for_sandbox(sandbox, postgres_database.url))
    assert "https://t.me/voronka_bot?start=" in await bot.until("ready")
    code, _, log = await bot.stop()
    assert code == 0, log


async def test_help_can_be_read(tmp_path: Path) -> None:
    code, said, complained = await (await start(tmp_path, "--help", **environment())).ended()
    assert (code, complained) == (0, "")
    for word in ("demo", "run", "import", "backup", "BOT_TOKEN", "DATABASE_URL"):
        assert word in said
    assert max(len(line) for line in said.splitlines()) <= 120


async def test_backup_while_the_bot_runs(sandbox: Sandbox, tmp_path: Path) -> None:
    variables = for_sandbox(sandbox, _url(tmp_path))
    bot = await start(tmp_path, "run", **variables)
    await bot.until("ready")
    copy = tmp_path / "copies" / "today.db"
    code, said, complained = await (await start(tmp_path, "backup", str(copy), **variables)).ended()
    assert (code, complained) == (0, "")
    assert str(copy) in said
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM stages").fetchone()[0] > 9
    await bot.stop()

    empty = tmp_path / "empty"
    empty.mkdir()
    code, said, complained = await (await start(empty, "backup", str(tmp_path / "x.db"), **environment())).ended()
    assert (code, said) == (2, "")
    assert complained == "No backup was made: there is no database at data/voronka.db\n"
