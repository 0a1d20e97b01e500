"""Handler arguments are matched by name at run time; a wrong name would fail only when a person presses the button."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, get_type_hints

import pytest
from aiogram import Router

import handlers
from handlers import picking
from handlers.redraw import REDRAWS

GIVEN: dict[str, str] = {
    "actor": "Actor",
    "services": "Services",
    "show": "Show",
    "words": "Words",
    "state": "FSMContext",
    "command": "CommandObject",
    "bot": "Bot",
    "clock": "Clock",
    "once": "str",
    "menus": "CommandMenus",
    "dispatcher": "Dispatcher",
    "company": "CompanySettings",
    "draw": "Callable",
    "make": "Callable",
    "in_hand": "InHand",
}
"""What middlewares and aiogram put in, with the type's name."""


def routers(given: tuple[Router, ...]) -> Iterator[Router]:
    """The routers with those inside them."""
    for router in given:
        yield router
        yield from routers(tuple(router.sub_routers))


def called(function: Callable[..., Any]) -> str:
    """`handlers.calls.today`."""
    return f"{function.__module__}.{function.__qualname__}"


def all_handlers() -> list[tuple[str, str, Callable[..., Any]]]:
    """(event, where, function) of every registered handler."""
    return [
        (event, called(handler.callback), handler.callback)
        for router in routers(tuple(handlers.ROUTERS))
        for event, observer in router.observers.items()
        for handler in observer.handlers
    ]


EVENTS = {"message": "Message", "edited_message": "Message", "callback_query": "CallbackQuery"}
HANDLERS = all_handlers()


def type_name(annotation: Any) -> str:
    """`Actor` for the class Actor; the text of anything else."""
    return getattr(annotation, "__name__", str(annotation))


@pytest.mark.parametrize(
    ("event", "where", "function"), HANDLERS, ids=[f"{event}:{where}" for event, where, _ in HANDLERS]
)
def test_every_argument_of_a_handler_is_one_that_is_given(event: str, where: str, function: Callable[..., Any]):
    hints = get_type_hints(function)
    first, *rest = inspect.signature(function).parameters.values()
    if event in EVENTS:
        assert type_name(hints[first.name]) == EVENTS[event], f"{where}: the first argument is the update"
    for parameter in rest:
        if parameter.name == "callback_data" or parameter.kind is parameter.VAR_KEYWORD:
            continue  # the class of callback_data is checked against its filter below
        assert parameter.name in GIVEN, f"{where}: nobody gives `{parameter.name}`"
        assert type_name(hints[parameter.name]) == GIVEN[parameter.name], f"{where}: `{parameter.name}`"


def test_callback_data_has_the_type_its_filter_lets_through():
    wrong = []
    for router in routers(tuple(handlers.ROUTERS)):
        for handler in router.callback_query.handlers:
            classes = {
                found for one in handler.filters or () if (found := getattr(one.callback, "callback_data", None))
            }
            hint = get_type_hints(handler.callback).get("callback_data")
            if hint is None or not classes:
                continue
            allowed = set(getattr(hint, "__args__", (hint,)))
            if not any(issubclass(one, tuple(allowed)) for one in classes):
                wrong.append(called(handler.callback))
    assert not wrong, wrong


@pytest.mark.parametrize("drawer", list(dict.fromkeys(REDRAWS.values())), ids=called)
def test_every_argument_of_a_redraw_is_one_that_is_given(drawer: Callable[..., Any]):
    for parameter in inspect.signature(drawer).parameters:
        assert parameter in GIVEN or parameter == "callback_data", f"nobody gives `{parameter}`"


@pytest.mark.parametrize("flow", [flow.callback for flow in picking._flows.values()], ids=called)
def test_every_argument_of_a_flow_after_the_picker_is_one_that_is_given(flow: Callable[..., Any]):
    for parameter in inspect.signature(flow).parameters:
        assert parameter in GIVEN or parameter in {"choice", "callback", "message"}, f"nobody gives `{parameter}`"


def test_router_names_are_unique():
    names = [router.name for router in handlers.ROUTERS]
    assert len(names) == len(set(names)), names
