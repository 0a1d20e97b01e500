"""The standards in Russian are the customer's own words (S2-24, S2-28, S2-82)."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.ui.standards import standards
from bot.ui.words import Words
from services.rules.kinds import StageKind

RUSSIAN = standards(Words("ru", "Europe/Kyiv", datetime(2026, 11, 23, tzinfo=UTC)))


def test_nine_stages() -> None:
    stages = [stage for stage in RUSSIAN.pipelines[0].stages if stage.kind is not StageKind.LOST]
    assert [stage.name for stage in stages] == [
        "Презентация",
        "Общее КП",
        "Обратная связь",
        "Индивидуальное КП",
        "Договор и счёт",
        "Оплата",
        "Услуга или отгрузка",
        "Закрывающие документы",
        "Замер NPS",
    ]


def test_example_tasks() -> None:
    titles = {task.title for stage in RUSSIAN.pipelines[0].stages for task in stage.tasks}
    assert titles >= {
        "Подготовить и провести презентацию",
        "Подготовить и направить коммерческое предложение",
        "Получить обратную связь",
        "Подготовить и направить договор",
        "Подписать договор",
        "Контроль срока оказания услуги или отгрузки товара",
    }


def test_nine_reasons() -> None:
    assert [name for _, name in RUSSIAN.loss_reasons] == [
        "Перестал отвечать",
        "Дорого",
        "Проиграли конкуренцию",
        "Конкурент или мониторит цены",
        "Не наш товар",
        "Не наш регион",
        "Ошибся заявкой",
        "Просто смотрел",
        "Дубль",
    ]


def test_signing_follows_the_sending_of_the_contract() -> None:
    """S2-34 for most tasks; signing follows the sending of the contract (S2-37)."""
    bindings = {task.due["binding"] for stage in RUSSIAN.pipelines[0].stages for task in stage.tasks}
    assert bindings == {"after_entering", "after_event"}
