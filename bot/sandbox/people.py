"""What people do on their phones, and the updates the bot gets from it."""

from __future__ import annotations

from time import monotonic
from typing import Any

from . import files
from .errors import Json, NoSuchThing
from .keyboards import button_kind
from .methods.answering import result_content
from .model import START_PAYLOAD, Callback, Human, InlineQuery, Message
from .params import Upload
from .text import found
from .world import World

_FIRST_ID = 100_001


def human_of(world: World, human_id: int) -> Human:
    try:
        return world.humans[human_id]
    except KeyError:
        raise NoSuchThing(f"no person {human_id}") from None


def create(world: World, fields: Json) -> Human:
    """A new person; with a fixed id when one is given. ValueError when the id is taken."""
    human_id = int(fields.get("id") or max([_FIRST_ID - 1, *world.humans]) + 1)
    if human_id in world.humans:
        raise ValueError(f"person {human_id} exists")
    human = Human(id=human_id, first_name=str(fields.get("first_name") or "Person"))
    world.humans[human_id] = human
    change(world, human, fields)
    return human


def change(world: World, human: Human, fields: Json) -> None:
    """Set what the simulation API may set."""
    for name in ("first_name", "last_name", "username", "language_code", "phone", "title"):
        if fields.get(name) is not None:
            setattr(human, name, str(fields[name]))
    for name in ("known", "started", "deactivated"):
        if fields.get(name) is not None:
            setattr(human, name, bool(fields[name]))
    world.tell("person", human.id)


def start(world: World, human: Human, payload: str) -> tuple[Message, int | None]:
    """Open t.me/<bot>?start=payload and press Start; a payload Telegram would not pass is silently left out."""
    if human.blocked:
        unblock(world, human)
    human.started = True
    usable = 0 < len(payload) <= 64 and set(payload) <= START_PAYLOAD
    return say(world, human, {"text": f"/start {payload}" if usable else "/start"})


def say(world: World, human: Human, content: Json, reply_to: int | None = None) -> tuple[Message, int | None]:
    """Put a message of the person into the chat and tell the bot; returns it and the update's id."""
    if human.blocked:
        if content.get("text", "").split(" ")[0] != "/start":
            raise ValueError(f"{human.first_name} has blocked the bot")
        unblock(world, human)
    if len(content.get("text", "")) > 4096 or len(content.get("caption", "")) > 1024:
        raise ValueError("the text is too long for one message")
    if "text" in content and not content["text"].strip():
        raise ValueError("the text is empty")
    for text, entities in (("text", "entities"), ("caption", "caption_entities")):
        if text in content and (marks := found(content[text], [])):
            content = {**content, entities: marks}
    human.started = human.known = True
    human.unread = 0
    message = world.post(human.id, content, from_bot=False, reply_to=reply_to)
    _used_reply_button(world, human, content)
    return message, push(world, human, "message", world.api(message))


def push(world: World, human: Human, kind: str, payload: Json, lane: str = "") -> int | None:
    """Queue an update of this person."""
    human.mark = world.version
    world.flood.prompted(human.id)
    return world.updates.push(kind, payload, lane or f"chat:{human.id}")


def _used_reply_button(world: World, human: Human, content: Json) -> None:
    keyboard = human.reply_keyboard
    if keyboard is None:
        return
    for button in (button for row in keyboard["keyboard"] for button in row):
        kind = button_kind(button)
        asked = kind.removeprefix("request_")
        typed = kind == "text" and content.get("text") == button["text"]
        if typed or (kind != "text" and (asked in content or f"{asked}_shared" in content)):
            world.taps.count(human.id)
            if keyboard.get("one_time_keyboard"):
                human.reply_keyboard = None
                world.tell("keyboard", human.id)
            return


