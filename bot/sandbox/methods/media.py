"""Pictures, documents, voices, albums and their download."""

from __future__ import annotations

from .. import files
from ..errors import Json, bad_request
from ..params import Params
from ..text import message_caption
from ..world import World
from .editing import captioned, input_media
from .registry import api_method
from .sending import deliver


def _send_file(world: World, params: Params, kind: str) -> Json:
    caption = captioned(world, *message_caption(params))
    stored = world.files.from_params(kind, params, kind)
    content = {**files.content(stored, params.number("duration")), **caption}
    return world.api(deliver(world, params, content))


@api_method("sendPhoto")
def send_photo(world: World, params: Params) -> Json:
    return _send_file(world, params, "photo")


@api_method("sendDocument")
def send_document(world: World, params: Params) -> Json:
    return _send_file(world, params, "document")


@api_method("sendVoice")
def send_voice(world: World, params: Params) -> Json:
    return _send_file(world, params, "voice")


@api_method("sendMediaGroup")
def send_media_group(world: World, params: Params) -> list[Json]:
    items = params.json("media")
    if not isinstance(items, list) or not items:
        raise bad_request("there are no messages to send")
    if len(items) > 10:
        raise bad_request("too many messages to send as an album")
    if len(items) < 2:
        raise bad_request("media group must include 2-10 items")
    kinds = {str(item.get("type")) for item in items if isinstance(item, dict)}
    for kind in ("document", "audio"):
        if kind in kinds and len(kinds) > 1:
            raise bad_request(f"{kind} can't be mixed with other media types")
    contents = [input_media(world, params, item) for item in items]
    album = str(world.new_id())
    plain = Params({k: v for k, v in params.values.items() if k != "reply_markup"}, params.files)
    return [world.api(deliver(world, plain, {**content, "media_group_id": album})) for content in contents]


@api_method("getFile")
def get_file(world: World, params: Params) -> Json:
    file_id = params.text("file_id")
    stored = world.files.get(file_id)
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable" if file_id else "file_id is empty")
    view = stored.view()
    if view["file_size"] > files.DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {**view, "file_path": stored.path}


@api_method("getUserProfilePhotos")
def get_user_profile_photos(world: World, params: Params) -> Json:
    if params.number("user_id") not in world.humans:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}
