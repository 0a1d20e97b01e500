"""What may stand in a set-up file: its sections, their keys and what each takes. Problems are gathered, not raised."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from services.rules import setup_due
from services.rules.bonus import parse_steps, steps_flaw
from services.rules.field_kinds import FieldKind
from services.rules.kinds import BonusBase, PipelineCycle, StageKind, TaskKind
from services.rules.money import MAX_MINOR, MINOR
from services.rules.pipelines import LONGEST, TEXT_LIMIT, flaw
from services.rules.settings import CompanySettings
from services.rules.setup_toml import Document, Path

FORMAT: Final = 1
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNSET: Final = frozenset({"name", "installed", "hours"})
"""Settings that are not copied: who the company is, and what stands in a section of its own."""

_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with the file: a code of `bot.ui.setup_file` with what fills it, and where."""

    path: Path
    code: str
    params: dict[str, Any] = field(default_factory=dict)


Check = Callable[[Any], str | None]
"""What is wrong with a value, as a code; None when it is right."""


def _text(limit: int) -> Check:
    return lambda value: "setup_text" if not isinstance(value, str) else "setup_long" if len(value) > limit else None


def _line(limit: int) -> Check:
    def check(value: Any) -> str | None:
        right = isinstance(value, str) and 0 < len(value) <= limit and value == value.strip() and "\n" not in value
        return None if right else "setup_name"

    return check


_name = _line(120)


def _code(value: Any) -> str | None:
    return None if isinstance(value, str) and re.fullmatch(r"[a-z0-9_]{1,40}", value) else "setup_code"


def _flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else "setup_flag"


def _whole(low: int, high: int) -> Check:
    return lambda value: None if type(value) is int and low <= value <= high else "setup_number"


def _one_of(*choices: str) -> Check:
    return lambda value: None if value in choices else "setup_choice"


def _names(value: Any) -> str | None:
    right = isinstance(value, list) and all(isinstance(item, str) and 0 < len(item) <= 200 for item in value)
    return None if right and len(set(value)) == len(value) else "setup_names"


def _hours(value: Any) -> str | None:
    return None if isinstance(value, str) and spans(value) is not None else "setup_hours"


def _day(value: Any) -> str | None:
    return None if isinstance(value, date) and not isinstance(value, datetime) else "setup_day"


def _due(value: Any) -> str | None:
    return None if isinstance(value, str) and setup_due.parse(value) is not None else "setup_due"


def _who(value: Any) -> str | None:
    plain = isinstance(value, str) and (value in {"owner", "head"} or re.match(r"(person|team): .+", value))
    return None if plain else "setup_who"


def _controller(value: Any) -> str | None:
    return None if isinstance(value, str) and re.match(r"head$|person: .+", value) else "setup_controller"


def _steps(value: Any) -> str | None:
    steps = parse_steps(value) if isinstance(value, str) else None
    return "setup_steps" if steps is None else steps_flaw(steps)


def _month(value: Any) -> str | None:
    right = isinstance(value, date) and not isinstance(value, datetime) and value.day == 1
    return None if right else "setup_month"


def _sum(value: Any) -> str | None:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return None if plain and 0 < minor_sum(value) <= MAX_MINOR else "setup_sum"


def minor_sum(value: float) -> int:
    """A sum of the file in minor units."""
    return round(Decimal(str(value)) * MINOR)


def spans(text: str) -> list[list[str]] | None:
    """Working hours of a day, "09:00-13:00, 14:00-18:00", nothing for a day off; None when they are not."""
    found: list[list[str]] = []
    for part in filter(None, (item.strip() for item in text.split(","))):
        if not _SPAN.fullmatch(part):
            return None
        start, _, end = part.partition("-")
        if (end != "00:00" and start >= end) or (found and found[-1][1] > start) or (found and found[-1][1] == "00:00"):
            return None
        found.append([start, end])
    return found


@dataclass(frozen=True, slots=True)
class Section:
    """Keys with their checks; those in `needed` must be there; `inside` are tables of tables."""

    keys: Mapping[str, Check]
    needed: frozenset[str] = frozenset()
    inside: Mapping[str, Section] = field(default_factory=dict)
    many: bool = True


_REASON: Final[dict[str, Check]] = {"code": _code, "name": _name, "department": _name}
_NAME = frozenset({"name"})
_WEEK = Section(dict.fromkeys(DAYS, _hours), many=False)
_TASKS = Section(
    {
        "title": _line(200), "kind": _one_of(*TaskKind), "instruction": _text(TEXT_LIMIT), "due": _due,
        "responsible": _who, "controller": _controller,
    },
    frozenset({"title"}),
)  # fmt: skip
_STAGES = Section(
    {
        "name": _name, "kind": _one_of(*StageKind), "description": _text(TEXT_LIMIT), "probability": _whole(0, 100),
        "hot": _flag, "expected_hours": _whole(1, LONGEST), "required": _names,
    },
    frozenset({"name", "kind"}),
    {"tasks": _TASKS},
)  # fmt: skip
SECTIONS: Final[dict[str, Section]] = {
    "settings": Section({}, many=False),
    "hours": _WEEK,
    "calendar": Section({"day": _day, "name": _text(120), "hours": _hours}, frozenset({"day"})),
    "departments": Section({"code": _code, "name": _name}, _NAME),
    "loss_reasons": Section({**_REASON, "for_deals": _flag, "for_leads": _flag}, _NAME),
    "win_reasons": Section(_REASON, _NAME),
    "postpone_reasons": Section({"code": _code, "name": _name}, _NAME),
    "resources": Section({"name": _name, "slot_minutes": _whole(5, 24 * 60)}, _NAME, {"hours": _WEEK}),
    "fields": Section(
        {
            "code": _code, "name": _name, "kind": _one_of(*FieldKind), "hint": _text(300), "pipeline": _name,
            "resource": _name, "options": _names,
        },
        frozenset({"name", "kind"}),
    ),
    "pipelines": Section(
        {"code": _code, "name": _name, "cycle": _one_of(*PipelineCycle)}, _NAME, {"stages": _STAGES}
    ),
    "bonus_rules": Section(
        {"base": _one_of(*BonusBase), "steps": _steps, "pipeline": _name, "team": _name, "cap": _sum, "from": _month},
        frozenset({"base", "steps"}),
    ),
}  # fmt: skip
ONCE: Final = {"calendar": "day", "tasks": "", "bonus_rules": ""}
"""What tells the entries of a list apart, where that is not the name."""


