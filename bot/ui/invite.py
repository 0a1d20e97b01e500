"""/invite: a role, a team, then a link with its QR picture; the list of open invitations."""

from __future__ import annotations

from bot.ui import flows, kit, problems
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.people_buttons import (
    InviteMake,
    InviteNewTeam,
    InviteOpen,
    InviteRevoke,
    InviteRole,
    InvitesShow,
    InviteStart,
    PeopleShow,
)
from bot.ui.qr import deep_link, picture, share_link
from bot.ui.render import render
from bot.ui.roles import CODES, role_name
from bot.ui.screen import Button, Rows, Screen
from bot.ui.words import Words, capital, short
from services.invitations import InvitationsPage, InvitationView
from services.rules.actor import Role
from services.teams import TeamView


def role_question(w: Words, open_links: int) -> Screen:
    """Whom shall the link let in?"""
    rows: Rows = tuple((_role(code, role, w),) for code, role in CODES.items())
    if open_links:
        label = w.n_("%(n)s open invitation", "%(n)s open invitations", open_links)
        rows += ((Button(label, data=InvitesShow()),),)
    text = w.html("<b>Invitation</b>\nWhom shall the link let in?")
    return Screen(str(text), rows=(*rows, (Button(w.p_("button", "People"), data=PeopleShow()),)))


def team_question(role: str, teams: list[TeamView], page: int, w: Words) -> Screen:
    """Into which team?"""
    shown = paged(teams, page)
    rows: Rows = tuple(
        (Button(short(team.name, 40), data=InviteMake(role=role, team=team.id)),) for team in shown.items
    )
    without = w._("all teams") if CODES[role] is Role.HEAD else w._("without a team")
    text = w.html(
        "<b>Invitation: %(role)s</b>\nWhich team? A head sees the own team and those below.",
        role=role_name(CODES[role], w),
    )
    turn = pager(lambda number: InviteRole(role=role, page=number), shown.number, shown.count)
    tail: Rows = (
        (
            Button(w.p_("button", "New team"), data=InviteNewTeam(role=role)),
            Button(capital(without), data=InviteMake(role=role, team=0)),
        ),
        (Button(w.p_("button", "Back"), data=InviteStart()),),
    )
    return Screen(str(text), rows=(*rows, *turn, *tail))


def team_name_question(w: Words, role: str) -> Screen:
    """What is the new team called?"""
    back = Button(w.p_("button", "Back"), data=InviteRole(role=role))
    return kit.note(w._("What is the new team called? Write its name."), ((back,),))


def invitation(link: InvitationView, bot_name: str, w: Words) -> Screen:
    """The link with its picture: to be forwarded, copied or scanned."""
    url = deep_link(bot_name, link.token)
    text = render("people/invitation.j2", w, link=link, role=role_name(link.role, w), url=url)
    invite = w._("You are invited to work in Voronka as %(role)s. Open the link.", role=role_name(link.role, w))
    rows: Rows = (
        (Button(w.p_("button", "Send to…"), url=share_link(url, invite), style="primary"),),
        (Button(w.p_("button", "Copy the link"), copy=url),),
        (
            Button(w.p_("button", "Open invitations"), data=InvitesShow()),
            Button(w.p_("button", "Revoke"), data=InviteRevoke(invitation=link.id), style="danger"),
        ),
    )
    return Screen(text, rows=rows, photo=picture(url))


def invitations(found: InvitationsPage, w: Words) -> Screen:
    """Links that can still be used; a press shows one again."""
    if not found.links:
        return kit.note(w._("There are no open invitations."), ((_start(w),), *kit.menu_row(w)))
    rows: Rows = tuple((Button(_label(link, w), data=InviteOpen(invitation=link.id)),) for link in found.links)
    turn = pager(lambda page: InvitesShow(page=page), found.page, found.pages)
    text = render("people/invitations.j2", w, total=found.total)
    return Screen(text, rows=(*rows, *turn, (_start(w), Button(w.p_("button", "People"), data=PeopleShow()))))


def revoked(screen: Screen, w: Words) -> Screen:
    """The list after a link was made useless."""
    return screen.with_toast(w._("The link does not work any more."))


def _label(link: InvitationView, w: Words) -> str:
    whom = short(link.person, 18) if link.person else short(capital(role_name(link.role, w)), 18)
    until = w._("until %(date)s", date=w.date(link.expires_at))
    return " · ".join(part for part in (whom, short(link.team or "", 12), until) if part)


def _role(code: str, role: Role, w: Words) -> Button:
    # An admin belongs to no team, so there is nothing more to ask.
    data = InviteMake(role=code, team=0) if role is Role.ADMIN else InviteRole(role=code)
    return Button(capital(role_name(role, w)), data=data)


def _start(w: Words) -> Button:
    return Button(w.p_("button", "Invite"), data=InviteStart(), style="primary")


flows.add({"InviteForm": N_("the invitation")})
problems.add(
    {
        "link_unknown": N_("This link does not work. Ask for a new one."),
        "link_used": N_("This link has been used already. Ask for a new one."),
        "link_revoked": N_("This link was taken back. Ask for a new one."),
        "link_expired": N_("This link has expired. Ask for a new one."),
        "link_own": N_("This is your own invitation: send it to the person you invite."),
    }
)
