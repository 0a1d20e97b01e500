"""Values of own fields: reading what was typed or sent, and what of it search and reports look at.

A value is JSON: a text, a number in thousandths, money in minor units, an option's id or a list of them, an ISO date,
an ISO moment in UTC, a link; for the other kinds a dict: an address {"text", "lat", "lon"}, a booking {"booking",
"resource", "from", "to"}, a file {"kind", "file_id", "name", "size"}. Nothing given: None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final
from urllib.parse import urlsplit

from services.rules import money, when
from services.rules.errors import Invalid
from services.rules.field_kinds import FieldKind
from services.rules.search_key import search_key
from services.rules.when import Failure
from services.rules.worktime import to_local

Value = Any
"""JSON, by the kind of the field."""

TEXT_LIMIT: Final = 1000
LINE_LIMIT: Final = 300
"""Characters of an address or a link."""
NUMBER_LIMIT: Final = 10**15
"""Thousandths: a million million."""
FILE_LIMIT: Final = 20 * 1024 * 1024
"""Bytes: what a bot may fetch again from Telegram."""
FILE_NAME_LIMIT: Final = 150
KEY_LIMIT: Final = 300
NOON: Final = time(12)

FILE_KINDS: Final = frozenset({"photo", "document"})
_PROGRAMS: Final = frozenset(("apk", "bat", "cmd", "com", "exe", "jar", "js", "lnk", "msi", "ps1", "scr", "sh", "vbs"))
_UNIT = re.compile(
    r"(?<=[0-9]) ?(?![²³]|(?:к|k|т|тыс|тис|тр|млн|мільйон|миллион|млрд|m|mln|thousand|million|grand|e)\b)"
    r"(?:[^\W\d_]{1,12}\.?(?: [^\W\d_]{1,12}\.?)?[²³23]?|%|°C?)$",
    re.IGNORECASE,
)
"""What is counted, written behind its number: "25,5 м²", "25 квадратов", "40 кв. м"; no thousands."""
_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")

_FAILURES: Final[dict[Failure, str]] = {
    Failure.NO_SUCH_DATE: "field_no_such_day",
    Failure.NO_SUCH_TIME: "field_no_such_time",
    Failure.TOO_FAR: "field_year",
}


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a list; one that is `gone` is no longer offered, but stays readable where it was chosen."""

    id: int
    name: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What reading and showing a value needs to know of its field."""

    id: int
    name: str
    kind: FieldKind
    hint: str = ""
    options: tuple[Option, ...] = ()
    resource_id: int | None = None

    @property
    def offered(self) -> tuple[Option, ...]:
        """The options that can be chosen now."""
        return tuple(option for option in self.options if not option.gone)


@dataclass(frozen=True, slots=True)
class Indexed:
    """What of a value is searched and reported: exactly one of them for a value that is there."""

    text: str | None = None
    number: int | None = None
    moment: datetime | None = None


def options_of(stored: Sequence[Mapping[str, Any]]) -> tuple[Option, ...]:
    """The options as they are stored with their field."""
    return tuple(Option(int(one["id"]), str(one["name"]), bool(one.get("gone"))) for one in stored)


def indexed(kind: FieldKind, value: Value) -> Indexed:
    """The columns that repeat a value (S2-61). A date counts as its noon in UTC."""
    if value is None:
        return Indexed()
    if kind in (FieldKind.NUMBER, FieldKind.MONEY, FieldKind.OPTION):
        return Indexed(number=int(value))
    if kind is FieldKind.OPTIONS:
        return Indexed(text="," + "".join(f"{one}," for one in value))
    if kind is FieldKind.DATE:
        return Indexed(moment=noon(date.fromisoformat(value)))
    if kind is FieldKind.MOMENT:
        return Indexed(moment=datetime.fromisoformat(value))
    if kind is FieldKind.BOOKING:
        return Indexed(moment=datetime.fromisoformat(value["from"]))
    text = {FieldKind.ADDRESS: "text", FieldKind.FILE: "name"}.get(kind)
    return Indexed(text=search_key(value[text] if text else value)[:KEY_LIMIT])


def noon(day: date) -> datetime:
    """The moment that stands for a day whatever the zone."""
    return datetime.combine(day, NOON, UTC)


# -------------------------------------------------------------------------------------------------------------- typed
def parse(spec: FieldSpec, typed: str, now: datetime, zone: str) -> Value:
    """The value that was typed. Raises Invalid with a code that says what is wrong."""
    text = typed.strip()
    if not text:
        raise Invalid("empty")
    if spec.kind is FieldKind.TEXT:
        return _limited(text, TEXT_LIMIT)
    if spec.kind is FieldKind.NUMBER:
        return _number(text)
    if spec.kind is FieldKind.MONEY:
        minor = money.parse(text)
        if minor is None:
            raise Invalid("amount_invalid")
        return minor
    if spec.kind is FieldKind.OPTION:
        return _option(spec, text)
    if spec.kind is FieldKind.OPTIONS:
        return chosen(spec, [_option(spec, part) for part in re.split(r"[,;\n]", text) if part.strip()])
    if spec.kind is FieldKind.ADDRESS:
        return {"text": _limited(" ".join(text.split()), LINE_LIMIT), "lat": None, "lon": None}
    if spec.kind is FieldKind.LINK:
        return _link(text)
    if spec.kind is FieldKind.DATE:
        return _day(text, now, zone)
    if spec.kind is FieldKind.MOMENT:
        return _moment(text, now, zone)
    raise Invalid("field_file_needed" if spec.kind is FieldKind.FILE else "field_slot_needed")


def chosen(spec: FieldSpec, ids: Sequence[int]) -> Value:
    """Options that were ticked or pressed, in the list's order. Raises Invalid("field_option_gone")."""
    offered = [option.id for option in spec.offered]
    if not ids or not set(ids) <= set(offered):
        raise Invalid("field_option_gone" if ids else "field_none_ticked")
    picked = [one for one in offered if one in set(ids)]
    return picked if spec.kind is FieldKind.OPTIONS else picked[0]


