"""What due dates hang on by name, lengths as typed, and the fair share of a team."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules import offsets, sources
from services.rules.due import Offset, Unit
from services.rules.responsible import least_loaded


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2 days", Offset(2)),
        ("2", Offset(2)),
        ("1 день", Offset(1)),
        ("3 дня", Offset(3)),
        ("5 робочих днів", Offset(5)),
        ("2 рабочих дня", Offset(2)),
        ("10д", Offset(10)),
        ("4 часа", Offset(4, Unit.HOURS)),
        ("4 години", Offset(4, Unit.HOURS)),
        ("4 h", Offset(4, Unit.HOURS)),
        ("30 min", Offset(30, Unit.MINUTES)),
        ("30 хв.", Offset(30, Unit.MINUTES)),
        ("Полчаса", Offset(30, Unit.MINUTES)),
        ("2 недели", Offset(10)),
        ("0", Offset(0)),
        ("", None),
        ("soon", None),
        ("-2 days", None),
        ("2.5 days", None),
        ("2 parsecs", None),
        ("9999 days", None),
        ("2 days 3 hours and more", None),
    ],
)
def test_lengths_as_people_type_them(typed: str, expected: Offset | None) -> None:
    assert offsets.parse(typed) == expected


@given(st.text(max_size=40))
def test_any_text_is_a_length_or_none(typed: str) -> None:
    found = offsets.parse(typed)
    assert found is None or 0 <= found.amount <= offsets.MOST[found.unit]


@given(st.integers(1, 10**10))
def test_sources_there_and_back(number: int) -> None:
    field, task = sources.of_field(number), sources.of_task(number)
    assert (sources.field_id(field), sources.stage_task_id(field)) == (number, None)
    assert (sources.field_id(task), sources.stage_task_id(task)) == (None, number)
    assert (sources.is_event(field), sources.is_event(task)) == (False, True)
    assert sources.noted(sources.note(task, None)) == task


@pytest.mark.parametrize("code", ["", "field:", "field:x", "task_done:-1", "payment", "field:١"])
def test_what_is_no_source(code: str) -> None:
    assert not sources.is_known(code)


@given(st.dictionaries(st.integers(1, 50), st.integers(0, 9)))
def test_the_least_loaded_has_no_more_than_anybody_and_ties_go_by_id(loads: dict[int, int]) -> None:
    chosen = least_loaded(loads)
    if chosen is None:
        assert not loads
        return
    assert all(loads[chosen] <= load for load in loads.values())
    assert all(chosen <= person for person, load in loads.items() if load == loads[chosen])


@given(st.integers(1, 8), st.integers(0, 60))
def test_tasks_given_to_the_least_loaded_one_by_one_are_shared_evenly(people: int, tasks: int) -> None:
    loads = dict.fromkeys(range(people), 0)
    for _ in range(tasks):
        chosen = least_loaded(loads)
        assert chosen is not None
        loads[chosen] += 1
    assert max(loads.values()) - min(loads.values()) <= 1
