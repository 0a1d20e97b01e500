"""Reading a set-up file in: what is missing is added, what differs is changed, the rest is left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from services.rules.field_kinds import FieldKind
from services.rules.kinds import PipelineCycle
from services.rules.settings import CompanySettings, from_rows
from services.rules.setup_schema import DAYS, Flaw, spans
from services.rules.setup_toml import Document, Path
from services.setup_core import Edit
from services.setup_import_bonuses import BonusReader
from services.setup_import_stages import StageReader
from services.setup_reading import Entry, Reading, order
from storage import edits
from storage.setup_file import Everything
from storage.tables import (
    CalendarDay,
    Department,
    FieldDefinition,
    LossReason,
    Pipeline,
    PostponeReason,
    Resource,
    WinReason,
)
from storage.unit_of_work import Work

Item = dict[str, Any]


class Reader:
    """Compares a document with what there is and makes it so, through an `Edit`."""

    def __init__(self, work: Work, edit: Edit, found: Everything, settings: CompanySettings, month: date) -> None:
        self._work = work
        self._edit = edit
        self._found = found
        self._before = settings
        self._month = month
        self.reading = Reading()

    async def run(self, document: Document) -> Reading:
        """Read all sections; what points comes after what is pointed to."""
        found = self._found
        await self._settings(document.get("settings", {}), document.get("hours", {}))
        await self._days(document.get("calendar", []))
        await self._list("departments", document, found.departments, Department, _name)
        await self._list("loss_reasons", document, found.loss_reasons, LossReason, self._reason)
        await self._list("win_reasons", document, found.win_reasons, WinReason, self._reason)
        await self._list("postpone_reasons", document, found.postpone_reasons, PostponeReason, _name)
        await self._list("resources", document, found.resources, Resource, _resource)
        pipelines = await self._list("pipelines", document, found.pipelines, Pipeline, _pipeline)
        await self._list("fields", document, found.fields, FieldDefinition, self._field)
        stages = StageReader(self._work, self._edit, found, self.reading)
        for number, (row, item) in enumerate(zip(pipelines, document.get("pipelines", []), strict=True)):
            await stages.pipeline(("pipelines", number), row, item)
        await stages.due_dates()
        bonuses = BonusReader(self._work, self._edit, found, self._month, self.reading)
        await bonuses.rules(document.get("bonus_rules", []))
        return self.reading

    async def _settings(self, given: Item, hours: Item) -> None:
        after = dict(given)
        if hours:
            was = zip(DAYS, self._before.hours, strict=True)
            after["hours"] = [spans(hours[day]) if day in hours else span for day, span in was]
        new = self._before.changed(**{name: getattr(from_rows({name: value}), name) for name, value in after.items()})
        old_rows, new_rows = await edits.settings(self._work), new.rows()
        for name in after:
            differs = getattr(new, name) != getattr(self._before, name)
            if differs:
                await self._edit.setting(name, old_rows.get(name), new_rows.get(name))
            self.reading.note(Entry("settings", name), made=False, changed=differs)

    async def _days(self, items: list[Item]) -> None:
        present = {row.day: row for row in self._found.days}
        for item in items:
            row, values = present.get(item["day"]), {"name": item.get("name", "")}
            hours = spans(item.get("hours", "")) or None
            if row is None:
                await self._edit.make(CalendarDay(day=item["day"], hours=hours, **values))
            elif (row.hours or None) != hours:
                values["hours"] = hours
            changed = row is not None and self._edit.set(row, **values)
            self.reading.note(Entry("calendar", item["day"].isoformat()), made=row is None, changed=changed)

    async def _list(
        self,
        section: str,
        document: Document,
        rows: list[Any],
        table: type[Any],
        values_of: Callable[[Path, Item, Any], Item],
    ) -> list[Any]:
        """Make the records of a section as the file says; returns them in the file's order."""
        told = []
        for number, item in enumerate(document.get(section, [])):
            path: Path = (section, number)
            row = _match(rows, item)
            values = values_of(path, item, row)
            made = row is None or row.archived_at is not None
            if any(other is not row and _same(other, item["name"]) for other in rows if other not in told):
                self.reading.flaws.append(Flaw((*path, "name"), "setup_name_taken", {"name": item["name"]}))
            if row is None:
                row = table(code=item["code"], **values) if "code" in item else table(**values)
                if hasattr(table, "position"):
                    row.position = 1 + max((other.position for other in rows), default=-1)
                await self._edit.make(row)
                rows.append(row)
                changed = True
            else:
                changed = self._edit.set(row, archived_at=None, **values)
            self.reading.note(Entry(section, item["name"]), made=made, changed=changed)
            told.append(row)
        if hasattr(table, "position"):
            order(self._edit, rows, told)
        return told

    def _reason(self, path: Path, item: Item, row: Any) -> Item:
        values = _name(path, item, row)
        values |= {key: item[key] for key in ("for_deals", "for_leads") if key in item}
        if "department" in item:
            values["department_id"] = self._named(path, "department", item, self._found.departments)
        return values

    def _field(self, path: Path, item: Item, row: Any) -> Item:
        kind = FieldKind(item["kind"])
        if row is not None and row.kind is not kind:
            self.reading.flaws.append(Flaw((*path, "kind"), "setup_kind", {"name": item["name"]}))
        values = {"name": item["name"], "kind": kind}
        if "hint" in item:
            values["hint"] = item["hint"]
        if "pipeline" in item:
            values["pipeline_id"] = self._named(path, "pipeline", item, self._found.pipelines)
        if "resource" in item:
            values["resource_id"] = self._named(path, "resource", item, self._found.resources)
        if "options" in item:
            values["options"] = _options(item["options"], row.options if row is not None else [])
        return values

    def _named(self, path: Path, key: str, item: Item, rows: Iterable[Any]) -> int | None:
        for row in rows:
            if _same(row, item[key]):
                return int(row.id)
        self.reading.flaws.append(Flaw((*path, key), "setup_no_such", {"key": key, "value": item[key]}))
        return None


