"""Screens of /import in every language: hostile and long names, many tables, columns and stages; every word there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.ui import import_words as names
from bot.ui import importing as ui
from bot.ui.i18n import LOCALES
from bot.ui.words import Words
from services.importing import analysis
from services.importing.analysis import Proposal
from services.importing.ledger import BadRow, Made, Receipt, Strange, TableCounts, Tally
from services.importing.service import pause
from services.rules.import_fields import FIELDS_OF, Field, Kind
from services.rules.import_mapping import Accountless, Mapping
from services.rules.import_proposal import Known, OurStage
from services.rules.import_rows import Odd
from services.rules.kinds import StageKind
from tests.ui.reading import check

NASTY = "<b>&\"' %(name)s {{ 7 }} 👩‍👩‍👧 " + "Ж" * 200
OURS = Known(stages=tuple(OurStage(f"{NASTY}{place}", StageKind.OPEN, place / 9) for place in range(10)))


@pytest.fixture(params=LOCALES)
def w(request: pytest.FixtureRequest) -> Words:
    return Words(request.param, "Europe/Kyiv", datetime(2026, 11, 24, 8, tzinfo=UTC))


@pytest.fixture(scope="module")
def proposal(tmp_path_factory: pytest.TempPathFactory) -> Proposal:
    folder: Path = tmp_path_factory.mktemp("screens")
    wide = ",".join(
        ["id", "stage", "created", "client", "region", *(f"{NASTY} {n}".replace(",", " ") for n in range(60))]
    )
    rows = [
        f'{n},"{NASTY.replace(chr(34), "")} {n}",01/02/2026,c{n},' + ("Philipines" if n else "Kenya") for n in range(60)
    ]
    for number in range(12):
        (folder / f"{number:02} {'long name ' * 6}deals.csv").write_text("\n".join([wide, *rows]), encoding="utf-8")
    return analysis.propose(analysis.scan(folder), OURS, Mapping((), pipeline=NASTY))


def test_everything_fits(proposal: Proposal, w: Words) -> None:
    assert proposal.fixes
    assert len(proposal.mapping.stages) == 60
    for screen in (
        ui.start(w),
        ui.reading(NASTY, w),
        ui.overview(proposal, w),
        ui.table(proposal, 0, 1, w),
        ui.table(proposal, 11, 99, w),
        ui.kinds(proposal, 3, w),
        *(ui.column(proposal, 0, index, w) for index in (0, 2, 64)),
        ui.stages(proposal, 2, w),
        ui.stage(proposal, 7, [stage.name for stage in OURS.stages], w),
        ui.pipelines(NASTY, [NASTY, *(f"{NASTY} {n}" for n in range(12))], w),
        ui.fixes(proposal, 1, w),
        ui.progress(1, 3, w, dry=True),
        ui.progress(3, 3, w, dry=False),
        ui.dropped(w),
        ui.gone(w),
    ):
        check(screen)


def test_an_unsure_order_of_days_is_asked(proposal: Proposal, w: Words) -> None:
    labels = [button.text for row in ui.column(proposal, 0, 2, w).rows for button in row]
    assert sum(label.startswith("✓") for label in labels) == 2  # the field, and day first


@pytest.mark.parametrize("dry", [True, False])
def test_the_receipt_says_everything_and_fits(w: Words, dry: bool) -> None:
    bad = [BadRow(NASTY, NASTY, 10**6, code, NASTY, NASTY) for code in names._BAD for _ in range(5)]
    receipt = Receipt(
        dry=dry,
        tables=tuple(TableCounts(NASTY, NASTY, Kind.DEALS, Tally(10**6, 10**6, 10**6, 10**6)) for _ in range(12)),
        bad_rows=tuple(bad),
        odd={item.value: 10**6 for item in (*Strange, *Odd)},
        made=dict.fromkeys(Made, 10**6),
        idle=(NASTY,) * 20,
        idle_total=21,
        ignored=((NASTY, (NASTY,) * 30),),
        fixes=(),
        seconds=1234.5,
    )
    check(ui.receipt(receipt, w))
    assert len(names.odd_lines(receipt, w)) == len(Strange) + len(Odd) + 2
    check(ui.receipt(replace(receipt, tables=receipt.tables[:1], bad_rows=(), odd={}, made={}, idle_total=0), w))


@pytest.mark.parametrize(("rehearsal", "told"), [(0.4, ""), (2.3, ""), (5.0, "20 sec"), (40.0, "3 min")])
def test_a_long_import_says_how_long_the_bot_pauses(rehearsal: float, told: str) -> None:
    w = Words("en", "Europe/Kyiv", datetime(2026, 11, 24, 8, tzinfo=UTC))
    table = TableCounts("deals.csv", None, Kind.DEALS, Tally(new=9))
    screen = ui.receipt(Receipt(True, (table,), (), {}, {}, (), 0, (), (), rehearsal, pause(rehearsal)), w)
    assert ("takes nothing in" in screen.text) == bool(told)
    assert screen.rows[0][0].text.startswith("Import, pause of" if told else "Import")
    assert told[:2] in screen.text


def test_every_code_has_its_words() -> None:
    assert set(names.KINDS) == set(Kind)
    assert set(names.FIELDS) == set(Field)
    assert set(names.POLICIES) == set(Accountless)
    assert {*Strange, *Odd} == set(names._ODD)
    assert set(names._MADE) == set(Made)
    assert {field for fields in FIELDS_OF.values() for field in fields} <= set(Field)
