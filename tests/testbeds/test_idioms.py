"""A language of idioms, and a policy that learns to speak it."""

import numpy as np
import pytest
import torch

from guerdon.testbeds import Idioms, Speaker
from guerdon.testbeds.idioms import OPENERS
from guerdon.testbeds.speaker import gradient
from guerdon.types import Example


def test_the_same_seed_is_the_same_language_and_another_is_another():
    assert Idioms(3).lexicon == Idioms(3).lexicon != Idioms(4).lexicon
    assert list(Idioms(3).comparisons(5)) == list(Idioms(3).comparisons(5))


def test_idioms_can_be_told_apart():
    lexicon = Idioms(1).lexicon
    assert len(set(lexicon)) == 24
    for idiom in lexicon:
        first, *rest = idiom.split()
        assert first in OPENERS
        assert not set(rest) & set(OPENERS)
        assert len(rest) < 5
        assert not [other for other in lexicon if other != idiom and f"{other} ".startswith(f"{idiom} ")]


def test_gold_is_the_mean_worth_of_what_is_spoken():
    world = Idioms(2)
    text = world.spoken([4, 0, 4])
    scores = world.gold.score([Example("p", text), Example("p", "")])
    assert scores.values.tolist() == pytest.approx([(2 * world.worth[4] + world.worth[0]) / 3, 0.0], rel=1e-5)
    assert scores.dense.values[0].tolist() == pytest.approx(world.worth[[4, 0, 4]].tolist(), rel=1e-5)
    ends = scores.dense.ends[0].tolist()
    starts = [0, *(end + 1 for end in ends[:-1])]
    assert [text[a:b] for a, b in zip(starts, ends, strict=True)] == [world.lexicon[i] for i in (4, 0, 4)]
    assert world.values("unheard of").tolist() == [0.0]


def test_annotators_prefer_what_is_worth_more():
    world = Idioms(5, quality=float("inf"))
    rows = list(world.comparisons(50))
    assert bool(
        (world.gold.score([r.chosen for r in rows]).values >= world.gold.score([r.rejected for r in rows]).values).all()
    )


def test_the_gradient_by_hand():
    # two texts of two places over two idioms, even odds; rewards 1, 0 and 0, 0
    chances, chosen = np.full((2, 2), 0.5), np.array([[0, 1], [1, 1]])
    # returns: [1, 0], [0, 0]; less their means: [.5, 0], [-.5, 0]; their deviation over all: sqrt(1/8)
    scale = 0.5 / np.sqrt(1 / 8)
    expected = np.array([[0.5 * scale, -0.5 * scale], [0, 0]])
    assert gradient(chances, chosen, np.array([[1.0, 0], [0, 0]])) == pytest.approx(expected)
    assert gradient(chances, chosen, np.zeros((2, 2))) == pytest.approx(np.zeros((2, 2)))


def test_a_policy_learns_what_is_worth_most_whatever_the_scale():
    world = Idioms(7)

    def credit(texts):
        return np.array([world.values(text.response).double().numpy() for text in texts])

    before, after = (float((Speaker(world).learn(credit, steps) @ world.worth).mean()) for steps in (0, 15))
    assert before == pytest.approx(world.worth.mean())
    assert after > before + 0.7 * (world.best - before) * 0.8
    louder = Speaker(world).learn(lambda texts: 100 * credit(texts) + 3, 5)
    np.testing.assert_allclose(louder, Speaker(world).learn(credit, 5), atol=1e-9)
    assert torch.is_tensor(world.values("x"))


def test_a_few_telling_words_are_good_and_bad_by_turns_and_a_word_alone_can_be_an_idiom():
    world = Idioms(5, idioms=10, telling=0.3, longest=1)
    assert sorted(np.sign(world.worth)) == [-1, *[0] * 7, 1, 1]
    assert all(" " not in idiom for idiom in world.lexicon)
    assert world.best > 0
    with pytest.raises(ValueError, match="11 idioms of one word each"):
        Idioms(5, idioms=11, longest=1)
