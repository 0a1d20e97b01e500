"""The permission table: every command and every button × every role × own, foreign and missing records.

A new button is covered by itself: its roles come from its class, its records from the names of its fields. A field
nobody has declared here fails the table, so that no button slips through without its own, foreign and missing record.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import handlers
from bot import notices
from bot.ui.callbacks import REGISTRY, VoronkaCallback
from bot.ui.picker import PURPOSES, PickAt
from bot.ui.targets import CODES
from handlers.access import CONTRACT, commands_for
from services.clock import ShiftedClock
from services.rules.actor import Actor, Role
from storage.tables import HistoryEntry, OutboxMessage
from tests.support import company, databases
from tests.support.databases import Committed
from tests.support.factory import Factory
from tests.support.pressing import Bench, Heard, bench
from tests.support.record_names import RECORDS
from tests.support.records import MISSING, Records

notices.load()  # buttons under pushes, too

BUTTONS = sorted(
    (kind for kind in REGISTRY.values() if kind.__module__.startswith("bot.ui")), key=lambda kind: kind.__name__
)

FOREIGN_TO: dict[Role, str] = {Role.MANAGER: "oleg", Role.HEAD: "vera"}
"""Whose records a role must not reach: a manager those of a colleague, a head those of another head's team."""

PLAIN: dict[str, Any] = {
    "ver": 1, "page": 1, "skip": 0, "at": 29_909_280, "seconds": 300, "number": 0, "month": 0, "hour": 10,
    "day": 739_580, "by": 1, "place": 1, "score": 9, "channel": 1, "option": 1,
    "metric": "r", "span": "m", "begin": 202_611, "percent": 10, "preset": 0,
    "command": "menu", "locale": "en", "zone": "Europe/Warsaw", "role": "m", "result": "c",
    "sign": "6f5c", "board": "s", "group": "f",
}  # fmt: skip
"""Fields that point to no record, each with a value a real button may carry."""

FORECASTS = ("ForecastShow", "ForecastPicture", "ForecastDeals", "ForecastStages", "DeadAsk", "DeadClose")
FUNNELS = ("FunnelShow", "FunnelCuts", "FunnelCutShow", "FunnelRows", "FunnelPicture")
REFERENCES = ("FunnelReference", "ReferenceKeep", "ReferenceType", "ReferenceDrop")

