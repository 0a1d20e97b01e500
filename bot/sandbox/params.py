"""Parameters of one Bot API call, whichever way they came: query, form, multipart or JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.web_request import FileField

from .errors import ApiError, bad_request

UPLOAD_LIMIT = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came inside the request."""

    name: str
    content_type: str
    data: bytes


@dataclass(slots=True)
class Params:
    """Typed access to the fields; a field that can't be read is a 400 as the server words it."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    method: str = ""
    """The method's name in lower case, for functions that serve several."""

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else str(value)

    def number(self, name: str, default: int = 0) -> int:
        text = self.text(name).strip()
        try:
            return int(text) if text else default
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def json(self, name: str) -> Any:
        """A JSON value, already decoded when the whole request was JSON; None when absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def numbers(self, name: str) -> list[int]:
        value = self.json(name)
        if not isinstance(value, list):
            raise bad_request(f"can't parse {name.replace('_', ' ')}: expected an Array of Integer")
        return [int(item) for item in value]

    def upload(self, name: str) -> Upload | None:
        """The file of a field: sent in the field itself or referred to as attach://<part>."""
        if name in self.files:
            return self.files[name]
        return self.attached(self.text(name))

    def attached(self, reference: str) -> Upload | None:
        if reference.startswith("attach://"):
            return self.files.get(reference.removeprefix("attach://"))
        return None


async def read_params(request: web.Request) -> Params:
    """Read a call of the bot; 413 for more than 50 MB, 400 for a broken JSON body."""
    params = Params(dict(request.query) if request.query_string else {})
    if request.method != "POST" or not request.can_read_body:
        return params
    kind = request.content_type
    if request.content_length is not None and request.content_length > UPLOAD_LIMIT + 1024 * 1024:
        # Read it all the same: a connection closed in the middle would hide the answer from who is still sending.
        async for _ in request.content.iter_any():
            pass
        raise ApiError(413, "Request Entity Too Large")
    if kind == "application/x-www-form-urlencoded":
        body = await request.text()
        params.values.update(parse_qsl(body, keep_blank_values=True))
    elif kind == "application/json":
        params.values.update(_json_object(await request.text()))
    elif kind == "multipart/form-data":
        for name, value in (await request.post()).items():
            if isinstance(value, FileField):
                params.files[name] = Upload(value.filename, value.content_type, value.file.read())
            else:
                params.values[name] = value
    return params


async def read_answer(content_type: str, reader: MultipartReader | None, body: bytes) -> Params:
    """Read the method call a webhook answer may carry."""
    params = Params()
    if reader is not None:
        async for part in reader:
            if not isinstance(part, BodyPartReader) or part.name is None:
                continue
            data = bytes(await part.read(decode=True))
            if part.filename is None:
                params.values[part.name] = data.decode()
            else:
                mime = part.headers.get("Content-Type", "application/octet-stream")
                params.files[part.name] = Upload(part.filename, mime, data)
    elif content_type == "application/json" and body.strip():
        params.values.update(_json_object(body.decode()))
    elif content_type == "application/x-www-form-urlencoded":
        params.values.update(parse_qsl(body.decode(), keep_blank_values=True))
    return params


def _json_object(body: str) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        raise bad_request("can't parse request JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("can't parse request JSON object: expected an Object")
    return {name: item for name, item in value.items() if item is not None}
