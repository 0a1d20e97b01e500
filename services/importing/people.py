"""People and teams of an import: agents, their heads, and a link for each that an admin can hand out."""

from __future__ import annotations

import secrets
from typing import Any

from services.importing.books import Books, Change, difference
from services.importing.ledger import Made
from services.invitations import OWNER_LINK_LIFE
from services.rules.actor import Role
from services.rules.import_fields import Field
from services.rules.import_rows import Bad, Record
from services.rules.import_text import name_key
from services.rules.kinds import UserStatus
from storage import importing as rows
from storage.tables import Invitation, Team, User


class PeopleBook:
    """Finds colleagues by id or name, and makes those who are missing: invited, without a chat."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._by_name: dict[str, int] = {}
        self._by_id: dict[str, int] = {}
        self._known: dict[int, Any] = {}
        self._teams: dict[str, int] = {}
        self._new: dict[int, dict[str, Any]] = {}
        self._new_teams: list[dict[str, Any]] = []

    async def load(self) -> None:
        """Read who is there."""
        fields = ("id", "name", "external_id", "role", "team_id", "phone")
        for user in await rows.everything(self._books.work, User, fields):
            self._known[user.id] = user
            self._by_name.setdefault(name_key(user.name), user.id)
            if user.external_id:
                self._by_id[user.external_id] = user.id
        for team in await rows.everything(self._books.work, Team, ("id", "name")):
            self._teams.setdefault(name_key(team.name), team.id)

    def find(self, name: str, external_id: str | None = None) -> int | None:
        """Return the colleague of that id or name."""
        if external_id and external_id in self._by_id:
            return self._by_id[external_id]
        return self._by_name.get(name_key(name))

    def known(self, user_id: int) -> Any:
        """Return the stored row of a colleague who was here before, None for one made by this import."""
        return self._known.get(user_id)

    def owner(self, record: Record) -> int | None:
        """Return who is responsible for a deal or client, made if the company has no such person."""
        name = record.text(Field.OWNER)
        if not name:
            return None
        found = self._by_name.get(name_key(name))
        if found is None:
            found = self.make(name, record)
        return found

    def make(self, name: str, record: Record) -> int:
        """Add a colleague under the head and team the row names."""
        team_id = self.team(record)
        user_id = self._add(name, Role.MANAGER, team_id)
        self._new[user_id]["phone"] = next((phone.e164 for phone in record.values.get(Field.PHONE, ())), None)
        return user_id

    def team(self, record: Record) -> int | None:
        """Return the row's team: the head's, below the department's; both are made when missing."""
        head, department = record.text(Field.HEAD), record.text(Field.TEAM)
        parent_id = self._team(department, None) if department else None
        if not head:
            return parent_id
        head_id = self.find(head)
        if head_id is not None and head_id in self._known and self._known[head_id].team_id:
            return int(self._known[head_id].team_id)
        if head_id is None:
            head_id = self._add(head, Role.HEAD, None)
        row = self._new.get(head_id)
        if row is None:
            return parent_id
        row["role"] = Role.HEAD  # met before as somebody's colleague, now as somebody's head
        if row["headed"] is None:
            row["headed"] = self._team(f"{department} · {head}" if department else head, parent_id)
            row["team_id"] = row["headed"]
        return int(row["headed"])

    def _team(self, name: str, parent_id: int | None) -> int:
        found = self._teams.get(name_key(name))
        if found is None:
            found = self._teams[name_key(name)] = self._books.key(Team)
            team = {"id": found, "name": name[:120], "parent_id": parent_id, "external_id": None, "version": 1}
            self._new_teams.append(team)
            self._books.ledger.made[Made.TEAMS] += 1
        return found

    def _add(self, name: str, role: Role, team_id: int | None) -> int:
        user_id = self._by_name[name_key(name)] = self._books.key(User)
        self._new[user_id] = {
            "id": user_id,
            "name": name,
            "role": role,
            "status": UserStatus.INVITED,
            "team_id": team_id,
            "phone": None,
            "external_id": None,
            "created_at": self._books.work.now,
            "version": 1,
            "headed": None,
        }
        return user_id

    def give_id(self, user_id: int, external_id: str) -> None:
        """Remember the id a new colleague has in the file."""
        self._by_id[external_id] = user_id
        if user_id in self._new:
            self._new[user_id]["external_id"] = external_id

    async def flush(self) -> None:
        """Write the new teams, colleagues and their links."""
        if not self._new and not self._new_teams:
            return
        users = [{name: value for name, value in row.items() if name != "headed"} for row in self._new.values()]
        for user in users:
            self._books.ledger.made[Made.HEADS if user["role"] is Role.HEAD else Made.PEOPLE] += 1
        await self._books.create(Team, self._new_teams)
        await self._books.create(User, users)
        await self._books.add(Invitation, [self._invitation(user) for user in users])
        self._new, self._new_teams = {}, []

    def _invitation(self, user: dict[str, Any]) -> dict[str, Any]:
        work = self._books.work
        return {
            "token": f"i{secrets.token_urlsafe(24)}",
            "role": user["role"],
            "team_id": user["team_id"],
            "user_id": user["id"],
            "created_by": work.actor.user_id,
            "created_at": work.now,
            "expires_at": work.now + OWNER_LINK_LIFE,
        }


class PeopleStep:
    """Takes in a list of people."""

    def __init__(self, books: Books, people: PeopleBook) -> None:
        self._books = books
        self._people = people
        self._seen: set[int] = set()

    async def batch(self, records: list[Record]) -> None:
        """Make, change or skip one person per row."""
        changes: list[Change] = []
        for record in records:
            name = record.text(Field.OWNER)
            if not name:
                self._books.ledger.reject(Bad(record.line, "no_name"))
                continue
            change = self._one(record, name)
            if change is not None:
                changes.append(change)
        changed = await self._books.update(User, changes)
        self._books.ledger.tally.update += len(changed)
        self._books.ledger.tally.skip += len(changes) - len(changed)

    def _one(self, record: Record, name: str) -> Change | None:
        people, ledger = self._people, self._books.ledger
        external_id = record.text(Field.ID) or None
        user_id = people.find(name, external_id)
        known = people.known(user_id) if user_id is not None else None
        if user_id is not None and user_id in self._seen:
            ledger.reject(Bad(record.line, "duplicate", value=name))
            return None
        if user_id is None:
            user_id = people.make(name, record)
            ledger.tally.new += 1
        elif known is None:  # a head met in another row, or an owner met in the deals
            people.team(record)
            ledger.tally.new += 1
        self._seen.add(user_id)
        ledger.listed[user_id] = name
        if external_id and known is None:
            people.give_id(user_id, external_id)
        if known is None:
            return None
        phone = next((item.e164 for item in record.values.get(Field.PHONE, ())), None)
        values = {"phone": phone, "external_id": external_id, "team_id": people.team(record)}
        change = difference(known, user_id, values, {})
        ledger.tally.skip += change is None
        return change

    async def finish(self) -> None:
        """Write them: heads are known only once all rows are read."""
        await self._people.flush()