VALUES: dict[tuple[str, str], Any] = {
    **{(name, "narrow"): "" for name in ("SubscribeAsk", "SubscribeDo", "ThresholdAsk")},
    ("SubscribeDo", "rhythm"): "w", ("ThresholdAsk", "above"): True,
    **{(name, "level"): "m" for name in FORECASTS}, ("DeadClose", "expected"): 1,
    ("OwnQuiet", "choice"): 1, ("CompanyHours", "choice"): 1, ("PersonAsk", "what"): "r", ("CompanyAsk", "what"): "n",
    ("MovesBy", "colleague"): 0, ("MovesFor", "why"): 0, ("MovesBy", "period"): "w", ("MovesFor", "period"): "w",
    ("CallOrderPut", "block"): 5, ("CallOrderPut", "place"): 0, ("MissedFirst", "on"): True,
    ("ScaleSet", "scale"): "1-5",
    ("EscalationAsk", "what"): "g", ("EscalationSet", "what"): "g", ("EscalationSet", "choice"): 1,
    ("StepKind", "what"): "c",
    ("FieldNew", "what"): "t", ("StageRequire", "on"): True, ("ResourceWeek", "choice"): 1,
    ("ResourceSlot", "minutes"): 60,
    ("PipelineNew", "code"): "nine", ("PipelinePut", "down"): True, ("StagePut", "down"): True,
    ("StageHot", "on"): True, ("StageHours", "hours"): 8, ("StageChance", "percent"): 50, ("StageAsk", "what"): "n",
    ("StageKindSet", "means"): "o",
    ("CompanyCurrency", "code"): "EUR", ("CompanyCountry", "code"): "PL",
    ("StageTaskGive", "ref"): 0, ("StageTaskDueSet", "amount"): 1, ("StageTaskLatestSet", "amount"): 3,
    **{(name, "span"): "m0" for name in ("LossShow", "LossRows", "LossChecks", "LossPicture")},
    **{(name, "by"): "r" for name in ("LossShow", "LossRows", "LossPicture", "LossDates")}, ("LossRows", "key"): 1,
    ("BulkDo", "clients"): 0, ("BulkPreview", "clients"): True,
    ("AuditOpen", "standard"): "a", ("BulkDo", "expected"): 1, ("AbsenceMake", "deputy"): 0,
    ("CalendarAdd", "means"): "o",
    **{
        (name, day): 800_000
        for name in ("AbsenceDeputy", "AbsenceMake", "CalendarForget") for day in ("first", "last")
    },
    ("PersonLimit", "of"): "d", ("PersonLimit", "limit"): 5,
    ("ReasonTell", "dept"): 0, ("ReasonChecks", "share"): 100, ("ReasonChecks", "by"): "h",
    **{(name, "which"): "l" for name in ("ReasonsShow", "ReasonOpen", "ReasonName", "ReasonMove", "ReasonTell")},
    ("ReasonDrop", "which"): "l", ("ReasonOffer", "deals"): True, ("ReasonOffer", "leads"): True,
    **{(name, "when"): "m0" for name in (*FUNNELS, *REFERENCES)},
    **{(name, "narrow"): "" for name in FUNNELS}, **{(name, "mode"): "c" for name in ("FunnelShow", "FunnelPicture")},
    ("FunnelCutShow", "by"): "c", ("FunnelRows", "what"): "i",
    **{(f"Plan{name}", "of"): "u" for name in (
        "Show", "Picture", "Ask", "Put", "Ways", "Try", "Apply", "Fill", "Copy", "Files", "Save",
    )},
    ("PlanPut", "value"): 100_00, ("PlanPut", "ver"): 0, ("PlanTry", "way"): "r", ("PlanApply", "way"): "r",
    ("PlanApply", "total"): 0, ("BonusAsk", "what"): "s", ("BonusPut", "what"): "b", ("BonusPut", "choice"): 0,
    ("BonusBegin", "later"): True,
    ("CostNewFor", "amount"): 100, ("PayPlanFrom", "ahead"): 0, ("LineCount", "number"): 2,
    ("FilterTick", "choice"): 1, ("FilterFieldTick", "choice"): 1,
    **{
        (f"Report{name}", "span"): "m0"
        for name in ("Show", "Cuts", "Table", "Rows", "RowsFile", "Picture", "File", "Keep")
    },
    ("ReviewShow", "span"): "w", ("ReportDates", "first"): 0, ("LossDates", "first"): 0,
    **{(f"ReportBoard{name}", "span"): "m0" for name in ("", "File")},
    **{(f"Report{name}", "by"): "s" for name in ("Cuts", "Table", "Picture", "File")},
}  # fmt: skip
"""Values of plain fields whose meaning differs from button to button."""

ROUND_CODES = {"t": "task", "d": "deal"}
OWN_CODES: dict[str, dict[str, str]] = {
    "RoundGive": ROUND_CODES, "RoundSkip": {**ROUND_CODES, "r": "request"}, "Look": {"t": "task", **CODES},
}  # fmt: skip
"""Buttons whose letters for records are not those of `bot.ui.targets.CODES`."""

NOTHING_TO_OPEN: dict[str, str] = {
    "NpsScore": "the poll belongs to the chat it was sent to, which is not a colleague's",
    "NpsSkip": "the poll belongs to the chat it was sent to, which is not a colleague's",
    "NpsChange": "the poll belongs to the chat it was sent to, which is not a colleague's",
}
"""Buttons that find nothing although the record is the presser's own, each with the reason."""


@dataclass(frozen=True)
class Case:
    """A button class with one choice of what its records are."""

    kind: type[VoronkaCallback]
    fields: tuple[tuple[str, Any], ...]
    records: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """`CallOpen[d]`."""
        chosen = [str(value) for key, value in self.fields if key in {"kind", "purpose"}]
        return f"{self.kind.__name__}[{','.join(chosen)}]"


def record_of(kind: type[VoronkaCallback], field: str) -> str | None:
    """Which record a field points to; None for a plain one. Raises LookupError for one that is not declared."""
    declared = RECORDS.get(f"{kind.__name__}.{field}") or RECORDS.get(field)
    if declared is not None:
        return declared
    if field == "id":
        for record in RECORDS:
            if kind.__name__.lower().startswith(record):
                return record
    if field in PLAIN or (kind.__name__, field) in VALUES:
        return None
    info = kind.model_fields[field]
    if info.annotation is not int and not info.is_required():
        return None  # a flag or a letter with a value of its own
    raise LookupError(f"{kind.__name__}.{field}: declare it in tests/support/records.py, or in PLAIN or VALUES here")


