"""Inquiries: who asked through which channel, how soon somebody answered, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.demo import market, notes
from bot.demo.book import Row
from bot.demo.cast import Colleague
from bot.demo.ending import refused
from bot.demo.life import Hold, Life, Parties
from bot.demo.tasks import DAY, Agenda
from bot.demo.world import World
from services.rules.kinds import ActivityKind, CallOutcome, Direction, LeadStatus
from services.rules.search_key import search_key
from services.rules.worktime import add_minutes
from storage.tables import Activity, Lead

CHANNELS: Final = {"site": 40, "ads": 25, "recommendation": 12, "social": 14, "exhibition": 4, "cold": 3, "other": 2}


class Inquiry:
    """One inquiry in the hands of a manager."""

    def __init__(self, world: World, owner: Colleague, minute: int, *, name: str = "") -> None:
        self.world, self.colleague, self.minute = world, owner, minute
        self.owner = world.staff[owner.key]
        self.agenda = Agenda(world, self.owner)
        self.attempts = 0
        self.spoken: list[Row] = []
        self.row = waiting(world, _moment(world, minute), name or market.person_name(world))

    @property
    def about(self) -> dict[str, Row | None]:
        """The columns of a task about it."""
        return {"lead_id": self.row}

    def answer(self) -> None:
        """Somebody takes it and calls: mostly within the limit."""
        quick = self.world.maybe(self.colleague.discipline)
        self.minute += self.world.chance.randint(2, 13) if quick else self.world.chance.randint(20, 120)
        at = self.world.at(self.minute)
        self.world.book.change(Lead, self.row, at, self.owner, status=LeadStatus.TAKEN, owner_id=self.owner)
        self.row["responded_at"] = at

    def call(self, *, reached: bool, text: str = "") -> None:
        """Call; when nobody answers the next try is planned."""
        at = self.world.at(self.minute)
        outcome = CallOutcome.REACHED if reached else CallOutcome.NOT_REACHED
        done = self.world.book.add(
            Activity, kind=ActivityKind.CALL, direction=Direction.OUT, outcome=outcome, at=at, user_id=self.owner,
            lead_id=self.row, task_id=self.agenda.task, text=text,
            seconds=self.world.chance.randint(90, 700) if reached else None,
        )  # fmt: skip
        self.spoken.append(done)
        self.agenda.close(self.minute, outcome)
        self.attempts = 0 if reached else self.attempts + 1
        self.row.update(attempts=self.attempts, **({"last_contact_at": at} if reached else {}))

    def try_again(self) -> int:
        """Plan the next try; returns its minute."""
        due = self.minute + (45, 120, DAY, 2 * DAY)[min(self.attempts, 4) - 1]
        self.agenda.plan(self, self.minute, due, attempt=self.attempts)
        return due

    def reach(self) -> bool:
        """Call until somebody answers, three times at most; False when today came first or nobody did."""
        for _ in range(3):
            if self.world.maybe(0.7):
                self.call(reached=True, text=self.world.one(notes.AFTER_CALL["call"]) if self.world.maybe(0.4) else "")
                return True
            self.call(reached=False)
            again = self.try_again() + self.world.chance.randint(0, 10)
            if again >= self.world.now - 10:
                return False
            self.minute = again
        self.call(reached=True)
        return True

    def reject(self) -> None:
        """Refuse it with a reason."""
        at = self.world.at(self.minute)
        self.world.book.change(Lead, self.row, at, self.owner, status=LeadStatus.REJECTED, closed_at=at)
        refused(self.world, Lead, self.row, self.minute, self.colleague, None, "lead")

    def convert(self, route: str, client: Row, contact: Row, hold: Hold | None = None) -> Life:
        """Make a deal of it: what was said belongs to the deal's story from now on."""
        at = self.world.at(self.minute)
        self.world.book.change(
            Lead,
            self.row,
            at,
            self.owner,
            status=LeadStatus.CONVERTED,
            closed_at=at,
            client_id=client,
            contact_id=contact,
        )
        parties = Parties(self.colleague, client, contact, self.row, self.row["channel_id"])
        life = Life(self.world, self.world.routes[route], parties, self.minute, hold)
        for activity in self.spoken:
            activity.update(deal_id=life.deal, client_id=client, contact_id=contact)
        life.touch(self.minute)
        return life


def waiting(world: World, created_at: datetime, name: str, channel: str = "", need: str = "") -> Row:
    """An inquiry nobody has taken yet, with its running limit."""
    chosen = channel or world.chance.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    number = market.phone(world)
    settings = world.rules.settings
    return world.book.add(
        Lead,
        born=created_at,
        name=name,
        search_key=search_key(name),
        phone=number,
        phone_typed=market.typed(number),
        need=need or world.one(notes.NEEDS),
        channel_id=world.channels[chosen],
        status=LeadStatus.NEW,
        respond_by=add_minutes(world.axis.calendar, settings.zone, created_at, settings.response_minutes),
        created_at=created_at,
    )


def _moment(world: World, minute: int) -> datetime:
    """When it came: what waits in the morning came overnight."""
    at = world.at(minute)
    return at - timedelta(minutes=world.chance.randint(5, 700)) if minute % DAY < 20 else at
