"""Rewards of goals at a tiny scale: the arms, and what a reward that knows gets."""

import numpy as np
import pytest
import torch

pytest.importorskip("minigrid")

from guerdon.recipes import vlm_reward_source as recipe
from guerdon.recipes.vlm_reward_source import NEGATIVES, RETURNS, SIZES, TEMPLATE, Config, run
from guerdon.reward import Reward
from guerdon.testbeds.things_room import GOALS, ThingsRoom
from guerdon.types import Scores

TINY = Config(size=6, rooms=2, epochs=1, labelled=1, judged=1)


def test_every_arm_is_measured_and_a_seed_repeats(monkeypatch):
    monkeypatch.setattr(recipe, "TEMPERATURES", (0.07,))
    outcomes = run(TINY, 103)
    goals, negatives, template, sizes, planned = outcomes
    assert [each.claim for each in outcomes] == [None, NEGATIVES, TEMPLATE, SIZES, RETURNS]
    assert (goals.baseline, goals.method) == (goals.controls["area, cosine"], goals.controls["area, other goals"])
    assert (negatives.baseline, negatives.method) == (goals.controls["area, random captions"], goals.method)
    assert template.method == pytest.approx(goals.baseline)  # the same sentences, made from the words
    assert sizes.method == goals.method
    assert planned.method == planned.controls["correlation"]
    assert run(TINY, 103) == outcomes


class Knows(Reward):
    """1 where a goal is reached in a room, told by the frame; or the opposite."""

    def __init__(self, rooms):
        self.rows = {
            (room.frame(state).tobytes(), goal): float(reached)
            for room in rooms
            for state, row in zip(room.states, room.reached(room.states), strict=True)
            for goal, reached in zip(GOALS, row, strict=True)
        }

    def score(self, batch):
        rows = [self.rows[np.asarray(each.media[0]).tobytes(), each.prompt_text] for each in batch]
        return Scores(torch.tensor(rows) + 0.01 * torch.tensor([len(each.prompt_text) % 2 for each in batch]))


def test_who_knows_has_the_whole_area_and_is_paid_what_it_earns():
    rooms = [ThingsRoom(103), ThingsRoom(104)]
    reward = Knows(rooms)
    assert recipe.figures(reward, rooms) == {"area": 1, "precision at half": 1}
    assert recipe.figures(-1.0 * reward, rooms)["area"] == 0
    said, truth = recipe.judge(reward, rooms)
    assert said.shape == truth.shape == (224, 8)
    assert truth.sum(1).max() == 1


def test_a_true_threshold_pays_what_is_earned():
    rooms = [ThingsRoom(103), ThingsRoom(104)]

    class Exact(Knows):
        def score(self, batch):
            values = super().score(batch).values.round()
            return Scores(values + 0.1 * torch.linspace(0, 1, len(batch)) * values)

    found = recipe.returns(Exact(rooms[:1]), rooms[:1], rooms[0])
    assert found["share of pay that is wrong"] == 0
    assert found["correlation"] > 0.5
    assert 0 < found["true return, of the best"] <= 1 + 1e-9
