"""Teams: whose records a head sees together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from services import list_edits
from services.clock import Clock
from services.errors import Denied, Invalid, NotFound
from services.list_edits import Listed
from services.names import free_name
from services.rules.actor import Actor, Role
from services.setup_core import Edit
from storage import people as rows
from storage.tables import Team
from storage.unit_of_work import Database, Work


@dataclass(frozen=True, slots=True)
class TeamView:
    """A team with its place in the tree; `size` counts colleagues who have not left."""

    id: int
    version: int
    name: str
    parent_id: int | None
    parent: str | None
    head: str | None
    size: int
    undo: int | None = field(default=None, compare=False)
    """Takes the change back that led to this."""


class Teams:
    """Reads and changes the tree of teams; for admins."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def all(self, actor: Actor) -> list[TeamView]:
        """Every team by name. Raises Denied."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            found, sizes = await rows.teams(work), await rows.team_sizes(work)
            names = {team.id: team.name for team in found}
            return [_view(team, names, sizes, None) for team in found]

    async def get(self, actor: Actor, team_id: int) -> TeamView:
        """One team with its head. Raises Denied, NotFound."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await _shown(work, await _team(work, team_id))

    async def add(self, actor: Actor, name: str) -> TeamView:
        """Make a team. Raises Denied, Invalid."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            team = Team(name=await _free_name(work, name))
            edit = list_edits.edit(work, Listed.TEAM, "added", team.name)
            await edit.make(team)
            return await _changed(work, edit, team)

    async def rename(self, actor: Actor, team_id: int, name: str) -> TeamView:
        """Call a team differently. Raises Denied, NotFound, Invalid."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            team = await _team(work, team_id)
            called = await _free_name(work, name, but=team_id)
            edit = list_edits.edit(work, Listed.TEAM, "renamed", team.name, new=called)
            edit.set(team, name=called)
            return await _changed(work, edit, team)

    async def set_parent(self, actor: Actor, team_id: int, parent_id: int | None) -> TeamView:
        """Put a team under another one, or with None at the top. Raises Denied, NotFound, Invalid for a loop."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            team = await _team(work, team_id)
            if parent_id is not None:
                await _team(work, parent_id)
                if parent_id in await rows.teams_below(work, team_id):
                    raise Invalid("team_loop")
            edit = list_edits.edit(work, Listed.TEAM, "moved", team.name)
            edit.set(team, parent_id=parent_id)
            return await _changed(work, edit, team)


async def add_team(work: Work, name: str) -> Team:
    """Make a team inside an open transaction. Raises Invalid for an empty or taken name."""
    team = Team(name=await _free_name(work, name))
    work.session.add(team)
    await work.session.flush()
    return team


async def _free_name(work: Work, typed: str, *, but: int | None = None) -> str:
    return free_name(typed, [team.name for team in await rows.teams(work) if team.id != but], "team_exists")


async def _team(work: Work, team_id: int) -> Team:
    team = await rows.team(work, team_id)
    if team is None:
        raise NotFound("team")
    return team


async def _changed(work: Work, edit: Edit, team: Team) -> TeamView:
    await work.session.flush()
    return replace(await _shown(work, team), undo=await list_edits.done(edit))


async def _shown(work: Work, team: Team) -> TeamView:
    names = {row.id: row.name for row in await rows.teams(work)}
    head = await rows.head_of_team(work, team.id)
    return _view(team, names, await rows.team_sizes(work), head.name if head else None)


def _view(team: Team, names: dict[int, str], sizes: dict[int, int], head: str | None) -> TeamView:
    parent = names.get(team.parent_id) if team.parent_id is not None else None
    return TeamView(team.id, team.version, team.name, team.parent_id, parent, head, sizes.get(team.id, 0))


def _only_admin(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise Denied