def _match(rows: list[Any], item: Item) -> Any:
    code = item.get("code")
    coded = next((row for row in rows if code and getattr(row, "code", None) == code), None)
    return coded or next((row for row in rows if _same(row, item["name"])), None)


def _same(row: Any, name: str) -> bool:
    return row.archived_at is None and row.name.casefold() == name.casefold()


def _name(_path: Path, item: Item, _row: Any) -> Item:
    return {"name": item["name"]}


def _pipeline(_path: Path, item: Item, _row: Any) -> Item:
    return {"name": item["name"]} | ({"cycle": PipelineCycle(item["cycle"])} if "cycle" in item else {})


def _resource(_path: Path, item: Item, row: Any) -> Item:
    values: Item = {"name": item["name"]}
    if "slot_minutes" in item:
        values["slot_minutes"] = item["slot_minutes"]
    if "hours" in item:
        before = row.hours if row is not None and row.hours else [[]] * 7
        given = zip(DAYS, before, strict=True)
        values["hours"] = [spans(item["hours"][day]) if day in item["hours"] else was for day, was in given]
    return values


def _options(names: list[str], present: list[Item]) -> list[Item]:
    """The file's options first, each with the id it has; what the file does not name stays, behind them.

    As they are where the file names those in use in their order.
    """
    if names == [option["name"] for option in present if not option.get("gone")]:
        return present
    known = {option["name"].casefold(): option for option in present}
    number = max((option["id"] for option in present), default=0)
    options = []
    for name in names:
        option = known.pop(name.casefold(), None)
        if option is None:
            number += 1
            option = {"id": number}
        options.append({"id": option["id"], "name": name, "gone": False})
    return [*options, *known.values()]
