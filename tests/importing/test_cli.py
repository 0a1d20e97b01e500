"""`main.py import`: what it prints, asks and returns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot import cli_import
from bot.cli_import import run_import_cli
from bot.settings import load_settings_without_bot
from storage.tables import Client, Deal
from tests.importing import exports


class Terminal:
    """What is printed, and the answers in store."""

    def __init__(self, *answers: str) -> None:
        self.lines: list[str] = []
        self._answers = list(answers)
        self.asked = 0

    def out(self, text: str) -> None:
        self.lines.append(text)

    def ask(self, question: str) -> str:
        self.asked += 1
        if not self._answers:
            raise EOFError
        return self._answers.pop(0)

    @property
    def text(self) -> str:
        return "\n".join(line for line in self.lines if not line.endswith("\r"))


async def command(services, people, path: Path, terminal: Terminal, **options) -> int:
    chosen = {"yes": False, "dry_run": False, "mapping": None} | options
    return await run_import_cli(services, people.owner, path, **chosen, out=terminal.out, ask=terminal.ask)


async def test_yes_asks_nothing_and_imports(services, people, folder, committed):
    terminal = Terminal()
    assert await command(services, people, folder, terminal, yes=True) == 0
    assert terminal.asked == 0
    assert await committed.count(Deal) == 6
    for words in (
        "sales_pipeline.csv (utf-8, ','): deals, 6 rows",
        "engage_date                  → created",
        "correct product: BoxPro → Box Pro",
        "Engaging (3) → ",
        "Importing [##############################] 100 %",
        "2 deals name no client",
        "1 person of the list has no deal: Idle Jones",
        "Columns left out in accounts.csv: revenue",
        "4 managers await invitations",
        "Imported in",
    ):
        assert words in terminal.text, words


@pytest.mark.parametrize(("answers", "deals"), [(("y",), 6), (("да",), 6), (("n",), 0), ((), 0)])
async def test_it_asks_before_it_writes(services, people, folder, committed, answers, deals):
    terminal = Terminal(*answers)
    assert await command(services, people, folder, terminal) == 0
    assert terminal.asked == 1
    assert await committed.count(Deal) == deals
    assert ("Nothing is written." in terminal.text) == (deals == 0)


async def test_a_dry_run_only_counts(services, people, folder, committed):
    terminal = Terminal()
    assert await command(services, people, folder, terminal, dry_run=True, yes=True) == 0
    assert "Nothing is written." in terminal.text
    assert await committed.count(Deal) == 0


async def test_the_mapping_is_written_edited_and_read(services, people, folder, committed, tmp_path):
    path = tmp_path / "mapping.json"
    await command(services, people, folder, Terminal("n"), mapping=path)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["accountless"] = "none"
    data["tables"] = [table for table in data["tables"] if table["kind"] != "people"]
    path.write_text(json.dumps(data), encoding="utf-8")
    assert await command(services, people, folder, Terminal(), mapping=path, yes=True) == 0
    assert await committed.count(Deal, Deal.client_id.is_(None)) == 2


@pytest.mark.parametrize("content", ["not json", "[]", '{"version": 7}', '{"version": 1}'])
async def test_a_broken_mapping_is_one_clear_line(services, people, folder, tmp_path, content):
    path = tmp_path / "mapping.json"
    path.write_text(content, encoding="utf-8")
    terminal = Terminal()
    assert await command(services, people, folder, terminal, mapping=path, yes=True) == 2
    assert "The mapping cannot be read" in terminal.text


async def test_bad_rows_are_told_with_line_and_reason(services, people, tmp_path):
    path = tmp_path / "amo.csv"
    path.write_text(exports.AMO, encoding="cp1251")
    terminal = Terminal()
    await command(services, people, path, terminal, dry_run=True)
    assert "! amo.csv, line 6: Бюджет: “восемь” is not an amount" in terminal.text
    assert "! amo.csv, line 8: “501” is there twice" in terminal.text


@pytest.mark.parametrize("name", ["nothing", "empty.csv", "book.xlsx", "offer.pdf"])
async def test_unusable_paths_are_one_clear_line(services, people, tmp_path, name):
    if name != "nothing":
        (tmp_path / name).write_bytes(b"" if name == "empty.csv" else b"PK?")
    terminal = Terminal()
    assert await command(services, people, tmp_path / name, terminal, yes=True) == 2
    assert len(terminal.lines) == 1
    assert name in terminal.text


def test_the_whole_command_on_a_new_database(tmp_path, monkeypatch, capsys, folder):
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    settings = load_settings_without_bot(None)
    assert cli_import.run(settings, folder, yes=True, dry_run=False, mapping=None) == 0
    assert "Imported in" in capsys.readouterr().out
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'new.db' / 'below.db'}")
    assert cli_import.run(load_settings_without_bot(None), folder, yes=True, dry_run=False, mapping=None) == 2
    assert "Cannot use the database" in capsys.readouterr().err


async def test_clients_of_a_file_alone(services, people, tmp_path, committed):
    path = tmp_path / "clients.csv"
    path.write_text("Компания;Телефон\nРоза;0671234567\n", encoding="utf-8")
    assert await command(services, people, path, Terminal(), yes=True) == 0
    assert await committed.count(Client, Client.name == "Роза") == 1
