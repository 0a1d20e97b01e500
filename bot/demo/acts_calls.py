"""Anna's calls: not reached, agreed, postponed, refused, sold; a note, an inquiry passed on, a stage further."""

from __future__ import annotations

from typing import Final

from bot.demo.player import Player
from bot.ui.calls import CallLater, CallMissed, CallMove, CallNext, CallReached, CallResult
from bot.ui.deals import DealStep
from bot.ui.leads import LeadConvert
from bot.ui.new import NewAdd
from bot.ui.picker import PickAt
from bot.ui.refusals import Refuse, RefuseAsk
from bot.ui.targets import ConvertAsk, OpenCard


async def missed(p: Player) -> None:
    """Nobody answers: one tap, the next try is planned."""
    p.scene("Анна звонит: не взял — одно касание")
    await p.press("anna", CallNext)
    await p.minutes(2)
    async with p.measured("anna", "звонок без ответа, следующая попытка", 1):
        await p.press("anna", CallMissed)


async def agreed(p: Player) -> None:
    """They talked; the next contact is agreed, what is typed becomes the note."""
    p.scene("Поговорили, договорились о следующем звонке, пара слов стала заметкой")
    await p.minutes(3)
    async with p.measured("anna", "звонок с итогом и следующим контактом", 3):
        await p.press("anna", CallReached)
        await p.press("anna", CallResult, result="c")
        await p.press("anna", PickAt, at=p.from_tomorrow)
    await p.say("anna", "просит теплицу с монтажом, смету до завтра")


async def converted(p: Player) -> None:
    """The stranger's inquiry becomes a client and a deal in the call itself."""
    p.scene("Заявка Эммы становится сделкой")
    await p.minutes(5)
    p.expect("Emma" in p.people["anna"].last.text, "Emma is next")
    await p.press("anna", CallReached)
    await p.press("anna", ConvertAsk)
    await p.press("anna", LeadConvert)


async def meeting(p: Player) -> None:
    """«Ромашка»: a meeting."""
    p.scene("«Ромашка»: встреча")
    await p.minutes(8)
    p.expect("Ромашка" in p.people["anna"].last.text, "Ромашка is next")
    await p.press("anna", CallReached)
    await p.press("anna", CallResult, result="m")
    await p.press("anna", PickAt, at=p.from_tomorrow)


async def postponed(p: Player) -> None:
    """Another time, with a reason."""
    p.scene("Перенос с причиной")
    await p.minutes(3)
    async with p.measured("anna", "перенос с причиной", 3):
        await p.press("anna", CallLater)
        await p.press("anna", PickAt, at=p.from_tomorrow)
        await p.press("anna", CallMove)


async def sold(p: Player) -> None:
    """A sale."""
    p.scene("Продажа")
    await p.minutes(9)
    await p.press("anna", CallReached)
    await p.press("anna", CallResult, result="s")
    await p.press("anna", CallNext)


async def refused(p: Player) -> None:
    """A refusal from the deal's card."""
    p.scene("Отказ с причиной")
    await p.minutes(7)
    await p.press("anna", OpenCard, kind="d")
    async with p.measured("anna", "отказ с причиной", 2):
        await p.press("anna", RefuseAsk)
        await p.press("anna", Refuse, nth=1)
    await p.say("anna", "нашли на 12 % дешевле")


async def passed_on(p: Player) -> None:
    """Somebody's number is passed on to Anna: an inquiry in two taps."""
    p.scene("Пересланный контакт становится заявкой")
    await p.minutes(5)
    async with p.measured("anna", "новая заявка из пересланного контакта", 2):
        await p.people["anna"].forward_contact("+380509998877", "Виктор Бондарь", author="Сосед")
        await p.settle()
        await p.press("anna", NewAdd)


async def further(p: Player) -> None:
    """A deal one stage further."""
    p.scene("Сделка на этап дальше")
    await p.say("anna", "/next")
    for _ in range(6):
        if p.sees("anna", OpenCard, message=p.people["anna"].last, kind="d"):
            break
        await p.press("anna", CallNext, message=p.people["anna"].last)
    await p.press("anna", OpenCard, message=p.people["anna"].last, kind="d")
    async with p.measured("anna", "сделка на этап дальше", 1):
        await p.press("anna", DealStep, by=1)


ACTS: Final = (missed, agreed, converted, meeting, postponed, sold, refused, passed_on, further)
