"""One folder for one run of the suite, shared by its xdist workers: the PostgreSQL cluster, the SQLite template."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import fasteners  # type: ignore[import-untyped]
import psutil  # type: ignore[import-untyped]

VARIABLE = "VORONKA_TEST_RUN"
PREFIX = "voronka-tests-"


def begin() -> None:
    """Choose the folder (in the process that started the run) and clear away what killed runs left behind.

    It is not pytest's own temporary folder: PostgreSQL runs as another user when we are root, and another
    pytest on the machine would close that folder to it.
    """
    for old in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid = old.name.removeprefix(PREFIX)
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            _remove(old)
    folder = Path(tempfile.gettempdir(), f"{PREFIX}{os.getpid()}")
    folder.mkdir(exist_ok=True)
    os.environ[VARIABLE] = str(folder)


def folder() -> Path:
    """The folder of this run; the workers inherit its name through the environment."""
    return Path(os.environ[VARIABLE])


def end() -> None:
    """Stop the run's PostgreSQL and delete the folder."""
    _remove(folder())


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Hold the lock of this run: one worker prepares what all of them use."""
    with fasteners.InterProcessLock(folder() / "lock"):
        yield


def _remove(old: Path) -> None:
    with contextlib.suppress(FileNotFoundError, ValueError, IndexError, psutil.Error):
        server = psutil.Process(int((old / "postgres" / "postmaster.pid").read_text().splitlines()[0]))
        if server.name() == "postgres":
            server.send_signal(signal.SIGQUIT)  # PostgreSQL's "immediate shutdown": nothing here is worth saving
            server.wait(10)
    for _ in range(20):  # its children may still write for a moment
        shutil.rmtree(old, ignore_errors=True)
        if not old.exists():
            return
        time.sleep(0.1)
