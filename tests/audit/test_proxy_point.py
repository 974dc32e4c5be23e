"""The highest point of a logged surface: of surfaces that are known, and where none can be found."""

import numpy as np
import pytest

from guerdon.audit import proxy_point
from guerdon.errors import GuerdonError


def logged(n: int = 60, seed: int = 100):
    rng = np.random.default_rng(seed)
    return [{"a": x, "b": y} for x, y in zip(rng.uniform(-1, 3, n), rng.uniform(0, 2, n), strict=True)]


def test_a_quadratic_with_parts_that_move_each_other_is_found_exactly():
    log = logged()
    evaluation = [3 - (r["a"] - 1) ** 2 - 2 * (r["b"] - 0.5) ** 2 + 0.5 * (r["a"] - 1) * (r["b"] - 0.5) for r in log]
    found = proxy_point(log, evaluation)
    assert found.targets == pytest.approx({"a": 1.0, "b": 0.5}, abs=1e-4)
    assert found.evaluation == pytest.approx(3.0, abs=1e-6)
    assert found.explained == pytest.approx(1.0)
    assert found.inside
    assert found.to_json()["inside"] is True


def test_where_more_is_better_the_point_is_at_the_edge_of_what_was_logged():
    log = logged()
    found = proxy_point(log, [r["a"] - (r["b"] - 1) ** 2 for r in log])
    assert found.targets["a"] == pytest.approx(max(r["a"] for r in log))
    assert not found.inside


def test_noise_explains_nothing():
    found = proxy_point(logged(400), np.random.default_rng(101).normal(size=400).tolist())
    assert found.explained < 0.1


def test_too_few_checkpoints_are_refused():
    with pytest.raises(GuerdonError, match="over 2 parts needs 6 checkpoints"):
        proxy_point(logged(5), [1.0] * 5)
    with pytest.raises(GuerdonError, match="over 0 parts"):
        proxy_point([], [])
