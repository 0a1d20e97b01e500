"""Which refusal reason of the company's list a sentence names: "Ромашка отказ, дорого" names "Expensive"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from services.rules.likeness import stems
from services.rules.views import Named

_MEANINGS: Final = tuple(
    re.compile(rf"(?<!\w)(?:{pattern})", re.IGNORECASE)
    for pattern in (
        r"дорог|дорож|цен[аыеуо]|цін[аиіу]|дешевл|дешевш|бюджет|нет денег|нема\w* грош|expensive|pric[ey]|cheap|budget"
        r"|afford|too much",
        r"конкур|у других|в інших|к другим|до інших|другой|другого|інш\w+|competit|another|elsewhere|someone"
        r" else|others",
        r"пропал|молч|мовч|зник|перестал\w* отвеч|перестав\w* відпов|не отвеча|не відповіда|stopped answering|silent"
        r"|ghost",
        r"не наш регион|не наш регіон|регион|регіон|далеко|region|too far",
        r"не наш товар|нет такого|нема\w* такого|не подош|не підійш|not our product|wrong product|doesnt fit",
        r"ошиб|помил|mistake|by accident",
        r"просто смотр|просто дивив|просто інтерес|просто интерес|just looking|only looking",
        r"дубл|duplicate",
    )
)
"""What people say of a refusal; a sentence and a reason that mean the same share one of them."""


def named(text: str, reasons: Sequence[Named]) -> Named | None:
    """The reason whose words stand in the text, or that means what the text says; None when two fit as well."""
    words = set(stems(text))
    literal = [one for one in reasons if (own := stems(one.name)) and words.issuperset(own)]
    if literal:
        return max(literal, key=lambda one: len(stems(one.name)))
    plain = text.casefold().replace("ё", "е").replace("'", "")
    for meaning in _MEANINGS:
        if meaning.search(plain):
            found = sorted((one for one in reasons if meaning.search(one.name)), key=lambda one: len(one.name.split()))
            if found and (len(found) == 1 or len(found[0].name.split()) < len(found[1].name.split())):
                return found[0]
    return None
