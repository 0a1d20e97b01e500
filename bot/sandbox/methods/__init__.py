"""The Bot API methods, by subject."""

from __future__ import annotations

from . import answering, editing, media, profile, removing, rich, sending, various
from .registry import METHODS

__all__ = ["METHODS", "answering", "editing", "media", "profile", "removing", "rich", "sending", "various"]
