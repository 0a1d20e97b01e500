"""Button data of /users, /invite and the teams: all of it for admins."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.ui.callbacks import VoronkaCallback
from bot.ui.settings import ADMINS, Zone

What = Annotated[str, Field(max_length=1, pattern="^[rtzlnp]$")]
RoleCode = Annotated[str, Field(max_length=1, pattern="^[mha]$")]


class PeopleShow(VoronkaCallback, prefix="pl1", roles=ADMINS):
    """A page of everybody."""

    page: int = 1


class PersonShow(VoronkaCallback, prefix="pe1", roles=ADMINS):
    """A colleague's card."""

    user: int


class PersonAsk(VoronkaCallback, prefix="pe2", roles=ADMINS):
    """Change the r(ole), t(eam), z(one), l(anguage), n(ame) or p(hone)."""

    user: int
    ver: int
    what: What


class PersonRole(VoronkaCallback, prefix="pe3", roles=ADMINS):
    """Give this role: m, h, a."""

    user: int
    ver: int
    role: RoleCode


class PersonTeam(VoronkaCallback, prefix="pe4", roles=ADMINS):
    """Put into this team; 0 is none."""

    user: int
    ver: int
    team: int


class PersonTeams(VoronkaCallback, prefix="pe0", roles=ADMINS):
    """Another page of teams to choose from."""

    user: int
    ver: int
    page: int


class PersonZone(VoronkaCallback, prefix="pe5", roles=ADMINS):
    """Set this zone; empty means the company's."""

    user: int
    ver: int
    zone: Zone


class PersonLanguage(VoronkaCallback, prefix="pe6", roles=ADMINS):
    """Set this language."""

    user: int
    ver: int
    locale: Annotated[str, Field(max_length=2)]


class PersonOff(VoronkaCallback, prefix="pe7", roles=ADMINS):
    """Deactivate: ask first, `sure` does it."""

    user: int
    ver: int
    sure: bool = False


class PersonOn(VoronkaCallback, prefix="peb1", roles=ADMINS):
    """Let back in: ask first, `sure` does it."""

    user: int
    ver: int
    sure: bool = False


class PersonUndo(VoronkaCallback, prefix="peu1", roles=ADMINS):
    """Take a dismissal back."""

    undo: int


class PersonLimits(VoronkaCallback, prefix="pel3", roles=ADMINS):
    """How much somebody may have in hand: both, or the choice of d(eals) or l(eads)."""

    user: int
    of: Annotated[str, Field(max_length=1, pattern="^[-dl]$")] = "-"


class PersonLimit(VoronkaCallback, prefix="pel2", roles=ADMINS):
    """At most so many d(eals) or l(eads): -1 asks for a number, 0 is any."""

    user: int
    ver: int
    of: Annotated[str, Field(max_length=1, pattern="^[dl]$")]
    limit: int = -1


class PersonSeats(VoronkaCallback, prefix="pes1", roles=ADMINS):
    """The further teams of a head; a page from 1."""

    user: int
    page: int = 1


class PersonSeat(VoronkaCallback, prefix="pes2", roles=ADMINS):
    """Let a head see a further team, or no more."""

    user: int
    ver: int
    team: int
    page: int = 1


class PersonLink(VoronkaCallback, prefix="pe9", roles=ADMINS):
    """The link of somebody without a chat."""

    user: int


class InviteStart(VoronkaCallback, prefix="iv1", roles=ADMINS):
    """Invite somebody: as what?"""


class InviteRole(VoronkaCallback, prefix="iv2", roles=ADMINS):
    """As this: into which team?"""

    role: RoleCode
    page: int = 1


class InviteMake(VoronkaCallback, prefix="iv3", roles=ADMINS):
    """Make the link for a role in a team; 0 is none."""

    role: RoleCode
    team: int


class InviteNewTeam(VoronkaCallback, prefix="iv4", roles=ADMINS):
    """Into a team that has yet to be named."""

    role: RoleCode


class InvitesShow(VoronkaCallback, prefix="iv5", roles=ADMINS):
    """A page of open invitations."""

    page: int = 1


class InviteOpen(VoronkaCallback, prefix="iv6", roles=ADMINS):
    """One open invitation with its picture."""

    invitation: int


class InviteRevoke(VoronkaCallback, prefix="iv7", roles=ADMINS):
    """Make a link useless."""

    invitation: int


class TeamsShow(VoronkaCallback, prefix="te1", roles=ADMINS):
    """All teams."""

    page: int = 1


class TeamShow(VoronkaCallback, prefix="te2", roles=ADMINS):
    """One team."""

    team: int


class TeamName(VoronkaCallback, prefix="te3", roles=ADMINS):
    """Name a team anew; 0 makes a new one."""

    team: int


class TeamAbove(VoronkaCallback, prefix="te4", roles=ADMINS):
    """Under which team?"""

    team: int
    page: int = 1


class TeamUnder(VoronkaCallback, prefix="te5", roles=ADMINS):
    """Under this one; 0 is none."""

    team: int
    parent: int
