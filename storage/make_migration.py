"""`make migration m="…"`: writes the next migration from what changed in the tables."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Connection

from storage.engine import make_engine
from storage.migrate import alembic_config, run


def _write(connection: Connection, message: str, number: str) -> None:
    run(connection)
    config = alembic_config()
    config.attributes["connection"] = connection
    command.revision(config, message=message, autogenerate=True, rev_id=number)


async def main(message: str) -> None:
    """Migrate an empty SQLite file to the newest revision and let Alembic compare."""
    number = f"{len(list((Path(__file__).parent / 'migrations' / 'versions').glob('*.py'))) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite+aiosqlite:///{folder}/empty.db")
        async with engine.begin() as connection:
            await connection.run_sync(_write, message, number)
        await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