def content_of(world: World, human: Human, body: Json) -> Json:
    """The content of a message from the JSON of the simulation API."""
    if "text" in body:
        return {"text": str(body["text"])}
    if "contact" in body:
        return {"contact": _contact(world, human, body["contact"] or {})}
    if "users" in body:
        return {"users_shared": _shared_users(world, body["users"])}
    if "location" in body:
        place = body["location"]
        location = {"latitude": float(place["lat"]), "longitude": float(place["lon"])}
        return {"location": location}
    if "forward" in body:
        return _forward(world, human, body["forward"])
    if "sticker" in body:
        return {"sticker": _sticker(world, str(body["sticker"]))}
    if "voice" in body:
        upload = Upload("voice.ogg", "audio/ogg", b"OggS" + bytes(60))
        return files.content(world.files.add("voice", upload), int((body["voice"] or {}).get("duration", 3)))
    raise ValueError("nothing to send: give text, contact, users, location, forward, sticker, voice or start")


def _contact(world: World, human: Human, given: Json) -> Json:
    if given.get("own", not given.get("phone")):
        owner: Human | None = human
    else:
        owner = human_of(world, int(given["person"])) if given.get("person") else None
    contact: Json = {
        "phone_number": given.get("phone") or (owner.phone if owner else ""),
        "first_name": given.get("first_name") or (owner.first_name if owner else ""),
    }
    if not contact["phone_number"]:
        raise ValueError("the contact has no phone")
    if last_name := given.get("last_name") or (owner.last_name if owner else ""):
        contact["last_name"] = last_name
    if owner is not None:
        contact["user_id"] = owner.id
        owner.known = True
    return contact


def _shared_users(world: World, given: Json) -> Json:
    chosen = [human_of(world, int(number)) for number in given["people"]]
    for one in chosen:
        one.known = True
    users = [{"user_id": one.id, "first_name": one.first_name} for one in chosen]
    return {"request_id": int(given.get("request_id", 1)), "users": users}


def _forward(world: World, human: Human, given: Json) -> Json:
    origin: Json = {"date": int(world.now().timestamp())}
    sender = given.get("from_person")
    if isinstance(sender, int):
        author = human_of(world, sender)
        author.known = True
        origin.update(type="user", sender_user=author.user())
    else:
        name = sender.get("name") if isinstance(sender, dict) else sender
        origin.update(type="hidden_user", sender_user_name=str(name or "Hidden"))
    inner: Json = {name: given[name] for name in ("text", "contact", "location") if name in given}
    return {**content_of(world, human, inner), "forward_origin": origin}


def _sticker(world: World, emoji: str) -> Json:
    stored = world.files.add("sticker", Upload("sticker.webp", "image/webp", emoji.encode() or b"?"))
    shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {**stored.view(), **shape, "emoji": emoji}


def upload_content(world: World, kind: str, upload: Upload, caption: str, declared_size: int = 0) -> Json:
    """The content of a sent file."""
    content = files.content(world.files.add(kind, upload, declared_size), 3)
    return {**content, "caption": caption} if caption else content


def message_of(world: World, human: Human, message_id: int) -> Message:
    message = world.find(human.id, message_id)
    if message is None:
        raise NoSuchThing(f"no message {message_id} in the chat of {human.first_name}")
    return message


def edit(world: World, human: Human, message_id: int, text: str) -> int | None:
    """The person changes an own message."""
    message = message_of(world, human, message_id)
    if message.from_bot:
        raise ValueError("only own messages can be edited")
    field = "text" if "text" in message.content else "caption"
    message.content = {k: v for k, v in message.content.items() if k not in ("entities", "caption_entities")}
    message.content[field] = text
    if marks := found(text, []):
        message.content["entities" if field == "text" else "caption_entities"] = marks
    message.edit_date = int(world.now().timestamp())
    world.touch(message, "edit")
    return push(world, human, "edited_message", world.api(message))


def delete(world: World, human: Human, message_id: int) -> None:
    """The person deletes a message for both; the bot is not told."""
    message = message_of(world, human, message_id)
    message.deleted = True
    world.touch(message, "delete")


