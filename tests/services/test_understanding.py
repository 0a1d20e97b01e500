"""Whom free text is about, and what a confirm writes, on both databases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Invalid, NotFound, Problem, Stale
from services.rules.kinds import ActivityKind, CallOutcome, PromiseState, TaskKind, TaskStatus
from services.rules.target import Target
from services.rules.understanding import Intent
from services.understanding_steps import Meant
from storage.tables import Activity, Deal, DealEvent, Lead, PostponeRequest, Promise, Task
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory

TOMORROW = datetime(2026, 11, 25, 9, tzinfo=UTC)


async def names(services: Services, people: People, text: str, **more: Any) -> list[tuple[str, int]]:
    """Whom Anna's text is about."""
    heard = await services.understanding.read(people.anna, text, **more)
    return [(one.target.kind, one.target.id) for one in heard.whom]


async def open_contacts(committed: Committed) -> list[Task]:
    """Planned calls and meetings."""
    kinds = (TaskKind.CALL, TaskKind.MEETING)
    return [row for row in await committed.all(Task) if row.kind in kinds and row.status is TaskStatus.OPEN]


async def write(
    services: Services, people: People, target: Target, meant: Meant, key: str = "1", version: int = 0
) -> Any:
    """Anna confirms."""
    version = version or (await services.understanding.whom(people.anna, target)).version
    return await services.understanding.write(people.anna, target, version, meant, key=key)


# --------------------------------------------------------------------------------------------------------------- whom
async def test_a_declined_name_finds_the_open_deal_of_its_client(
    services: Services, people: People, factory: Factory
) -> None:
    client = await factory.client("Ромашка", people.anna)
    deal = await factory.deal(people.anna, title="Поставка", client=client)
    await factory.deal(people.anna, title="Ромул")
    assert await names(services, people, "перезвонить Ромашке завтра") == [("deal", deal.id)]
    assert await names(services, people, "встретились с Рамашкой") == [("deal", deal.id)]
    assert await names(services, people, f"сделка {deal.id} перезвонить завтра") == [("deal", deal.id)]


async def test_clients_without_deals_contacts_and_inquiries_are_found(
    services: Services, people: People, factory: Factory
) -> None:
    client = await factory.client("Світанок", people.anna)
    await factory.contact(client, "Олена Коваль")
    lead = await factory.lead(people.anna, name="Богдан Шевчук")
    assert await names(services, people, "зустріч зі Світанком завтра об 11") == [("client", client.id)]
    assert await names(services, people, "передзвонити Олені Коваль завтра") == [("client", client.id)]
    assert await names(services, people, "передзвонити Шевчуку завтра") == [("lead", lead.id)]


async def test_alike_names_are_a_choice_and_others_records_no_candidates(
    services: Services, people: People, factory: Factory
) -> None:
    first = await factory.deal(people.anna, title="Вектор Север")
    second = await factory.deal(people.anna, title="Вектор Юг")
    await factory.deal(people.oleg, title="Вектор Запад")
    found = await names(services, people, "Вектор перезвонить завтра")
    assert sorted(found) == [("deal", first.id), ("deal", second.id)]
    assert await names(services, people, "Лотос перезвонить завтра") == []


