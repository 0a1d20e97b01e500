"""`main.py plan import FILE`: plans of a table set, with what cannot be taken told line by line."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from services.importing.files import BOOKS, TEXT, is_table

if TYPE_CHECKING:
    from bot.settings import Settings
    from services import Services
    from services.rules.actor import Actor

SOME_BAD: Final = 1
BAD_START: Final = 2
Out = Callable[[str], None]


def run(settings: Settings, path: Path, *, dry_run: bool) -> int:
    """Set the plans of a file: 0 when all of it was taken, 1 when some rows were not, 2 when nothing could be read."""
    flaw = _flaw(path)
    if flaw is not None:
        _complain(flaw)
        return BAD_START
    return asyncio.run(_run(settings, path, dry_run=dry_run))


def _flaw(path: Path) -> str | None:
    if not path.is_file():
        return f"There is no file {path}."
    if not is_table(path.name):
        return f"{path.name} is no table; give a file that ends in one of: {', '.join(TEXT + BOOKS)}."
    return None


async def _run(settings: Settings, path: Path, *, dry_run: bool) -> int:
    from services import Services
    from services.clock import SystemClock
    from services.rules.actor import SYSTEM
    from storage.opening import CannotOpen, open_database

    try:
        database = await open_database(settings.database_url)
    except CannotOpen as error:
        _complain(str(error))
        return BAD_START
    try:
        return await take(Services(database, SystemClock()), SYSTEM, path, dry_run=dry_run, out=_say, bad=_complain)
    finally:
        await database.close()


async def take(services: Services, actor: Actor, path: Path, *, dry_run: bool, out: Out, bad: Out) -> int:
    """Read a file and set its plans, or only count them; say it in one line, and one for each bad row."""
    from bot.ui.plan_files import flaw_text
    from bot.ui.problems import problem_text
    from bot.ui.words import Words
    from services.errors import Problem

    settings = (await services.company.policy(actor)).settings
    w = Words("en", settings.zone, services.clock.now(), settings.currency)
    read = services.plan_files.look if dry_run else services.plan_files.apply
    try:
        found = await read(actor, path, path.name)
    except Problem as error:
        bad(problem_text(error, w))
        return BAD_START
    for item in found.bad:
        bad(f"line {item.line}: {flaw_text(item, w)}")
    told = f"{found.new} new, {len(found.lines) - found.new} changed, {found.same} the same, {len(found.bad)} bad"
    out(f"Plans that would be set: {told}" if dry_run else f"Plans set: {told}")
    return SOME_BAD if found.bad else 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this is the command line


def _complain(line: str) -> None:
    print(line, file=sys.stderr)  # noqa: T201 - this is the command line
