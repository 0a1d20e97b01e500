"""What is typed about a contact person, checked and tidied."""

from __future__ import annotations

import re

EMAIL_LIMIT = 200
POSITION_LIMIT = 120

_EMAIL = re.compile(r"^[^\s@<>()\[\],;:\"]+@(?:[^\s@<>()\[\],;:\".]+\.)+[^\s@<>()\[\],;:\".\d]{2,}$")


def parse_email(typed: str) -> str | None:
    """An e-mail address as it is written to, its domain in small letters; None when it is none."""
    text = typed.strip().removeprefix("mailto:")
    if len(text) > EMAIL_LIMIT or not _EMAIL.match(text) or ".." in text:
        return None
    name, _, domain = text.rpartition("@")
    return f"{name}@{domain.lower()}"


_JOINER = "\u200d"
"""Holds the parts of one emoji together: without it a family is three people."""


def one_line(typed: str) -> str:
    """A text on one line, without control characters."""
    return " ".join("".join(char if char.isprintable() or char == _JOINER else " " for char in typed).split())