def check(document: Document) -> list[Flaw]:
    """Everything wrong with a file by itself, in its order."""
    found = [Flaw((key,), "setup_unknown", {"key": key}) for key in document if key not in {"format", *SECTIONS}]
    if document.get("format") != FORMAT:
        found.append(Flaw(("format",), "setup_format", {"format": FORMAT}))
    for name, section in SECTIONS.items():
        if name == "settings":
            found += _settings(document.get(name, {}))
        elif name in document:
            found += _section((name,), name, section, document[name])
    return found


def _section(path: Path, name: str, section: Section, value: Any) -> Iterator[Flaw]:
    tables = value if section.many else [value]
    if not isinstance(tables, list) or not all(isinstance(item, dict) for item in tables):
        yield Flaw(path, "setup_table", {"key": name})
        return
    seen: set[Any] = set()
    for number, item in enumerate(tables):
        here = (*path, number) if section.many else path
        yield from _table(here, section, item)
        for mark in {"code", ONCE.get(name, "name")} & item.keys():
            key = (mark, str(item[mark]).casefold())
            if key in seen:
                yield Flaw((*here, mark), "setup_twice", {"value": item[mark]})
            seen.add(key)
    if name == "stages" and not any(_section_kinds(tables)):
        found = flaw([StageKind(item["kind"]) for item in tables]) if tables else "stage_first_open"
        if found is not None:
            yield Flaw(path[:-1], found)


def _section_kinds(tables: list[Any]) -> Iterator[bool]:
    """Stages whose kind cannot be judged."""
    return (item.get("kind") not in tuple(StageKind) for item in tables)


def _table(path: Path, section: Section, item: dict[str, Any]) -> Iterator[Flaw]:
    for key in sorted(section.needed - item.keys()):
        yield Flaw(path, "setup_missing", {"key": key})
    for key, value in item.items():
        if key in section.inside:
            yield from _section((*path, key), key, section.inside[key], value)
        elif key not in section.keys:
            yield Flaw((*path, key), "setup_unknown", {"key": key})
        elif (code := section.keys[key](value)) is not None:
            yield Flaw((*path, key), code, {"key": key, "value": str(value)[:60]})


# ---------------------------------------------------------------------------------------------------------- settings
_OWN: Final[dict[str, Callable[[str], Any]]] = {
    "zone": ZoneInfo,
    "locale": lambda value: ("ru", "uk", "en").index(value),
    "currency": lambda value: re.fullmatch("[A-Z]{3}", value) or int("x"),
    "country": lambda value: re.fullmatch("[A-Z]{2}", value) or int("x"),
    "quiet_from": lambda value: _TIME.fullmatch(value) or int("x"),
    "quiet_to": lambda value: _TIME.fullmatch(value) or int("x"),
    "nps_scale": lambda value: ("0-10", "1-3", "0-5", "1-5").index(value),
    "told": lambda value: ("head", "owner", "both").index(value),
    "check_by": lambda value: ("head", "peer").index(value),
}


_MOST: Final = {"check_share": 100}


def _settings(value: Any) -> Iterator[Flaw]:
    if not isinstance(value, dict):
        yield Flaw(("settings",), "setup_table", {"key": "settings"})
        return
    defaults = asdict(CompanySettings())
    for name, given in value.items():
        if name not in defaults or name in UNSET:
            yield Flaw(("settings", name), "setup_unknown", {"key": name})
        elif not _fits(name, given, defaults[name]):
            yield Flaw(("settings", name), "setup_value", {"key": name, "value": str(given)[:60]})


def _fits(name: str, given: Any, default: Any) -> bool:
    if isinstance(default, tuple):
        kinds = {type(item) for item in default}
        if name == "block_order":
            return (
                isinstance(given, list)
                and set(map(str, given)) == set(map(str, default))
                and len(given) == len(default)
            )
        return isinstance(given, list) and len(given) <= 50 and {type(item) for item in given} <= (kinds or {str})
    if type(given) is not type(default) and (default is not None or not isinstance(given, str | int)):
        return False
    if isinstance(given, int):
        return 0 <= given <= _MOST.get(name, 1_000_000)
    if isinstance(given, str) and name in _OWN:
        try:
            _OWN[name](given)
        except (ValueError, KeyError, OSError):
            return False
    return not isinstance(given, str) or len(given) <= 200
