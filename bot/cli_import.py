"""`main.py import`: the proposed mapping, the counts, a question, a progress bar, the receipt; in plain text."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.ui import import_words as names
from bot.ui.problems import problem_text
from bot.ui.words import Words
from services import Services
from services.clock import SystemClock
from services.errors import Invalid, Problem
from services.importing.analysis import Proposal
from services.importing.changes import with_mapping
from services.importing.ledger import Made, Receipt
from services.rules.actor import SYSTEM, Actor
from services.rules.import_fields import Field, Kind
from services.rules.import_mapping import BadMapping, Mapping, from_json, to_json

if TYPE_CHECKING:
    from bot.settings import Settings

Out = Callable[[str], None]
Ask = Callable[[str], str]

BAD_START = 2
BAR = 30
BAD_SHOWN = 10


def run(settings: Settings, path: Path, *, yes: bool, dry_run: bool, mapping: Path | None) -> int:
    """Import into the database of the settings; return the exit code."""
    return asyncio.run(_run(settings, path, yes=yes, dry_run=dry_run, mapping=mapping))


async def _run(settings: Settings, path: Path, *, yes: bool, dry_run: bool, mapping: Path | None) -> int:
    from bot.company import CompanyDefaults
    from storage.opening import CannotOpen, open_database

    try:
        database = await open_database(settings.database_url)
    except CannotOpen as error:
        print(str(error), file=sys.stderr)  # noqa: T201 - this is the command line
        return BAD_START
    try:
        services = Services(database, SystemClock())
        await CompanyDefaults(services).install(settings)
        return await run_import_cli(
            services, SYSTEM, path, yes=yes, dry_run=dry_run, mapping=mapping, out=say, ask=input
        )
    finally:
        await database.close()


def say(text: str) -> None:
    """Print; a line that ends in a carriage return is printed over."""
    end = "" if text.endswith("\r") else "\n"
    print(text, end=end, flush=True)  # noqa: T201 - this is the command line


async def run_import_cli(
    services: Services, actor: Actor, path: Path, *, yes: bool, dry_run: bool, mapping: Path | None, out: Out, ask: Ask
) -> int:
    """Look at a path, show what would happen, and do it unless the answer is no; return the exit code.

    `mapping` is a JSON file: read when it exists, else the proposed mapping is written there to be edited.
    """
    settings = (await services.company.policy(actor)).settings
    w = Words("en", settings.zone, services.clock.now(), settings.currency)
    ours = Words(settings.locale, settings.zone, services.clock.now(), settings.currency)
    try:
        proposal = await services.importing.analyse(actor, path, common_client=names.common_client(ours))
        proposal = _mapped(proposal, mapping, out)
        _show(proposal, w, out)
        if dry_run or not yes:
            counted = await services.importing.dry_run(actor, proposal.scan, proposal.mapping, _bar("Counting", out))
            _tell(counted, w, out)
            if dry_run or not _agreed(ask):
                out("Nothing is written.")
                return 0
        receipt = await services.importing.run(actor, proposal.scan, proposal.mapping, _bar("Importing", out))
    except Problem as error:
        out(problem_text(error, w))
        return BAD_START
    _tell(receipt, w, out)
    return 0


def _agreed(ask: Ask) -> bool:
    try:
        return ask("Import this? [y/N] ").strip().casefold() in {"y", "yes", "д", "да", "т", "так"}
    except EOFError:
        return False


def _mapped(proposal: Proposal, path: Path | None, out: Out) -> Proposal:
    if path is None:
        return proposal
    if path.exists():
        return with_mapping(proposal, _read(path))
    path.write_text(json.dumps(to_json(proposal.mapping), ensure_ascii=False, indent=2), encoding="utf-8")
    out(f"The mapping is written to {path}: change it there and run the same command again.")
    return proposal


def _read(path: Path) -> Mapping:
    try:
        return from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, AttributeError, BadMapping) as error:
        raise Invalid("import_bad_mapping", where=f"{path}: {error}") from error


def _bar(what: str, out: Out) -> Callable[[int, int], None]:
    shown = -1

    def progress(done: int, total: int) -> None:
        nonlocal shown
        percent = done * 100 // max(1, total)
        if percent != shown:
            shown = percent
            filled = "#" * (percent * BAR // 100)
            out(f"{what} [{filled:<{BAR}}] {percent:3} %" + ("" if done >= total else "\r"))

    return progress


def _show(proposal: Proposal, w: Words, out: Out) -> None:
    for number, table in enumerate(proposal.mapping.tables):
        view = proposal.tables[number]
        sheet = f", sheet {table.sheet}" if table.sheet else f" ({table.encoding}, {table.delimiter!r})"
        out(f"\n{table.file}{sheet}: {names.kind_name(table.kind, w)}, {names.rows_of(view.rows, w)}")
        if table.kind is Kind.UNKNOWN:
            continue
        for column, seen in zip(table.columns, view.columns, strict=True):
            samples = ", ".join(sample[:24] for sample in seen.samples)
            unsure = " (day and month may be the other way round)" if seen.unsure_dates and column.dates else ""
            sign = "·" if column.field is Field.IGNORE else "→"
            out(f"  {column.header[:28]:<28} {sign} {names.field_name(column.field, w):<16} {samples[:60]}{unsure}")
        for field, fixes in table.fixes.items():
            for wrong, right in fixes.items():
                out(f"  correct {names.field_name(field, w)}: {wrong} → {right}")
    _show_stages(proposal.mapping, w, out)


def _show_stages(mapping: Mapping, w: Words, out: Out) -> None:
    if not mapping.stages:
        return
    out(f"\nPipeline: {mapping.pipeline}")
    for item in mapping.stages:
        made = " (new stage)" if item.create or item.stage is None else ""
        unsure = "" if item.sure else " (a guess)"
        out(f"  {item.value} ({w.number(item.rows)}) → {item.stage or item.value}, {item.kind.value}{made}{unsure}")
    out(f"Deals without a client: {names.policy_name(mapping.accountless, w)}")


def _tell(receipt: Receipt, w: Words, out: Out) -> None:
    done = "would be" if receipt.dry else "are"
    out(f"\n{'table':<32} {'new':>9} {'update':>9} {'skip':>9} {'bad':>9}")
    for table in receipt.tables:
        name = f"{table.file} {table.sheet or ''}".strip()
        tally = table.tally
        out(f"{name[:32]:<32} {tally.new:>9,} {tally.update:>9,} {tally.skip:>9,} {tally.bad:>9,}")
    if made := names.made_lines(receipt, w):
        out(f"Besides them {done} made: " + "; ".join(made))
    for line in names.odd_lines(receipt, w):
        out(f"  - {line}")
    for bad in receipt.bad_rows[:BAD_SHOWN]:
        out(f"  ! {names.bad_line(bad, w)}")
    if receipt.bad > BAD_SHOWN:
        out(f"  ! … {receipt.bad - BAD_SHOWN:,} more bad rows")
    if receipt.pause:
        out(f"Importing takes about {w.duration(receipt.pause)}: until it ends a running bot takes nothing in.")
    if not receipt.dry:
        out(f"Imported in {receipt.seconds:.1f} s. Running it again takes over only what changes in the files.")
        if receipt.made.get(Made.PEOPLE) or receipt.made.get(Made.HEADS):
            out("Their invitation links are in the admin's chat: /users.")
