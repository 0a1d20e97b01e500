"""Who the bot is, its chats, and the calls that only close things."""

from __future__ import annotations

from ..errors import Json
from ..params import Params
from ..world import World
from .registry import api_method


@api_method("getMe")
def get_me(world: World, params: Params) -> Json:
    return {
        **world.bot_user(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@api_method("getChat")
def get_chat(world: World, params: Params) -> Json:
    view = world.chat_view(world.target(params))
    return {**view, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _GIFTS}


_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


@api_method("close", "logOut")
def close(world: World, params: Params) -> bool:
    return True
