"""Managing the people who work here: roles, teams, leaving and coming back; for admins (/users)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from services import closing, invitations, reassigning
from services.clock import Clock
from services.errors import Denied, Invalid, NotFound, Stale
from services.names import name_of
from services.outbox import notify, notify_user
from services.people import LANGUAGES, check_zone
from services.people_cards import PersonCard, card_of, successor
from services.policy import load
from services.progress import Progress
from services.rules.actor import STAFF, Actor, Role
from services.rules.held import KINDS, Held, held_from_json
from services.rules.kinds import UserStatus
from services.rules.people import OpenWork
from services.rules.phones import parse
from services.rules.views import Named
from storage import absences as absence_rows
from storage import handover, moving_work
from storage import invitations as links
from storage import people as rows
from storage.tables import TeamSeat, User
from storage.unit_of_work import Database, Work

LIMITS: Final = {"deals": "deal_limit", "leads": "lead_limit"}
LIMIT_MOST: Final = 100_000


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A colleague in the list."""

    id: int
    name: str
    role: Role
    status: UserStatus
    team: str | None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of colleagues by team; `active`, `invited`, `inactive` and `teams` (without those who left) count all."""

    lines: tuple[PersonLine, ...]
    page: int
    pages: int
    active: int
    invited: int
    inactive: int
    teams: tuple[tuple[str | None, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TeamSeats:
    """The teams there are, and whether the head sees each beside the own one."""

    id: int
    version: int
    name: str
    teams: tuple[tuple[Named, bool], ...]


@dataclass(frozen=True, slots=True)
class Departure:
    """What deactivating somebody did; `chat_id` is the chat that lost its rights."""

    person: PersonCard
    handed: OpenWork
    to: str | None
    chat_id: int | None
    undo_id: int | None = None
    """Takes it back for 24 hours: the person works here again, and what the successor still has comes back."""


class Colleagues:
    """Reads and changes colleagues; each change names the version of the card it was made from."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def page(self, actor: Actor, page: int, size: int = 8) -> PeoplePage:
        """A page (from 1) of everybody; a page that is gone shows the last one. Raises Denied."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            counts = await rows.count_users(work)
            pages = max(1, -(-sum(counts.values()) // size))
            page = min(max(page, 1), pages)
            found = await rows.users_page(work, (page - 1) * size, size)
            return PeoplePage(
                tuple(_line(user, team) for user, team in found),
                page,
                pages,
                active=counts.get(UserStatus.ACTIVE, 0),
                invited=counts.get(UserStatus.INVITED, 0),
                inactive=counts.get(UserStatus.INACTIVE, 0),
                teams=tuple(await rows.count_by_team(work)),
            )

    async def card(self, actor: Actor, user_id: int) -> PersonCard:
        """One colleague. Raises Denied, NotFound."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await card_of(work, await _person(work, user_id))

    async def set_role(self, actor: Actor, user_id: int, version: int, role: Role) -> PersonCard:
        """Give another role. Raises Denied, NotFound, Stale, Invalid (last_admin)."""
        if role not in STAFF:
            raise Invalid("role_unknown")
        async with self._db.write(actor, self._clock.now()) as work:
            user = await _change(work, user_id, version, done=lambda row: row.role is role)
            if user.role is not role:
                await _keep_an_admin(work, user)
                user.role = role
                await work.session.flush()
                await notify_user(
                    work,
                    user.id,
                    kind="role_changed",
                    params={"user": user.id},
                    dedupe_key=f"role:{user.id}:{user.version}",
                )
            return await card_of(work, user)

    async def set_team(self, actor: Actor, user_id: int, version: int, team_id: int | None) -> PersonCard:
        """Put into a team, or with None into none. Raises Denied, NotFound, Stale."""
        async with self._db.write(actor, self._clock.now()) as work:
            user = await _change(work, user_id, version, done=lambda row: row.team_id == team_id)
            if team_id is not None and await rows.team(work, team_id) is None:
                raise NotFound("team")
            user.team_id = team_id
            return await card_of(work, user)

    async def set_zone(self, actor: Actor, user_id: int, version: int, zone: str | None) -> PersonCard:
        """Set a time zone by IANA name, or with None the company's. Raises Denied, NotFound, Stale, Invalid."""
        zone = check_zone(zone)
        async with self._db.write(actor, self._clock.now()) as work:
            user = await _change(work, user_id, version, done=lambda row: row.zone == zone)
            user.zone = zone
            return await card_of(work, user)

    async def set_language(self, actor: Actor, user_id: int, version: int, locale: str) -> PersonCard:
        """Set the language of somebody's screens. Raises Denied, NotFound, Stale, Invalid."""
        if locale not in LANGUAGES:
            raise Invalid("language_unknown")
        async with self._db.write(actor, self._clock.now()) as work:
            user = await _change(work, user_id, version, done=lambda row: row.locale == locale)
            user.locale = locale
            chat = await rows.chat(work, user.telegram_id) if user.telegram_id else None
            if chat is not None:
                chat.locale, chat.locale_chosen = locale, True
            return await card_of(work, user)

    async def rename(self, actor: Actor, user_id: int, version: int, typed: str) -> PersonCard:
        """Call somebody differently. Raises Denied, NotFound, Stale, Invalid (name_bad)."""
        name = name_of(typed)
        async with self._db.write(actor, self._clock.now()) as work:
            user = await _change(work, user_id, version, done=lambda row: row.name == name)
            user.name = name
            return await card_of(work, user)

    async def set_phone(self, actor: Actor, user_id: int, version: int, typed: str) -> PersonCard:
        """Note somebody's phone. Raises Denied, NotFound, Stale, Invalid (phone_invalid)."""
        async with self._db.write(actor, self._clock.now()) as work:
            phone = parse(typed, (await load(work)).settings.country)
            if phone is None:
                raise Invalid("phone_invalid")
            user = await _change(work, user_id, version, done=lambda row: row.phone == phone.e164)
            user.phone = phone.e164
            return await card_of(work, user)

    async def deactivate(self, actor: Actor, user_id: int, version: int, progress: Progress | None = None) -> Departure:
        """Take somebody's rights away: open work goes to the head (else an admin), links and messages are cancelled.

        Raises Denied, NotFound, Stale, Invalid (last_admin).
        """
        async with self._db.write(actor, self._clock.now()) as work:
            user = await _change(work, user_id, version, done=lambda row: row.status is UserStatus.INACTIVE)
            if user.status is UserStatus.INACTIVE:
                return Departure(await card_of(work, user), OpenWork(), None, user.telegram_id)
            await _keep_an_admin(work, user)
            heir = await successor(work, user)
            user.status = UserStatus.INACTIVE
            await work.session.flush()
            given = Held()
            if heir is not None:
                held, progress = await moving_work.in_hand(work, user.id), progress or Progress()
                progress.total = held.total
                given = await moving_work.give(work, held, heir.id, progress.more)
            handed = OpenWork(*(given.count(kind) for kind in KINDS))
            await _end_absences(work, user.id)
            undo = closing.offer(
                work, "departure", {"user": user.id, "to": heir.id if heir else None, "held": given.to_json()}
            )
            for link in await links.all_open_of(work, user.id):
                link.revoked_at = work.now
            await links.close_client_links_by(work, user.id)
            if user.telegram_id is not None:
                await handover.cancel_messages(work, user.telegram_id, "deactivated")
            await work.session.flush()
            if heir is not None:
                await reassigning.tell(work, heir.id, given, undo.id)
            if user.telegram_id is not None:
                key = f"closed:{user.id}:{user.version}"
                await notify(work, chat_id=user.telegram_id, kind="access_closed", params={}, dedupe_key=key)
            return Departure(await card_of(work, user), handed, heir.name if heir else None, user.telegram_id, undo.id)

    async def return_from(self, actor: Actor, undo_id: int) -> PersonCard:
        """Take a dismissal back within its 24 hours; links stay revoked.

        Raises Denied, NotFound, Stale("undo_over").
        """
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            undo = await closing.claim(work, undo_id, "departure")
            user = await _person(work, undo.payload["user"])
            if user.status is UserStatus.INACTIVE:
                user.status = UserStatus.ACTIVE if user.telegram_id is not None else UserStatus.INVITED
            await work.session.flush()
            back = await moving_work.give_back(work, held_from_json(undo.payload["held"]), undo.payload["to"])
            await reassigning.tell_back(work, undo.payload["to"], back, undo.id)
            await _tell_back_in(work, user)
            return await card_of(work, await _person(work, undo.payload["user"]))

    async def set_limit(self, actor: Actor, user_id: int, version: int, what: str, limit: int | None) -> PersonCard:
        """At most so many open deals or live inquiries ("deals", "leads"), None: any number.

        Raises Denied, NotFound, Stale, Invalid("limit_bad").
        """
        if what not in LIMITS or (limit is not None and not 0 < limit <= LIMIT_MOST):
            raise Invalid("limit_bad", most=LIMIT_MOST)
        async with self._db.write(actor, self._clock.now()) as work:
            user = await _change(work, user_id, version, done=lambda row: getattr(row, LIMITS[what]) == limit)
            setattr(user, LIMITS[what], limit)
            return await card_of(work, user)

    async def seats(self, actor: Actor, user_id: int) -> TeamSeats:
        """The teams a head sees beside the own one. Raises Denied, NotFound."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await _seats(work, await _person(work, user_id))

    async def toggle_seat(self, actor: Actor, user_id: int, version: int, team_id: int) -> TeamSeats:
        """Let a head see a further team, or no more. Raises Denied, NotFound, Stale."""
        async with self._db.write(actor, self._clock.now()) as work:
            user = await _change(work, user_id, version, done=lambda _row: False)
            if await rows.team(work, team_id) is None:
                raise NotFound("team")
            seat = await rows.seat(work, user_id, team_id)
            if seat is None:
                work.session.add(TeamSeat(user_id=user_id, team_id=team_id))
            else:
                await work.session.delete(seat)
            rows.touch(user)
            await work.session.flush()
            return await _seats(work, user)

    async def gatekeeper(self, actor: Actor) -> str | None:
        """Whom a former colleague asks for access: the head's name, else an admin's. Raises NotFound for others."""
        async with self._db.read(actor, self._clock.now()) as work:
            user = await rows.user_by_telegram(work, actor.chat_id or 0)
            if user is None or user.status is not UserStatus.INACTIVE:
                raise NotFound("user")
            heir = await successor(work, user)
            return heir.name if heir is not None else None

    async def reactivate(self, actor: Actor, user_id: int, version: int) -> PersonCard:
        """Let somebody back in; what was handed over stays where it is. Raises Denied, NotFound, Stale."""
        async with self._db.write(actor, self._clock.now()) as work:
            user = await _change(work, user_id, version, done=lambda row: row.status is not UserStatus.INACTIVE)
            if user.status is UserStatus.INACTIVE:
                user.status = UserStatus.ACTIVE if user.telegram_id is not None else UserStatus.INVITED
            if user.status is UserStatus.INVITED and await links.open_for(work, user.id) is None:
                await invitations.make_for_person(work, user)
            await _tell_back_in(work, user)
            return await card_of(work, user)


def _line(user: User, team: str | None) -> PersonLine:
    return PersonLine(user.id, user.name, user.role, user.status, team)


async def _person(work: Work, user_id: int) -> User:
    user = await rows.user(work, user_id)
    if user is None:
        raise NotFound("user")
    return user


async def _change(work: Work, user_id: int, version: int, *, done: Callable[[User], bool]) -> User:
    """The colleague to be changed, if the card pressed on is the current one; a second tap finds it `done`."""
    _only_admin(work.actor)
    user = await _person(work, user_id)
    if user.version != version and not done(user):
        raise Stale
    return user


async def _keep_an_admin(work: Work, user: User) -> None:
    if user.role is Role.ADMIN and [row.id for row in await rows.active_admins(work, lock=True)] == [user.id]:
        raise Invalid("last_admin", name=user.name)


async def _tell_back_in(work: Work, user: User) -> None:
    await work.session.flush()
    await notify_user(work, user.id, kind="access_back", params={}, dedupe_key=f"back_in:{user.id}:{user.version}")


async def _seats(work: Work, user: User) -> TeamSeats:
    taken = {row.id for row in await rows.seats(work, user.id)}
    teams = tuple(
        (Named(row.id, row.name), row.id in taken) for row in await rows.teams(work) if row.id != user.team_id
    )
    return TeamSeats(user.id, user.version, user.name, teams)


async def _end_absences(work: Work, user_id: int) -> None:
    """Who has left is not away: nothing is to come back by itself."""
    for row, person in await absence_rows.live(work):
        if person.id == user_id:
            row.cancelled_at = work.now


def _only_admin(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise Denied
