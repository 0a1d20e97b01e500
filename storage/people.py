"""Chats, colleagues, teams: every query about people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import BigInteger, BindParameter, Select, bindparam, case, exists, func, literal, or_, select
from sqlalchemy.orm.attributes import flag_modified

from services.rules.actor import Role
from services.rules.kinds import UserStatus
from storage.tables import Chat, Contact, Setting, Team, TeamSeat, User
from storage.unit_of_work import Work
from storage.upsert import insert


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of a Telegram person: the chat, the colleague or the contact behind it, the company's defaults."""

    chat_known: bool
    chat_name: str
    username: str | None
    locale: str | None
    user_id: int | None
    user_name: str
    role: Role | None
    team_id: int | None
    zone: str | None
    contact_id: int | None
    contact_name: str
    blocked: bool
    company_zone: str | None
    company_locale: str | None
    former: bool
    """A colleague whose access was closed."""


def _identity_query() -> Select[Any]:
    """Everything about who writes; made once, since it runs on every update and building it costs as much as running.

    Plain columns, not mapped classes: nothing is to be tracked.
    """
    me: BindParameter[int] = bindparam("me", type_=BigInteger)
    chats, users, contacts, settings = (table.__table__.c for table in (Chat, User, Contact, Setting))
    contact = select(func.min(contacts.id)).where(contacts.telegram_id == me).scalar_subquery()
    left = User.__table__.alias("left_us")
    former = exists().where(left.c.telegram_id == me, left.c.status == UserStatus.INACTIVE)
    one = select(literal(1).label("one")).subquery()  # strangers get a row, too

    def setting(name: str) -> Any:
        return select(settings.value).where(settings.name == name).scalar_subquery()

    return (
        select(
            chats.id.is_not(None),
            chats.name,
            chats.username,
            chats.locale,
            users.id,
            users.name,
            users.role,
            users.team_id,
            users.zone,
            contacts.id,
            contacts.name,
            chats.blocked_at.is_not(None),
            setting("zone"),
            setting("locale"),
            former,
        )
        .select_from(one)
        .outerjoin(Chat.__table__, chats.id == me)
        .outerjoin(User.__table__, (users.telegram_id == me) & (users.status == UserStatus.ACTIVE))
        .outerjoin(Contact.__table__, contacts.id == contact)
    )


_IDENTITY: Final = _identity_query()


async def identity(work: Work, telegram_id: int) -> Identity:
    """Everything about who writes, in one query."""
    (row,) = await work.rows(_IDENTITY, {"me": telegram_id})
    known, name, username, locale, user_id, user_name, role, team_id, zone, contact_id, contact_name, *rest = row
    return Identity(
        bool(known),
        name or "",
        username,
        locale,
        user_id,
        user_name or "",
        role,
        team_id,
        zone,
        contact_id,
        contact_name or "",
        *rest,
    )


async def teams_below(work: Work, team_id: int, user_id: int | None = None) -> frozenset[int]:
    """A team and all teams below it; with a head's `user_id` the further teams of that head, too (`TeamSeat`)."""
    first = select(Team.id).where(
        or_(Team.id == team_id, Team.id.in_(select(TeamSeat.team_id).where(TeamSeat.user_id == user_id)))
    )
    tree = first.cte("tree", recursive=True)
    tree = tree.union(select(Team.id).join(tree, Team.parent_id == tree.c.id))
    return frozenset(await work.session.scalars(select(tree.c.id)))


async def seats(work: Work, user_id: int) -> Sequence[Team]:
    """The further teams of a head, by name."""
    found = select(Team).join(TeamSeat, TeamSeat.team_id == Team.id).where(TeamSeat.user_id == user_id)
    return (await work.session.scalars(found.order_by(Team.name))).all()


async def seat(work: Work, user_id: int, team_id: int) -> TeamSeat | None:
    """Whether a head has this further team."""
    found = select(TeamSeat).where(TeamSeat.user_id == user_id, TeamSeat.team_id == team_id)
    return await work.session.scalar(found)


def touch(user: User) -> None:
    """Raise a colleague's version though nothing in the row changed: what was drawn from it is stale now."""
    flag_modified(user, "name")


