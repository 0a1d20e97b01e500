"""What can go wrong in a service, as codes and data; the words live in `bot/ui/problems.py`."""

from __future__ import annotations


class Problem(Exception):
    """An expected failure that the person is told about.

    `code` names the text, `params` fill it. Nothing has been written when it is raised.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class NotFound(Problem):
    """The record does not exist or the actor may not see it: both look the same."""

    def __init__(self, what: str = "record") -> None:
        super().__init__("not_found", what=what)


class Stale(Problem):
    """The record changed since the screen was drawn; the screen is to be redrawn."""

    def __init__(self, code: str = "stale", **params: object) -> None:
        super().__init__(code, **params)


class Invalid(Problem):
    """The input cannot be taken; the code says what to do instead."""


class Denied(Problem):
    """The action is not for this role."""

    def __init__(self) -> None:
        super().__init__("denied")
