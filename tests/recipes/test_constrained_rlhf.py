"""The recipe at a tiny scale: sums pass the point, weights that move end nearer to it, and a seed repeats."""

import numpy as np
import pytest

from guerdon.recipes import constrained_rlhf as recipe
from guerdon.recipes.candidate_tables import tasks, told
from guerdon.recipes.weighed_training import Parts, constrained, summed
from guerdon.shape import Exactly

SMALL = recipe.Config(prompts=12, answers=20, steps=120, real=0)


def test_arms_and_repetition(monkeypatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    outcomes = recipe.run(SMALL, 100)
    assert [each.data for each in outcomes] == ["candidates", "candidates, against weighted sums"]
    controls = outcomes[0].controls
    assert outcomes[1].baseline == controls["weighted sums, stopped at their best"]
    assert outcomes[0].method == outcomes[1].method == controls["exactly"]
    assert controls["variance that the surface explains"] > 0.5
    assert controls["reward calls, exactly"] == 6 * controls["reward calls, sum"] == 6 * 120 * 64
    assert recipe.run(SMALL, 100) == outcomes


def test_each_part_ends_at_a_target_that_the_sum_passes():
    values = dict(zip(("first", "second"), np.random.default_rng(100).normal(size=(2, 10, 30)), strict=True))
    groups = tasks(10, 30)
    reward = told(groups, values["first"]).named("first") + told(groups, values["second"]).named("second")
    world = Parts(reward, values, lambda prompts, chosen: 0.0)
    targets = {"first": 0.4, "second": -0.2}
    held = constrained(world, targets, Exactly(), 600, 100).parts[-10:]
    assert {name: np.mean([row[name] for row in held]) for name in targets} == pytest.approx(targets, abs=0.1)
    passed = summed(world, (1.0, 1.0), 0.02, 300, 100).parts[-1]
    assert min(passed.values()) > 0.8


@pytest.mark.realdata
def test_real_answers(data_folder):
    *_, real = recipe.run(recipe.Config(prompts=6, answers=8, steps=40, real=8, models=8), 100)
    assert real.data.startswith("alpaca-eval")
    assert 0 <= real.baseline <= 1
