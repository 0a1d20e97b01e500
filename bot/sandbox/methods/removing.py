"""Deleting and pinning messages, reactions."""

from __future__ import annotations

from ..errors import bad_request
from ..model import Message
from ..params import Params
from ..world import World
from .registry import api_method
from .sending import message_ids

DELETE_SECONDS = 48 * 3600
_EMOJI = """
❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾
💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""
REACTIONS = frozenset(_EMOJI.split())
"""What a bot may react with; variation selectors are ignored."""


def _delete(world: World, message: Message) -> None:
    message.deleted = True
    world.touch(message, "delete")


def _too_old(world: World, message: Message) -> bool:
    return world.now().timestamp() - message.date > DELETE_SECONDS


@api_method("deleteMessage")
def delete_message(world: World, params: Params) -> bool:
    chat_id = world.target(params)
    message = world.find(chat_id, params.number("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if _too_old(world, message):
        raise bad_request("message can't be deleted for everyone")
    _delete(world, message)
    return True


@api_method("deleteMessages")
def delete_messages(world: World, params: Params) -> bool:
    ids = message_ids(params)
    chat_id = world.target(params)
    messages = [message for number in ids if (message := world.find(chat_id, number)) is not None]
    if any(_too_old(world, message) for message in messages):
        raise bad_request("message can't be deleted for everyone")
    for message in messages:
        _delete(world, message)
    return True


@api_method("pinChatMessage")
def pin_chat_message(world: World, params: Params) -> bool:
    message = world.find(world.target(params), params.number("message_id"))
    if message is None:
        raise bad_request("message to pin not found")
    message.pinned = True
    world.touch(message, "edit")
    return True


@api_method("unpinChatMessage", "unpinAllChatMessages")
def unpin_chat_message(world: World, params: Params) -> bool:
    chat_id = world.target(params)
    only = params.number("message_id")
    pinned = [m for m in world.chats.get(chat_id, {}).values() if m.pinned and not m.deleted]
    if only and only not in {message.id for message in pinned}:
        raise bad_request("message to unpin not found")
    newest = params.method == "unpinchatmessage" and not only
    for message in pinned[-1:] if newest else [m for m in pinned if not only or m.id == only]:
        message.pinned = False
        world.touch(message, "edit")
    return True


@api_method("setMessageReaction")
def set_message_reaction(world: World, params: Params) -> bool:
    message = world.find(world.target(params), params.number("message_id"))
    if message is None:
        raise bad_request("message to react not found")
    reactions = params.json("reaction") or []
    if not isinstance(reactions, list):
        raise bad_request("can't parse reaction: expected an Array")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = [str(item.get("emoji", "")) for item in reactions if isinstance(item, dict)]
    if any(one.replace("\ufe0f", "") not in REACTIONS for one in emoji):
        raise bad_request("REACTION_INVALID")
    message.reactions["bot"] = emoji
    world.touch(message, "edit")
    return True
