"""Images against prompts: the formulas by hand, the two forms of the projection, and what cannot be read."""

from dataclasses import dataclass

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import normalize

from guerdon.errors import GuerdonError
from guerdon.judge import FrameReward, GoalBaseline, Similarity
from guerdon.loading import load
from guerdon.shape import OtherGoals, TextNorm
from guerdon.transformer import ImageText, Phrased
from guerdon.types import Example, Transitions


@dataclass(frozen=True)
class Colours(ImageText):
    """The mean colour of an image, and colours by name, as directions in space; counts what it is asked."""

    def see(self, images) -> Float[Tensor, "n 3"]:
        COUNTS["images"] += len(images)
        return normalize(torch.stack([one.mean((0, 1)) for one in images]) if images else torch.zeros(0, 3), dim=1)

    def read(self, texts) -> Float[Tensor, "n 3"]:
        COUNTS["texts"] += len(texts)
        rows = [NAMES.get(text.removeprefix("something "), (1, 2, 3)) for text in texts]
        return normalize(torch.tensor(rows).float().view(-1, 3), dim=1)

    def refuses(self, text):
        return "too long" if len(text) > 30 else None


NAMES = {"red": (1, 0, 0), "green": (0, 1, 0), "grey": (1, 1, 1), "teal": (0, 1, 1), "also grey": (2, 2, 2)}
COUNTS = {"images": 0, "texts": 0}
channel = st.floats(0.01, 1)
colour = st.tuples(channel, channel, channel)
alphas = st.floats(0, 1)


def shown(colour, prompt="red") -> Example:
    return Example(prompt, "", media=(torch.tensor(colour).expand(2, 2, 3),))


def test_cosines_by_hand():
    scores = Similarity(Colours()).score([shown((1.0, 0.0, 0.0)), shown((1.0, 1.0, 0.0)), shown((0.0, 0.0, 1.0))])
    assert scores.values.tolist() == pytest.approx([1, 2**-0.5, 0], abs=1e-6)
    assert scores.errors is None


@given(colour, alphas)
def test_the_projection_is_the_matrix(pixel, alpha):
    s, g, b = (normalize(torch.tensor(each).double(), dim=0) for each in (pixel, (1.0, 0.0, 0.0), (1.0, 1.0, 1.0)))
    d = g - b
    projected = b + d * (d @ (s - b)) / (d @ d)
    by_line = 1 - 0.5 * (alpha * projected + (1 - alpha) * s - g).square().sum()
    matrix = alpha * torch.outer(d, d) / (d @ d) + (1 - alpha) * torch.eye(3)
    by_matrix = 1 - 0.5 * ((s - g) @ matrix).square().sum()
    said = GoalBaseline(Colours(), "grey", alpha).score([shown(pixel)]).values.item()
    assert said == pytest.approx(float(by_line), abs=1e-5)
    assert said == pytest.approx(float(by_matrix), abs=1e-5)


@given(colour)
def test_without_a_baseline_it_is_the_cosine(pixel):
    plain = Similarity(Colours()).score([shown(pixel)]).values
    assert torch.allclose(GoalBaseline(Colours(), "grey", 0.0).score([shown(pixel)]).values, plain, atol=1e-6)


@given(colour)
def test_wholly_projected_it_reads_one_direction(pixel):
    reward = GoalBaseline(Colours(), "grey", 1.0)
    along = torch.tensor([1.0, 0, 0]) - torch.ones(3) / 3**0.5
    s = normalize(torch.tensor(pixel), dim=0)
    gap = (s - torch.tensor([1.0, 0, 0])) @ along / along.norm()
    assert reward.score([shown(pixel)]).values.item() == pytest.approx(1 - float(gap) ** 2 / 2, abs=1e-5)


def test_the_goal_itself_gets_1_whatever_alpha_is():
    for alpha in (0.0, 0.3, 1.0):
        assert GoalBaseline(Colours(), "teal", alpha).score([shown((1.0, 0.0, 0.0))]).values.item() == pytest.approx(1)


