"""What a file says money for a channel was spent on, in the words of three languages."""

from __future__ import annotations

from typing import Final

from services.rules.import_text import normal
from services.rules.kinds import CostKind

_WORDS: Final = {
    CostKind.ADVERTISING: "advert ads ad реклам контекст таргет context target",
    CostKind.PHONE: "phone call телефон звон дзвін обзвон связь зв'язок",
    CostKind.MAILING: "mail newsletter рассыл розсил пошт почт",
    CostKind.EXHIBITION: "exhibition fair expo выстав вистав ярмар",
}


def purpose(text: str) -> CostKind:
    """The purpose that is named; advertising when none is, `OTHER` for words nobody knows."""
    words = normal(text).split()
    if not words:
        return CostKind.ADVERTISING
    if normal(text) in set(CostKind):
        return CostKind(normal(text))
    for kind, stems in _WORDS.items():
        if any(word.startswith(stem) for word in words for stem in stems.split()):
            return kind
    return CostKind.OTHER
