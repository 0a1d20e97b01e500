"""`main.py demo` as a visitor starts it: the address, the clock strip, the end; and the day that plays itself."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAVEN = ROOT.parent / "shared" / "data" / "maven"


@contextmanager
def demo(*arguments: str) -> Iterator[str]:
    """A running demo; gives its address and checks that Ctrl+C ends it cleanly."""
    process = subprocess.Popen(
        [sys.executable, "main.py", "demo", "--port", "0", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        began = time.monotonic()
        first = process.stdout.readline()
        print(f"ready in {time.monotonic() - began:.1f} s")
        assert first.startswith("Open http://127.0.0.1:"), process.stderr and process.stderr.read()
        yield first.split()[1].rstrip("/")
        process.send_signal(signal.SIGINT)
        told, errors = process.communicate(timeout=30)
        assert process.returncode == 0, errors
        assert "Stopped" in told
        assert "ERROR" not in errors, errors
    finally:
        process.kill()
        process.communicate()


def ask(url: str, body: dict[str, Any] | None = None) -> Any:
    """One request to the sandbox."""
    data = json.dumps(body).encode() if body is not None else None
    with urlopen(Request(url, data=data, headers={"Content-Type": "application/json"}), timeout=120) as answer:
        return json.load(answer)


def texts(address: str, person: int) -> list[str]:
    """What the bot has written to a person."""
    messages = ask(f"{address}/sandbox/people/{person}/chat")["messages"]
    return [message["text"] or message["caption"] for message in messages if message["from"] == "bot"]


def until_greeted(address: str, person: int) -> None:
    """Wait until the person's chat has its first message."""
    deadline = time.monotonic() + 60
    while not texts(address, person) and time.monotonic() < deadline:
        time.sleep(0.1)


def test_a_visitor_sees_the_company_and_turns_the_clock():
    with demo() as address:
        with urlopen(f"{address}/", timeout=30) as page:
            assert b"<html" in page.read()
        people = ask(f"{address}/sandbox/people")
        assert [one["first_name"] for one in people[:5]] == ["Анна", "Борис", "Иван", "Мария", "Emma"]
        assert [one["started"] for one in people[:5]] == [True, True, True, True, False]
        anna, boris, ivan = (one["id"] for one in people[:3])
        until_greeted(address, people[-1]["id"])
        clock = ask(f"{address}/sandbox/clock")
        assert clock["local"][11:16] in {"08:58", "08:59", "09:00"}
        ask(f"{address}/sandbox/clock", {"preset": "+15m"})
        assert any("Ромашка" in text for text in texts(address, anna)), "the morning list"
        assert any("Сад и Дом" in text for text in texts(address, ivan)), "the question for a score"
        assert len(texts(address, boris)) >= 2, "menu and morning round"


def test_a_port_that_is_taken_is_told_in_one_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "main.py", "demo", "--port", port], cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr.startswith(f"Cannot listen on port {port}: ")
    assert done.stderr.count("\n") == 1


def test_a_folder_without_tables_is_told_in_one_line(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "main.py", "demo", "--port", "0", "--company", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_day_plays_itself():
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "main.py", "demo", "--play"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    seconds = time.monotonic() - began
    print(f"played in {seconds:.0f} s")
    assert done.returncode == 0, done.stderr
    assert "The day is over" in done.stdout
    for who in ("Анна", "Борис", "Иван", "Мария", "Emma", "Олег", "Дарья"):
        assert f" {who} ◂" in done.stdout, who
    assert "ERROR" not in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not MAVEN.is_dir(), reason="the public CRM export is not here")
def test_the_day_runs_on_an_imported_company():
    with demo("--company", str(MAVEN)) as address:
        people = ask(f"{address}/sandbox/people")
        assert len(people) > 30
        until_greeted(address, people[-1]["id"])
        ask(f"{address}/sandbox/clock", {"preset": "+15m"})
        manager, head = people[0]["id"], people[1]["id"]
        assert len(texts(address, manager)) >= 2, "menu and morning list"
        ask(f"{address}/sandbox/clock", {"preset": "today_evening"})
        assert any(first["first_name"] in text for text in texts(address, head) for first in people), "escalations"
        assert any(message.get("photo") for message in ask(f"{address}/sandbox/people/{head}/chat")["messages"])
