"""What the stand-in answers when a call is refused, worded as the Bot API server words it."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """A refused call: HTTP status, Telegram's description, and `parameters` when there are any."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """The JSON object of the answer."""
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(text: str) -> ApiError:
    """400. The server lowers the first letter unless the word is a code in capitals (BUTTON_DATA_INVALID)."""
    if len(text) > 1 and not (text[1].isupper() or text[1] == "_"):
        text = text[0].lower() + text[1:]
    return ApiError(400, f"Bad Request: {text}")


def forbidden(text: str) -> ApiError:
    """403: the chat can't be written to."""
    return ApiError(403, f"Forbidden: {text}")


def too_many_requests(retry_after: int) -> ApiError:
    """429; the HTTP layer repeats the seconds in the header Retry-After."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


class NoSuchThing(Exception):
    """The simulation API was asked for a person, message or button that is not there."""
