"""The two clients of Anna that a visitor meets first: «Ромашка», whose director is in the sandbox, and «ТехноЛайн»."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.demo import market
from bot.demo.book import Row
from bot.demo.cast import MANAGERS
from bot.demo.ending import win
from bot.demo.life import Life, Parties
from bot.demo.stage import CHATS
from bot.demo.tasks import DAY, postponed
from bot.demo.today import held, local, miss
from bot.demo.world import World
from services.rules.kinds import ActivityKind, CallOutcome, Direction
from storage.tables import ClientLink

ANNA: Final = next(one for one in MANAGERS if one.key == "anna")
IVAN_PHONE: Final = "+380671234567"
CONTRACT: Final = 4
"""The place of «Договор и счёт» among the stages of new B2B clients."""


def show(world: World) -> None:
    """Write their stories."""
    _romashka(world)
    _techno_line(world)


def _romashka(world: World) -> None:
    client, ivan = _client(world, "Ромашка", "Иван Петров", "директор", IVAN_PHONE)
    ivan["telegram_id"] = CHATS["ivan"]
    world.book.add(
        ClientLink, token="p-demo-ivan", contact_id=ivan, created_by=world.staff["anna"],  # noqa: S106 - used up
        created_at=client["created_at"], used_at=client["created_at"] + timedelta(hours=3),
    )  # fmt: skip
    parties = Parties(ANNA, client, ivan, None, world.channels["recommendation"])
    life = held(world, ANNA, "b2b_new", CONTRACT, parties=parties, title="Поставка", amount=120_000)
    _say(world, life, world.axis.start_of(-1) - 200, "ждут согласования у юриста")
    miss(world, life, local(world, -1, "16:00"))
    sold = held(world, ANNA, "b2b_regular", 5, parties=parties, title="Скамьи для двора", amount=46_500)
    minute = world.now - 20
    sold.agenda.rewrite(local(world, -1, "17:30"), promised=True)
    task = sold.agenda.task
    sold.agenda.close(minute, CallOutcome.REACHED)
    sold.record(
        ActivityKind.CALL, minute, outcome=CallOutcome.REACHED, direction=Direction.OUT, result="sale",
        text="получили, всё подписали", task=task,
    )  # fmt: skip
    win(sold, minute, asked=False)


def _techno_line(world: World) -> None:
    client, contact = _client(world, "ТехноЛайн", "Ольга Руденко", "закупщик", market.phone(world))
    parties = Parties(ANNA, client, contact, None, world.channels["site"])
    life = held(
        world,
        ANNA,
        "b2b_new",
        CONTRACT,
        parties=parties,
        title="Мебель для кафе на крыше",
        amount=340_000,
        open_job=True,
    )
    later = world.now + 2 * DAY + 120
    life.agenda.rewrite(world.at(later), promised=True)
    job = life.job
    if job is None:
        return
    before = local(world, -2, "15:00")
    world.book.rewrite(job, due_at=before, first_due_at=before)
    postponed(
        world,
        job,
        before - timedelta(minutes=40),
        local(world, -1, "12:00"),
        life.owner,
        world.postponing[2],
        "ждём юриста",
    )


def _client(world: World, name: str, contact_name: str, position: str, number: str) -> tuple[Row, Row]:
    created = world.at(world.now - 40 * DAY)
    client, contact = market.client(world, ANNA, name, created, person=False, contact_name=contact_name)
    world.book.rewrite(contact, position=position, phone=number, phone_typed=market.typed(number))
    return client, contact


def _say(world: World, life: Life, minute: int, text: str) -> None:
    """A call about the deal that leaves its next contact as it is."""
    life.record(
        ActivityKind.CALL, minute, outcome=CallOutcome.REACHED, direction=Direction.IN, result="call", text=text
    )  # fmt: skip
