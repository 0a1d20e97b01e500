"""Messages to people: queued with their cause, sent later, and what happens when somebody cannot be written to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from services import policy, task_making
from services.clock import Clock
from services.errors import Denied, Stale
from services.people import teams_seen
from services.rules import worktime
from services.rules.actor import SYSTEM, Actor, Role
from services.rules.kinds import OutboxStatus, TaskKind, UserStatus
from storage import outbox as rows
from storage import outbox_readers as readers
from storage import people
from storage import work as tasks
from storage.outbox import DeadLetter, Letter
from storage.unit_of_work import Database, Work

LEASE: Final = timedelta(minutes=5)
"""How long a sender may keep a message before another one may take it: longer than any sending."""
KEY_LENGTH: Final = 120
"""Characters a dedupe key has room for; a longer one is stored as its hash."""
KEEP_ENDED: Final = timedelta(days=30)
KEEP_DEAD: Final = timedelta(days=90)


class Bell:
    """Wakes the delivery of this process once new messages are safely stored; ringing it for nothing does no harm."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []

    def listen(self, call: Callable[[], None]) -> None:
        """Have `call` run at every ring."""
        self._listeners.append(call)

    def forget(self, call: Callable[[], None]) -> None:
        """Stop ringing for `call`."""
        self._listeners.remove(call)

    def ring(self) -> None:
        """There may be something to send."""
        for call in list(self._listeners):
            call()


BELL: Final = Bell()


async def notify(
    work: Work,
    *,
    chat_id: int,
    kind: str,
    params: dict[str, Any],
    dedupe_key: str,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    urgent: bool = False,
) -> bool:
    """Queue a message in the caller's transaction; False when one with this key was queued before.

    `kind` names the notice that draws it (`bot/notices/`), `params` is JSON. An `urgent` one goes first and does not
    wait for the end of quiet hours. After `expires_at` it is not worth sending any more.
    """
    new = await rows.add(
        work,
        chat_id=chat_id,
        kind=kind,
        params=params,
        dedupe_key=dedupe_key if len(dedupe_key) <= KEY_LENGTH else sha256(dedupe_key.encode()).hexdigest(),
        due_at=due_at or work.now,
        expires_at=expires_at,
        urgent=urgent,
    )
    if new:
        work.after_commit(BELL.ring)
    return new


async def notify_user(work: Work, user_id: int, *, kind: str, dedupe_key: str, **message: Any) -> bool:
    """Queue a message to a colleague; False when the person has no chat or blocked the bot, so that the caller can
    see to it otherwise. A repeated dedupe key is a success. The rest as for `notify`.
    """
    user = await people.user(work, user_id)
    if user is None or user.status is not UserStatus.ACTIVE or not await _open_chat(work, user.telegram_id):
        return False
    await notify(work, chat_id=user.telegram_id or 0, kind=kind, dedupe_key=f"{dedupe_key}:u{user_id}", **message)
    return True


async def notify_contact(work: Work, contact_id: int, *, kind: str, dedupe_key: str, **message: Any) -> bool:
    """Queue what we have to ask or to offer a client's contact; the person did not write first.

    False when the person never started the bot, blocked it, or wants no such messages (`wants_peace`).
    """
    chat_id = await readers.contact_chat(work, contact_id)
    if not await _open_chat(work, chat_id) or await wants_peace(work, contact_id):
        return False
    await notify(work, chat_id=chat_id or 0, kind=kind, dedupe_key=f"{dedupe_key}:c{contact_id}", **message)
    return True


async def wants_peace(work: Work, contact_id: int) -> bool:
    """True for a contact person who wants no polls and mailings (/stop)."""
    chat_id = await readers.contact_chat(work, contact_id)
    chat = await people.chat(work, chat_id) if chat_id else None
    return chat is not None and chat.muted_at is not None


async def notify_admins(work: Work, *, kind: str, dedupe_key: str, **message: Any) -> int:
    """Queue a message to every admin with a chat; returns to how many."""
    told = 0
    for admin in await people.active_admins(work):
        told += await notify_user(work, admin.id, kind=kind, dedupe_key=dedupe_key, **message)
    return told


async def _open_chat(work: Work, chat_id: int | None) -> bool:
    chat = await people.chat(work, chat_id) if chat_id else None
    return chat is not None and chat.blocked_at is None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who will read a message, and when they do not want to. Quiet hours are "HH:MM" in the reader's zone."""

    actor: Actor
    currency: str
    quiet_from: str
    quiet_to: str
    blocked: bool


@dataclass(frozen=True, slots=True)
class DeadPage:
    """A page of messages that were given up, newest first; pages count from 1, `first` is its first number."""

    letters: Sequence[DeadLetter]
    total: int
    page: int
    pages: int
    first: int


