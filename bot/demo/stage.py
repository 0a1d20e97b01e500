"""Who is in the sandbox and when its day begins: what the filling process tells the one that starts the demo."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

FIRST_CHAT: Final = 100_001
"""Telegram id of the first person of the sandbox; the others follow in the order of the page."""


@dataclass(frozen=True, slots=True)
class SandboxPerson:
    """A person of the sandbox: who they are to Telegram, and under which label the page shows them."""

    id: int
    key: str
    first_name: str
    title: str
    language_code: str = "ru"
    phone: str = ""
    last_name: str = ""
    username: str = ""
    started: bool = True
    extra: bool = False
    """A colleague whom nobody plays: works by himself, see `bot/demo/extras.py`."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The first moment of the demo and its people, in the order of the page."""

    begins: datetime
    people: tuple[SandboxPerson, ...]

    @property
    def extras(self) -> dict[str, int]:
        """Chats of the colleagues whom nobody plays, by key."""
        return {person.key: person.id for person in self.people if person.extra}

    def to_json(self) -> str:
        """As one line."""
        people = [asdict(person) for person in self.people]
        return json.dumps({"begins": self.begins.isoformat(), "people": people}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Cast:
        """What `to_json` wrote."""
        told = json.loads(text)
        people = tuple(SandboxPerson(**person) for person in told["people"])
        return cls(datetime.fromisoformat(told["begins"]), people)


EXTRAS: Final = ("oleg", "marina", "galina", "taras", "julia", "roman")


def _people() -> tuple[SandboxPerson, ...]:
    told = (
        ("anna", "Анна", "менеджер", "ru", "+380671000001", "anna_sadidom"),
        ("boris", "Борис", "руководитель", "ru", "+380671000002", "boris_sadidom"),
        ("ivan", "Иван", "клиент", "uk", "+380671234567", ""),
        ("maria", "Мария", "владелец", "ru", "+380671000003", "maria_sadidom"),
        ("emma", "Emma", "посторонняя", "en", "+380501234567", ""),
        ("oleg", "Олег", "менеджер", "ru", "+380671000004", ""),
        ("marina", "Марина", "менеджер", "ru", "+380671000005", ""),
        ("galina", "Галина", "руководитель розницы", "ru", "+380671000006", ""),
        ("taras", "Тарас", "менеджер розницы", "uk", "+380671000007", ""),
        ("julia", "Юлия", "менеджер розницы", "ru", "+380671000008", ""),
        ("roman", "Роман", "менеджер розницы", "ru", "+380671000009", ""),
    )
    return tuple(
        SandboxPerson(
            FIRST_CHAT + number,
            key,
            first_name,
            title,
            language,
            phone,
            username=username,
            started=key != "emma",
            extra=key in EXTRAS,
        )
        for number, (key, first_name, title, language, phone, username) in enumerate(told)
    )


PEOPLE: Final = _people()
"""The people of «Сад и Дом». A stranger is somebody the bot has not met."""
CHATS: Final = {person.key: person.id for person in PEOPLE}
