"""/jobs, unsent messages and the digest after quiet hours: in every language, with hostile and long values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.ui import digest, jobs
from bot.ui.callbacks import Menu
from bot.ui.i18n import LOCALES
from bot.ui.render import units
from bot.ui.screen import Button, Screen
from bot.ui.words import Words
from scheduler.plan import PLAN
from services.jobs import JobView
from services.outbox import DeadPage
from services.rules.kinds import OutboxStatus
from storage.outbox import DeadLetter
from tests.ui.reading import check

WHEN = datetime(2026, 11, 28, 7, 0, tzinfo=UTC)
NASTY = "<b>&\"' %(name)s {{ 7 }} 👩‍👩‍👧 " + "Ж" * 260
LIST = [
    JobView(job.name, job.every, WHEN, 12_345, 10**6, "A1B2C3" if number % 2 else None, WHEN)
    for number, job in enumerate(PLAN)
] + [JobView("a_job_of_the_future", timedelta(seconds=30), None, None, 0, None, None)]
DEAD = DeadPage([DeadLetter(10**12, -(10**13), "x" * 40, WHEN, 8, NASTY)] * 5, 1_000_000, 2, 200_000, 6)


@pytest.mark.parametrize("locale", LOCALES)
def test_screens_can_be_sent(locale: str) -> None:
    w = Words(locale, "Europe/Kyiv", WHEN)
    check(jobs.jobs_screen(LIST, {OutboxStatus.DEAD: 10**6, OutboxStatus.WAITING: 5}, w))
    check(jobs.jobs_screen([], {}, w))
    check(jobs.dead_screen(DEAD, w))
    check(jobs.dead_screen(DeadPage([], 0, 1, 1, 1), w))
    check(jobs.staff_unreachable(NASTY, w))
    for job in LIST:
        assert 0 < len(jobs.ran(job, w)) <= 200
        assert "0" not in jobs.ran(replace(job, error="", last_done=0), w)


def test_every_job_of_the_plan_has_a_title() -> None:
    assert {job.name for job in PLAN} <= set(jobs.TITLES)
    assert {job.name for job in PLAN} <= set(jobs.BUTTONS)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_digest_of_anything_can_be_sent(locale: str) -> None:
    w = Words(locale, "Europe/Kyiv", WHEN)
    row = (Button("Open " + "Ж" * 40, data=Menu()),)
    screens = [Screen("<b>Ж&amp;👩</b> " * 100, rows=(row, row, row)) for _ in range(20)]
    left, sent = list(screens), 0
    while left:
        together, taken = digest.digest(left, w)
        assert taken >= 1
        assert units(together.text) < 4096
        check(together)
        left, sent = left[taken:], sent + taken
    assert sent == 20


def test_one_message_is_no_digest(w: Words) -> None:
    screen = Screen("alone")
    assert digest.digest([screen], w) == (screen, 1)


def test_pictures_files_and_big_keyboards_come_alone() -> None:
    row = (Button("x", data=Menu()),)
    assert digest.groupable(Screen("text", rows=(row,)))
    for screen in (
        Screen("text", photo=b"x"), Screen("text", reply=(row,)), Screen("text", rows=(row,) * 4), Screen("x" * 3000),
    ):  # fmt: skip
        assert not digest.groupable(screen)
