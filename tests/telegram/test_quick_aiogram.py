"""aiogram's models are built on first use (bot/quick_aiogram.py): every one of them still can be."""

from __future__ import annotations

import subprocess
import sys

import aiogram.methods
import aiogram.types
import pytest
from aiogram.methods.base import Response
from pydantic import BaseModel

MODELS = [
    one
    for place in (aiogram.types, aiogram.methods)
    for name in place.__all__
    if isinstance(one := getattr(place, name), type) and issubclass(one, BaseModel)
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_and_method_can_be_built(model: type[BaseModel]):
    model.model_rebuild()
    assert model.__pydantic_complete__


def test_answers_of_methods_are_read_as_their_types():
    body = {"ok": True, "result": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "hi"}}
    answer = Response[aiogram.types.Message].model_validate(body)
    assert isinstance(answer.result, aiogram.types.Message)
    assert isinstance(answer.result.chat, aiogram.types.Chat)


def test_the_bot_loads_it_without_building_what_it_does_not_use():
    code = "import bot, aiogram.types as t; print(t.Update.__pydantic_complete__, t.Game.__pydantic_complete__)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "False"]
