"""What reading a set-up file does, entry by entry, and in which order the records stand afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from services.rules.pipelines import merged
from services.rules.setup_schema import Flaw
from services.setup_core import Edit


@dataclass(frozen=True, slots=True)
class Entry:
    """Something the file adds or changes: its section, its name, and the pipeline it belongs to."""

    section: str
    name: str
    of: str = ""


@dataclass(slots=True)
class Reading:
    """What reading the file does. `flaws` stop it, `hints` are told."""

    added: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    same: int = 0
    flaws: list[Flaw] = field(default_factory=list)
    hints: list[Flaw] = field(default_factory=list)

    def note(self, entry: Entry, *, made: bool, changed: bool) -> None:
        """Put an entry where it belongs."""
        if made:
            self.added.append(entry)
        elif changed:
            self.changed.append(entry)
        else:
            self.same += 1


def order(edit: Edit, rows: list[Any], told: list[Any]) -> None:
    """Number records anew where the file's order, or a new one, makes that needed."""
    live = sorted((row for row in rows if row.archived_at is None), key=lambda row: (row.position, row.id))
    by_id = {row.id: row for row in live}
    wanted = merged([row.id for row in told], [row.id for row in live])
    if wanted != [row.id for row in live]:
        for position, id_ in enumerate(wanted):
            edit.set(by_id[id_], position=position)
