"""What can go wrong in a service: the family lives beside the rules so that storage can raise it too."""

from services.rules.errors import Denied, Invalid, NotFound, Problem, Stale

__all__ = ["Denied", "Invalid", "NotFound", "Problem", "Stale"]
