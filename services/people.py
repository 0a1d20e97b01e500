"""Who is writing, and what everybody may decide about themselves: language, zone, quiet hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

from services.clock import Clock
from services.errors import Denied, Invalid, NotFound
from services.rules.actor import SYSTEM, Actor, Role
from services.rules.kinds import UserStatus
from services.rules.people import parse_quiet
from services.rules.settings import CompanySettings, from_rows
from storage import company
from storage import people as rows
from storage.heads import head_of
from storage.tables import Chat, User
from storage.unit_of_work import Database, Work

LANGUAGES = ("ru", "uk", "en")
DEFAULTS = CompanySettings()


class TelegramUser(Protocol):
    """What Telegram tells about the person who writes; aiogram's `User` is one."""

    @property
    def full_name(self) -> str: ...
    @property
    def username(self) -> str | None: ...
    @property
    def language_code(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Me:
    """A colleague's own card (/me)."""

    name: str
    role: Role
    team: str | None
    head: str | None
    zone: str
    locale: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """What /settings shows; times of day are "HH:MM". `company` only for admins."""

    zone: str
    own_zone: bool
    locale: str
    quiet_from: str
    quiet_to: str
    own_quiet: bool
    company: CompanySettings | None


class People:
    """Identity and own settings."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def identify(self, chat_id: int, person: TelegramUser) -> Actor:
        """Say who writes in a private chat: a colleague at work, a known contact or a stranger.

        One reading query; the chat is written only at first contact or when its name changed.
        """
        now = self._clock.now()
        async with self._db.read(SYSTEM, now) as work:
            known = await rows.identity(work, chat_id)
            team_ids = await teams_seen(work, known.role, known.team_id, known.user_id)
        locale = known.locale or _language(person, known.company_locale)
        name = person.full_name[:300]
        if not known.chat_known or known.blocked or (known.chat_name, known.username) != (name, person.username):
            await self._remember(Chat(id=chat_id, name=name, username=person.username, locale=locale))
        role = known.role or (Role.STRANGER if known.contact_id is None else Role.CLIENT)
        return Actor(
            role=role,
            chat_id=chat_id,
            user_id=known.user_id,
            contact_id=known.contact_id if role is Role.CLIENT else None,
            team_ids=team_ids,
            zone=known.zone or known.company_zone or DEFAULTS.zone,
            locale=locale,
            name=known.user_name or known.contact_name or name,
            former=known.former and role is Role.STRANGER,
        )

    async def _remember(self, seen: Chat) -> None:
        async with self._db.write(SYSTEM, self._clock.now()) as work:
            stored = await rows.chat(work, seen.id)
            if stored is None:
                await rows.remember_chat(work, seen)
            else:
                # Whoever writes can be written to again.
                stored.name, stored.username, stored.blocked_at = seen.name, seen.username, None

    async def actor_of(self, user_id: int) -> Actor:
        """Act as a colleague without an update: pushes, the demo. Raises NotFound for one who is not at work."""
        async with self._db.read(SYSTEM, self._clock.now()) as work:
            return await actor_for(work, await rows.user(work, user_id))

    async def chat_blocked(self, chat_id: int, *, blocked: bool) -> None:
        """Record that a person blocked the bot, or unblocked it."""
        now = self._clock.now()
        async with self._db.write(SYSTEM, now) as work:
            chat = await rows.chat(work, chat_id)
            if chat is not None:
                chat.blocked_at = (chat.blocked_at or now) if blocked else None

    async def choose_language(self, actor: Actor, locale: str) -> None:
        """Set the language of the person's screens and pushes. Raises Invalid for one we do not speak."""
        if locale not in LANGUAGES:
            raise Invalid("language_unknown")
        async with self._db.write(actor, self._clock.now()) as work:
            chat = await rows.chat(work, actor.chat_id or 0)
            if chat is not None:
                chat.locale, chat.locale_chosen = locale, True
            user = await rows.user(work, actor.user_id) if actor.user_id else None
            if user is not None:
                user.locale = locale

    async def me(self, actor: Actor) -> Me:
        """Who am I, where do I belong, who is my head. Raises Denied for people who do not work here."""
        async with self._db.read(actor, self._clock.now()) as work:
            user = await _self(work)
            team = await rows.team(work, user.team_id) if user.team_id else None
            head = None if user.role is Role.ADMIN else await head_of(work, user.id)
            return Me(
                name=user.name,
                role=user.role,
                team=team.name if team else None,
                head=head.name if head else None,
                zone=actor.zone,
                locale=actor.locale,
                phone=user.phone,
            )

    async def own_settings(self, actor: Actor) -> OwnSettings:
        """What the person has set, with the company's settings for an admin. Raises Denied."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await _own_settings(work)

    async def set_zone(self, actor: Actor, zone: str | None) -> OwnSettings:
        """Choose an own time zone, or with None the company's. Raises Invalid for an unknown name."""
        async with self._db.write(actor, self._clock.now()) as work:
            (await _self(work)).zone = check_zone(zone)
            return await _own_settings(work)

    async def set_quiet(self, actor: Actor, typed: str | None) -> OwnSettings:
        """Choose own quiet hours ("21-8"), or with None the company's. Raises Invalid."""
        span = parse_quiet(typed) if typed is not None else None
        if typed is not None and span is None:
            raise Invalid("quiet_hours")
        async with self._db.write(actor, self._clock.now()) as work:
            user = await _self(work)
            start, end = span or (None, None)
            user.quiet_from = f"{start:%H:%M}" if start is not None else None
            user.quiet_to = f"{end:%H:%M}" if end is not None else None
            return await _own_settings(work)


async def teams_seen(work: Work, role: Role | None, team_id: int | None, user_id: int | None) -> frozenset[int] | None:
    """The teams whose records a person sees: a head's own and all below, a manager's own; None means all."""
    if role is Role.HEAD and team_id is not None:
        return await rows.teams_below(work, team_id, user_id)
    return frozenset({team_id}) if role is Role.MANAGER and team_id is not None else None


async def actor_for(work: Work, user: User | None) -> Actor:
    """The actor of a colleague inside an open transaction. Raises NotFound for one who is not at work."""
    if user is None or user.status is not UserStatus.ACTIVE:
        raise NotFound("user")
    settings = from_rows(await company.setting_rows(work))
    chat = await rows.chat(work, user.telegram_id) if user.telegram_id else None
    return Actor(
        role=user.role,
        chat_id=user.telegram_id,
        user_id=user.id,
        team_ids=await teams_seen(work, user.role, user.team_id, user.id),
        zone=user.zone or settings.zone,
        locale=(chat.locale if chat else user.locale) or settings.locale,
        name=user.name,
    )


def check_zone(zone: str | None) -> str | None:
    """Return a zone's IANA name as it is. Raises Invalid when this machine does not know it."""
    if zone is not None and zone not in available_timezones():
        raise Invalid("zone_unknown")
    return ZoneInfo(zone).key if zone else None


def _language(person: TelegramUser, company_locale: str | None) -> str:
    short = (person.language_code or "").lower().partition("-")[0]
    return short if short in LANGUAGES else company_locale or DEFAULTS.locale


async def _self(work: Work) -> User:
    user = await rows.user(work, work.actor.user_id) if work.actor.user_id else None
    if user is None:
        raise Denied
    return user


async def _own_settings(work: Work) -> OwnSettings:
    user = await _self(work)
    settings = from_rows(await company.setting_rows(work))
    return OwnSettings(
        zone=user.zone or settings.zone,
        own_zone=user.zone is not None,
        locale=user.locale or work.actor.locale,
        quiet_from=user.quiet_from or settings.quiet_from,
        quiet_to=user.quiet_to or settings.quiet_to,
        own_quiet=user.quiet_from is not None,
        company=settings if user.role is Role.ADMIN else None,
    )
