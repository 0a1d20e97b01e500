"""Doors into the company: the owner's link, invitations to a role, and what happens when one is opened."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.clock import Clock
from services.errors import Denied, Invalid, NotFound, Stale
from services.outbox import notify_user
from services.rules.actor import STAFF, SYSTEM, Actor, Role
from services.rules.kinds import UserStatus
from services.teams import add_team
from storage import invitations as rows
from storage import people
from storage.tables import Invitation, User
from storage.unit_of_work import Database, Work

INVITATION_LIFE = timedelta(days=7)
OWNER_LINK_LIFE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An open invitation; `token` is the payload of its link, `person` a colleague it waits for by name."""

    id: int
    token: str
    role: Role
    team: str | None
    person: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class InvitationsPage:
    """A page of open invitations; `total` counts all of them."""

    links: tuple[InvitationView, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody came in by an invitation; `again` when the same person opened the same link once more."""

    user_id: int
    name: str
    role: Role
    team: str | None
    invited_by: int | None
    again: bool


class Invitations:
    """Makes, lists, revokes and redeems invitations."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def owner_link(self) -> str | None:
        """The token of the first admin's one-time link; None once the company has an admin.

        The same link is given until it is used or expires, so that restarting does not leave a trail of open doors.
        """
        async with self._db.write(SYSTEM, self._clock.now()) as work:
            if await people.has_admin(work):
                return None
            link = await rows.open_for_owner(work) or _make(work, Role.ADMIN, OWNER_LINK_LIFE)
            return link.token

    async def invite(
        self,
        actor: Actor,
        role: Role,
        *,
        team_id: int | None = None,
        new_team: str | None = None,
        once: str | None = None,
    ) -> InvitationView:
        """Make a single-use link to a role, in a team there is or a new one; `once` names the press or message.

        The same press again gives the newest link made by this admin.

        Raises Denied for anyone but an admin, NotFound for a team that is gone, Invalid for a name no team can have.
        """
        _only_admin(actor)
        if role not in STAFF:
            raise Invalid("role_unknown")
        async with self._db.write(actor, self._clock.now()) as work:
            if once is not None and not await work.once(once):
                made = await rows.newest_by(work, actor.user_id or 0)
                if made is None:
                    raise Stale
                return await view(work, made)
            if new_team is not None:
                team_id = (await add_team(work, new_team)).id
            elif team_id is not None and await people.team(work, team_id) is None:
                raise NotFound("team")
            link = _make(work, role, INVITATION_LIFE, team_id=team_id)
            await work.session.flush()
            return await view(work, link)

    async def for_person(self, actor: Actor, user_id: int) -> InvitationView:
        """The link of a colleague without a chat, made when there is none. Raises Denied, NotFound, Invalid."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            user = await people.user(work, user_id)
            if user is None:
                raise NotFound("user")
            if user.status is not UserStatus.INVITED:
                raise Invalid("has_chat", name=user.name)
            link = await rows.open_for(work, user_id) or await make_for_person(work, user)
            return await view(work, link)

    async def open_page(self, actor: Actor, page: int = 1, size: int = 8) -> InvitationsPage:
        """A page (from 1) of links that can still be used; a page that is gone shows the last one. Raises Denied."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            total = await rows.count_open(work)
            pages = max(1, -(-total // size))
            page = min(max(page, 1), pages)
            found = await rows.open_page(work, (page - 1) * size, size)
            return InvitationsPage(tuple([await view(work, link) for link in found]), total, page, pages)

    async def get(self, actor: Actor, invitation_id: int) -> InvitationView:
        """One open invitation. Raises Denied, NotFound for one that is used, revoked or expired."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            link = await rows.by_id(work, invitation_id)
            if link is None or link.used_at or link.revoked_at or link.expires_at <= work.now:
                raise NotFound("invitation")
            return await view(work, link)

    async def revoke(self, actor: Actor, invitation_id: int) -> None:
        """Make a link useless; doing it twice is harmless. Raises Denied, NotFound, Invalid for a used one."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            link = await rows.by_id(work, invitation_id)
            if link is None:
                raise NotFound("invitation")
            if link.used_at is not None:
                raise Invalid("link_used")
            link.revoked_at = link.revoked_at or work.now

    async def redeem(self, actor: Actor, token: str) -> Arrival:
        """Let in whoever opened an invitation; of two who press at once exactly one gets in.

        Raises Invalid: link_unknown, link_used, link_revoked, link_expired, link_own (an admin opened a link made
        for somebody else), already_colleague.
        """
        async with self._db.write(actor, self._clock.now()) as work:
            await people.chat(work, actor.chat_id or 0, lock=True)  # two links of one person, one after the other
            link = await rows.by_token(work, token)
            if link is None:
                raise Invalid("link_unknown")
            me = await people.user_by_telegram(work, actor.chat_id or 0)
            if link.used_at is not None and me is not None and link.used_by == me.id and _at_work(me):
                return await _arrival(work, me, link, again=True)
            _check_open(link, work.now)
            user = await _let_in(work, link, me)
            link.used_at, link.used_by = work.now, user.id
            if link.created_by is not None and link.created_by != user.id:
                await notify_user(
                    work,
                    link.created_by,
                    kind="colleague_arrived",
                    params={"user": user.id},
                    dedupe_key=f"arrived:{link.id}",
                )
            return await _arrival(work, user, link, again=False)


async def make_for_person(work: Work, user: User) -> Invitation:
    """Add the link of a colleague who was imported and has no chat; it lasts as long as the owner's."""
    link = _make(work, user.role, OWNER_LINK_LIFE, team_id=user.team_id, user_id=user.id)
    await work.session.flush()
    return link


async def view(work: Work, link: Invitation) -> InvitationView:
    """Show an invitation."""
    team = await people.team(work, link.team_id) if link.team_id else None
    person = await people.user(work, link.user_id) if link.user_id else None
    return InvitationView(
        id=link.id,
        token=link.token,
        role=link.role,
        team=team.name if team else None,
        person=person.name if person else None,
        expires_at=link.expires_at,
    )


def _make(
    work: Work, role: Role, life: timedelta, *, team_id: int | None = None, user_id: int | None = None
) -> Invitation:
    link = Invitation(
        token=f"i{secrets.token_urlsafe(24)}",
        role=role,
        team_id=team_id,
        user_id=user_id,
        created_by=work.actor.user_id,
        created_at=work.now,
        expires_at=work.now + life,
    )
    work.session.add(link)
    return link


def _check_open(link: Invitation, now: datetime) -> None:
    if link.used_at is not None:
        raise Invalid("link_used")
    if link.revoked_at is not None:
        raise Invalid("link_revoked")
    if link.expires_at <= now:
        raise Invalid("link_expired")


async def _let_in(work: Work, link: Invitation, me: User | None) -> User:
    if me is not None and _at_work(me):
        if link.created_by == me.id:
            raise Invalid("link_own")
        if link.role is not Role.ADMIN or link.created_by is not None or link.user_id is not None:
            raise Invalid("already_colleague", role=me.role)
        me.role = Role.ADMIN  # the owner's link: a company without an admin gets one
        return me
    if link.user_id is not None:
        return await _awaited(work, link.user_id, me)
    user = me or User(telegram_id=work.actor.chat_id, name=work.actor.name or "?", created_at=work.now)
    user.role, user.team_id, user.status = link.role, link.team_id, UserStatus.ACTIVE
    user.locale = user.locale or work.actor.locale
    work.session.add(user)
    await work.session.flush()
    return user


async def _awaited(work: Work, user_id: int, former: User | None) -> User:
    """Give an imported colleague the chat that opened the link."""
    if former is not None:  # who left and comes back as an imported person keeps one account, the new one
        former.telegram_id = None
        await work.session.flush()
    user = await people.user(work, user_id)
    if user is None or user.status is not UserStatus.INVITED:
        raise Invalid("link_revoked")
    user.telegram_id, user.status = work.actor.chat_id, UserStatus.ACTIVE
    chat = await people.chat(work, work.actor.chat_id or 0)
    if user.locale is None:
        user.locale = work.actor.locale
    elif chat is not None:
        chat.locale, chat.locale_chosen = user.locale, True
    return user


async def _arrival(work: Work, user: User, link: Invitation, *, again: bool) -> Arrival:
    team = await people.team(work, user.team_id) if user.team_id else None
    return Arrival(user.id, user.name, user.role, team.name if team else None, link.created_by, again)


def _at_work(user: User) -> bool:
    return user.status is UserStatus.ACTIVE


def _only_admin(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise Denied
