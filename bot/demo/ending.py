"""How deals and inquiries end: won and asked for a score, or refused and checked by the head."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.demo import notes
from bot.demo.book import Row
from bot.demo.cast import Colleague
from bot.demo.tasks import planned
from bot.demo.world import World
from services.rules.kinds import CheckResult, NpsStatus, TaskKind, TaskStatus
from storage.tables import Client, Deal, NpsPoll, Refusal, Task

if TYPE_CHECKING:
    from bot.demo.life import Life

DAY: Final = 540


def win(life: Life, minute: int, *, asked: bool = True) -> None:
    """The deal is won; the client becomes one who has bought, and is asked for a score unless the bot shall do it."""
    world, at = life.world, life.world.at(minute)
    life.enter(life.route.won, minute)
    client = life.parties.client
    world.book.change(Client, client, at, life.owner, won_at=at)
    if asked and life.route.code != "warm_up":
        ask(life, minute)


def ask(life: Life, minute: int) -> None:
    """The owner asks by phone: hardly any client is in Telegram yet."""
    world = life.world
    delay = timedelta(hours=world.rules.settings.nps_delay_hours)
    sent_at = world.at(minute) + delay
    if sent_at >= world.at(world.now):
        return
    due = minute + DAY + 120
    task = world.book.add(
        Task, born=sent_at, kind=TaskKind.NPS, status=TaskStatus.OPEN, deal_id=life.deal, client_id=life.parties.client,
        assignee_id=life.owner, due_at=world.at(due), first_due_at=world.at(due), created_at=sent_at,
    )  # fmt: skip
    poll = world.book.add(
        NpsPoll, born=sent_at, deal_id=life.deal, client_id=life.parties.client, contact_id=life.parties.contact,
        task_id=task, status=NpsStatus.BY_TASK, sent_at=sent_at,
    )  # fmt: skip
    asked = minute + 121 + world.chance.randint(30, DAY - 30)
    if asked >= world.now:
        if due >= world.now:
            return
        asked = world.now - 1
    score = _score(life)
    at = world.at(asked)
    band = "high" if score >= 9 else "middle" if score >= 7 else "low"
    world.book.change(Task, task, at, life.owner, status=TaskStatus.DONE, done_at=at, result=str(score))
    world.book.change(
        NpsPoll, poll, at, life.owner, status=NpsStatus.ANSWERED, score=score, scored_at=at,
        reason=world.one(notes.NPS[band]) or None, entered_by=life.owner,
    )  # fmt: skip


def _score(life: Life) -> int:
    roll = life.world.chance.random() / life.parties.owner.skill
    for limit, scores in ((0.56, (10, 9, 10)), (0.82, (8, 7)), (0.95, (6, 5))):
        if roll < limit:
            return life.world.one(scores)
    return life.world.one((2, 3, 4))


def lose(life: Life, minute: int, reason: str | None = None) -> None:
    """The deal is refused."""
    world = life.world
    stage_id = life.deal["stage_id"]
    life.enter(life.route.lost, minute)
    refused(
        world, Deal, life.deal, minute, life.parties.owner, reason, "deal",
        from_stage_id=stage_id, amount=life.deal["amount"],
    )  # fmt: skip


def refused(
    world: World, table: type[Any], row: Row, minute: int, owner: Colleague, reason: str | None, kind: str,
    **values: Any,
) -> Row:  # fmt: skip
    """Write the refusal with its reason and have the head check it within two working days."""
    at, by = world.at(minute), world.staff[owner.key]
    weights = notes.REFUSAL_WEIGHTS[kind]
    code = reason or world.chance.choices(list(weights), list(weights.values()))[0]
    comment = world.one(notes.REFUSALS[code]) or None
    world.book.change(table, row, at, by, loss_reason_id=world.reasons[code], loss_comment=comment)
    about = {f"{kind}_id": row}
    check = planned(
        world, TaskKind.CHECK_REFUSAL, minute, minute + 2 * DAY, world.head(owner), by=by,
        client_id=row["client_id"], **about,
    )  # fmt: skip
    refusal = world.book.add(
        Refusal, born=at, by=by, reason_id=world.reasons[code], comment=comment, user_id=by, at=at,
        check_task_id=check, **about, **values,
    )  # fmt: skip
    checked = minute + world.chance.randint(60, 2 * DAY - 30)
    if checked < world.now:
        _check(world, table, row, refusal, check, world.at(checked), code)
    return refusal


def _check(world: World, table: type[Any], row: Row, refusal: Row, check: Row, at: datetime, code: str) -> None:
    head = check["assignee_id"]
    result, reason_id = CheckResult.CONFIRMED, refusal["reason_id"]
    if code in ("no_answer", "just_looking") and world.maybe(0.25):
        result, reason_id = CheckResult.CORRECTED, world.reasons["expensive"]
        world.book.change(table, row, at, head, loss_reason_id=reason_id)
    world.book.change(Task, check, at, head, status=TaskStatus.DONE, done_at=at, result=result.value)
    world.book.change(
        Refusal,
        refusal,
        at,
        head,
        check_result=result.value,
        checked_reason_id=reason_id,
        checked_by=head,
        checked_at=at,
    )