def cases(kind: type[VoronkaCallback]) -> Iterator[Case]:
    """A class once for every kind of record its buttons may be about."""
    names = list(kind.model_fields)
    if "purpose" in names:
        # Only the choice itself reaches the flow; turning the calendar's pages reads no record.
        for purpose in PURPOSES if kind is PickAt else list(PURPOSES)[:1]:
            yield _case(kind, names, {"purpose": purpose}, {"ref": _of_purpose(purpose)})
    elif "kind" in names:
        for code, record in OWN_CODES.get(kind.__name__, CODES).items():
            yield _case(kind, names, {"kind": code}, {"id": record})
    else:
        yield _case(kind, names, {}, {})


def _of_purpose(purpose: str) -> str:
    declared = RECORDS.get(f"purpose:{purpose}")
    if declared is not None:
        return declared
    named = re.match(r"(?:c|i|st)([dlc])", purpose)  # the flow, then the letter of the record
    if named is not None:
        return CODES[named.group(1)]
    raise LookupError(f"picker purpose {purpose!r}: declare it in tests/support/records.py")


def _case(kind: type[VoronkaCallback], names: list[str], fixed: dict[str, Any], about: dict[str, str]) -> Case:
    plain, records = dict(fixed), dict(about)
    for name in names:
        if name in fixed or name in about:
            continue
        record = record_of(kind, name)
        if record is not None:
            records[name] = record
        else:
            value = VALUES.get((kind.__name__, name), PLAIN.get(name))
            plain[name] = kind.model_fields[name].get_default() if value is None else value
    kind(**plain, **dict.fromkeys(records, 1))
    return Case(kind, tuple(plain.items()), tuple(records.items()))


CASES: list[Case] = []
UNDECLARED: list[str] = []
for _kind in BUTTONS:
    try:
        CASES.extend(cases(_kind))
    except LookupError as _error:
        UNDECLARED.append(str(_error))
    except ValueError as _error:
        UNDECLARED.append(f"{_kind.__name__}: declare a value it takes in VALUES here: {_error}")


@pytest.fixture
async def ground(sqlite_standards: Path, tmp_path: Path, clock: ShiftedClock) -> AsyncIterator[Ground]:
    """A company at work, without a network."""
    url = databases.copy_sqlite(sqlite_standards, tmp_path / "table.sqlite3")
    async with bench(url, clock) as made:
        people = await company.hire(made.app.db, clock)
        committed = Committed(url)
        yield Ground(made, people, Records(made.app.db, clock, Factory(made.app.db, clock), people), committed)
        await committed.close()


@dataclass
class Ground:
    """Where buttons are pressed."""

    bench: Bench
    people: company.People
    records: Records
    committed: Committed

    def actor(self, role: Role) -> Actor:
        """Who stands for a role."""
        names = {Role.ADMIN: "owner", Role.HEAD: "boris", Role.MANAGER: "anna", Role.CLIENT: "client"}
        person: Actor = getattr(self.people, names.get(role, "stranger"))
        return person

    async def press(self, case: Case, role: Role, ids: dict[str, int]) -> Heard:
        """Press a button about these records, from a conversation that waits for nothing."""
        data = case.kind(**dict(case.fields), **ids).pack()
        return await self.bench.press(self.actor(role), data)

    async def changes(self) -> int:
        """How much has been written so far."""
        return await self.committed.count(HistoryEntry) + await self.committed.count(OutboxMessage)


def problems(found: list[str]) -> str:
    """A list that can be read in a report."""
    return "\n" + "\n".join(found)


def test_every_button_is_declared() -> None:
    assert BUTTONS
    assert not UNDECLARED, problems(UNDECLARED)
    assert all(kind.roles <= frozenset(Role) and kind.roles for kind in BUTTONS)
    assert set(NOTHING_TO_OPEN) <= {kind.__name__ for kind in BUTTONS}


def test_every_button_has_a_handler() -> None:
    """A button drawn for nobody to read would be answered as outdated for ever."""
    handled = {
        getattr(found.callback, "callback_data", None)
        for router in handlers.ROUTERS
        for handler in router.callback_query.handlers
        for found in handler.filters or ()
    }
    drawn = {kind.__module__ for kind in handled if kind is not None}
    missing = [kind.__name__ for kind in BUTTONS if kind not in handled and kind.__module__ in drawn]
    assert not missing, problems(missing)


