"""Fillers and checkpoints: by hand, on rewards that pay for both and on rewards that do not."""

import json
from dataclasses import dataclass, field

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from guerdon.audit import monotone, repeat_attack
from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.shape import Affine, Clip, Delta, Measure, Prefixes, Units
from guerdon.types import Dense, Example, Scores

STEPS = ("2 + 2 = 4.\n", "4 + 1 = 5.\n")
SOLUTIONS = [Example(f"sum {place}", "".join(STEPS), steps=STEPS) for place in range(3)]


@dataclass(frozen=True)
class Steps(Reward):
    """Scores of steps by a table; fillers get 0.8."""

    table: dict = field(default_factory=lambda: {STEPS[0]: 0.6, STEPS[1]: 0.9})

    def score(self, batch):
        units = tuple(torch.tensor([self.table.get(step, 0.8) for step in each.steps]) for each in batch)
        ends = tuple(torch.tensor([len(step) for step in each.steps]).cumsum(0) for each in batch)
        return Scores(torch.stack([row.mean() for row in units]), Dense("step", units, ends))


def test_a_plain_sum_is_milked_and_its_shapes_are_not():
    found = repeat_attack(Steps(), SOLUTIONS, counts=(0, 1, 5, 50))
    assert [each.value for each in found.returns] == pytest.approx([1.5, 2.3, 5.5, 41.5], rel=1e-5)
    assert found.slope.value == pytest.approx(0.8)
    clip = Steps() >> Units(Affine(centre=0.8)) >> Units(Clip(high=0.0))
    for shaped, total in ((clip, -0.2), (Steps() >> Delta(), 0.6), (clip >> Delta(), -0.2)):
        assert repeat_attack(shaped, SOLUTIONS).slope.value == pytest.approx(0, abs=1e-6)
        assert repeat_attack(shaped, SOLUTIONS).returns[-1].value == pytest.approx(total, abs=1e-6)


def test_what_it_says_is_json_and_a_picture():
    found = repeat_attack(Steps(), SOLUTIONS)
    assert json.loads(json.dumps(found.to_json()))["counts"] == [0, 1, 2, 5, 10, 20]
    figure, axes = plt.subplots()
    found.draw(axes)
    monotone([1, 2, 3, 4], [1, 2, 3, 2]).draw(axes)
    plt.close(figure)


def test_solutions_without_steps_and_rewards_without_units_are_refused():
    with pytest.raises(GuerdonError, match="solution 2 has none that are its response"):
        repeat_attack(Steps(), [SOLUTIONS[0], Example("p", "x")])
    with pytest.raises(GuerdonError, match=r"counts are \[3\]"):
        repeat_attack(Steps(), SOLUTIONS, counts=(3,))
    with pytest.raises(GuerdonError, match="this reward has none"):
        repeat_attack(Measure("log_words"), SOLUTIONS)


def test_a_reward_of_beginnings():
    scores = Prefixes(Measure("log_words")).score(SOLUTIONS[:1])
    assert scores.dense.level == "step"
    beginnings = [Example("p", STEPS[0]), Example("p", "".join(STEPS))]
    assert scores.dense.values[0].tolist() == Measure("log_words").score(beginnings).values.tolist()
    assert scores.dense.ends[0].tolist() == [11, 22]
    assert scores.values[0] == scores.dense.values[0][-1]
    with pytest.raises(GuerdonError, match="1 of 2 examples have no steps, the first is example 2"):
        Prefixes(Measure("log_words")).score([SOLUTIONS[0], Example("p", "x")])
    assert len(Prefixes(Measure("log_words")).score([])) == 0


def test_a_failed_beginning_fails_the_response():
    @dataclass(frozen=True)
    class Picky(Reward):
        def score(self, batch):
            bad = [len(each.steps) == 1 for each in batch]
            values = torch.tensor([float("nan") if one else 1.0 for one in bad])
            return Scores(values, errors=tuple("too short" if one else None for one in bad))

    scores = Prefixes(Picky()).score(SOLUTIONS[:2])
    assert scores.errors == ("too short", "too short")
    assert scores.failed == (0, 1)


def test_proxy_and_truth_by_hand():
    rising = monotone([1, 2, 3, 4], [0.0, 0.5, 0.7, 0.9])
    assert (rising.correlation, rising.lost) == (1, 0)
    turned = monotone([1, 2, 3, 4, 5], [0, 2, 3, 1, 0])  # the ranks are 1.5, 4, 5, 3, 1.5
    assert turned.correlation == pytest.approx(np.corrcoef([1, 2, 3, 4, 5], [1.5, 4, 5, 3, 1.5])[0, 1])
    assert turned.lost == 1
    assert np.isnan(monotone([1, 1, 1, 1], [1, 2, 3, 4]).correlation)
    with pytest.raises(GuerdonError, match="3 means of the proxy and 3 of the truth"):
        monotone([1, 2, 3], [1, 2, 3])
