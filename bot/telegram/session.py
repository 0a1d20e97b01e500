"""The client side of the Bot API: aiogram's own, sparing the work nobody needs."""

from __future__ import annotations

from functools import cache
from typing import Any, Final, cast, get_args

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import ClientDecodeError
from aiogram.methods import EditMessageText, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InputFile, Message, TelegramObject
from aiohttp import BytesPayload
from pydantic import ValidationError

DONE: Final = '{"ok":true,"result":true}'


class Session(AiohttpSession):
    """Does not take apart the answer to an edit (the whole message once more), and reads others by the model itself.

    What is asked for goes as JSON, which is written several times as fast as a form; only files need a form.

    aiogram reads an answer by `Response[Message]`, `Response[list[Update]]` and so on, each of which holds all that a
    message can contain once more: 5 MB.
    """

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
        model = _model(method.__returning__)
        if model is None:
            return super().check_response(bot, method, status_code, content)
        untyped = method.model_copy()
        object.__setattr__(untyped, "__returning__", Any)
        result: Any = super().check_response(bot, untyped, status_code, content).result
        try:
            read = _read(model, result, {"bot": bot})
        except ValidationError as error:
            raise ClientDecodeError("Failed to deserialize object", error, result) from error
        return cast(Response[TelegramType], Response.model_construct(ok=True, result=read))


@cache
def _model(kind: Any) -> type[TelegramObject] | None:
    """The only model in what a method returns: `Message`, `list[Update]`, `Message | bool`; None without such a one."""
    Message.model_rebuild()  # the others hold messages in many places: built on its model, an update takes half as much
    models = [one for one in (kind, *get_args(kind)) if isinstance(one, type) and issubclass(one, TelegramObject)]
    return models[0] if len(models) == 1 else None


def _read(model: type[TelegramObject], value: Any, context: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_read(model, one, context) for one in value]
    return value if isinstance(value, bool) else model.model_validate(value, context=context)
