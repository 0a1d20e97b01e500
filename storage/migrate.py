"""Brings the database to this version's tables; Alembic does the work."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import writing


class NewerSchema(Exception):
    """The database was made by a later version of Voronka; going on would damage it."""


def alembic_config() -> Config:
    """Alembic's settings, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def run(connection: Connection, revision: str = "head") -> None:
    """Migrate up (or, for an older `revision`, down) on an open synchronous connection."""
    config = alembic_config()
    config.attributes["connection"] = connection
    current = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(config)
    known = {entry.revision for entry in script.walk_revisions()}
    if current is not None and current not in known:
        raise NewerSchema(current)
    target = script.get_current_head() if revision == "head" else revision
    ahead = [entry.revision for entry in script.iterate_revisions(current, "base")] if current else []
    if target == "base" or (target in ahead and target != current):
        command.downgrade(config, target or "base")
    else:
        command.upgrade(config, target or "head")


async def upgrade(engine: AsyncEngine) -> None:
    """Migrate to the newest tables in one transaction. Raises NewerSchema; leaves the engine usable."""
    async with writing(engine) as connection:
        await connection.run_sync(run)
