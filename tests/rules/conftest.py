"""Fixed seeds: the same examples on every machine, and no deadline on a shared one."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from tests.support.examples import examples

settings.register_profile(
    "voronka",
    derandomize=True,
    deadline=None,
    max_examples=examples(30),
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("voronka")
