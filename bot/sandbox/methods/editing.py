"""Edits of the bot's own messages."""

from __future__ import annotations

from typing import Any

from .. import files
from ..errors import Json, bad_request
from ..keyboards import parse_markup
from ..model import Message
from ..params import Params
from ..text import message_caption, message_text
from ..world import World
from .registry import api_method
from .rich import rich_content
from .sending import resolve_mentions

_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
_MEDIA = frozenset({"photo", "document", "voice", "video", "animation", "audio"})


def _editable(world: World, params: Params) -> Message:
    message_id = params.number("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    chat_id = world.target(params)
    message = world.find(chat_id, message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot or not message.editable or "forward_origin" in message.content:
        raise bad_request("message can't be edited")
    return message


def _markup(params: Params) -> Json | None:
    markup = parse_markup(params.values.get("reply_markup"), private=not params.text("chat_id").startswith("-"))
    if markup.other is not None:
        raise bad_request("inline keyboard expected")
    return markup.inline


def _apply(world: World, message: Message, content: Json, markup: Json | None) -> Json:
    if content == message.content and markup == message.markup:
        raise bad_request(_SAME)
    world.flood.check(message.chat_id)
    # A change of the buttons alone does not show as "edited" to people, nor in edit_date.
    if content != message.content:
        message.edit_date = int(world.now().timestamp())
    message.content, message.markup = content, markup
    world.touch(message, "edit")
    return world.api(message)


@api_method("editMessageText")
def edit_message_text(world: World, params: Params) -> Json:
    if "rich_message" in params:
        content = rich_content(params.json("rich_message"))
    else:
        text, entities = message_text(params)
        content = {"text": text}
        if entities:
            content["entities"] = resolve_mentions(world, entities)
        if isinstance(preview := params.json("link_preview_options"), dict):
            content["link_preview_options"] = preview
    markup = _markup(params)
    message = _editable(world, params)
    if "text" not in message.content and "rich_message" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _apply(world, message, content, markup)


@api_method("editMessageCaption")
def edit_message_caption(world: World, params: Params) -> Json:
    caption, entities = message_caption(params)
    markup = _markup(params)
    message = _editable(world, params)
    if not _MEDIA & message.content.keys():
        raise bad_request("there is no caption in the message to edit")
    content = {k: v for k, v in message.content.items() if k not in ("caption", "caption_entities")}
    content.update(captioned(world, caption, entities))
    return _apply(world, message, content, markup)


def captioned(world: World, caption: str, entities: list[Json]) -> Json:
    """The fields of a caption; none when it is empty."""
    if not caption:
        return {}
    fields: Json = {"caption": caption}
    if entities:
        fields["caption_entities"] = resolve_mentions(world, entities)
    return fields


@api_method("editMessageReplyMarkup")
def edit_message_reply_markup(world: World, params: Params) -> Json:
    markup = _markup(params)
    message = _editable(world, params)
    return _apply(world, message, message.content, markup)


@api_method("editMessageMedia")
def edit_message_media(world: World, params: Params) -> Json:
    content = input_media(world, params, params.json("media"))
    markup = _markup(params)
    message = _editable(world, params)
    if not (_MEDIA | {"text"}) & message.content.keys():
        raise bad_request("message media can't be edited")
    return _apply(world, message, content, markup)


def input_media(world: World, params: Params, media: Any) -> Json:
    """The content of an InputMedia object."""
    if not isinstance(media, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = str(media.get("type", ""))
    if kind not in _MEDIA:
        raise bad_request("unsupported InputMedia type")
    stored = world.files.from_params(kind, params, "media", str(media.get("media", "")))
    caption = message_caption(Params({k: v for k, v in media.items() if v is not None}))
    return {**files.content(stored), **captioned(world, *caption)}
