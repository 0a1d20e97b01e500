"""The menu is short: what is set up and what is looked back on have pages of their own."""

from __future__ import annotations

from tests.support.conversation import Talk


async def test_the_set_up_has_a_page(talk: Talk) -> None:
    olga = await talk.admin()
    await olga.say("/menu")
    assert "Pipelines" not in olga.last.labels
    await olga.tap("🛠 Set-up")
    places = {
        "Pipelines", "Fields", "Reasons", "Calendar", "Channels", "Products", "Audit", "Import", "Export",
        "Backup copy", "Jobs",
    }  # fmt: skip
    assert set(olga.last.labels) == places | {"Menu"}
    await olga.tap("Reasons")
    assert "Why they refuse" in olga.last.text


async def test_the_reports_have_a_page(talk: Talk) -> None:
    boris = await talk.head(team=await talk.team())
    await boris.say("/menu")
    await boris.tap("Reports")
    assert {"Refusals", "Moves", "Promises", "Menu"} <= set(boris.last.labels)
    await boris.tap("Promises")
    await boris.tap("To the reports")
    await boris.tap("Refusals")
    assert "Why clients refuse" in boris.last.text


async def test_a_manager_has_neither(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.say("/menu")
    assert not {"🛠 Set-up", "Reports"} & set(anna.last.labels)
    await anna.say("/report")
    assert "no such command" in anna.last.text


async def test_an_import_takes_a_set_up_file(talk: Talk) -> None:
    olga = await talk.admin()
    await olga.say("/import")
    assert "A set-up file of /export may be sent here, too." in olga.last.text
