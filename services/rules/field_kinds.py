"""What kinds of own fields there are (S2-53…S2-59)."""

from __future__ import annotations

from enum import StrEnum


class FieldKind(StrEnum):
    """The type of a field; `options` holds several values of a list."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    OPTION = "option"
    OPTIONS = "options"
    DATE = "date"
    MOMENT = "moment"
    ADDRESS = "address"
    BOOKING = "booking"
    LINK = "link"
    FILE = "file"
