"""Routing by the prompt: who is asked, what is kept, and what the router is shown."""

import math
from dataclasses import dataclass

import pytest
import torch

from guerdon import load
from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.shape import Measure, Routed
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class ByFirstLetter(Reward):
    """Chooses the second reward for prompts that begin with b; must not see responses."""

    slot: str = "category"

    def score(self, batch):
        assert not any(example.response for example in batch)
        second = torch.tensor([float(str(example.prompt).startswith("b")) for example in batch])
        return Scores(second, vectors={self.slot: torch.stack([1 - second, second], dim=1)})


BATCH = [Example("a", "x"), Example("b", "x"), Example("a", "y")]


def test_each_example_goes_to_the_reward_of_its_prompt(told):
    routed = Routed(ByFirstLetter(), {"first": told({"x": 1.0, "y": 2.0}), "second": told({"x": 5.0})})
    assert routed.routes(BATCH) == ["first", "second", "first"]
    assert routed.score(BATCH).values.tolist() == [1.0, 5.0, 2.0]
    assert len(routed.score([])) == 0


def test_failures_and_shared_parts_are_kept(told):
    first = told({"x": 1.0}).named("shared") + told({"x": 1.0}).named("own")
    routed = Routed(ByFirstLetter(), {"first": first, "second": told({"x": 5.0}).named("shared")})
    scores = routed.score(BATCH)
    assert math.isnan(scores.values[2])
    assert "nothing told of y" in scores.errors[2]
    assert scores.errors[:2] == (None, None)
    assert set(scores.parts) == {"shared"}
    assert scores.parts["shared"][:2].tolist() == [1.0, 5.0]
    assert set(routed.score(BATCH[:1]).parts) == {"shared", "own"}


def test_a_router_without_the_choices_is_refused(told):
    with pytest.raises(GuerdonError, match="must choose among 1 rewards as 'category'; its slots are category of 2"):
        Routed(ByFirstLetter(), {"first": told({})}).score(BATCH)
    with pytest.raises(GuerdonError, match="its slots are kind of 2"):
        Routed(ByFirstLetter("kind"), {"first": told({}), "second": told({})}).score(BATCH)


def test_it_is_saved(tmp_path):
    routed = Routed(ByFirstLetter(), {"first": Measure("log_words"), "second": Measure("bold")})
    routed.save(tmp_path / "routed")
    assert load(tmp_path / "routed").score(BATCH).values.equal(routed.score(BATCH).values)
