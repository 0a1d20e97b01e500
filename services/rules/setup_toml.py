"""The set-up file as text: TOML, written with comments for people, and where in it everything stands."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

Path = tuple[str | int, ...]
"""Where something stands: ("pipelines", 0, "stages", 2, "name")."""

Document = dict[str, Any]

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z_]+(?:\.[A-Za-z_]+)*)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z_]+)\s*=")
_AT = re.compile(r"line (\d+)")
_QUOTES: Final = '"""'


class NotToml(ValueError):
    """The text cannot be read; `line` is where, 0 for its end."""

    def __init__(self, line: int) -> None:
        super().__init__(f"not TOML at line {line}")
        self.line = line


def read(text: str) -> Document:
    """Read the file. Raises NotToml."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        found = _AT.search(str(error))
        raise NotToml(int(found.group(1)) if found else 0) from None
    except RecursionError:
        raise NotToml(0) from None


def write(document: Mapping[str, Any], notes: Mapping[str, str]) -> str:
    """Write the file; `notes` are comments by section ("" for the head). Reading it gives the same document."""
    head = {key: value for key, value in document.items() if not _is_section(value)}
    lines = [*_comment(notes.get("", "")), *(f"{key} = {_value(value)}" for key, value in head.items())]
    for name, value in document.items():
        if _is_section(value):
            lines += ["", *_comment(notes.get(name, "")), *_section(name, value, notes)]
    return "\n".join(lines).strip("\n") + "\n"


def _is_section(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _section(name: str, value: Any, notes: Mapping[str, str], depth: int = 0) -> Iterator[str]:
    indent = "  " * depth
    for number, item in enumerate(value if isinstance(value, list) else [value]):
        if number:
            yield ""
        yield indent + (f"[[{name}]]" if isinstance(value, list) else f"[{name}]")
        yield from (indent + f"{key} = {_value(field)}" for key, field in item.items() if not _is_section(field))
        for key, field in item.items():
            if _is_section(field):
                yield ""
                yield from _section(f"{name}.{key}", field, notes, depth + 1)


def _comment(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield f"# {line}".rstrip()


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_value, value)) + "]"
    raise TypeError(f"{type(value).__name__} does not go into the set-up file")


def _text(text: str) -> str:
    if "\n" not in text:
        return f'"{_escaped(text)}"'
    return _QUOTES + "\n" + "\n".join(map(_escaped, text.split("\n"))) + _QUOTES


def _escaped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f")


def lines(text: str) -> dict[Path, int]:
    """The line of every table and key, from 1."""
    found: dict[Path, int] = {}
    counts: dict[tuple[Path, str], int] = {}
    here: Path = ()
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        was_inside, inside = inside, inside ^ (line.count(_QUOTES) % 2 == 1)
        if was_inside:
            continue
        header = _HEADER.match(line)
        if header is not None:
            here = _place(header.group(2).split("."), header.group(1) == "[[", counts)
            found.setdefault(here, number)
        elif (key := _KEY.match(line)) is not None:
            found.setdefault((*here, key.group(1)), number)
    return found


def _place(names: list[str], many: bool, counts: dict[tuple[Path, str], int]) -> Path:
    """The path of a table: each name in the newest table of the one before it."""
    path: Path = ()
    for at, name in enumerate(names):
        key = (path, name)
        if at == len(names) - 1 and many:
            counts[key] = counts.get(key, -1) + 1
        path = (*path, name, counts[key]) if key in counts else (*path, name)
    return path
