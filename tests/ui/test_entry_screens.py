"""Screens on which facts of the reports are entered: costs, products, what is sold, payments, traits, the goal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.ui import channel_costs, client_traits, deal_lines, goal, payments, products
from bot.ui.screen import Screen
from bot.ui.words import Words
from services.channel_costs import CostCard, CostLine, CostPage
from services.client_traits import TraitChoice
from services.client_views import ClientCard
from services.deal_lines import LineBook, LineCard, SoldLine
from services.payments import PaymentBook, PaymentCard, PaymentLine
from services.products import ProductCard, ProductLine, ProductPage
from services.rules.kinds import CostKind
from services.rules.views import Named
from tests.ui.conftest import Snapshot, WordsIn
from tests.ui.reading import check

LOCALES = ["ru", "uk", "en"]
LONG = "Надзвичайно довга назва & <тег> 🎉 " * 9
"""Three hundred letters and more, with everything that must not break a message."""
DEAR = 9_999_999_999_00
"""Ten digits before the point."""
NOV = (date(2026, 11, 1), date(2026, 11, 30))
FAIR = Named(4, "Выставка «Агро»")
COST = CostLine(7, 2, CostKind.EXHIBITION, 45_000_00, *NOV)
PHONE = CostLine(8, 1, CostKind.PHONE, 1_250_50, date(2026, 11, 3), date(2026, 11, 3))
COSTS = CostPage(FAIR, (COST, PHONE), 2, 46_250_50, 1, 1)
PRODUCTS = ProductPage(
    (ProductLine(1, "Сеялка <М>", 120_000_00, False), ProductLine(2, "Сервис", None, True)), 2, 1, 1, ""
)
PRODUCT = ProductCard(1, 3, "Сеялка", "Техника", 120_000_00, 80_000_00, False, 5, ("Техника", "Услуги"), 12)
LINE = SoldLine(5, "Сеялка", 2000, 120_000_00, 80_000_00, 240_000_00)
BARE = SoldLine(6, "Доставка", 1500, None, None, 0)
BOOK = LineBook(123, 4, "Поставка", 250_000_00, (LINE, BARE), 240_000_00, 80_000_00, 1)
CAME = PaymentLine(1, 1, 50_000_00, date(2026, 11, 10), datetime(2026, 11, 10, 9, tzinfo=UTC), False)
LATE = PaymentLine(2, 1, 70_000_00, date(2026, 11, 15), None, True)
OPEN = PaymentLine(3, 1, 130_000_00, None, None, False)
PAYS = PaymentBook(123, 4, "Поставка", 250_000_00, date(2026, 12, 20), (CAME, LATE, OPEN), 50_000_00, 200_000_00, 0, 9)
CLIENT = ClientCard(
    id=3, version=2, name="Ромашка <ТОВ>", owner=None, segment="Рестораны", region=None, audience="HoReCa",
    is_person=False, website=None, created_at=datetime(2026, 1, 5, tzinfo=UTC), last_contact_at=None, contacts=(),
    contacts_count=0, deals=(), deals_count=0, page=1, pages=1, won_count=0, won_sum=0, next=None, last=(),
    may_give=False,
)  # fmt: skip
TRAIT = TraitChoice(3, 2, "Ромашка <ТОВ>", "segment", "Рестораны", ((1, "Рестораны"), (2, "Розница")))


def screens(w: Words) -> dict[str, Screen]:
    """Every screen with a little in it, and with nothing."""
    none = replace(COSTS, lines=(), count=0, total=0)
    few = replace(PAYS, lines=(), received=0, planned=0, left=None, amount=None, expected_close=None, undo=None)
    bare = replace(PRODUCT, category=None, price=None, cost=None, used=0, categories=(), undo=None)
    return {
        "costs": channel_costs.page(COSTS, w, undo=3),
        "costs_none": channel_costs.page(none, w),
        "cost": channel_costs.card(CostCard(FAIR, COST, replace(COST, id=9, amount=1_000_00)), w),
        "cost_of_a_day": channel_costs.card(CostCard(FAIR, PHONE, None, 3), w),
        "cost_kind": channel_costs.kind_question(COSTS, w),
        "cost_amount": channel_costs.amount_question(COSTS, CostKind.MAILING, w),
        "cost_days": channel_costs.days_question(COSTS, CostKind.MAILING, 45_000_00, w),
        "cost_other_days": channel_costs.question(CostCard(FAIR, COST, None), "d", w),
        "products": products.table(PRODUCTS, w),
        "products_none": products.table(replace(PRODUCTS, lines=(), total=0), w),
        "products_not_found": products.table(replace(PRODUCTS, lines=(), total=0, key="сеялка"), w),
        "product": products.card(PRODUCT, w),
        "product_bare": products.card(bare, w),
        "product_archived": products.card(replace(PRODUCT, archived=True), w),
        "product_category": products.question(PRODUCT, "g", w),
        "product_cost": products.question(PRODUCT, "c", w),
        "lines": deal_lines.book(BOOK, w),
        "lines_none": deal_lines.book(replace(BOOK, lines=(), total=0, margin=None, uncosted=0, amount=None), w),
        "lines_choice": deal_lines.choice(BOOK, PRODUCTS, w),
        "line": deal_lines.card(LineCard(123, 4, "Поставка", LINE, sees_cost=True), w),
        "line_of_a_seller": deal_lines.card(LineCard(123, 4, "Поставка", BARE, sees_cost=False), w),
        "line_quantity": deal_lines.question(LineCard(123, 4, "Поставка", LINE, sees_cost=True), "q", w),
        "payments": payments.book(PAYS, w),
        "payments_none": payments.book(few, w),
        "payment": payments.card(PaymentCard(123, "Поставка", LATE), w),
        "payment_received": payments.card(PaymentCard(123, "Поставка", CAME), w),
        "payment_plan": payments.plan_question(PAYS, w),
        "payment_plan_no_amount": payments.plan_question(few, w),
        "payment_first": payments.first_question(PAYS, "30-70", w),
        "payment_part": payments.part_question(PaymentCard(123, "Поставка", OPEN), w),
        "payment_due": payments.due_question(PaymentCard(123, "Поставка", OPEN), w),
        "traits": client_traits.page(CLIENT, w),
        "trait": client_traits.question(TRAIT, w),
        "trait_first": client_traits.question(replace(TRAIT, trait="region", now=None, known=()), w),
        "goal": goal.question("profit", w),
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_screens(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    for name, screen in screens(words_in(locale)).items():
        snapshot(screen, f"entry/{name}", locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_long_names_and_dear_things_fit(words_in: WordsIn, locale: str) -> None:
    w = words_in(locale)
    channel = Named(2**62, LONG)
    cost = replace(COST, id=2**62, amount=DEAR)
    costs = CostPage(channel, (cost,) * 8, 300, DEAR * 300, 2, 38)
    check(channel_costs.page(costs, w, undo=2**62))
    check(channel_costs.card(CostCard(channel, cost, cost, 2**62), w))
    check(channel_costs.kind_question(costs, w))
    check(channel_costs.amount_question(costs, CostKind.OTHER, w))
    check(channel_costs.days_question(costs, CostKind.OTHER, DEAR, w))
    for what in "kda":
        check(channel_costs.question(CostCard(channel, cost, None), what, w))
    line = ProductLine(2**62, LONG, DEAR, False)
    page = ProductPage((line,) * 8, 1000, 3, 125, LONG.casefold())
    card = ProductCard(2**62, 1, LONG, LONG, DEAR, DEAR // 2, False, 10**6, (LONG,) * 12, 2**62)
    check(products.table(page, w))
    check(products.card(card, w))
    for what in "ngpc":
        check(products.question(card, what, w))
    sold = SoldLine(2**62, LONG, 10**9, DEAR, DEAR, DEAR * 1000)
    book = LineBook(2**62, 1, LONG, DEAR * 50, (sold,) * 50, DEAR * 50, -DEAR, 50, 2**62)
    for number in (1, 2, 7):
        check(deal_lines.book(book, w, number))
    check(deal_lines.choice(book, page, w))
    check(deal_lines.card(LineCard(2**62, 1, LONG, sold, sees_cost=True), w))
    pay = replace(LATE, id=2**62, amount=DEAR)
    pays = PaymentBook(2**62, 1, LONG, DEAR * 60, date(2030, 1, 1), (pay,) * 60, DEAR, DEAR * 60, -DEAR, 2**62)
    check(payments.book(pays, w))
    about: Any = PaymentCard(2**62, LONG, pay)
    for screen in (payments.card, payments.part_question, payments.amount_question, payments.due_question):
        check(screen(about, w))
    check(payments.plan_question(pays, w))
    check(payments.new_question(pays, w))
    check(payments.first_question(pays, "50-30-20", w))
    check(client_traits.page(replace(CLIENT, name=LONG, segment=LONG, region=LONG, audience=LONG), w))
    check(client_traits.question(TraitChoice(2**62, 1, LONG, "audience", LONG, ((2**40, LONG),) * 12), w))