@pytest.mark.parametrize("role", Role)
async def test_commands(ground: Ground, role: Role) -> None:
    """A command of another role is one that does not exist; an own one is answered."""
    wrong = []
    for name, roles in CONTRACT.items():
        before = await ground.changes()
        heard = await ground.bench.say(ground.actor(role), f"/{name}")
        refused = "There is no such command" in heard.text
        if refused != (name not in commands_for(role)):
            wrong.append(f"/{name} for {role}: {heard.said}")
        if role not in roles and (not refused or await ground.changes() != before):
            wrong.append(f"/{name} for {role} does something: {heard.said}")
        if "went wrong" in heard.text or not heard.text:
            wrong.append(f"/{name} for {role} fails: {heard.said}")
        await ground.bench.say(ground.actor(role), "/cancel")
    assert not wrong, problems(wrong)


@pytest.mark.parametrize("role", Role)
async def test_buttons_of_other_roles_are_outdated(ground: Ground, role: Role) -> None:
    """Pressed by hand or from an old chat, whatever record they name: nothing is told, nothing is done."""
    wrong = []
    before = await ground.changes()
    for case in CASES:
        if role in case.kind.roles:
            continue
        for number in (1, MISSING):
            heard = await ground.press(case, role, {name: number for name, _ in case.records})
            if heard.said != [("AnswerCallbackQuery", heard.said[0][1], "")] or "no longer works" not in heard.text:
                wrong.append(f"{case.name} for {role}: {heard.said}")
    assert await ground.changes() == before
    assert not wrong, problems(wrong)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.HEAD, Role.MANAGER])
async def test_foreign_and_missing_records_look_alike(ground: Ground, role: Role) -> None:
    """Who may press the button, but not see the record, learns nothing: not even that the record is there."""
    wrong = []
    actor, other = ground.actor(role), getattr(ground.people, FOREIGN_TO.get(role, "owner"))
    for case in CASES:
        if role not in case.kind.roles:
            continue
        for field, record in case.records:
            own = {name: await ground.records.kept(kind, actor) for name, kind in case.records}
            foreign_id = await ground.records.kept(record, other)
            before = await ground.changes()
            missing = await ground.press(case, role, {**own, field: MISSING})
            if "went wrong" in missing.text or missing.answers != 1:
                wrong.append(f"{case.name}.{field} missing, for {role}: {missing.said}")
            if role not in FOREIGN_TO or record in ground.records.shared:
                continue
            foreign = await ground.press(case, role, {**own, field: foreign_id})
            if foreign.about(foreign_id) != missing.about(MISSING) or await ground.changes() != before:
                wrong.append(f"{case.name}.{field} for {role}: foreign {foreign.said}, missing {missing.said}")
    assert not wrong, problems(wrong)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.HEAD, Role.MANAGER])
async def test_own_records_are_not_refused(ground: Ground, role: Role) -> None:
    """The other half of the table: a right that is there can be used."""
    wrong = []
    for case in CASES:
        if role not in case.kind.roles:
            continue
        ids = {name: await ground.records.make(record, ground.actor(role)) for name, record in case.records}
        heard = await ground.press(case, role, ids)
        if "went wrong" in heard.text or heard.answers != 1 or "not available to you" in heard.text:
            wrong.append(f"{case.name} for {role}: {heard.said}")
        if ids and "Not found" in heard.text and case.kind.__name__ not in NOTHING_TO_OPEN:
            wrong.append(f"{case.name} for {role} does not find the own record: {heard.said}")
    assert not wrong, problems(wrong)


async def test_outsiders_press_only_what_is_theirs(ground: Ground) -> None:
    """Clients and strangers: every button they may press is answered, and none shows a record of the company."""
    wrong = []
    for role in (Role.CLIENT, Role.STRANGER):
        for case in CASES:
            if role in case.kind.roles:
                heard = await ground.press(case, role, {name: MISSING for name, _ in case.records})
                if "went wrong" in heard.text or "Manager" in heard.text or heard.answers != 1:
                    wrong.append(f"{case.name} for {role}: {heard.said}")
    assert not wrong, problems(wrong)
