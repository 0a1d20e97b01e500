"""The people of the demo company and what they are like at work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from services.rules.actor import Role


@dataclass(frozen=True, slots=True)
class Colleague:
    """A colleague. `skill` multiplies the chance to win, `discipline` is the share of calls made when promised."""

    key: str
    name: str
    role: Role
    team: str | None = None
    retail: bool = False
    skill: float = 1.0
    discipline: float = 0.9
    locale: str = "ru"


WHOLESALE: Final = "Опт"
RETAIL: Final = "Розница"

STAFF: Final = (
    Colleague("maria", "Мария", Role.ADMIN),
    Colleague("boris", "Борис", Role.HEAD, WHOLESALE),
    Colleague("anna", "Анна К.", Role.MANAGER, WHOLESALE, skill=1.15, discipline=0.93),
    Colleague("oleg", "Олег Д.", Role.MANAGER, WHOLESALE, skill=0.95, discipline=0.82),
    Colleague("marina", "Марина С.", Role.MANAGER, WHOLESALE, skill=1.0, discipline=0.88),
    Colleague("galina", "Галина", Role.HEAD, RETAIL),
    Colleague("taras", "Тарас Б.", Role.MANAGER, RETAIL, retail=True, skill=0.9, discipline=0.8, locale="uk"),
    Colleague("julia", "Юлия П.", Role.MANAGER, RETAIL, retail=True, skill=1.2, discipline=0.95),
    Colleague("roman", "Роман Г.", Role.MANAGER, RETAIL, retail=True, skill=0.75, discipline=0.72),
)  # fmt: skip
MANAGERS: Final = tuple(one for one in STAFF if one.role is Role.MANAGER)
