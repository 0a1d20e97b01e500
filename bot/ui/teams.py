"""The tree of teams, a part of /users."""

from __future__ import annotations

from bot.ui import flows, kit, ordered, problems
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.people_buttons import PeopleShow, TeamAbove, TeamName, TeamShow, TeamsShow, TeamUnder
from bot.ui.pipeline_buttons import undo_of
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen
from bot.ui.words import Words, short
from services.teams import TeamView


def teams_screen(teams: list[TeamView], page: int, w: Words) -> Screen:
    """All teams."""
    shown = paged(teams, page)
    rows: Rows = tuple((Button(_label(team), data=TeamShow(team=team.id)),) for team in shown.items)
    turn = pager(lambda number: TeamsShow(page=number), shown.number, shown.count)
    new = Button(w.p_("button", "New team"), data=TeamName(team=0), style="primary")
    people = Button(w.p_("button", "People"), data=PeopleShow())
    return Screen(render("people/teams.j2", w, total=len(teams)), rows=(*rows, *turn, (new, people)))


def team_card(team: TeamView, w: Words) -> Screen:
    """One team with its head and its place."""
    rows: Rows = (
        (
            Button(w.p_("button", "Rename"), data=TeamName(team=team.id)),
            Button(w.p_("button", "Put under…"), data=TeamAbove(team=team.id)),
        ),
        (_back(w),),
        *ordered.undo_row(undo_of(team.undo), w),
    )
    return Screen(render("people/team.j2", w, team=team), rows=rows)


def name_question(team: TeamView | None, w: Words) -> Screen:
    """What is the team to be called?"""
    if team is None:
        return kit.note(w._("What is the new team called? Write its name."), ((_back(w),),))
    back = Button(w.p_("button", "Back"), data=TeamShow(team=team.id))
    return kit.note(w._("What is %(name)s to be called? Write it.", name=team.name), ((back,),))


def parent_question(team: TeamView, teams: list[TeamView], page: int, w: Words) -> Screen:
    """Under which team?"""
    shown = paged([other for other in teams if other.id != team.id], page)
    rows: Rows = tuple(
        (Button(short(other.name, 40), data=TeamUnder(team=team.id, parent=other.id)),) for other in shown.items
    )
    turn = pager(lambda number: TeamAbove(team=team.id, page=number), shown.number, shown.count)
    top = Button(w.p_("button", "Under none"), data=TeamUnder(team=team.id, parent=0))
    back = Button(w.p_("button", "Back"), data=TeamShow(team=team.id))
    text = w._("Which team is %(name)s under? The head there sees its records.", name=team.name)
    return kit.note(text, (*rows, *turn, (top,), (back,)))


def changed(team: TeamView, w: Words) -> Screen:
    """The team after a change."""
    return team_card(team, w).with_toast(w._("Saved."))


def _label(team: TeamView) -> str:
    place = f"{short(team.parent, 16)} › {short(team.name, 20)}" if team.parent else short(team.name, 38)
    return f"{place} · {team.size}"


def _back(w: Words) -> Button:
    return Button(w.p_("button", "Teams"), data=TeamsShow())


flows.add({"TeamForm": N_("the team's name")})
problems.add(
    {
        "team_exists": N_("There is a team called %(name)s already."),
        "team_loop": N_("A team cannot be under itself or under a team below it."),
    }
)