def test_with_averaged_sentences_alpha_0_is_an_affine_change_of_the_product():
    both = Phrased(Colours(), ("{}", "a {} thing"))
    goal = both.read(["red"])[0]
    batch = [shown((0.3, 0.9, 0.1)), shown((0.7, 0.1, 0.5))]
    product = both.see([each.media[0] for each in batch]) @ goal
    expected = product + (1 - goal @ goal) / 2
    assert torch.allclose(GoalBaseline(both, "grey", 0.0).score(batch).values, expected, atol=1e-6)
    assert torch.allclose(Similarity(both).score(batch).values, product, atol=1e-6)


def test_a_goal_that_is_its_own_baseline_has_no_reward():
    scores = GoalBaseline(Colours(), "also grey", 0.5).score([shown((1.0, 0.0, 0.0), "grey"), shown((1.0, 0.0, 0.0))])
    assert scores.values.isnan().tolist() == [True, False]
    assert "no line goes through one point" in str(scores.errors)
    with pytest.raises(GuerdonError, match="the baseline cannot be used: too long"):
        GoalBaseline(Colours(), "x" * 31).score([shown((1.0, 0.0, 0.0))])
    with pytest.raises(ValueError, match="from 0 to 1; got 2"):
        GoalBaseline(Colours(), "grey", 2)


def test_what_cannot_be_read_says_why_and_the_rest_is_scored():
    batch = [shown((1.0, 0.0, 0.0)), Example("red", ""), shown((1.0, 0.0, 0.0), "r" * 31)]
    scores = Similarity(Colours()).score(batch)
    assert scores.values.isnan().tolist() == [False, True, True]
    assert scores.errors[0] is None
    assert "has no image that can be read" in scores.errors[1]
    assert scores.errors[2] == "too long"
    assert Similarity(Colours()).score(batch[1:]).values.isnan().all()
    assert len(Similarity(Colours()).score([])) == 0


def test_each_image_and_each_text_is_read_once():
    COUNTS.update(images=0, texts=0)
    pictures = [shown((1.0, 0.0, 0.0)), shown((0.0, 1.0, 0.0))]
    goals = OtherGoals(("red", "green", "grey", "teal"))
    scores = TextNorm(Similarity(Colours()), goals, 0.5).score(pictures * 3)
    assert COUNTS == {"images": 2, "texts": 4}
    assert torch.equal(scores.values[:2], scores.values[2:4])


def test_softmax_over_goals_by_hand():
    goals = ("red", "green", "grey")
    s = normalize(torch.tensor([0.9, 0.3, 0.1]), dim=0)
    products = Colours().read(goals) @ s
    p = TextNorm(Similarity(Colours()), OtherGoals(goals), 0.2).score([shown((0.9, 0.3, 0.1), goal) for goal in goals])
    assert torch.allclose(p.values, torch.softmax(products / 0.2, 0), atol=1e-6)


def test_gradients_reach_an_image_that_asks_for_them():
    picture = torch.full((2, 2, 3), 0.5, requires_grad=True)
    GoalBaseline(Colours(), "grey", 0.5).score([Example("red", "", media=(picture,))]).values.sum().backward()
    assert picture.grad is not None
    assert picture.grad[..., 0].min() > 0 > picture.grad[..., 1].max()
    assert not Similarity(Colours()).score([shown((1.0, 0.0, 0.0))]).values.requires_grad


def test_frames_that_steps_lead_to():
    frames = np.zeros((3, 2, 2, 3), np.uint8)
    frames[1, ..., 0] = frames[2, ..., 1] = 255
    never = np.zeros(2, bool)
    steps = Transitions(frames[:2], np.zeros(2), frames[1:], never, never)
    assert FrameReward(Similarity(Colours()), "red").score(steps).values.tolist() == pytest.approx([1, 0])


def test_saved_and_loaded_it_says_the_same(tmp_path):
    reward = GoalBaseline(Phrased(Colours(), ("something {}",)), "grey", 0.25)
    reward.save(tmp_path / "saved")
    batch = [shown((0.2, 0.4, 0.1))]
    assert torch.equal(load(tmp_path / "saved").score(batch).values, reward.score(batch).values)
