"""NPS (S2-65…S2-69)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules import nps
from services.rules.nps import SCALES, Band


@pytest.mark.parametrize(
    ("code", "bands"),
    [
        ("0-10", "ddddddd" + "nn" + "pp"),  # 0–6 detractors, 7–8 neutral, 9–10 promoters (S2-66)
        ("1-3", "dnp"),
        ("0-5", "ddddnp"),
        ("1-5", "dddnp"),
    ],
)
def test_bands(code, bands):
    scale = SCALES[code]
    assert "".join(nps.band(score, scale)[0] for score in scale.scores) == bands


@pytest.mark.parametrize(("score", "code"), [(11, "0-10"), (-1, "0-10"), (0, "1-5"), (4, "1-3")])
def test_no_such_score(score, code):
    with pytest.raises(ValueError, match="no score"):
        nps.band(score, SCALES[code])


def test_index():
    """NPS = % promoters − % detractors (S2-67)."""
    assert nps.index([]) is None
    assert nps.index(nps.band(score) for score in (10, 9, 8, 7, 3)) == pytest.approx(20)


@given(st.lists(st.sampled_from(Band), min_size=1))
def test_index_is_bounded(bands):
    value = nps.index(bands)
    assert value is not None
    assert -100 <= value <= 100
