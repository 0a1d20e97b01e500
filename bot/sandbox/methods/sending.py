"""sendMessage and its simple sisters, copies and forwards."""

from __future__ import annotations

import copy
from time import monotonic

from ..errors import Json, bad_request
from ..keyboards import Markup, parse_markup
from ..model import Message
from ..params import Params
from ..text import message_caption, message_text
from ..world import TYPING_SECONDS, World
from .registry import api_method

_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_ID_LIMIT = 100


def deliver(world: World, params: Params, content: Json, *, keyboard: bool = True) -> Message:
    """Send one message with everything the send methods have in common; raises what Telegram answers."""
    raw_chat = params.text("chat_id").strip()
    markup = parse_markup(params.values.get("reply_markup"), private=not raw_chat.startswith("-"))
    chat_id = world.target(params)
    reply_to = _reply_target(world, params, chat_id)
    world.flood.check(chat_id)
    message = world.post(
        chat_id,
        content,
        from_bot=True,
        markup=markup.inline if keyboard else None,
        editable=markup.other is None,
        reply_to=reply_to,
        silent=params.flag("disable_notification"),
        protected=params.flag("protect_content"),
    )
    _show_keyboard(world, chat_id, markup)
    return message


def _reply_target(world: World, params: Params, chat_id: int) -> int | None:
    given = params.json("reply_parameters")
    given = given if isinstance(given, dict) else {}
    message_id = int(given.get("message_id") or params.number("reply_to_message_id") or 0)
    if not message_id or world.find(chat_id, message_id) is not None:
        return message_id or None
    if given.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _show_keyboard(world: World, chat_id: int, markup: Markup) -> None:
    human = world.humans.get(chat_id)
    if human is None or markup.other is None:
        return
    human.reply_keyboard = markup.other if "keyboard" in markup.other else None
    world.tell("keyboard", chat_id)


@api_method("sendMessage")
def send_message(world: World, params: Params) -> Json:
    text, entities = message_text(params)
    content: Json = {"text": text}
    if entities:
        content["entities"] = resolve_mentions(world, entities)
    if isinstance(preview := params.json("link_preview_options"), dict):
        content["link_preview_options"] = preview
    return world.api(deliver(world, params, content))


def resolve_mentions(world: World, entities: list[Json]) -> list[Json]:
    """A mention link of somebody the bot has not met loses its link."""
    result: list[Json] = []
    for entity in entities:
        if entity["type"] != "text_mention" or "user" in entity:
            result.append(entity)
            continue
        human = world.humans.get(int(entity.get("user_id", 0)))
        if human is not None and (human.known or human.started):
            result.append({**{k: v for k, v in entity.items() if k != "user_id"}, "user": human.user()})
    return result


@api_method("sendLocation")
def send_location(world: World, params: Params) -> Json:
    return world.api(deliver(world, params, {"location": coordinates(params)}))


@api_method("sendVenue")
def send_venue(world: World, params: Params) -> Json:
    location = coordinates(params)
    venue = {"location": location, "title": params.text("title"), "address": params.text("address")}
    return world.api(deliver(world, params, {"venue": venue, "location": location}))


def coordinates(params: Params) -> Json:
    try:
        latitude, longitude = float(params.text("latitude")), float(params.text("longitude"))
    except ValueError:
        raise bad_request("latitude and longitude must be specified") from None
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        raise bad_request("wrong latitude or longitude specified")
    return {"latitude": latitude, "longitude": longitude}


@api_method("sendContact")
def send_contact(world: World, params: Params) -> Json:
    phone, first_name = params.text("phone_number"), params.text("first_name")
    if not phone:
        raise bad_request("phone number is empty")
    if not first_name:
        raise bad_request("first name is empty")
    contact: Json = {"phone_number": phone, "first_name": first_name}
    for field in ("last_name", "vcard"):
        if value := params.text(field):
            contact[field] = value
    return world.api(deliver(world, params, {"contact": contact}))


@api_method("sendChatAction")
def send_chat_action(world: World, params: Params) -> bool:
    if params.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat_id = world.target(params)
    if chat_id in world.humans:
        world.humans[chat_id].typing_until = monotonic() + TYPING_SECONDS
    world.tell("typing", chat_id)
    return True


def _source(world: World, params: Params, message_id: int, verb: str) -> Message:
    text = params.text("from_chat_id").strip()
    chat_id = int(text) if text.lstrip("-").isdecimal() else 0
    if chat_id not in world.chats:
        raise bad_request("chat not found")
    message = world.find(chat_id, message_id)
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if message.protected:
        raise bad_request(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return message


def _copied(world: World, params: Params, message_id: int) -> Message:
    content = copy.deepcopy(_source(world, params, message_id, "copy").content)
    content.pop("forward_origin", None)
    if "caption" in params and "text" not in content:
        caption, entities = message_caption(params)
        content.update({"caption": caption, "caption_entities": entities})
    return deliver(world, params, content)


def _forwarded(world: World, params: Params, message_id: int) -> Message:
    source = _source(world, params, message_id, "forward")
    content = copy.deepcopy(source.content)
    sender = world.bot_user() if source.from_bot else world.humans[source.chat_id].user()
    content.setdefault("forward_origin", {"type": "user", "sender_user": sender, "date": source.date})
    return deliver(world, params, content, keyboard=False)


@api_method("copyMessage")
def copy_message(world: World, params: Params) -> Json:
    return {"message_id": _copied(world, params, params.number("message_id")).id}


@api_method("forwardMessage")
def forward_message(world: World, params: Params) -> Json:
    return world.api(_forwarded(world, params, params.number("message_id")))


def message_ids(params: Params) -> list[int]:
    """1-100 identifiers."""
    ids = params.numbers("message_ids")
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > _ID_LIMIT:
        raise bad_request("too many message identifiers specified")
    return ids


@api_method("copyMessages", "forwardMessages")
def many_messages(world: World, params: Params) -> list[Json]:
    """Unknown ones are skipped; copies and forwards differ only in their origin mark."""
    text = params.text("from_chat_id").strip()
    chat_id = int(text) if text.lstrip("-").isdecimal() else 0
    known = [number for number in message_ids(params) if world.find(chat_id, number) is not None]
    make = _copied if params.method == "copymessages" else _forwarded
    return [{"message_id": make(world, params, number).id} for number in known]
