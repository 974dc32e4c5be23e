"""VLM-RM on rendered hills at a tiny scale: the arms, and that a correlation is the EPIC distance of such rewards."""

import numpy as np
import pytest
import torch

pytest.importorskip("pygame")

from guerdon.audit.invariance import Epic
from guerdon.recipes.vlm_rm import ALPHAS, RETURN, SIZE, Config, Labelled, run
from guerdon.reward import Reward
from guerdon.testbeds.hill import Hill
from guerdon.types import Scores, Transitions

TINY = Config(frames=60, epochs=1, labelled=20, judged=40)


def test_every_arm_is_measured_and_a_seed_repeats():
    car, misled, planned, sizes = run(TINY, 103)
    for found in (car, misled):
        assert found.baseline == 0
        chosen = found.controls["large, alpha"]
        assert chosen in ALPHAS
        distance = found.controls[f"large, alpha {chosen}"]
        assert found.controls["large, chosen"] == distance
        assert found.method == pytest.approx(1 - distance / found.controls["large, alpha 0.0"])
    assert planned.claim is RETURN
    assert planned.baseline == planned.controls["alpha 0.0"]
    assert planned.controls["true reward"] > 0.2
    assert sizes.claim is SIZE
    assert sizes.baseline == 1 - car.controls["small, chosen"]
    assert run(TINY, 103) == [car, misled, planned, sizes]


class Level(Reward):
    """A number for each next state: a reward of the state alone."""

    def __init__(self, levels):
        self.levels = torch.tensor(levels)

    def score(self, batch):
        return Scores(self.levels[torch.from_numpy(batch.next_obs)])


def test_a_reward_of_the_state_alone_is_its_own_canonical_form():
    rng = np.random.default_rng(100)
    obs, after, action = rng.integers(6, size=(3, 50))
    steps = Transitions(obs, action % 3, after, np.zeros(50, bool), np.zeros(50, bool))
    one, other = (Level(rng.random(6)) for _ in range(2))
    whole = Epic().sampled_distance(one, other, steps, 0.9)
    assert Labelled(steps, other.score(steps).values.numpy()).distance(one) == pytest.approx(whole, abs=1e-6)


def test_the_truth_is_at_no_distance_and_its_opposite_at_most():
    hill = Hill()
    frames = Labelled.drawn(hill, 50, np.random.default_rng(100))
    said = torch.from_numpy(frames.truth)

    class Said(Reward):
        def score(self, batch):
            return Scores(said)

    assert frames.distance(Said()) == pytest.approx(0, abs=1e-6)
    assert frames.distance(-1.0 * Said()) == pytest.approx(1)
