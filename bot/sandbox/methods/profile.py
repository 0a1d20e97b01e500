"""Commands by scope and language, the menu button, the bot's name and descriptions."""

from __future__ import annotations

import re

from ..errors import Json, bad_request
from ..params import Params
from ..world import World
from .registry import api_method

_NAME = re.compile(r"[a-z0-9_]+")
_LANGUAGE = re.compile(r"[a-z]{2}")
_OF_A_CHAT = frozenset({"chat", "chat_administrators", "chat_member"})
_SCOPES = _OF_A_CHAT | {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
_LIMITS = {"name": 64, "description": 512, "shortdescription": 120}


def _language(params: Params) -> str:
    code = params.text("language_code")
    if code and not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def _scope(world: World, params: Params) -> tuple[str, int]:
    scope = params.json("scope") or {"type": "default"}
    kind = str(scope.get("type", "")) if isinstance(scope, dict) else ""
    if kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    if kind not in _OF_A_CHAT:
        return kind, 0
    text = str(scope.get("chat_id", ""))
    chat_id = int(text) if text.lstrip("-").isdecimal() else 0
    human = world.humans.get(chat_id)
    if chat_id not in world.groups and (human is None or not (human.known or human.started)):
        raise bad_request("chat not found")
    if kind != "chat" and chat_id > 0:
        raise bad_request("can't use specified scope in private chats")
    return kind, chat_id


@api_method("setMyCommands")
def set_my_commands(world: World, params: Params) -> bool:
    given = params.json("commands")
    if not isinstance(given, list):
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    if len(given) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = [_command(item) for item in given]
    kind, chat_id = _scope(world, params)
    world.commands[kind, chat_id, _language(params)] = commands
    world.tell("keyboard", chat_id or None)
    return True


def _command(item: object) -> Json:
    fields: Json = item if isinstance(item, dict) else {}
    name = str(fields.get("command", "")).removeprefix("/")
    description = str(fields.get("description", "")).strip()
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > 32:
        raise bad_request("command length must not exceed 32")
    if not _NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > 256:
        raise bad_request("command description length must not exceed 256")
    return {**fields, "command": name, "description": description}


@api_method("getMyCommands")
def get_my_commands(world: World, params: Params) -> list[Json]:
    kind, chat_id = _scope(world, params)
    return world.commands.get((kind, chat_id, _language(params)), [])


@api_method("deleteMyCommands")
def delete_my_commands(world: World, params: Params) -> bool:
    kind, chat_id = _scope(world, params)
    world.commands.pop((kind, chat_id, _language(params)), None)
    world.tell("keyboard", chat_id or None)
    return True


def commands_for(world: World, human_id: int) -> list[Json]:
    """The list this person sees: the narrowest scope first, the own language before none."""
    language = world.humans[human_id].language_code[:2]
    for kind, chat_id in (("chat", human_id), ("all_private_chats", 0), ("default", 0)):
        for code in (language, ""):
            if commands := world.commands.get((kind, chat_id, code)):
                return commands
    return []


@api_method("setChatMenuButton")
def set_chat_menu_button(world: World, params: Params) -> bool:
    button = params.json("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in {"default", "commands", "web_app"}:
        raise bad_request("can't parse MenuButton: unsupported type specified")
    if "chat_id" in params:
        world.humans[world.target(params)].menu_button = button
    else:
        world.menu_button = button
    return True


@api_method("getChatMenuButton")
def get_chat_menu_button(world: World, params: Params) -> Json:
    own = world.humans[world.target(params)].menu_button if "chat_id" in params else None
    return own or world.menu_button


def _set(world: World, params: Params, field: str, parameter: str) -> bool:
    value = params.text(parameter)
    if len(value) > _LIMITS[field]:
        raise bad_request(f"bot {parameter.replace('_', ' ')} is too long")
    world.profile[field, _language(params)] = value
    if field == "name" and value and not _language(params):
        world.name = value
    return True


@api_method("setMyName")
def set_my_name(world: World, params: Params) -> bool:
    return _set(world, params, "name", "name")


@api_method("setMyDescription")
def set_my_description(world: World, params: Params) -> bool:
    return _set(world, params, "description", "description")


@api_method("setMyShortDescription")
def set_my_short_description(world: World, params: Params) -> bool:
    return _set(world, params, "shortdescription", "short_description")


@api_method("getMyName")
def get_my_name(world: World, params: Params) -> Json:
    return {"name": world.profile.get(("name", _language(params))) or world.name}


@api_method("getMyDescription")
def get_my_description(world: World, params: Params) -> Json:
    return {"description": world.profile.get(("description", _language(params)), "")}


@api_method("getMyShortDescription")
def get_my_short_description(world: World, params: Params) -> Json:
    return {"short_description": world.profile.get(("shortdescription", _language(params)), "")}
