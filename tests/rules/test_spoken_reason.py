"""The reason of a refusal said in passing."""

from __future__ import annotations

import pytest

from services.rules.spoken_reason import named
from services.rules.views import Named

NAMES = {
    "ru": (
        "Перестал отвечать", "Дорого", "Проиграли конкуренцию", "Конкурент или мониторит цены", "Не наш товар",
        "Не наш регион", "Ошибся заявкой", "Просто смотрел", "Дубль",
    ),
    "en": (
        "Stopped answering", "Expensive", "Chose another", "Competitor or price watch", "Not our product",
        "Not our region", "Mistaken request", "Was just looking", "Duplicate",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "reason"),
    [
        ("ru", "отказ дорого", "Дорого"),
        ("ru", "ТехноЛайн отказ, слишком дорого для них", "Дорого"),
        ("ru", "відмова, задорого: немає грошей", "Дорого"),
        ("ru", "отказ, не наш регион", "Не наш регион"),
        ("ru", "отказались, ошиблись заявкой", "Ошибся заявкой"),
        ("ru", "это дубль, отказ", "Дубль"),
        ("ru", "отказ", None),
        ("ru", "отказались без причины", None),
        ("en", "Romashka refused, too expensive", "Expensive"),
        ("en", "Ромашка отказ, дорого", "Expensive"),
        ("en", "refused, was just looking", "Was just looking"),
        ("en", "they refused", None),
    ],
)
def test_the_reason_that_was_said(language: str, text: str, reason: str | None) -> None:
    found = named(text, [Named(number, name) for number, name in enumerate(NAMES[language])])
    assert (found.name if found else None) == reason