def place(latitude: float, longitude: float) -> Value:
    """An address that was shared as a place on the map."""
    lat, lon = round(latitude, 6), round(longitude, 6)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise Invalid("field_place")
    return {"text": f"{lat:.5f}, {lon:.5f}", "lat": lat, "lon": lon}


def file(sent: Mapping[str, Any]) -> Value:
    """A picture or document that was sent: its `kind`, `file_id`, `name` and `size`. Raises Invalid."""
    name, size = " ".join(str(sent.get("name") or "").split()), int(sent.get("size") or 0)
    if sent.get("kind") not in FILE_KINDS:
        raise Invalid("field_file_kind")
    if name.rpartition(".")[2].casefold() in _PROGRAMS:
        raise Invalid("field_file_program")
    if size > FILE_LIMIT:
        raise Invalid("field_file_big", limit=FILE_LIMIT // 1024**2)
    if len(name) > FILE_NAME_LIMIT:
        raise Invalid("field_file_name", limit=FILE_NAME_LIMIT)
    return {"kind": sent["kind"], "file_id": str(sent["file_id"]), "name": name, "size": size}


def _limited(text: str, most: int) -> str:
    if len(text) > most:
        raise Invalid("too_long", limit=most)
    return text


def _number(text: str) -> int:
    found = money.decimal(_UNIT.sub("", text))
    if found is None:
        raise Invalid("number_invalid")
    thousandths = found * 1000
    if thousandths != thousandths.to_integral_value():
        raise Invalid("field_digits")
    if abs(thousandths) > NUMBER_LIMIT:
        raise Invalid("field_number_big")
    return int(thousandths)


def _option(spec: FieldSpec, text: str) -> int:
    key = search_key(text)
    for option in spec.offered:
        if option.name.strip() == text.strip() or (key and search_key(option.name) == key):
            return option.id
    raise Invalid("field_no_option")


def _link(text: str) -> str:
    """An https address; one written without a scheme gets it. Raises Invalid."""
    _limited(text, LINE_LIMIT)
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise Invalid("field_link") from None
    if parts.scheme.lower() != "https":
        raise Invalid("field_link_https")
    labels = host.split(".")
    proper = len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels) and len(labels[-1]) > 1
    if not proper or any(char.isspace() for char in text) or parts.username is not None:
        raise Invalid("field_link")
    return address


def _found(text: str, now: datetime, zone: str) -> when.When:
    found = when.parse_any(text, now, zone)
    if isinstance(found, Failure):
        raise Invalid(_FAILURES.get(found, "date_invalid"))
    return found


def _day(text: str, now: datetime, zone: str) -> str:
    found = _found(text, now, zone)
    if found.has_time:
        raise Invalid("field_only_day")
    return to_local(found.at, zone).date().isoformat()


def _moment(text: str, now: datetime, zone: str) -> str:
    found = _found(text, now, zone)
    if not found.has_time:
        raise Invalid("field_time_needed")
    return found.at.isoformat()
