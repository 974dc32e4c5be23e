"""Rules as rewards, and rewards on another scale."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.shape import Affine, Measure
from guerdon.surface import ATTRIBUTES
from guerdon.types import Dense, Example, Scores

BATCH = [Example("p", text) for text in ("one two three", "", "- one\n- two")]
numbers = st.floats(-100, 100, width=32)


def test_log_words_by_hand():
    assert Measure("log_words").score(BATCH).values.tolist() == pytest.approx([math.log(4), 0, math.log(3)], abs=1e-6)


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_every_rule_gives_each_text_a_number(name):
    values = Measure(name).score(BATCH).values
    assert values.shape == (3,)
    assert values.isfinite().all()
    assert len(Measure(name).score([])) == 0


def test_a_rule_that_is_not_known_is_refused():
    with pytest.raises(GuerdonError, match="no rule 'beauty'; known: log_words"):
        Measure("beauty")


class Rich(Reward):
    """Scores with everything that scores can have."""

    def score(self, batch: list[Example]) -> Scores:
        values = torch.tensor([1.0, math.nan], requires_grad=True)
        dense = Dense("step", (values[:1], values[:1]), (torch.tensor([3]), torch.tensor([3])))
        return Scores(values, dense, torch.tensor([0.5, 1]), {"part": values}, ("why", None), (None, "failed"))


def test_an_affine_reward_by_hand():
    scores = (Rich() >> Affine(-2.0, 3.0)).score(BATCH[:2])
    assert scores.values[0].item() == 4  # -2 * (1 - 3)
    assert scores.std.tolist() == [1, 2]
    assert scores.failed == (1,)
    assert scores.errors == (None, "failed")
    assert scores.parts["part"][0].item() == 1
    assert scores.dense is not None
    scores.values[0].backward()


@given(scale=st.floats(0.1, 10), centre=numbers)
def test_a_scale_tempers_preferences_and_a_centre_does_nothing(scale, centre):
    reward = Measure("log_words")
    gap = reward.score(BATCH[:1]).values - reward.score(BATCH[1:2]).values
    tempered = (reward >> Affine(scale, centre)).prefer(BATCH[:1], BATCH[1:2])
    assert tempered.item() == pytest.approx(torch.sigmoid(scale * gap).item(), abs=1e-4)
