"""Who is acting: the value every service takes first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; design section 1."""

    ADMIN = "admin"
    HEAD = "head"
    MANAGER = "manager"
    CLIENT = "client"
    STRANGER = "stranger"


STAFF = frozenset({Role.ADMIN, Role.HEAD, Role.MANAGER})
LEADERS = frozenset({Role.ADMIN, Role.HEAD})


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system) on whose behalf a service works.

    `team_ids` is the set of teams whose records a head sees; None means every team.
    `zone` is an IANA name, `locale` one of ru, uk, en.
    """

    role: Role
    chat_id: int | None = None
    user_id: int | None = None
    contact_id: int | None = None
    team_ids: frozenset[int] | None = None
    zone: str = "Europe/Kyiv"
    locale: str = "en"
    name: str = ""
    former: bool = False
    """Worked here once and has lost access: a stranger who is told whom to ask."""

    @property
    def is_staff(self) -> bool:
        """True for admin, head and manager."""
        return self.role in STAFF

    @property
    def is_leader(self) -> bool:
        """True for those who see other people's records: admin and head."""
        return self.role in LEADERS


SYSTEM = Actor(role=Role.ADMIN, name="system")
