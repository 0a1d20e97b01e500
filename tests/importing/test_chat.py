"""/import in the chat: files sent, the mapping looked at and changed, counted, imported; bad inputs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.person import Person
from bot.telegram.uploads import uploads
from services.clock import ShiftedClock
from storage.tables import Client, Deal, User
from tests.importing import exports
from tests.support import databases
from tests.support.conversation import Talk, talking
from tests.support.databases import Committed


@pytest.fixture
async def talk(sqlite_standards: Path, tmp_path: Path, clock: ShiftedClock) -> AsyncIterator[Talk]:
    uploads.cache_clear()  # every sandbox counts its files from one
    async with talking(databases.copy_sqlite(sqlite_standards, tmp_path / "talk.sqlite3"), clock) as talk:
        yield talk


async def send(admin: Person, name: str, text: str) -> None:
    await admin.send_file(text.encode(), name)


async def send_all(admin: Person) -> None:
    for name, text in (
        ("products.csv", exports.PRODUCTS),
        ("sales_teams.csv", exports.TEAMS),
        ("accounts.csv", exports.ACCOUNTS),
        ("sales_pipeline.csv", exports.DEALS),
    ):
        await send(admin, name, text)


async def test_a_company_is_imported_in_the_chat(talk: Talk) -> None:
    admin = await talk.admin()
    await admin.say("/import")
    assert "Send an export" in admin.last.text
    await send_all(admin)
    assert "Import: 16 rows" in admin.last.text
    assert "sales_pipeline.csv: deals, 6 rows" in admin.last.text
    assert "BoxPro → Box Pro" in admin.last.text
    assert "2 deals name no client" in admin.last.text

    await admin.tap("Check and count")
    await admin.until("This is what would happen")
    assert "New 16" in admin.last.text
    assert "1 person of the list has no deal: Idle Jones" in admin.last.text
    assert "3 open deals without a task: they are red; the round of /overdue and /deals list them" in admin.last.text
    await admin.tap("Import")
    await admin.until("Imported in")
    assert "4 managers await invitations" in admin.last.text
    committed = Committed(talk.app.db.url)
    assert await committed.count(Deal) == 6
    await admin.tap("People and their links")
    assert "Without a team: " in admin.last.text
    assert "not in yet" in admin.last.text
    await admin.tap("Ada Stone · awaits an invitation")
    await admin.tap("Invitation link")
    assert admin.last.photo
    await committed.close()


async def test_columns_stages_and_choices_are_changed_with_buttons(talk: Talk) -> None:
    admin = await talk.admin()
    await admin.say("/import")
    await send_all(admin)
    await admin.tap("Columns: sales_pipeline.csv")
    assert admin.has_button("engage_date → created")
    await admin.tap("close_date → closed")
    assert "2017-03-01" in admin.last.text
    await admin.tap("expected close")
    assert admin.has_button("close_date → expected close")
    await admin.tap("close_date → expected close")
    await admin.tap("closed")
    await admin.tap("Back")

    await admin.tap("3 stage names")
    await admin.tap("Engaging")
    await admin.tap("New stage")
    assert admin.has_button("Engaging → Engaging")
    await admin.tap("Back")
    await admin.tap("3 corrections")
    await admin.tap("✓ Philipines")
    assert admin.has_button("✗ Philipines")
    await admin.tap("Back")
    assert "Philipines" not in admin.last.text
    await admin.tap("No client: one client for all")
    assert "2 deals name no client: no client" in admin.last.text
    await admin.tap("No client: no client")
    assert "a client each" in admin.last.text
    await admin.tap("Pipeline")
    await admin.tap("B2C: new clients")
    assert "Into the pipeline B2C: new clients" in admin.last.text

    await admin.tap("Check and count")
    await admin.until("This is what would happen")
    await admin.tap("Import")
    await admin.until("Imported in")
    committed = Committed(talk.app.db.url)
    assert await committed.count(Client, Client.region == "Philipines") == 1
    assert await committed.count(Client, Client.name.like("Crate 500%")) == 1
    await committed.close()


async def test_a_table_is_said_to_be_something_else(talk: Talk) -> None:
    admin = await talk.admin()
    await send(admin, "list.csv", "name,phone\nRomashka,+380671234567\n")
    await admin.tap("Columns: list.csv")
    await admin.tap("These are:")
    await admin.tap("clients")
    assert admin.has_button("name → client")
    await admin.tap("Back")
    assert "list.csv: clients, 1 row" in admin.last.text


async def test_bad_rows_are_shown_with_their_lines(talk: Talk) -> None:
    admin = await talk.admin()
    await admin.say("/import")
    await admin.send_file(exports.AMO.encode("cp1251"), "amo.csv")
    await admin.tap("Check and count")
    await admin.until("This is what would happen")
    assert "bad 5" in admin.last.text
    assert "amo.csv, line 6: Бюджет: “восемь” is not an amount" in admin.last.text


async def test_files_that_are_no_tables(talk: Talk) -> None:
    admin = await talk.admin()
    await admin.say("/import")
    await admin.send_file(b"%PDF-1.4", "offer.pdf")
    assert "offer.pdf is not a table" in admin.last.text
    await admin.send_file(b"PK broken", "book.xlsx")
    assert "book.xlsx cannot be read" in admin.last.text
    await send(admin, "weather.csv", "station,wind\nA,1\n")
    await admin.tap("Check and count")
    await admin.until("I recognise no table here")


async def test_old_buttons_and_forgetting(talk: Talk) -> None:
    admin = await talk.admin()
    await send(admin, "products.csv", exports.PRODUCTS)
    overview = admin.last
    await admin.tap("Forget the files")
    assert "Nothing was imported." in admin.last.text
    await admin.tap("Another file")
    assert "Send an export" in admin.last.text
    await admin.press_data(overview, "ie1")
    assert "no longer works" in admin.toast


async def test_the_import_goes_on_after_a_restart(talk: Talk, tmp_path: Path, clock: ShiftedClock) -> None:
    admin = await talk.admin()
    await send(admin, "products.csv", exports.PRODUCTS)
    for path in uploads()._root.rglob("*.csv"):
        path.unlink()
    await admin.tap("Columns: products.csv")
    assert admin.has_button("sales_price → price")


async def test_other_messages_of_an_admin_are_not_taken_for_files(talk: Talk) -> None:
    admin = await talk.admin()
    await admin.say("/nosuchthing")
    assert "no such command" in admin.last.text
    await admin.sticker()
    assert "went wrong" not in admin.last.text
    await admin.send_file(b"%PDF", "offer.pdf")
    assert "went wrong" not in admin.last.text


async def test_a_file_that_is_too_big_for_telegram(talk: Talk) -> None:
    admin = await talk.admin()
    await admin.say("/import")
    await admin.send_file(b"a;b", "big.csv", size=21 * 1024 * 1024)
    assert "up to 20 MB" in admin.last.text


async def test_others_have_no_import(talk: Talk) -> None:
    head = await talk.head()
    await head.say("/import")
    assert "no such command" in head.last.text
    await send(head, "products.csv", exports.PRODUCTS)
    assert "Import" not in head.last.text
    committed = Committed(talk.app.db.url)
    assert await committed.count(User) == 1
    await committed.close()


async def test_costs_and_payments_are_imported_in_the_chat_with_the_bad_lines_told(talk: Talk) -> None:
    admin = await talk.admin()
    await admin.say("/import")
    await send(admin, "costs.csv", "channel,month,spend\nRadio,2026-09,700\nRadio,soon,700\n,2026-10,1\n")
    assert "costs.csv: costs of channels, 3 rows" in admin.last.text
    await send(admin, "payments.csv", "deal id,amount,payment date\nD9,5,2026-10-01\n")
    assert "payments.csv: payments, 1 row" in admin.last.text
    await admin.tap("Check and count")
    await admin.until("This is what would happen")
    assert "costs.csv, line 3: month: “soon” is not a date" in admin.last.text
    assert "costs.csv, line 4: no channel" in admin.last.text
    assert "payments.csv, line 2: there is no deal “D9”" in admin.last.text
    await admin.tap("Import")
    await admin.until("Imported in")
    await admin.say("/channels")
    await admin.tap("*Radio*")
    await admin.tap("*osts*")
    assert "1 entry, ₴700 in all" in admin.last.text
