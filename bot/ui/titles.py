"""What a task is called: its own title, else words for its kind."""

from __future__ import annotations

from typing import Final

from bot.ui.i18n import N_
from bot.ui.words import Words
from services.rules.kinds import TaskKind
from services.rules.views import TaskLine

KINDS: Final[dict[TaskKind, str]] = {
    TaskKind.CALL: N_("Call"),
    TaskKind.MEETING: N_("Meeting"),
    TaskKind.TODO: N_("Task"),
    TaskKind.NPS: N_("Ask for a score"),
    TaskKind.CHECK_REFUSAL: N_("Check a refusal"),
    TaskKind.UNREACHABLE: N_("Cannot be written to in Telegram: call"),
}


def task_title(task: TaskLine, w: Words) -> str:
    """The title as people read it."""
    return task.title or w._(KINDS[task.kind])