class Outbox:
    """What the delivery asks and reports, and what the admin sees of it."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    # ------------------------------------------------------------------------------------------ for the delivery
    async def lease(self, worker: str, limit: int, busy_chats: Sequence[int] = ()) -> list[Letter]:
        """Take due messages for `worker`, leaving chats out that have enough in hand."""
        now = self._clock.now()
        async with self._db.write(SYSTEM, now) as work:
            return await rows.lease(work, worker, now + LEASE, limit, busy_chats)

    async def lease_held(self, worker: str, chat_id: int, limit: int) -> list[Letter]:
        """Take the other messages of a chat that waited for the end of the same quiet hours."""
        now = self._clock.now()
        async with self._db.write(SYSTEM, now) as work:
            return await rows.lease_held(work, worker, now + LEASE, chat_id, limit)

    async def reader(self, chat_id: int) -> Reader:
        """Whoever has the chat as an actor, with language, zone and quiet hours; a stranger if nobody knows them."""
        async with self._db.read(SYSTEM, self._clock.now()) as work:
            known = await people.identity(work, chat_id)
            settings = (await policy.load(work)).settings
            user = await people.user(work, known.user_id) if known.user_id else None
            role = known.role or (Role.STRANGER if known.contact_id is None else Role.CLIENT)
            actor = Actor(
                role=role,
                chat_id=chat_id,
                user_id=known.user_id,
                contact_id=known.contact_id if role is Role.CLIENT else None,
                team_ids=await teams_seen(work, known.role, known.team_id, known.user_id),
                zone=known.zone or settings.zone,
                locale=known.locale or settings.locale,
                name=known.user_name or known.contact_name or known.chat_name,
            )
            return Reader(
                actor=actor,
                currency=settings.currency,
                quiet_from=(user and user.quiet_from) or settings.quiet_from,
                quiet_to=(user and user.quiet_to) or settings.quiet_to,
                blocked=known.blocked,
            )

    async def sent(self, ids: Sequence[int], message_id: int) -> None:
        """Record at once that messages arrived; until then a stop would send them again."""
        async with self._db.write(SYSTEM, self._clock.now()) as work:
            await rows.sent(work, ids, message_id)

    async def put_back(self, ids: Sequence[int], due_at: datetime, error: str | None, *, count: bool = True) -> None:
        """Send messages later; `count=False` when this was no real attempt."""
        async with self._db.write(SYSTEM, self._clock.now()) as work:
            await rows.put_back(work, ids, due_at, error, count=count)

    async def hold(self, ids: Sequence[int], until: datetime) -> None:
        """Keep messages until the reader's quiet hours end."""
        await self.put_back(ids, until, rows.HELD, count=False)

    async def expire(self, ids: Sequence[int], why: str) -> None:
        """Drop messages that are not worth sending any more."""
        async with self._db.write(SYSTEM, self._clock.now()) as work:
            await rows.end(work, ids, OutboxStatus.EXPIRED, why)

    async def bury(self, ids: Sequence[int], error: str) -> None:
        """Give messages up; the admin sees them under /jobs and can send them again."""
        async with self._db.write(SYSTEM, self._clock.now()) as work:
            await rows.end(work, ids, OutboxStatus.DEAD, error)

    async def unreachable(self, ids: Sequence[int], chat_id: int, error: str) -> None:
        """Record that a chat takes no messages, and see that a person learns of it.

        For a client that is a task for the owner; for a colleague, word to the admins, once a day.
        """
        now = self._clock.now()
        async with self._db.write(SYSTEM, now) as work:
            await rows.end(work, ids, OutboxStatus.UNREACHABLE, error)
            chat = await people.chat(work, chat_id)
            if chat is not None:
                chat.blocked_at = chat.blocked_at or now
            concern = await readers.concern_of_chat(work, chat_id)
            user = await people.user_by_telegram(work, chat_id)
            if user is not None and user.status is UserStatus.ACTIVE:
                key = f"staff_unreachable:{user.id}:{now:%Y-%m-%d}"
                params = {"user": user.id, "name": user.name}
                await notify_admins(work, kind="staff_unreachable", params=params, dedupe_key=key)
            elif concern is not None:
                await _task_for_owner(work, concern)

    async def release(self, worker: str | None = None) -> int:
        """Give back what `worker` holds unsent; None for everybody, when no other sender can be at work."""
        async with self._db.write(SYSTEM, self._clock.now()) as work:
            return await rows.release(work, worker)

    async def release_orphans(self) -> int:
        """At the start: the leases of an earlier process on the embedded database are nobody's any more."""
        return await self.release() if self._db.is_sqlite else 0

    async def next_due(self) -> datetime | None:
        """When the next waiting message is due."""
        async with self._db.read(SYSTEM, self._clock.now()) as work:
            return await rows.next_due(work)

    # --------------------------------------------------------------------------------------------- for the admin
    async def counts(self, actor: Actor) -> dict[OutboxStatus, int]:
        """How many messages wait, were sent, are dead. Raises Denied."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await rows.status_counts(work)

    async def dead(self, actor: Actor, page: int = 1, size: int = 5) -> DeadPage:
        """Messages that were given up, by pages. Raises Denied."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            total = (await rows.status_counts(work)).get(OutboxStatus.DEAD, 0)
            pages = max(1, -(-total // size))
            page = min(max(page, 1), pages)
            skipped = (page - 1) * size
            letters = await rows.dead_letters(work, size, skipped)
        return DeadPage(letters, total, page, pages, skipped + 1)

    async def send_again(self, actor: Actor, message_id: int) -> None:
        """Queue a dead letter anew. Raises Denied; Stale when it is not dead any more."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            if not await rows.revive(work, message_id):
                raise Stale
            work.after_commit(BELL.ring)

    # ----------------------------------------------------------------------------------------------------- job
    async def purge(self, now: datetime) -> int:
        """Delete what was sent a month ago and dead letters nobody wanted for three."""
        async with self._db.write(SYSTEM, now) as work:
            return await rows.purge(work, now - KEEP_ENDED, now - KEEP_DEAD)


async def _task_for_owner(work: Work, concern: readers.Concern) -> None:
    """One open task per client or lead: "cannot be written to in Telegram, call"."""
    if any(row.kind is TaskKind.UNREACHABLE for row in await tasks.open_tasks(work, concern.target)):
        return
    rules = await policy.load(work)
    due_at = worktime.next_working(rules.calendar, rules.zone_of(concern.owner_zone), work.now)
    task_making.make(work, concern.target, TaskKind.UNREACHABLE, due_at, concern.owner_id)


def _only_admin(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise Denied
