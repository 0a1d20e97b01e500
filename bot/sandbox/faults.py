"""Faults on request: errors, delays and broken connections for the calls of the bot."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from .errors import ApiError, Json, too_many_requests


@dataclass(slots=True)
class Fault:
    """What shall go wrong. `method` is a name or `*` (every method but getUpdates); `count` calls are hit (0 = all).

    `drop` breaks the connection `before` or `after` the call was processed; `delay` is in real seconds.
    """

    method: str = "*"
    count: int = 1
    error_code: int = 0
    description: str = ""
    retry_after: int = 0
    delay: float = 0.0
    drop: str = ""
    chat_id: int | None = None
    skip: int = 0
    """So many fitting calls pass before the first one is hit."""
    hits: int = field(default=0)

    def error(self) -> ApiError | None:
        """The refusal, if this fault is one."""
        if self.retry_after:
            return too_many_requests(self.retry_after)
        if self.error_code:
            return ApiError(self.error_code, self.description or "Internal Server Error")
        return None


@dataclass(slots=True)
class Faults:
    """The faults in force, the earliest first."""

    active: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> Fault:
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        self.active.clear()

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that hits this call, counted down."""
        for fault in self.active:
            wanted = fault.method.lower()
            if wanted != method and (wanted != "*" or method == "getupdates"):
                continue
            if fault.chat_id is not None and fault.chat_id != chat_id:
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.hits += 1
            if fault.count and fault.hits >= fault.count:
                self.active.remove(fault)
            return fault
        return None

    def view(self) -> list[Json]:
        """As JSON."""
        return [asdict(fault) for fault in self.active]
