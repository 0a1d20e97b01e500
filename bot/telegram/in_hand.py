"""Which record each person has in hand: the one whose card was put before them last."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.ui import trails
from bot.ui.calls import CallReached
from bot.ui.refusals import RefuseAsk
from bot.ui.screen import Screen
from bot.ui.targets import HistoryOpen, StepAsk, kind_of
from services.clock import Clock
from services.rules.target import Target
from services.understanding import IN_HAND_FOR

MOST: Final = 10_000
"""Chats that are remembered; whoever was away the longest is forgotten."""


class InHand:
    """A memory of cards, only to propose a record: it is gone after a restart, and nothing is written by it."""

    def __init__(self, clock: Clock, kept: timedelta = IN_HAND_FOR) -> None:
        self._clock = clock
        self._kept = kept
        self._cards: OrderedDict[int, _Card] = OrderedDict()

    def saw(self, chat_id: int, screen: Screen) -> None:
        """A screen was shown: a card is known by buttons that only the card of a record has."""
        target = _card_of(screen)
        if target is None:
            return
        self._cards[chat_id] = _Card(target, self._clock.now(), trails.back_of(screen))
        self._cards.move_to_end(chat_id)
        while len(self._cards) > MOST:
            self._cards.popitem(last=False)

    def of(self, chat_id: int | None, within: timedelta | None = None) -> Target | None:
        """The record of a chat, unless its card was shown too long ago, or longer ago than `within`."""
        card = self._cards.get(chat_id or 0)
        return card.target if card is not None and self._clock.now() - card.at <= (within or self._kept) else None

    def way_back(self, chat_id: int, screen: Screen) -> str | None:
        """Where the card that comes as an answer to a text leads back to: the same as before the question."""
        card = self._cards.get(chat_id)
        return card.back if card is not None and _card_of(screen) == card.target else None


@dataclass(frozen=True, slots=True)
class _Card:
    """A card that was shown, when, and the list it leads back to."""

    target: Target
    at: datetime
    back: str | None


def _card_of(screen: Screen) -> Target | None:
    for row in screen.rows:
        for button in row:
            if isinstance(button.data, CallReached | HistoryOpen | StepAsk | RefuseAsk):
                return Target(kind_of(button.data.kind), button.data.id)
    return None
