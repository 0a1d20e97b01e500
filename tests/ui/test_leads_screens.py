"""Screens of inquiries, clients, contacts, search and /new: in every language, with hostile and long names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ui import clients, contacts, find, leads, new
from bot.ui.i18n import LOCALES
from bot.ui.screen import Screen
from bot.ui.words import Words
from services.client_views import ClientCard, ClientDeal, ContactCard, ContactLine, ContactPage
from services.clients import ClientGiveChoice
from services.conversions import Converted, ConvertQuestion
from services.lead_steps import Known
from services.lead_views import LeadCard, LeadLine, LeadPage
from services.leads import Inquiry, LeadGiveChoice
from services.rules.kinds import CallOutcome, Direction, LeadStatus, StageKind, TaskKind, TaskStatus
from services.rules.lateness import Late
from services.rules.target import Target
from services.rules.views import ActivityLine, Named, TaskLine
from services.search import FoundLine, FoundPage
from tests.ui.conftest import SATURDAY, WordsIn
from tests.ui.reading import check

HOSTILE = ("<b>Ромашка & Co</b> %(name)s {{ 7 }} 👩‍👩‍👧‍👦 " * 20)[:300]
BIG = 10**9
PHONE = "+380671234567"
DAY = timedelta(days=1)
FOLD = "<blockquote expandable>"


def call(name: str) -> TaskLine:
    """The next contact, overdue."""
    due, person, lead = SATURDAY - DAY, Named(1, name), Target("lead", 1)
    return TaskLine(BIG, 9, TaskKind.CALL, TaskStatus.OPEN, "", due, True, True, person, lead, name, 0)


def event(text: str, by: str) -> ActivityLine:
    """A call that reached somebody."""
    return ActivityLine(1, "call", Direction.OUT, CallOutcome.REACHED, "deal", SATURDAY - DAY, by, text, True)


def lead_card(name: str, **values: object) -> LeadCard:
    """An inquiry with everything on its card."""
    card = LeadCard(
        id=BIG, version=BIG, name=name, phone=PHONE, phone_typed=PHONE, channel=name[:120], need=name * 10,
        status=LeadStatus.TAKEN, owner=Named(BIG, name), mine=False, created_at=SATURDAY - DAY,
        respond_by=SATURDAY + timedelta(minutes=12), responded_at=None, closed_at=None, client=Named(BIG, name + "!"),
        deal_id=None, loss_reason=None, loss_comment=None, next=call(name), last=(event(name * 5, name),) * 3,
        in_chat=True, may_give=True,
    )  # fmt: skip
    return replace(card, **values)  # type: ignore[arg-type]


def client_card(name: str, **values: object) -> ClientCard:
    """A client with everything on its card."""
    contact = ContactLine(BIG, name, name[:120], PHONE, "ivan@romashka.ua", True)
    kinds = (*StageKind, StageKind.OPEN, StageKind.OPEN)
    deals = tuple(ClientDeal(BIG, name, name[:120], name[:120], kind, 10**15) for kind in kinds)
    card = ClientCard(
        id=BIG, version=BIG, name=name, is_person=False, owner=Named(1, name), segment=name[:120], region=name[:120],
        website=None, created_at=SATURDAY, last_contact_at=SATURDAY, contacts=(contact,) * 3, contacts_count=10_000,
        deals=deals, deals_count=10_000, page=2, pages=2000, won_count=9_000, won_sum=10**17, next=call(name),
        last=(event(name * 5, name),) * 3, may_give=True,
    )  # fmt: skip
    return replace(card, **values)  # type: ignore[arg-type]


def screens(name: str) -> dict[str, Callable[[Words], Screen]]:
    """Every screen, with this name wherever a person could have typed one."""
    lead, client = lead_card(name), client_card(name)
    person = ContactCard(BIG, BIG, Named(BIG, name), name + "!", name[:120], PHONE, PHONE, "i@x.ua", True, False)
    people = tuple(Named(BIG + n, name) for n in range(30))
    pipelines = tuple(Named(n, name[:120]) for n in range(12))
    line = LeadLine(BIG, name, PHONE, name[:120], name, name * 9, SATURDAY, SATURDAY - DAY, None)
    page = LeadPage("team", (line,) * 8, {"new": BIG, "mine": BIG, "team": BIG}, 2, 3, True)
    asked = ConvertQuestion(BIG, BIG, name, pipelines, True, name, name)
    inquiry = Inquiry(name, PHONE, PHONE, name * 20, BIG, BIG)
    lines = tuple(
        FoundLine(kind, Target("deal", BIG), name, name + "!", name[:120], True, PHONE, name, 10**15)
        for kind in find.MARKS
    )
    found = FoundPage(name, name[:100], lines * 2, 800, True, 2, 100, True)
    give = ClientGiveChoice(BIG, BIG, name, people, 10_000)
    converted = replace(lead, status=LeadStatus.CONVERTED, closed_at=SATURDAY, deal_id=BIG)
    refused = replace(
        lead, status=LeadStatus.REJECTED, closed_at=SATURDAY, loss_reason=name[:120], loss_comment=name * 9
    )
    return {
        "lead": lambda w: leads.lead_card(lead, w),
        "lead, waiting": lambda w: leads.lead_card(replace(lead, status=LeadStatus.NEW, owner=None), w),
        "lead, late": lambda w: leads.lead_card(replace(lead, respond_by=SATURDAY - DAY, late=Late(3, 0)), w),
        "lead, converted": lambda w: leads.lead_card(converted, w),
        "lead, refused": lambda w: leads.lead_card(refused, w),
        "lead, more": lambda w: leads.more(lead, w),
        "lead, new": lambda w: leads.new_inquiry(lead, w),
        "lead, given": lambda w: leads.given(lead, w),
        "leads": lambda w: leads.lead_list(page, w),
        "lead, note": lambda w: leads.note_question(lead, w),
        "lead, name": lambda w: leads.field_question(lead, "n", w),
        "lead, phone": lambda w: leads.field_question(lead, "p", w),
        "lead, need": lambda w: leads.field_question(lead, "w", w),
        "lead, takers": lambda w: leads.takers(LeadGiveChoice(BIG, BIG, name, people), 2, w),
        "lead, nobody": lambda w: leads.takers(LeadGiveChoice(BIG, BIG, name, ()), 1, w),
        "convert": lambda w: leads.convert_question(asked, w, talked=True),
        "convert, fresh": lambda w: leads.convert_question(asked, w, talked=False, fresh=True),
        "convert, hidden": lambda w: leads.convert_question(replace(asked, client=None), w, talked=False),
        "convert, nobody's": lambda w: leads.convert_question(
            replace(asked, client=None, keeper=None), w, talked=False
        ),
        "client": lambda w: clients.client_card(client, w),
        "client, more": lambda w: clients.more(client, w),
        "client, given": lambda w: clients.given(client, w),
        "client, pipelines": lambda w: clients.pipeline_question(BIG, name, pipelines, w),
        "client, note": lambda w: clients.note_question(client, w),
        "client, name": lambda w: clients.name_question(client, w),
        "client, takers": lambda w: clients.takers(give, 2, w),
        "client, no takers": lambda w: clients.takers(replace(give, people=(), open_deals=0), 1, w),
        "client, deals": lambda w: clients.deals_question(give, people[0], w),
        "contacts": lambda w: contacts.contact_list(ContactPage(Named(BIG, name), client.contacts, 99, 1, 13), w),
        "contact": lambda w: contacts.contact_card(person, w),
        "contact, add": lambda w: contacts.add_question(BIG, name, w),
        **{f"contact, {what}": _field(person, what) for what in contacts.FIELDS},
        "new": lambda w: new.confirm(
            BIG, replace(inquiry, call_at="2026-11-25T08:00:00+00:00"), w, has_file=True, instead=(BIG, name)
        ),
        "new, change": lambda w: new.change(BIG, inquiry, name[:120], w),
        **{f"new, {what}": _question(inquiry, what, pipelines, steps=True) for what in new.STEPS},
        **{f"new, {what} again": _question(inquiry, what, pipelines, steps=False) for what in new.STEPS},
        "new, known": lambda w: new.known_to_others(Known(None, name), w),
        "find": lambda w: find.found(found, w),
        "found nothing": lambda w: find.found(replace(found, lines=(), total=0, pages=1), w),
    }


def _field(card: ContactCard, what: str) -> Callable[[Words], Screen]:
    return lambda w: contacts.field_question(card, what, w)


def _question(inquiry: Inquiry, what: str, channels: tuple[Named, ...], *, steps: bool) -> Callable[[Words], Screen]:
    return lambda w: new.question(BIG, what, inquiry, channels, w, steps=steps)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", list(screens("x")))
def test_telegram_takes_every_screen_whatever_the_names(name: str, locale: str, words_in: WordsIn) -> None:
    check(screens(HOSTILE)[name](words_in(locale)))


@pytest.mark.parametrize("name", ["lead", "lead, waiting", "lead, late", "client", "leads", "find", "contact"])
def test_eight_lines_before_a_fold(name: str, w: Words) -> None:
    text = screens("Romashka")[name](w).text.partition(FOLD)[0]
    most = 10 if name in {"leads", "find"} else 8  # a page of eight has its title and a gap
    assert len(text.strip().split("\n")) <= most, text


def test_empty_states_say_what_to_do(w: Words) -> None:
    bare = replace(
        client_card("Ivan"), contacts=(), contacts_count=0, deals=(), deals_count=0, page=1, pages=1, next=None,
        last=(), won_count=0, won_sum=0, segment=None, region=None, owner=None, last_contact_at=None, may_give=False,
    )  # fmt: skip
    text = clients.client_card(bare, w).text
    assert text == "<b>Ivan</b>\nYou have no deals with this client.\nNo contact person yet."
    nothing = LeadPage("mine", (), {"new": 0, "mine": 0}, 1, 1, False)
    assert "/new adds one" in leads.lead_list(nothing, w).text
    unknown = new.change(1, Inquiry(), None, w)
    assert unknown.text == "<b>New inquiry</b>: name and phone unknown?"
    assert "Create" not in str(unknown.rows)


def test_what_a_waiting_card_offers_first(w: Words) -> None:
    waiting = leads.lead_card(replace(lead_card("Ivan"), status=LeadStatus.NEW, owner=None), w)
    assert [button.text for button in waiting.rows[0]] == ["Take", "📞 Call"]
    assert waiting.rows[-1][-1].style == "danger"


@pytest.mark.parametrize(("minutes", "said"), [(12, "⏱ answer by 11:12, 12 min left"), (-25, "25 min late")])
def test_a_response_limit_in_words(w: Words, minutes: int, said: str) -> None:
    late = Late(0, -minutes) if minutes < 0 else None
    card = lead_card("Ivan", respond_by=SATURDAY + timedelta(minutes=minutes), late=late)
    assert said in leads.limit_text(card, w)
    assert leads.limit_text(replace(card, responded_at=SATURDAY), w) == ""
    assert leads.limit_text(replace(card, closed_at=SATURDAY), w) == ""


def test_toasts(w: Words) -> None:
    assert leads.converted_toast(Converted(7, 1, True, None), w) == "Client and deal No. 7 are made."
    assert leads.taken_toast(lead_card("x", in_chat=False), w) == "Yours."


@pytest.mark.parametrize("key", ["ж" * 100, "a" * 100, "漢" * 60, "𠀀" * 40, "я 漢 𠀀" * 20])
def test_a_search_fits_its_page_buttons(w: Words, key: str) -> None:
    page = FoundPage("x", key, (), 20, False, 1, 3, False)
    for row in find.found(page, w).rows:
        for button in row:
            assert button.data is None or len(button.data.pack().encode()) <= 64
