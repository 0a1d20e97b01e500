"""Subscriptions to numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update

from services.rules.kinds import UserStatus
from storage.tables import Chat, Subscription, User
from storage.unit_of_work import Work


async def running(work: Work) -> Sequence[Any]:
    """All subscriptions of colleagues the bot can write to, with the zone of each: Subscription, zone."""
    found = (
        select(Subscription, User.zone)
        .join(User, User.id == Subscription.user_id)
        .join(Chat, Chat.id == User.telegram_id)
        .where(Subscription.ended_at.is_(None), User.status == UserStatus.ACTIVE, Chat.blocked_at.is_(None))
    )
    return (await work.session.execute(found.order_by(Subscription.id))).all()


async def own(work: Work) -> Sequence[Subscription]:
    """Those of the actor, the oldest first."""
    found = select(Subscription).where(Subscription.user_id == work.actor.user_id, Subscription.ended_at.is_(None))
    return (await work.session.scalars(found.order_by(Subscription.id))).all()


async def one(work: Work, subscription_id: int) -> Subscription | None:
    """One of the actor's."""
    found = select(Subscription).where(
        Subscription.id == subscription_id,
        Subscription.user_id == work.actor.user_id,
        Subscription.ended_at.is_(None),
    )
    return (await work.session.scalars(found)).one_or_none()


async def count(work: Work) -> int:
    """How many the actor has."""
    found = (
        select(func.count())
        .select_from(Subscription)
        .where(Subscription.user_id == work.actor.user_id, Subscription.ended_at.is_(None))
    )
    return int(await work.session.scalar(found) or 0)


async def mark(work: Work, subscription_id: int, **values: Any) -> None:
    """Note what was told."""
    await work.session.execute(update(Subscription).where(Subscription.id == subscription_id).values(**values))
