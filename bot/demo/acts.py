"""The acts of the played day, in order: an inquiry, Anna's calls, a client's score, Boris's round, the evening."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from bot.demo import acts_calls, acts_head
from bot.demo.player import Player
from bot.demo.stage import CHATS
from bot.ui.calls import CallNext
from bot.ui.leads import LeadTake
from bot.ui.nps import NpsScore
from bot.ui.people_buttons import InviteMake, InviteRole
from services.rules.actor import SYSTEM
from services.rules.call_list import Block
from services.rules.worktime import local_day, working_days
from storage import company

Act = Callable[[Player], Awaitable[None]]


async def curtain(p: Player) -> None:
    """Everybody opens the bot; yesterday's client is asked for a score."""
    await p.meet("anna", "boris", "ivan", "maria", "emma", "oleg")
    p.rest("oleg")
    p.scene("Анна, Борис, Иван и Мария открывают бот; Ивана спрашивают о вчерашнем заказе")
    for who in ("maria", "boris", "oleg", "anna", "ivan"):
        await p.start(who)
    await p.theatre.beat()
    await p.settle(turned=True)
    p.expect(p.sees("ivan", NpsScore), "Ivan is asked for a score")


async def stranger(p: Player) -> None:
    """A stranger comes by the link of an advert and leaves a request."""
    p.scene("Незнакомая клиентка приходит по ссылке с сайта")
    async with p.theatre.app.db.read(SYSTEM, p.now) as work:
        token = (await company.channels(work))[0].token
    await p.start("emma", token)
    emma = p.people["emma"]
    await emma.tap(emma.reply_buttons[0][0])
    await p.settle()
    await emma.share_contact()
    await p.settle()
    await p.say("emma", "Two garden benches for our office yard, please")
    p.expect(p.sees("anna", LeadTake), "the managers are told of the inquiry")


async def morning(p: Player) -> None:
    """Nine o'clock: the lists come."""
    p.scene("Начинается рабочий день: приходят списки")
    await p.at("09:00")
    p.expect(p.sees("anna", CallNext), "Anna has her call list")
    p.expect("Ромашка" in p.people["anna"].last.text, "Ромашка is on Anna's list")


async def taking(p: Player) -> None:
    """Two press Take: one wins, the stranger hears who."""
    p.scene("Заявку берёт тот, кто первый")
    await p.press("anna", LeadTake)
    oleg = p.people["oleg"]
    message, data = p.button_of("oleg", LeadTake)
    await oleg.press_data(message, data)
    p.transcript.toast(oleg)
    p.expect(oleg.toast, "Oleg hears that Anna was faster")
    await p.settle()
    p.expect("Анна" in p.people["emma"].last.text, "Emma hears who took her request")


async def score(p: Player) -> None:
    """A low score, its reason, the alert to the head."""
    p.scene("Иван ставит 4, Борис узнаёт сразу")
    await p.at("12:40")
    async with p.measured("ivan", "клиент: ответить на NPS", 1):
        await p.press("ivan", NpsScore, score=4)
    await p.say("ivan", "Чекали доставку на день довше, ніж обіцяли")
    alert = p.people["boris"].last
    p.expect("4" in alert.text and "довше" in alert.text, "Boris is told of the score and the reason")


async def newcomer(p: Player) -> None:
    """The owner invites a manager; the new one comes in by the link."""
    p.scene("Мария приглашает нового менеджера: ссылка и QR")
    await p.say("maria", "/invite")
    await p.press("maria", InviteRole, role="m")
    await p.press("maria", InviteMake, role="m")
    shown = p.people["maria"].last
    p.expect(shown.photo, "the link has its QR picture")
    found = re.search(r"\?start=([\w-]+)", str(shown.view))
    token = found[1] if found else ""
    p.expect(token, "the invitation is a link")
    person = await p.client.person("Дарья", language="ru", phone="+380671000010", title="новый менеджер")
    p.people["darya"] = person
    p.followed.append(person)
    await p.start("darya", token)
    p.expect("Дарья" in p.people["maria"].last.text, "Maria hears that Darya is here")


async def evening(p: Player) -> None:
    """The day's end: numbers for everybody, a picture for the head."""
    p.scene("День кончается: итоги")
    await p.at("18:00")
    picture = p.message("boris", lambda one: one.photo is not None, "the day in a picture")
    p.expect(picture.text, "the picture has its numbers")


async def next_morning(p: Player) -> None:
    """What was promised and not done comes first."""
    p.scene("Утро следующего рабочего дня: невыполненное — первым")
    rules = await p.theatre.app.services.company.policy(SYSTEM)
    zone = rules.settings.zone
    days = working_days(rules.calendar, zone, local_day(p.now, zone) + timedelta(days=1))
    await p.until(next(days)[1][0][0])
    anna = (await p.theatre.app.services.outbox.reader(CHATS["anna"])).actor
    view = await p.theatre.app.services.calls.today(anna)
    filling = [line.block for line in view.lines if line.block is not Block.APPOINTMENT]
    missed = filling.count(Block.MISSED_BEFORE)
    p.expect(missed >= 2, "what Anna did not do yesterday is on today's list")
    p.expect(set(filling[:missed]) == {Block.MISSED_BEFORE}, "it comes before everything that was not promised")


ACTS: Final[tuple[Act, ...]] = (
    curtain, stranger, morning, taking, *acts_calls.ACTS, score, *acts_head.ACTS, newcomer, evening, next_morning,
)  # fmt: skip
