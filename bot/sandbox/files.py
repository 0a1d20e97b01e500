"""Files of both sides: kept in memory, addressed by file_id, checked as Telegram checks them."""

from __future__ import annotations

import hashlib
import mimetypes
import struct
from dataclasses import dataclass

from .errors import Json, bad_request
from .params import UPLOAD_LIMIT, Params, Upload

PHOTO_LIMIT = 10 * 1024 * 1024
DOWNLOAD_LIMIT = 20 * 1024 * 1024
_FOLDERS = {"photo": "photos", "voice": "voice", "document": "documents", "sticker": "stickers"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file; `path` is what getFile tells."""

    id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    data: bytes
    path: str
    width: int = 0
    height: int = 0
    declared_size: int = 0
    """Size in bytes as shown to the bot; larger than the data when a test pretends a big file."""

    def view(self) -> Json:
        """The fields every Bot API file object has."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.declared_size or len(self.data)}


class FileStore:
    """All files of one sandbox."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def get(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def by_path(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)

    def add(self, kind: str, upload: Upload, declared_size: int = 0) -> StoredFile:
        """Keep a file; raises 400 for empty ones, too big ones and pictures that are none."""
        size = len(upload.data)
        if size == 0:
            raise bad_request("file must be non-empty")
        width = height = 0
        if kind == "photo":
            if size > PHOTO_LIMIT:
                raise bad_request(
                    f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes"
                )
            width, height = picture_size(upload.data)
            if width + height > 10000 or max(width, height) > 20 * min(width, height):
                raise bad_request("PHOTO_INVALID_DIMENSIONS")
        elif size > UPLOAD_LIMIT:
            raise bad_request("file is too big")
        number = len(self._by_id) + 1
        mime = _mime(upload, kind)
        suffix = "." + upload.name.rsplit(".", 1)[-1] if "." in upload.name else mimetypes.guess_extension(mime) or ""
        stored = StoredFile(
            id=f"{kind[:2].upper()}AgADSandbox{number:08d}",
            # Unlike in every sandbox: bots keep what they fetched under it, also when the next sandbox begins anew.
            unique_id=f"AQAD{number:04d}{hashlib.sha256(upload.data).hexdigest()[:12]}",
            kind=kind,
            name=upload.name,
            mime=mime,
            data=upload.data,
            path=f"{_FOLDERS.get(kind, kind)}/file_{number}{suffix}",
            width=width,
            height=height,
            declared_size=declared_size,
        )
        self._by_id[stored.id] = self._by_path[stored.path] = stored
        return stored

    def from_params(self, kind: str, params: Params, field: str, reference: str | None = None) -> StoredFile:
        """The file a call refers to: uploaded with it or an earlier file_id."""
        reference = params.text(field) if reference is None else reference
        upload = params.upload(field) if reference == params.text(field) else params.attached(reference)
        if upload is not None:
            return self.add(kind, upload)
        if not reference or reference.startswith("attach://"):
            raise bad_request(f"there is no {kind} in the request")
        if reference.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        stored = self._by_id.get(reference)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {stored.kind.capitalize()} as {kind.capitalize()}")
        return stored


def content(stored: StoredFile, duration: int = 0) -> Json:
    """The field of a message that holds this file."""
    base = stored.view()
    match stored.kind:
        case "photo":
            return {"photo": [{**base, "width": stored.width, "height": stored.height}]}
        case "voice":
            return {"voice": {**base, "duration": duration, "mime_type": stored.mime}}
        case _:
            return {stored.kind: {**base, "file_name": stored.name, "mime_type": stored.mime}}


def _mime(upload: Upload, kind: str) -> str:
    if kind == "photo":
        return "image/png" if upload.data[:4] == b"\x89PNG" else "image/jpeg"
    if kind == "voice":
        return "audio/ogg"
    guessed = mimetypes.guess_type(upload.name)[0]
    declared = "" if upload.content_type == "application/octet-stream" else upload.content_type
    return guessed or declared or "application/octet-stream"


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG, GIF, JPEG or WebP; 400 IMAGE_PROCESS_FAILED for anything else."""
    try:
        if data[:8] == b"\x89PNG\r\n\x1a\n":
            width, height = struct.unpack(">II", data[16:24])
        elif data[:4] == b"GIF8":
            width, height = struct.unpack("<HH", data[6:10])
        elif data[:2] == b"\xff\xd8":
            width, height = _jpeg_size(data)
        elif data[:4] == b"RIFF" and data[12:16] == b"VP8X":
            width = 1 + int.from_bytes(data[24:27], "little")
            height = 1 + int.from_bytes(data[27:30], "little")
        else:
            raise ValueError("no picture")
    except (struct.error, IndexError, ValueError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    if not width or not height:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            raise ValueError("broken JPEG")
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    raise ValueError("no frame in the JPEG")
