"""Boris: the grouped escalation, his round, asking why, the check of a refusal."""

from __future__ import annotations

from typing import Final

from bot.demo.player import Player
from bot.ui.refusals import CheckGive, CheckOpen
from bot.ui.reminders import RemindAll
from bot.ui.rounds import RoundDate, RoundGive, RoundMove, RoundOpen, RoundSkip, RoundWhy, WhyAnswer
from bot.ui.tasks import TaskTable


async def escalation(p: Player) -> None:
    """Promised calls pass: the assignee is reminded, after an hour the head is told, in one message."""
    p.scene("Обещанное время проходит: напоминание Анне, через час — Борису")
    await p.at("13:15")
    told = p.message("boris", lambda one: "rm1" in str(one.view), "what is late")
    p.expect("Олег Д." in str([one.text for one in p.people["boris"].bot_messages]), "Boris hears of Oleg's calls")
    p.expect(told.labels, "the escalation has its buttons")


async def handed_over(p: Player) -> None:
    """From the push: the first item goes to somebody else."""
    p.scene("Обход Бориса: передать")
    async with p.measured("boris", "руководитель: передать просроченное", 3):
        await p.press("boris", RoundOpen)
        await p.press("boris", RoundGive, kind="t", user=0)
        await p.press("boris", RoundGive, user=lambda user: user > 0)


async def new_date(p: Player) -> None:
    """The next one gets a new date, with a reason."""
    p.scene("Обход Бориса: новая дата с причиной")
    await p.press("boris", RoundDate)
    await p.press("boris", RoundMove, at=p.from_tomorrow, reason=0)
    await p.press("boris", RoundMove, reason=lambda reason: reason > 0)


async def asked(p: Player) -> None:
    """Why is this late? Anna answers."""
    p.scene("Обход Бориса: спросить почему — Анна отвечает")
    await p.say("boris", "/overdue")
    await p.press("boris", RoundOpen, message=p.people["boris"].last)
    for _ in range(12):
        if "Анна К." in p.people["boris"].last.text and p.sees("boris", RoundWhy, message=p.people["boris"].last):
            break
        await p.press("boris", RoundSkip, message=p.people["boris"].last)
    await p.press("boris", RoundWhy, message=p.people["boris"].last)
    await p.press("anna", WhyAnswer)
    await p.say("anna", "Была на замере, перезваниваю в 14:00")
    p.expect("замере" in p.people["boris"].last.text, "Boris gets the answer")


async def reminded(p: Player) -> None:
    """One tap reminds everybody who is late."""
    p.scene("Борис напоминает всем сразу")
    await p.press("boris", RemindAll)


async def checked(p: Player) -> None:
    """The refusal's reason is confirmed."""
    p.scene("Борис проверяет отказ")
    p.rest()
    await p.say("boris", "/tasks")
    await p.press("boris", TaskTable, mine=True)
    if not p.sees("boris", CheckOpen):
        await p.press("boris", TaskTable, choice="l", mine=True)
    await p.press("boris", CheckOpen)
    await p.press("boris", CheckGive, result="c")


ACTS: Final = (escalation, handed_over, new_date, asked, reminded, checked)
