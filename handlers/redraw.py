"""How a card is drawn as it is now, after its button proved stale."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from bot.ui.callbacks import VoronkaCallback
from bot.ui.screen import Screen

Drawer = TypeVar("Drawer", bound=Callable[..., Awaitable[Screen]])

REDRAWS: Final[dict[type[VoronkaCallback], Callable[..., Any]]] = {}


def redraws(*kinds: type[VoronkaCallback]) -> Callable[[Drawer], Drawer]:
    """Register how the card under these buttons is drawn.

    The function takes handler arguments by name (`callback_data`, `actor`, `services`, `words`) and returns a screen;
    the errors middleware calls it after a `Stale` or `NotFound`::

        @redraws(DealMove, DealAmount)
        async def card_now(callback_data: DealMove | DealAmount, actor: Actor, services: Services, words: Words):
            return deal_card(await services.deals.card(actor, callback_data.deal), words)
    """

    def register(drawer: Drawer) -> Drawer:
        REDRAWS.update(dict.fromkeys(kinds, drawer))
        return drawer

    return register
