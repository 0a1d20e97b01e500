"""Files people send: fetched into a folder of this process, found again by their Telegram id."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from aiogram import Bot

LIMIT: Final = 20 * 1024 * 1024
"""Telegram's limit for bots that fetch a file (telegram.md, Files)."""


class Upload(NamedTuple):
    """A file in a chat: `file_id` fetches it (also after a restart), `unique` tells files apart."""

    file_id: str
    unique: str
    name: str


class Uploads:
    """Keeps fetched files until the process ends; whoever asks again after a restart fetches them anew."""

    def __init__(self) -> None:
        self._root = Path(tempfile.mkdtemp(prefix="voronka-uploads-"))
        atexit.register(shutil.rmtree, self._root, ignore_errors=True)

    async def folder(self, bot: Bot, chat_id: int, uploads: list[Upload]) -> Path:
        """Return a folder that holds exactly these files under their own names (made safe and different).

        Raises aiogram's exceptions when a file cannot be fetched.
        """
        folder = self._root / str(chat_id)
        wanted = {_file_name(number, upload): upload for number, upload in enumerate(uploads)}
        for stale in [path for path in _files(folder) if path.name not in wanted]:
            stale.unlink()
        for name, upload in wanted.items():
            if name not in {path.name for path in _files(folder)}:
                part = folder / f".{name}.part"
                await bot.download(upload.file_id, destination=part)
                part.rename(folder / name)
        return folder

    def names(self, uploads: list[Upload]) -> dict[str, str]:
        """Return the files' names as people gave them, by their names in the folder."""
        return {_file_name(number, upload): upload.name for number, upload in enumerate(uploads)}


@cache
def uploads() -> Uploads:
    """Return the uploads of this process."""
    return Uploads()


def _files(folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    return list(folder.iterdir())


def _file_name(number: int, upload: Upload) -> str:
    ending = "".join(re.findall(r"\.[A-Za-z]{2,5}", upload.name)[-2:]) or ".csv"
    return f"{number:02}-{re.sub(r'[^A-Za-z0-9_-]', '', upload.unique)[:40]}{ending.lower()}"
