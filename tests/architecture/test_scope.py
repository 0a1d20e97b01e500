"""Records are read through `storage/visibility.py`; whoever reads past it says here why that is right."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from storage.visibility import _RULES
from tests.architecture.trees import files, name, tree

GUARDED = {table.__name__ for table in _RULES}
"""Tables with rules of visibility."""

BELOW = "reads by the id of a record that its caller has found through `visible`, or shows what was found so"
WIDER = "looks wider than the actor sees on purpose, and its caller tells no more than that there is somebody"
MACHINE = "no person asks: a job, the delivery, the import, or finding out who somebody is"
STAFF = (
    "names and numbers of colleagues, which are no secret among colleagues; or an admin asks, checked by the service"
)

KEYS = "columns and conditions of facts, whose rows `storage/facts/engine.py` asks for by `counted`"

UNSCOPED: dict[str, dict[str, str]] = {
    "call_list": dict.fromkeys(("deals_shown", "leads_shown", "clients_shown"), BELOW),
    "cards": dict.fromkeys(("_around_deal", "_last_activities"), BELOW),
    "channels": dict.fromkeys(("with_inquiries", "inquiries"), "admins only, and only counts"),
    "client_worth": {"refill": MACHINE},
    "client_traits": {"known": "names of segments, regions and audiences of the company, of no client"},
    "clients": dict.fromkeys(("contacts", "count_contacts", "same_phone", "newest_contact"), BELOW),
    "deal_search": dict.fromkeys(("_open_task", "_named", "_with_piece"), "parts of statements that ask `visible`"),
    "deals": {
        **dict.fromkeys(("tasks_by_id", "_with_task"), BELOW),
        "with_names": "a part of statements that ask `visible`",
    },
    "deal_events": {
        **dict.fromkeys(("latest", "following", "deals_with_following"), BELOW),
        "open_deals_of": "a client got in touch: every deal's due dates follow, whoever has it; nothing is shown",
    },
    "digests": {"staff_with_chat": MACHINE},
    "subscriptions": {"running": MACHINE},
    "bookings": dict.fromkeys(("taken", "of_value"), "times that are taken, without whose; or " + BELOW),
    "field_values": dict.fromkeys(("values_of", "one", "by_ids", "matches"), BELOW),
    "fields": {
        "_around_deal": BELOW,
        "lock_deal": BELOW,
    },
    "field_dates": {"values": BELOW},
    "facts.keys": {
        "groups": "a client's group is one of the whole company; only numbers of seen records are told apart by it",
    },
    "facts.clients": {"buyers": KEYS},
    "facts.deals": dict.fromkeys(("deals_closed", "deals_no_task", "first_wins"), KEYS),
    "forecast_deals": {"_of": "a part of statements that ask `visible`", "mark": "whether any deal came; none is told"},
    "forecast_facts": {"lists": STAFF, "count_deals": "the pooled model looks at all; the service shows what is seen"},
    "heads": dict.fromkeys(("_heads_over", "_first", "_first_admin", "reachable_owner", "_is_away"), MACHINE),
    "importing": dict.fromkeys(("end_tasks",), MACHINE),
    "known": dict.fromkeys(("contact_by_phone", "contact_by_chat", "live_lead"), WIDER),
    "leads": {
        **dict.fromkeys(("owner_name", "sellers"), STAFF),
        "is_colleague": MACHINE,
        "move_to_deal": BELOW,
    },
    "nps": {
        **dict.fromkeys(("to_ask", "to_repeat", "undelivered", "poll_of_chat", "poll_of_task"), MACHINE),
        "poll_of_deal": BELOW,
    },
    "outbox_readers": dict.fromkeys(("contact_chat", "concern_of_chat"), MACHINE),
    "payments": dict.fromkeys(("of_deal", "_around"), BELOW),
    "people": {
        **dict.fromkeys(("user", "user_by_telegram", "active_admins", "has_admin", "head_of_team"), MACHINE),
        **dict.fromkeys(("users_page", "count_users", "count_by_team", "team_sizes"), STAFF),
    },
    "plans": dict.fromkeys(
        ("structure_of", "all_named", "teams_of", "changes"),
        STAFF + "; the service shows plans of those the actor sees",
    ),
    "postponing": {"waiting_of": BELOW},
    "red_marks": dict.fromkeys(
        ("red_deal", "_red_of_many", "red_lead"), "conditions; whoever asks them adds what is visible"
    ),
    "privacy": dict.fromkeys(
        ("contacts", "contacts_of", "leads", "deals", "messages", "scores"), "the person asks who it is about"
    ),
    "forgetting": dict.fromkeys(("mask", "_search_keys"), "words about a person go for everybody"),
    "reminders": {
        **dict.fromkeys(("to_nudge", "tasks_to_escalate", "tasks_to_escalate_again", "_leads"), MACHINE),
        **dict.fromkeys(("promises_to_settle", "escalations"), MACHINE),
        "_told": "its callers say whose tasks: the reader's own, or visible ones",
    },
    "requests": dict.fromkeys(("contact", "client", "lead_with_owner"), MACHINE),
    "responsible": dict.fromkeys(("loads", "present_of_team"), MACHINE),
    "rounds": {
        "lives": "when tasks were there that the actor changed; nothing of them is shown",
        **dict.fromkeys(("heads", "teams_of"), MACHINE),
        "requests_left": "`requests.waiting` takes the visible ones",
    },
    "audit": dict.fromkeys(
        ("_plans", "_responsible", "_overdue", "_next_step", "_fields", "_nps", "_reasons", "_checks"),
        "admins only: they see everything",
    ),
    "absences": {"live": MACHINE, **dict.fromkeys(("open_deals", "open_leads"), "only counts, of people seen")},
    "moving_work": {
        **dict.fromkeys(("with_tasks", "tasks_of", "clients_of"), BELOW),
        "deal_names": "told to who was given or lost them: the service takes only those",
    },
    "losses": {"joined": "a part of statements that ask `visible`"},
    "reasons": {"colleagues": "admins only: who may be told"},
    "refusals": {
        **dict.fromkeys(("refusals_of", "last_refusal", "refusal_of_task"), BELOW),
        "any_refusal": "a department hears of its reason; the service checks that it is the reader's",
        **dict.fromkeys(("peers", "checks_waiting"), MACHINE),
    },
    "sales": dict.fromkeys(("any_target", "main_contact", "_client_name"), BELOW),
    "search": dict.fromkeys(("leads_shown", "contacts_shown", "clients_shown", "deals_shown"), BELOW),
    "stage_tasks": dict.fromkeys(("people", "users"), STAFF),
    "summaries": {
        **dict.fromkeys(("activities", "won_deals", "done_tasks"), BELOW),
        "refusals": "`_refused` takes the visible ones",
    },
    "work": {
        **dict.fromkeys(("_open", "last_activities", "count_open", "unreached_in_a_row"), BELOW),
        **dict.fromkeys(("_names_around", "by_ids"), BELOW),
        "people_names": STAFF,
    },
}


def functions(module: ast.Module) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """Functions of a module by name."""
    return {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def calls(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Calls inside a node, by the text of what is called."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            yield ast.unparse(inner.func), inner


def reads(function: ast.AST) -> set[str]:
    """Guarded tables a function selects from or gets by id."""
    return {
        part.id
        for called, call in calls(function)
        if called == "select" or called.endswith((".select_from", ".get"))
        for argument in call.args
        for part in ast.walk(argument)
        if isinstance(part, ast.Name) and part.id in GUARDED
    }


def is_scoped(
    function: ast.AST, known: dict[str, ast.FunctionDef | ast.AsyncFunctionDef], seen: tuple[str, ...] = ()
) -> bool:
    """True if it, or a helper of its module that it calls, asks what is visible, or reads the actor's own rows."""
    if "work.actor.user_id" in ast.unparse(function):
        return True
    return any(
        called in {"visible", "counted", "owners_seen", "me"}
        or (called in known and called not in seen and is_scoped(known[called], known, (*seen, called)))
        for called, _ in calls(function)
    )


def unscoped() -> dict[str, set[str]]:
    """Functions of storage that read records past `visible`, by module."""
    found: dict[str, set[str]] = {}
    for path in files("storage"):
        if {"tables", "migrations"} & set(path.parts) or path.name in {"visibility.py", "history.py"}:
            continue
        known = functions(tree(path))
        past = {one for one, function in known.items() if reads(function) and not is_scoped(function, known)}
        if past:
            found[name(path).removeprefix("storage/").removesuffix(".py").replace("/", ".")] = past
    return found


FOUND = unscoped()


@pytest.mark.parametrize("module", sorted(FOUND))
def test_whoever_reads_past_visible_says_why(module: str):
    unexplained = FOUND[module] - set(UNSCOPED.get(module, {}))
    assert not unexplained, f"storage/{module}.py: use visible(work.actor, …), or give the reason in UNSCOPED"


def test_no_reason_is_left_over():
    left = {
        f"{module}.{one}" for module, reasons in UNSCOPED.items() for one in set(reasons) - FOUND.get(module, set())
    }
    assert not left, left
