"""Doors into the bot: invitations to roles and personal links of contacts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select, update

from services.rules.actor import Role
from storage.tables import ClientLink, Invitation
from storage.unit_of_work import Work


def _open(work: Work) -> tuple[ColumnElement[bool], ...]:
    return (Invitation.used_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > work.now)


async def by_token(work: Work, token: str) -> Invitation | None:
    """The invitation behind a link, locked: of two people who press at once the second sees it used."""
    found = select(Invitation).where(Invitation.token == token).with_for_update()
    return await work.session.scalar(found.execution_options(populate_existing=True))


async def by_id(work: Work, invitation_id: int) -> Invitation | None:
    """One invitation."""
    return await work.session.get(Invitation, invitation_id)


def _listed(work: Work) -> tuple[ColumnElement[bool], ...]:
    return (*_open(work), Invitation.created_by.is_not(None))  # the owner's own link is nobody's business


async def count_open(work: Work) -> int:
    """How many invitations can still be used."""
    return await work.session.scalar(select(func.count()).select_from(Invitation).where(*_listed(work))) or 0


async def open_page(work: Work, offset: int, limit: int) -> Sequence[Invitation]:
    """Invitations that can still be used, newest first."""
    found = select(Invitation).where(*_listed(work)).order_by(Invitation.id.desc()).offset(offset).limit(limit)
    return (await work.session.scalars(found)).all()


async def newest_by(work: Work, user_id: int) -> Invitation | None:
    """The usable invitation that an admin made last."""
    found = select(Invitation).where(Invitation.created_by == user_id, *_open(work)).order_by(Invitation.id.desc())
    return await work.session.scalar(found.limit(1))


async def open_for(work: Work, user_id: int) -> Invitation | None:
    """The usable invitation of a colleague who has no chat yet."""
    found = select(Invitation).where(Invitation.user_id == user_id, *_open(work)).order_by(Invitation.id.desc())
    return await work.session.scalar(found.limit(1))


async def open_for_owner(work: Work) -> Invitation | None:
    """The usable link of the first admin, made by the system."""
    found = select(Invitation).where(
        Invitation.role == Role.ADMIN, Invitation.created_by.is_(None), Invitation.user_id.is_(None), *_open(work)
    )
    return await work.session.scalar(found.order_by(Invitation.id.desc()).limit(1))


async def all_open_of(work: Work, user_id: int) -> Sequence[Invitation]:
    """Usable invitations made for a colleague or by them: all are to go when the colleague leaves."""
    mine = (Invitation.user_id == user_id) | (Invitation.created_by == user_id)
    return (await work.session.scalars(select(Invitation).where(mine, *_open(work)))).all()


async def client_link(work: Work, token: str) -> ClientLink | None:
    """The personal link behind a token, locked."""
    return await work.session.scalar(select(ClientLink).where(ClientLink.token == token).with_for_update())


async def open_client_link(work: Work, contact_id: int) -> ClientLink | None:
    """The contact's link that nobody has used yet."""
    found = select(ClientLink).where(ClientLink.contact_id == contact_id, ClientLink.used_at.is_(None))
    return await work.session.scalar(found.order_by(ClientLink.id.desc()).limit(1))


async def close_client_links_by(work: Work, user_id: int) -> None:
    """Take back the unused personal links a colleague has made: nobody knows where they were put."""
    mine = (ClientLink.created_by == user_id) & ClientLink.used_at.is_(None)
    await work.session.execute(update(ClientLink).where(mine).values(used_at=work.now))