def react(world: World, human: Human, message_id: int, emoji: str) -> int | None:
    """Set or (with an empty emoji) take away a reaction."""
    message = message_of(world, human, message_id)
    old, new = message.reactions.get("person", []), [emoji] if emoji else []
    message.reactions["person"] = new
    world.touch(message, "edit")
    payload: Json = {
        "chat": human.chat(),
        "message_id": message.id,
        "user": human.user(),
        "date": int(world.now().timestamp()),
        "old_reaction": [{"type": "emoji", "emoji": one} for one in old],
        "new_reaction": [{"type": "emoji", "emoji": one} for one in new],
    }
    return push(world, human, "message_reaction", payload)


def _membership(world: World, human: Human, old: str, new: str) -> int | None:
    def member(status: str) -> Json:
        banned = {"until_date": 0} if status == "kicked" else {}
        return {"user": world.bot_user(), "status": status, **banned}

    payload: Json = {
        "chat": human.chat(),
        "from": human.user(),
        "date": int(world.now().timestamp()),
        "old_chat_member": member(old),
        "new_chat_member": member(new),
    }
    world.tell("person", human.id)
    return push(world, human, "my_chat_member", payload)


def block(world: World, human: Human) -> int | None:
    """Block the bot; blocking twice tells it nothing."""
    if human.blocked:
        return None
    human.blocked = True
    return _membership(world, human, "member", "kicked")


def unblock(world: World, human: Human) -> int | None:
    if not human.blocked:
        return None
    human.blocked = False
    return _membership(world, human, "kicked", "member")


def press(world: World, human: Human, message_id: int, data: str) -> Callback:
    """Press an inline button: the update goes out, the callback waits for its answer."""
    message = message_of(world, human, message_id)
    callback = Callback(str(world.new_id()), human.id, message.id, data, monotonic())
    callback.update = {
        "id": callback.id,
        "from": human.user(),
        "message": world.api(message),
        "chat_instance": str(human.id * 7919),
        "data": data,
    }
    world.remember(callback)
    world.taps.count(human.id)
    human.unread = 0
    push(world, human, "callback_query", callback.update, f"press:{human.id}")
    return callback


def button_on(message: Message, data: str | None, label: str | None) -> Json | None:
    """The inline button of a message by its callback data, or by its label or the label's start."""
    rows: list[list[Json]] = message.markup["inline_keyboard"] if message.markup else []
    buttons = [button for row in rows for button in row]
    if data is not None:
        return next((button for button in buttons if button.get("callback_data") == data), None)
    exact = [button for button in buttons if button["text"] == label]
    return next(iter(exact or [b for b in buttons if label and b["text"].startswith(label)]), None)


def ask_inline(world: World, human: Human, query: str, offset: str) -> InlineQuery:
    """Type @bot query in some chat."""
    asked = InlineQuery(str(world.new_id()), human.id, query)
    world.inline_queries[asked.id] = asked
    payload: dict[str, Any] = {"id": asked.id, "from": human.user(), "query": query, "offset": offset}
    push(world, human, "inline_query", {**payload, "chat_type": "sender"}, f"inline:{human.id}")
    return asked


def choose_inline(world: World, human: Human, query_id: str, result_id: str) -> tuple[Message, int | None]:
    """Drop a result of an inline query into the chat with the bot: a message of the person, marked as made by it."""
    asked = world.inline_queries.get(query_id)
    results = (asked.results or []) if asked is not None and asked.human_id == human.id else []
    result = next((one for one in results if str(one["id"]) == result_id), None)
    if asked is None or result is None:
        raise NoSuchThing(f"no result {result_id!r}")
    content, markup = result_content(result)
    human.started = human.known = True
    human.unread = 0
    message = world.post(human.id, {**content, "via_bot": world.bot_user()}, from_bot=False, markup=markup)
    chosen = {"result_id": result_id, "from": human.user(), "query": asked.query}
    push(world, human, "chosen_inline_result", chosen, f"inline:{human.id}")
    return message, push(world, human, "message", world.api(message))
