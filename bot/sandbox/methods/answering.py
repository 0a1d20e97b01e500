"""Answers to button presses and inline queries."""

from __future__ import annotations

from typing import Any

from ..errors import Json, bad_request
from ..keyboards import parse_markup
from ..model import START_PAYLOAD
from ..params import Params
from ..text import message_text
from ..world import World
from .registry import api_method

_TOASTS_KEPT = 50


@api_method("answerCallbackQuery")
def answer_callback_query(world: World, params: Params) -> bool:
    text, url = params.text("text"), params.text("url")
    callback = world.callback_of(params.text("callback_query_id"))
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    if url and not url.startswith((f"https://t.me/{world.username}?start=", f"t.me/{world.username}?start=")):
        raise bad_request("URL_INVALID")
    callback.answer = {"text": text, "show_alert": params.flag("show_alert"), "url": url or None}
    human = world.humans.get(callback.human_id)
    if human is not None and (text or url):
        toast = {"id": callback.id, "message_id": callback.message_id, **callback.answer}
        human.toasts = [*human.toasts[1 - _TOASTS_KEPT :], toast]
        world.tell("toast", human.id, **toast)
    return True


def result_content(result: Json) -> tuple[Json, Json | None]:
    """What a chosen result puts into the chat: its message and its buttons; raises the 400s of both."""
    given = result.get("input_message_content")
    if not isinstance(given, dict):
        raise bad_request("can't parse inline query result: input message content is not specified")
    text, entities = message_text(Params(given), "message_text")
    markup = parse_markup(result.get("reply_markup"), private=True)
    return {"text": text, **({"entities": entities} if entities else {})}, markup.inline


@api_method("answerInlineQuery")
def answer_inline_query(world: World, params: Params) -> bool:
    query = world.inline_queries.get(params.text("inline_query_id"))
    results = params.json("results")
    if not isinstance(results, list):
        raise bad_request("can't parse inline query results: expected an Array")
    if len(results) > 50:
        raise bad_request("too many inline query results specified")
    _check_results(results)
    if len(params.text("next_offset").encode()) > 64:
        raise bad_request("NEXT_OFFSET_INVALID")
    if query is None or query.results is not None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    query.button = _button(params.json("button"))
    query.results = results
    query.next_offset = params.text("next_offset")
    return True


def _button(given: Any) -> Json | None:
    """The line above the results: it opens the bot with a payload."""
    if given is None:
        return None
    fields: Json = given if isinstance(given, dict) else {}
    if not str(fields.get("text", "")):
        raise bad_request("SWITCH_PM_TEXT_EMPTY")
    payload = str(fields.get("start_parameter", ""))
    if "web_app" not in fields and not (1 <= len(payload) <= 64 and set(payload) <= START_PAYLOAD):
        raise bad_request("START_PARAM_INVALID")
    return fields


def _check_results(results: list[Any]) -> None:
    seen: set[str] = set()
    for result in results:
        if not isinstance(result, dict):
            raise bad_request("can't parse inline query result: expected an Object")
        fields: Json = result
        number = str(fields.get("id", ""))
        if not 1 <= len(number.encode()) <= 64:
            raise bad_request("RESULT_ID_INVALID")
        if number in seen:
            raise bad_request("RESULT_ID_DUPLICATE")
        seen.add(number)
        if fields.get("type") == "article" and not str(fields.get("title", "")):
            raise bad_request("ARTICLE_TITLE_EMPTY")
        result_content(fields)
