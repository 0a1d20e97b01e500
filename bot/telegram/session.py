"""The client side of the Bot API: aiogram's own, sparing the work nobody needs."""

from __future__ import annotations

from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import EditMessageText, Response, TelegramMethod
from aiogram.methods.base import TelegramType


class Session(AiohttpSession):
    """Keeps the models of answers, and does not take apart the answer to an edit: the whole message once more.

    Pydantic holds `Response[...]` weakly: without a reference every answer may build its validator anew, for some ms.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._models: dict[Any, Any] = {}

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """Read an answer; a successful edit gives True. Raises aiogram's exceptions."""
        if isinstance(method, EditMessageText) and status_code == 200 and content.startswith('{"ok":true,'):
            return cast(Response[TelegramType], Response.model_construct(ok=True, result=True))
        kind: Any = method.__returning__
        if kind not in self._models:
            self._models[kind] = Response[kind]
        return super().check_response(bot, method, status_code, content)
