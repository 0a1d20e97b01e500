"""Names people give to what they set up: clean, and not taken by another of the same kind."""

from __future__ import annotations

from collections.abc import Iterable

from services.errors import Invalid
from services.rules.people import clean_name


def name_of(typed: str) -> str:
    """A name as typed, on one line. Raises Invalid("name_bad")."""
    name = clean_name(typed)
    if name is None:
        raise Invalid("name_bad")
    return name


def free_name(typed: str, others: Iterable[str], taken: str) -> str:
    """The same for a name no other of the kind may have. Raises Invalid (name_bad, or `taken` with the name)."""
    name = name_of(typed)
    if any(other.casefold() == name.casefold() for other in others):
        raise Invalid(taken, name=name)
    return name
