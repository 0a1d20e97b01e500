"""The client side of the Bot API: aiogram's own, sparing the work nobody needs."""

from __future__ import annotations

from typing import Any, Final, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import EditMessageText, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InputFile
from aiohttp import BytesPayload

DONE: Final = '{"ok":true,"result":true}'


class Session(AiohttpSession):
    """Keeps the models of answers, and does not take apart the answer to an edit: the whole message once more.

    What is asked for goes as JSON, which is written several times as fast as a form; only files need a form.

    Pydantic holds `Response[...]` weakly: without a reference every answer may build its validator anew, for some ms.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._models: dict[Any, Any] = {}

    async def close(self) -> None:
        """Close the connections; only encrypted ones are given aiogram's quarter of a second to say goodbye."""
        if self.api.base.startswith("https:"):
            await super().close()
        elif self._session is not None and not self._session.closed:
            await self._session.close()

    def build_form_data(self, bot: Bot, method: TelegramMethod[TelegramType]) -> Any:
        """Write the body of a request."""
        files: dict[str, InputFile] = {}
        fields = method.model_dump(warnings=False).items()
        prepared = {key: text for key, value in fields if (text := self.prepare_value(value, bot=bot, files=files))}
        if files:
            return super().build_form_data(bot, method)
        return BytesPayload(self.json_dumps(prepared).encode(), content_type="application/json")

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """Read an answer; a successful edit gives True. Raises aiogram's exceptions."""
        edited = isinstance(method, EditMessageText) and content.startswith('{"ok":true,')
        if status_code == 200 and (edited or content == DONE):
            return cast(Response[TelegramType], Response.model_construct(ok=True, result=True))
        kind: Any = method.__returning__
        if kind not in self._models:
            self._models[kind] = Response[kind]
        return super().check_response(bot, method, status_code, content)