async def test_without_a_name_it_is_about_the_record_in_hand_or_the_last_one(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    shown, called = await factory.deal(people.anna), await factory.deal(people.anna)
    assert await names(services, people, "не взял трубку") == []
    await services.deals.note(people.anna, called.id, "x", key="n")
    assert await names(services, people, "не взял трубку") == [("deal", called.id)]
    assert await names(services, people, "не взял трубку", in_hand=Target("deal", shown.id)) == [("deal", shown.id)]
    clock.advance(timedelta(minutes=31))
    assert await names(services, people, "не взял трубку") == []


async def test_a_name_that_stands_there_in_full_is_meant(services: Services, people: People, factory: Factory) -> None:
    """A finding: the sum went to the record opened last, and a town decided among clients."""
    hand = await factory.deal(people.anna, client=await factory.client("Каштан-Сервис", people.anna))
    flowers = await factory.client("Цветочный дом, Вышгород", people.anna)
    await factory.client("Пиццерия, Вышгород", people.anna)
    house = await factory.client("Цветочный дом", people.anna)
    in_hand = Target("deal", hand.id)
    text = "Цветочный дом встреча в четверг в 14, КП на 120 тысяч"
    assert await names(services, people, text, in_hand=in_hand) == [("client", house.id)]
    text = "Цветочный дом, Вышгород встреча в четверг в 14"
    assert await names(services, people, text, in_hand=in_hand) == [("client", flowers.id)]
    assert await names(services, people, "просят скидку, перезвонить завтра", in_hand=in_hand) == [("deal", hand.id)]


@pytest.mark.parametrize(
    ("typed", "whose"),
    [
        ("перезвонить нортвинду завтра", "Northwind Traders"),
        ("смитам кп ушло", "Smith & Sons"),
        ("блускай перевели 40 тыс", "BlueSky Logistics"),
        ("call romashka tmrw 3pm", "ООО Ромашка"),
        ("met sokolova yesterday", "Ирина Соколова"),
        ("svitanok paid 12k", "ТОВ Світанок"),
        ("Свитанок отказались", "ТОВ Світанок"),
    ],
)
async def test_a_name_in_another_script_or_neighbour_language_is_the_same_name(
    services: Services, people: People, factory: Factory, typed: str, whose: str
) -> None:
    names_of = (
        "ООО Ромашка",
        "ТОВ Світанок",
        "Ирина Соколова",
        "Smith & Sons",
        "Northwind Traders",
        "BlueSky Logistics",
    )
    clients = {name: await factory.client(name, people.anna) for name in names_of}
    assert await names(services, people, typed) == [("client", clients[whose].id)]


async def test_a_name_nobody_has_finds_nobody(services: Services, people: People, factory: Factory) -> None:
    """A finding: another manager's client was answered with names nothing like it, or with the record in hand."""
    hand = await factory.deal(people.anna, client=await factory.client("Каштан-Сервис", people.anna))
    for name in ("Птичий двор", "Спорткомплекс «Олимп»", "Мангал-Хаус", "Клуб «Лагуна»", "Пиццерия «Терраса»"):
        await factory.client(name, people.anna)
    await factory.client("Ромашка", people.oleg)
    for text in (
        "Ромашка перезвонить завтра в 11",
        "Цветочный дом встреча в четверг в 14, КП на 120 тысяч",
        "Цветочные решения встреча в четверг в 14",
        "встреча с Фокстрот в пятницу",
    ):
        assert await names(services, people, text, in_hand=Target("deal", hand.id)) == [], text


async def test_the_exact_name_comes_before_those_like_it(services: Services, people: People, factory: Factory) -> None:
    """A finding: the client named in full stood fifth."""
    exact = {
        name: await factory.client(name, people.anna) for name in ("Двор и Забор", "Дом и Дача", "Эко-Двор, Ирпень")
    }
    for name in ("Птичий двор", "СПА «Оазис»", "Цветочный дом", "БудМайстер, Ирпень", "Отель «Ирпень»"):
        await factory.client(name, people.anna)
    for text, name in (
        ("созвонились с двор и забор, договорились на четверг 15:00", "Двор и Забор"),
        ("продажа Двор и Забор", "Двор и Забор"),
        ("продажа Дом и Дача 82150", "Дом и Дача"),
        ("Эко-Двор, Ирпень оплатили 50%", "Эко-Двор, Ирпень"),
        ("отказ Эко-Двор, Ирпень дорого", "Эко-Двор, Ирпень"),
    ):
        assert await names(services, people, text) == [("client", exact[name].id)], text


async def test_a_name_several_clients_share_offers_those(services: Services, people: People, factory: Factory) -> None:
    towns = [await factory.client(f"Цветочный дом, {town}", people.anna) for town in ("Фастов", "Бровары", "Вышгород")]
    await factory.client("Пиццерия, Вышгород", people.anna)
    found = await names(services, people, "Цветочный дом встреча в четверг в 14")
    assert sorted(found) == sorted(("client", one.id) for one in towns)


async def test_a_phone_in_the_line_says_who_it_is(services: Services, people: People, factory: Factory) -> None:
    client = await factory.client("Ромашка", people.anna)
    await factory.contact(client, "Иван", "+380671234567")
    assert await names(services, people, "завтра позвонить 067 123 45 67") == [("client", client.id)]


async def test_a_contact_s_name_is_shown_beside_the_client(
    services: Services, people: People, factory: Factory
) -> None:
    client = await factory.client("Кафе «Веранда»", people.anna)
    await factory.contact(client, "Пётр Остапчук")
    heard = await services.understanding.read(people.anna, "встреча с Остапчуком завтра в 11")
    assert [(one.name, one.contact) for one in heard.whom] == [("Кафе «Веранда»", "Пётр Остапчук")]
    heard = await services.understanding.read(people.anna, "встреча с Верандой завтра в 11")
    assert [(one.name, one.contact) for one in heard.whom] == [("Кафе «Веранда»", None)]


async def test_a_typed_name_phone_or_number_is_looked_for(services: Services, people: People, factory: Factory) -> None:
    client = await factory.client("Ромашка", people.anna)
    await factory.contact(client, "Иван", "+380671234567")
    deal = await factory.deal(people.anna, title="Поставка", client=client)
    for typed in ("ромашку", "123-45-67", f"№{deal.id}"):
        assert [one.target for one in await services.understanding.look(people.anna, typed)] == [
            Target("deal", deal.id)
        ]
    with pytest.raises(Invalid, match="query_short"):
        await services.understanding.look(people.anna, "%")


# -------------------------------------------------------------------------------------------------------------- written
async def test_a_talk_is_recorded_with_its_promise_and_amount(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    await factory.call(deal, people.anna)
    meant = Meant(Intent.CALL_BACK, when=TOMORROW, amount=5_000_00, text="просят скидку", talked=True)
    done = await write(services, people, Target("deal", deal.id), meant)
    assert (done.planned_at, done.open_end) == (TOMORROW, False)
    (call,) = await committed.all(Activity)
    assert (call.kind, call.outcome, call.text) == (ActivityKind.CALL, CallOutcome.REACHED, "просят скидку")
    assert [(row.due_at, row.promised) for row in await open_contacts(committed)] == [(TOMORROW, True)]
    assert [row.state for row in await committed.all(Promise)] == [PromiseState.OPEN]
    (stored,) = await committed.all(Deal)
    assert stored.amount == 5_000_00


async def test_a_planned_call_is_moved_for_the_typed_reason_then_the_head_is_asked(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    await factory.call(deal, people.anna)
    target = Target("deal", deal.id)
    await write(services, people, target, Meant(Intent.CALL_BACK, when=TOMORROW, text="уехал"))
    later = TOMORROW + timedelta(days=1)
    done = await write(services, people, target, Meant(Intent.CALL_BACK, when=later, text="опять уехал"), "2")
    assert done.asked == people.boris.name
    assert [row.due_at for row in await open_contacts(committed)] == [TOMORROW]
    assert [row.comment for row in await committed.all(PostponeRequest)] == ["опять уехал"]


async def test_meetings_offers_and_payments(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    target = Target("deal", deal.id)
    await write(services, people, target, Meant(Intent.MEETING, when=TOMORROW, text="в офисе"))
    assert [row.kind for row in await open_contacts(committed)] == [TaskKind.MEETING]
    done = await write(services, people, target, Meant(Intent.MEETING, done=True, text="прошла"), "2")
    assert done.open_end
    assert not await open_contacts(committed)
    await write(services, people, target, Meant(Intent.OFFER_SENT, when=TOMORROW, amount=7_00, done=True), "3")
    await write(services, people, target, Meant(Intent.PAYMENT, amount=3_00, text="аванс 3", done=True), "4")
    kinds = [row.kind for row in await committed.all(Activity)]
    assert kinds == [ActivityKind.NOTE, ActivityKind.MEETING, ActivityKind.OFFER, ActivityKind.NOTE]
    assert "payment_received" in [row.code for row in await committed.all(DealEvent)]
    (stored,) = await committed.all(Deal)
    assert stored.amount == 7_00


async def test_a_call_in_vain_follows_the_rhythm_or_the_typed_time(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    client, lead = await factory.client(owner=people.anna), await factory.lead()
    await write(services, people, Target("client", client.id), Meant(Intent.NOT_REACHED, done=True))
    await write(services, people, Target("lead", lead.id), Meant(Intent.NOT_REACHED, when=TOMORROW, done=True), "2")
    due = sorted(row.due_at for row in await open_contacts(committed))
    assert due[0] - clock.now() == timedelta(minutes=45)
    assert due[1] == TOMORROW
    (taken,) = await committed.all(Lead)
    assert taken.owner_id == people.anna.user_id, "who calls a waiting inquiry has taken it"


async def test_files_are_kept_one_by_one(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    files = ({"kind": "photo", "file_id": "a"}, {"kind": "photo", "file_id": "b"})
    done = await write(services, people, Target("deal", deal.id), Meant(Intent.NOTE, text="фото", files=files))
    assert done.files == 2
    stored = [(row.kind, row.text, (row.file or {})["file_id"]) for row in await committed.all(Activity)]
    assert stored == [(ActivityKind.FILE, "фото", "a"), (ActivityKind.FILE, "", "b")]


# ------------------------------------------------------------------------------------------------------------ bad input
@pytest.mark.parametrize(
    ("meant", "code"),
    [
        (Meant(Intent.CALL_BACK), "when_needed"),
        (Meant(Intent.MEETING), "when_needed"),
        (Meant(Intent.CALL_BACK, when=datetime(2026, 11, 23, tzinfo=UTC)), "past"),
        (Meant(Intent.NOTE, text="x" * 4001), "too_long"),
    ],
)
async def test_what_cannot_be_written_writes_nothing(
    services: Services, people: People, factory: Factory, committed: Committed, meant: Meant, code: str
) -> None:
    deal = await factory.deal(people.anna)
    with pytest.raises(Invalid) as refused:
        await write(services, people, Target("deal", deal.id), meant)
    assert refused.value.code == code
    assert not await committed.all(Activity)
    assert await write(services, people, Target("deal", deal.id), Meant(Intent.NOTE, text="y"))


async def test_a_client_cannot_be_refused(services: Services, people: People, factory: Factory) -> None:
    client = await factory.client(owner=people.anna)
    with pytest.raises(Invalid, match="not_refusable"):
        await write(services, people, Target("client", client.id), Meant(Intent.REFUSAL, done=True))


async def test_changed_closed_foreign_and_repeated(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal, foreign = await factory.deal(people.anna), await factory.deal(people.oleg)
    target, missed = Target("deal", deal.id), Meant(Intent.NOT_REACHED, done=True)
    with pytest.raises(NotFound):
        await services.understanding.write(people.anna, Target("deal", foreign.id), 1, missed, key="f")
    changed = await services.deals.set_amount(people.anna, deal.id, deal.version, 1)
    with pytest.raises(Stale):
        await write(services, people, target, missed, version=deal.version)
    await write(services, people, target, missed, "same", changed.version)
    with pytest.raises(Stale, match="heard_written"):
        await write(services, people, target, missed, "same")
    version = (await services.understanding.whom(people.anna, target)).version
    await services.refusals.refuse(people.anna, target, version, await factory.loss_reason())
    with pytest.raises(Stale):
        await write(services, people, target, missed, "closed")
    await write(services, people, target, Meant(Intent.NOTE, text="позвонит сам"), "note")
    assert [row.kind for row in await committed.all(Activity)] == [ActivityKind.CALL, ActivityKind.NOTE]


async def test_two_confirms_at_once_write_one(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna)
    confirms = [
        services.understanding.write(
            people.anna, Target("deal", deal.id), deal.version, Meant(Intent.NOT_REACHED, done=True), key="one"
        )
        for _ in range(2)
    ]
    results = await asyncio.gather(*confirms, return_exceptions=True)
    assert sum(isinstance(result, Problem) for result in results) == 1
    assert len(await committed.all(Activity)) == 1
