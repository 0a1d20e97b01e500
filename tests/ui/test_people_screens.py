"""Screens of people, invitations, settings and requests: in every language, with hostile and long names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.ui import (
    client_links,
    invite,
    language,
    menu,
    people,
    people_limits,
    reassigning,
    requests,
    settings,
    start,
    teams,
)
from bot.ui.commands import DESCRIPTIONS
from bot.ui.i18n import LOCALES
from bot.ui.qr import deep_link, picture, share_link
from bot.ui.screen import Screen
from bot.ui.words import Words
from bot.ui.zones import COMMON, find_zones, zone_label
from services.client_links import ClientLinkView
from services.colleagues import Departure, PeoplePage, PersonLine
from services.invitations import Arrival, InvitationsPage, InvitationView
from services.people import Me, OwnSettings
from services.people_cards import PersonCard, Reach
from services.reassigning import Reassigned, ReassignPreview, TakenBack
from services.requests import Opening, Received
from services.rules.actor import Actor, Role
from services.rules.kinds import UserStatus
from services.rules.people import OpenWork
from services.rules.settings import CompanySettings
from services.rules.views import Named
from services.teams import TeamView
from tests.ui.reading import check

WHEN = datetime(2026, 11, 28, 7, 0, tzinfo=UTC)
NASTY = "<b>&\"' %(name)s {{ 7 }} 👩‍👩‍👧 " + "Ж" * 260
CARD = PersonCard(
    id=10**9, version=10**6, name=NASTY, role=Role.MANAGER, status=UserStatus.ACTIVE, team_id=1, team=NASTY,
    zone="America/Argentina/Buenos_Aires", own_zone=True, locale="uk", phone="+380671234567", reach=Reach.BLOCKED,
    work=OpenWork(10_000, 2, 5, 1), successor=NASTY,
)  # fmt: skip
BULK = ReassignPreview(10_020, 10_000, 20_000, ((NASTY, 9_000), (None, 1_000)), Named(1, NASTY), 300, 7, True)
TEAMS = [TeamView(number, 1, NASTY, 1, NASTY, NASTY, 3) for number in range(1, 30)]
PERSONAL = ClientLinkView("p" + "x" * 32, 1, 1, NASTY, connected=True)
LINK = InvitationView(10**9, "i" + "x" * 32, Role.HEAD, NASTY, NASTY, WHEN)
PAGE = PeoplePage(
    tuple(PersonLine(n, NASTY, role, status, team) for n, (role, status, team) in enumerate([
        (Role.ADMIN, UserStatus.ACTIVE, None), (Role.HEAD, UserStatus.ACTIVE, NASTY),
        (Role.MANAGER, UserStatus.INVITED, NASTY), (Role.MANAGER, UserStatus.INACTIVE, NASTY),
    ])), 2, 3, 1000, 1, 5, ((NASTY, 4),) * 60,
)  # fmt: skip
OWN = OwnSettings("Europe/Kyiv", False, "en", "20:00", "08:30", False, CompanySettings(name=NASTY))
OPENING = Opening(NASTY, False, WHEN)
CAME = Arrival(1, NASTY, Role.ADMIN, NASTY, None, again=False)

SCREENS: dict[str, Callable[[Words], Screen]] = {
    "people": lambda w: people.people_screen(PAGE, w),
    "card": lambda w: people.person_card(CARD, w),
    "card, invited": lambda w: people.person_card(replace(CARD, status=UserStatus.INVITED, reach=Reach.NEVER), w),
    "card, left": lambda w: people.person_card(replace(CARD, status=UserStatus.INACTIVE, locale=None), w),
    "role": lambda w: people.role_question(CARD, w),
    "handing over": lambda w: reassigning.preview(BULK, w),
    "handing over, without clients": lambda w: reassigning.preview(replace(BULK, with_clients=False), w),
    "handed over": lambda w: reassigning.done(Reassigned(10_000, 20_000, Named(1, NASTY), 10**9, 300), w),
    "handed over, back": lambda w: reassigning.undone(TakenBack(10_000, 20, 300), w),
    "work given": lambda w: reassigning.given(OpenWork(10_000, 2, 5, 1), (NASTY,) * 5, w),
    "work gone": lambda w: reassigning.gone(OpenWork(2, 0, 0, 1), NASTY, ("Romashka", NASTY), w),
    "limits": lambda w: people_limits.limits(CARD, w),
    "limits, below": lambda w: people_limits.limits(replace(CARD, deal_limit=3, lead_limit=1), w),
    "team": lambda w: people.team_question(CARD, TEAMS, 2, w),
    "zone": lambda w: people.zone_question(CARD, w),
    "zone, found": lambda w: people.zone_question(CARD, w, find_zones("a b") or ["America/Argentina/Buenos_Aires"]),
    "zone, none": lambda w: people.zone_question(CARD, w, []),
    "their language": lambda w: people.language_question(CARD, w),
    "name": lambda w: people.typed_question(CARD, "n", w),
    "phone": lambda w: people.typed_question(CARD, "p", w),
    "off?": lambda w: people.off_question(CARD, w),
    "off, nobody": lambda w: people.off_question(replace(CARD, successor=None), w),
    "off, nothing": lambda w: people.off_question(replace(CARD, work=OpenWork()), w),
    "departed": lambda w: people.departed(Departure(CARD, CARD.work, NASTY, 1), w),
    "departed, nothing": lambda w: people.departed(Departure(CARD, OpenWork(), None, None), w),
    "role changed": lambda w: people.role_changed(Role.HEAD, w),
    "arrived": lambda w: people.arrived(NASTY, Role.MANAGER, w),
    "invite": lambda w: invite.role_question(w, 5),
    "invite, team": lambda w: invite.team_question("h", TEAMS, 1, w),
    "invite, name": lambda w: invite.team_name_question(w, "m"),
    "invitation": lambda w: invite.invitation(LINK, "voronka_bot", w),
    "invitations": lambda w: invite.invitations(InvitationsPage((LINK,) * 8, 20, 2, 3), w),
    "no invitations": lambda w: invite.invitations(InvitationsPage((), 0, 1, 1), w),
    "client link": lambda w: client_links.client_link(
        ClientLinkView("p" + "x" * 32, 1, 1, NASTY, True), "voronka_bot", w
    ),
    "teams": lambda w: teams.teams_screen(TEAMS, 1, w),
    "no teams": lambda w: teams.teams_screen([], 1, w),
    "a team": lambda w: teams.team_card(TEAMS[0], w),
    "team name": lambda w: teams.name_question(TEAMS[0], w),
    "under": lambda w: teams.parent_question(TEAMS[0], TEAMS, 1, w),
    "language": language.language_screen,
    "language changed": language.changed,
    "settings": lambda w: settings.settings_screen(OWN, w),
    "settings, manager": lambda w: settings.settings_screen(replace(OWN, company=None), w),
    "own zone": lambda w: settings.zone_question(w, company=False),
    "company zone": lambda w: settings.zone_question(w, company=True, found=[]),
    "quiet": lambda w: settings.quiet_question(OWN, w),
    "company name": lambda w: settings.company_question("n", w),
    "currency": lambda w: settings.company_question("c", w),
    "country": lambda w: settings.company_question("k", w),
    "me": lambda w: menu.me_screen(Me(NASTY, Role.MANAGER, NASTY, NASTY, "Europe/Kyiv", "ru", "+380671234567"), w),
    "cancelled": lambda w: menu.cancelled("RequestForm:name", w, reply_keyboard=True),
    "cancelled nothing": lambda w: menu.cancelled(None, w, reply_keyboard=False),
    "arrival": lambda w: start.arrival(CAME, DESCRIPTIONS, w),
    "arrival, head": lambda w: start.arrival(replace(CAME, role=Role.HEAD, again=True), DESCRIPTIONS, w),
    "arrival, manager": lambda w: start.arrival(replace(CAME, role=Role.MANAGER, team=None), DESCRIPTIONS, w),
    "connected": lambda w: start.connected(NASTY, DESCRIPTIONS, w),
    "channel": start.channel_for_colleague,
    "welcome": lambda w: requests.welcome(OPENING, NASTY, w),
    "welcome, need": lambda w: requests.welcome(replace(OPENING, opens_at=None, company=""), "Sam", w, need=NASTY),
    "phone?": lambda w: requests.phone_question(NASTY, w),
    "need?": requests.need_question,
    "client need?": lambda w: requests.client_question(NASTY, w),
    "pass on?": lambda w: requests.pass_on_question(NASTY * 20, w),
    "dropped": requests.dropped,
    "received": lambda w: requests.received(Received(1, NASTY, False, OPENING), w, reply_keyboard=True),
    "added": lambda w: requests.received(
        Received(1, NASTY, True, replace(OPENING, open_now=True)), w, reply_keyboard=False
    ),
    "taken": lambda w: requests.taken(NASTY, w),
    "more": lambda w: requests.more(1, NASTY, NASTY * 10, w),
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_can_be_sent(name: str, locale: str, words_in: Callable[[str], Words]) -> None:
    screen = SCREENS[name](words_in(locale))
    check(screen)
    assert '<b>&"' not in screen.text


@pytest.mark.parametrize("role", Role)
def test_menu_and_help_of_every_role(role: Role, w: Words) -> None:
    actor = Actor(role, name=NASTY)
    check(menu.menu(actor, DESCRIPTIONS, w))
    check(menu.help_screen(actor, DESCRIPTIONS, w))
    assert not menu.menu(actor, (), w).rows


def test_zones_are_found_by_city_in_three_languages(w: Words) -> None:
    assert [find_zones(typed)[0] for typed in ("київ", "Киев", "kyiv", "Kiev")] == ["Europe/Kyiv"] * 4
    assert find_zones("Нью-Йорк") == find_zones("new york") == ["America/New_York"]
    assert find_zones("x") == find_zones("Атлантида") == []
    assert zone_label("Asia/Kolkata", w) == "Kolkata, UTC+5:30"
    assert zone_label("America/New_York", w) == "New York, UTC−5"
    assert len({zone_label(zone, w) for zone in COMMON}) == len(COMMON)


def test_links_and_pictures() -> None:
    link = deep_link("voronka_bot", "i" + "x" * 63)
    assert link == f"https://t.me/voronka_bot?start=i{'x' * 63}"
    assert share_link(link, "Вас приглашают & ждут").startswith("https://t.me/share/url?url=https%3A%2F%2Ft.me%2F")
    png = picture(link)
    width = int.from_bytes(png[16:20], "big")
    assert png.startswith(b"\x89PNG")
    assert 500 <= width <= 1200