async def remember_chat(work: Work, chat: Chat) -> None:
    """Store a chat seen for the first time; two first updates at once make one row."""
    row = insert(work, Chat).values(
        id=chat.id,
        name=chat.name,
        username=chat.username,
        locale=chat.locale,
        locale_chosen=False,
        started_at=work.now,
    )
    await work.session.execute(row.on_conflict_do_nothing())


async def chat(work: Work, chat_id: int, *, lock: bool = False) -> Chat | None:
    """One chat; `lock` keeps others from changing it until this transaction ends."""
    return await work.session.get(Chat, chat_id, with_for_update=lock or None)


async def user(work: Work, user_id: int) -> User | None:
    """One colleague by id, whoever asks: for services that have checked the right."""
    return await work.session.get(User, user_id)


async def user_by_telegram(work: Work, telegram_id: int) -> User | None:
    """The colleague of a Telegram account, active or not."""
    return await work.session.scalar(select(User).where(User.telegram_id == telegram_id))


async def users_page(work: Work, offset: int, limit: int) -> list[tuple[User, str | None]]:
    """Colleagues with their team's name: by team, leaders first.

    Then come managers without a team (an import brings many), and last those who left.
    """
    loose = case((Team.name.is_(None) & (User.role == Role.MANAGER), 1), else_=0)
    rank = case((User.role == Role.ADMIN, 0), (User.role == Role.HEAD, 1), else_=2)
    gone = case((User.status == UserStatus.INACTIVE, 1), else_=0)
    found = (
        select(User, Team.name)
        .outerjoin(Team, Team.id == User.team_id)
        .order_by(gone, loose, Team.name.is_not(None), Team.name, User.team_id, rank, User.name, User.id)
        .offset(offset)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await work.session.execute(found)]


async def count_by_team(work: Work) -> list[tuple[str | None, int]]:
    """How many colleagues who have not left are in each team, by name; without a team comes last."""
    counted = (
        select(Team.name, func.count())
        .select_from(User)
        .outerjoin(Team, Team.id == User.team_id)
        .where(User.status != UserStatus.INACTIVE)
        .group_by(Team.id, Team.name)
        .order_by(Team.name.is_(None), Team.name, Team.id)
    )
    return [(row[0], row[1]) for row in await work.session.execute(counted)]


async def count_users(work: Work) -> dict[UserStatus, int]:
    """How many colleagues there are by status."""
    counted = select(User.status, func.count()).group_by(User.status)
    return {row[0]: row[1] for row in await work.session.execute(counted)}


async def active_admins(work: Work, *, lock: bool = False) -> Sequence[User]:
    """Admins who can act; the first to come is first. `lock` keeps two of them from leaving at once."""
    found = select(User).where(User.role == Role.ADMIN, User.status == UserStatus.ACTIVE)
    found = found.order_by(User.telegram_id.is_(None), User.id)
    return (await work.session.scalars(found.with_for_update() if lock else found)).all()


async def has_admin(work: Work) -> bool:
    """Whether anyone with a chat can administer the company."""
    found = select(User.id).where(
        User.role == Role.ADMIN, User.status == UserStatus.ACTIVE, User.telegram_id.is_not(None)
    )
    return (await work.session.execute(found.limit(1))).first() is not None


async def head_of_team(work: Work, team_id: int) -> User | None:
    """The head who works in this very team."""
    found = select(User).where(User.team_id == team_id, User.role == Role.HEAD, User.status == UserStatus.ACTIVE)
    return await work.session.scalar(found.order_by(User.id).limit(1))


async def teams(work: Work) -> Sequence[Team]:
    """All teams by name."""
    return (await work.session.scalars(select(Team).order_by(Team.name, Team.id))).all()


async def team(work: Work, team_id: int) -> Team | None:
    """One team."""
    return await work.session.get(Team, team_id)


async def team_sizes(work: Work) -> dict[int, int]:
    """How many colleagues each team has, those who left not counted."""
    counted = (
        select(User.team_id, func.count())
        .where(User.team_id.is_not(None), User.status != UserStatus.INACTIVE)
        .group_by(User.team_id)
    )
    return {row[0]: row[1] for row in await work.session.execute(counted) if row[0] is not None}
