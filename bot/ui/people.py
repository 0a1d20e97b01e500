"""/users: the people of the company, their cards, what can be changed on them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.ui import flows, kit, problems
from bot.ui.absence_buttons import AbsenceDates, AbsenceOpen, span
from bot.ui.confirm import confirm
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.people_buttons import (
    InviteStart,
    PeopleShow,
    PersonAsk,
    PersonLanguage,
    PersonLimits,
    PersonLink,
    PersonOff,
    PersonOn,
    PersonRole,
    PersonSeats,
    PersonShow,
    PersonTeam,
    PersonTeams,
    PersonUndo,
    PersonZone,
    TeamsShow,
)
from bot.ui.render import render
from bot.ui.roles import CODES, LANGUAGES, role_name
from bot.ui.screen import Button, Rows, Screen
from bot.ui.words import Words, capital, short
from bot.ui.zones import COMMON, zone_label, zone_rows
from services.colleagues import Departure, PeoplePage, PersonLine
from services.people_cards import PersonCard, Reach
from services.rules.actor import Role
from services.rules.kinds import UserStatus
from services.rules.people import OpenWork
from services.teams import TeamView

MOST_TEAMS = 40
LABEL = 46


def people_screen(found: PeoplePage, w: Words) -> Screen:
    """How many there are in which team, and a button for everybody; who left comes last."""
    teams = [f"{short(team or w._('Without a team'), 60)}: {w.number(size)}" for team, size in found.teams[:MOST_TEAMS]]
    text = render("people/list.j2", w, found=found, teams=teams)
    people: Rows = tuple((Button(_label(line, w), data=PersonShow(user=line.id)),) for line in found.lines)
    turn = pager(lambda page: PeopleShow(page=page), found.page, found.pages)
    return Screen(text, rows=(*people, *turn, _tools(w), *kit.menu_row(w)))


def person_card(card: PersonCard, w: Words) -> Screen:
    """One colleague, and what can be changed."""
    text = render(
        "people/card.j2",
        w,
        card=card,
        role=role_name(card.role, w),
        zone=zone_label(card.zone, w),
        language=LANGUAGES.get(card.locale or ""),
        reach=_reach(card, w),
        work=open_work(card.work, w),
        away=span(card.away.from_day, card.away.to_day, w) if card.away else "",
    )
    if card.status is UserStatus.INACTIVE:
        back = Button(w.p_("button", "Let back in"), data=PersonOn(user=card.id, ver=card.version), style="success")
        undo = ((Button(w.p_("button", "Undo (24 h)"), data=PersonUndo(undo=card.undo_id)),),) if card.undo_id else ()
        return Screen(text, rows=((back,), *undo, _to_list(w)))

    def ask(label: str, what: str) -> Button:
        return Button(label, data=PersonAsk(user=card.id, ver=card.version, what=what))

    rows: Rows = (
        (ask(w.p_("button", "Role"), "r"), ask(w.p_("button", "Team"), "t")),
        (ask(w.p_("button", "Time zone"), "z"), ask(w.p_("button", "Language"), "l")),
        (ask(w.p_("button", "Rename"), "n"), ask(w.p_("button", "Phone"), "p")),
    )
    limits = Button(w.p_("button", "Limits"), data=PersonLimits(user=card.id))
    absence = AbsenceOpen(absence=card.away.id) if card.away else AbsenceDates(user=card.id, card=True)
    away = Button("🏖 " + w.p_("button", "Absence"), data=absence)
    rows += ((limits, away),) if card.status is UserStatus.ACTIVE else ((limits,),)
    if card.role is Role.HEAD:
        rows += ((Button(w.p_("button", "More teams"), data=PersonSeats(user=card.id)),),)
    if card.status is UserStatus.INVITED:
        rows = ((Button(w.p_("button", "Invitation link"), data=PersonLink(user=card.id), style="primary"),), *rows)
    off = Button(w.p_("button", "Deactivate"), data=PersonOff(user=card.id, ver=card.version), style="danger")
    return Screen(text, rows=(*rows, _to_list(w), (off,)))


def role_question(card: PersonCard, w: Words) -> Screen:
    """Which role?"""

    def choice(code: str, role: Role) -> Button:
        label = _marked(capital(role_name(role, w)), role is card.role)
        return Button(label, data=PersonRole(user=card.id, ver=card.version, role=code))

    rows = tuple((choice(code, role),) for code, role in CODES.items())
    return _question(w._("What is %(name)s to be?", name=card.name), rows, card, w)


def team_question(card: PersonCard, teams: list[TeamView], page: int, w: Words) -> Screen:
    """Which team?"""

    def choice(team: int, name: str) -> Button:
        label = _marked(short(name, 40), team == (card.team_id or 0))
        return Button(label, data=PersonTeam(user=card.id, ver=card.version, team=team))

    shown = paged(teams, page)
    rows = tuple((choice(team.id, team.name),) for team in shown.items)
    turn = pager(lambda to: PersonTeams(user=card.id, ver=card.version, page=to), shown.number, shown.count)
    without = (choice(0, capital(w._("without a team"))),)
    return _question(w._("Which team does %(name)s belong to?", name=card.name), (*rows, *turn, without), card, w)


def zone_question(card: PersonCard, w: Words, found: list[str] | None = None) -> Screen:
    """Which zone: the usual ones, or those found for a typed city."""

    def to(zone: str) -> PersonZone:
        return PersonZone(user=card.id, ver=card.version, zone=zone)

    if found is None:
        text = w._("Where does %(name)s work? Press a city or write one.", name=card.name)
    elif found:
        text = w._("Is it one of these?")
    else:
        text = w._("I know no such city. Write a bigger one near by.")
    company = (Button(w.p_("button", "As the company"), data=to("")),)
    return _question(text, (*zone_rows(COMMON if found is None else found, to, w), company), card, w)


def language_question(card: PersonCard, w: Words) -> Screen:
    """Which language?"""
    rows = tuple(
        (Button(_marked(name, code == card.locale), data=PersonLanguage(user=card.id, ver=card.version, locale=code)),)
        for code, name in LANGUAGES.items()
    )
    return _question(w._("Which language does %(name)s read?", name=card.name), rows, card, w)


def typed_question(card: PersonCard, what: str, w: Words) -> Screen:
    """Write the new name or phone."""
    if what == "n":
        return _question(w._("What is %(name)s to be called? Write it.", name=card.name), (), card, w)
    return _question(w._("Write the phone of %(name)s.", name=card.name), (), card, w)


def off_question(card: PersonCard, w: Words) -> Screen:
    """Are you sure: says what goes to whom."""
    text = render("people/off.j2", w, card=card, work=open_work(card.work, w))
    do = PersonOff(user=card.id, ver=card.version, sure=True)
    return confirm(text, w.p_("button", "Deactivate"), do, PersonShow(user=card.id), w)


def on_question(card: PersonCard, w: Words) -> Screen:
    """Are you sure: says what comes back, and how the person gets in."""
    text = render("people/on.j2", w, card=card, fresh=card.reach is Reach.NEVER)
    do = PersonOn(user=card.id, ver=card.version, sure=True)
    if card.undo_id:
        with_work = Button(w.p_("button", "With the work"), data=PersonUndo(undo=card.undo_id), style="success")
        without = Button(w.p_("button", "Without the work"), data=do)
        return Screen(
            text, rows=((with_work,), (without,), (Button(w.p_("button", "Back"), data=PersonShow(user=card.id)),))
        )
    return confirm(text, w.p_("button", "Let back in"), do, PersonShow(user=card.id), w, danger=False)


def departed(left: Departure, w: Words) -> Screen:
    """Who left, and what went to whom."""
    text = render("people/departed.j2", w, left=left, work=open_work(left.handed, w))
    undo = Button(w.p_("button", "Undo (24 h)"), data=PersonUndo(undo=left.undo_id or 0))
    return Screen(text, rows=(_to_list(w), (undo,)))


def changed(card: PersonCard, w: Words) -> Screen:
    """The card after a change."""
    return person_card(card, w).with_toast(w._("Saved."))


def role_changed(role: Role, w: Words) -> Screen:
    """To a colleague whose role was changed."""
    return kit.note(w._("You are %(role)s now. The menu has changed.", role=role_name(role, w)), kit.menu_row(w))


def access_closed(gatekeeper: str | None, w: Words) -> Screen:
    """To somebody who does not work here any more, whatever they send."""
    if gatekeeper is None:
        return Screen(w._("Your access is closed."), remove_reply=True)
    text = w.html("Your access is closed. Ask %(name)s.", name=short(gatekeeper, 60))
    return Screen(str(text), remove_reply=True)


def access_back(w: Words) -> Screen:
    """To somebody who works here again."""
    return kit.note("👋 " + w._("Welcome back! You work here again."), kit.menu_row(w))


def arrived(name: str, role: Role, w: Words) -> Screen:
    """To the admin whose invitation was used."""
    return kit.note(w._("%(name)s has come in as %(role)s.", name=name, role=role_name(role, w)))


def open_work(work: OpenWork, w: Words) -> str:
    """What somebody has in hand: "3 deals, 1 lead"; empty for nothing."""
    parts = [
        w.n_("%(n)s deal", "%(n)s deals", work.deals) if work.deals else "",
        w.n_("%(n)s lead", "%(n)s leads", work.leads) if work.leads else "",
        w.n_("%(n)s client", "%(n)s clients", work.clients) if work.clients else "",
        w.n_("%(n)s task", "%(n)s tasks", work.tasks) if work.tasks else "",
    ]
    return ", ".join(part for part in parts if part)


def _question(text: str, rows: Rows, card: PersonCard, w: Words) -> Screen:
    back = (Button(w.p_("button", "Back"), data=PersonShow(user=card.id)),)
    return kit.note(text, (*rows, back))


def _marked(name: str, chosen: bool) -> str:
    return f"✓ {name}" if chosen else name


def _label(line: PersonLine, w: Words) -> str:
    if line.status is UserStatus.INACTIVE:
        what = w.p_("person", "left")
    elif line.status is UserStatus.INVITED:
        what = w.p_("person", "awaits an invitation")
    else:
        what = role_name(line.role, w)
    return f"{short(line.name, LABEL - 3 - len(what))} · {what}"


def _reach(card: PersonCard, w: Words) -> str:
    if card.status is UserStatus.INACTIVE:
        return w._("left, sees nothing")
    if card.reach is Reach.NEVER:
        return w._("no chat yet: send the invitation link")
    return w._("blocked the bot: gets no messages") if card.reach is Reach.BLOCKED else ""


def _to_list(w: Words) -> tuple[Button, ...]:
    return (Button(w.p_("button", "To the list"), data=PeopleShow()),)


def _tools(w: Words) -> tuple[Button, ...]:
    return (
        Button(w.p_("button", "Invite"), data=InviteStart(), style="primary"),
        Button(w.p_("button", "Teams"), data=TeamsShow()),
    )


def _already(w: Words, params: Mapping[str, object]) -> str:
    role = role_name(Role(str(params["role"])), w)
    return w._("You work here already as %(role)s. An admin can change it.", role=role)


flows.add({"PersonForm": N_("the change of a person's card")})
problems.add(
    {
        "already_colleague": _already,
        "last_admin": N_("%(name)s is the only admin. Make somebody else admin first."),
        "role_unknown": N_("There is no such role."),
        "has_chat": N_("%(name)s is in already and needs no link."),
    }
)
