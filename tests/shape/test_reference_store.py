"""Rewards against base samples: by hand, what is missing, what is told apart, and what is saved."""

import math
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from guerdon import load
from guerdon.errors import GuerdonError
from guerdon.papers import cite
from guerdon.reward import StepReward
from guerdon.shape import (
    Contrast,
    Deviation,
    LogSigmoid,
    Measure,
    NormalQuantile,
    Quantile,
    ReferenceStore,
    SampleMean,
    ZNorm,
)
from guerdon.shape.reference import key
from guerdon.types import Example, Message, Scores

TABLE = {"a": 1.0, "b": 3.0, "c": 8.0, "x": 5.0}
SAMPLES = [*(Example("p", name) for name in "abc"), Example("q", "a"), Example("q", "b")]


@dataclass
class Moody(StepReward):
    """Says more the more often it has learned."""

    table: dict = field(default_factory=lambda: TABLE)

    def score(self, batch):
        return Scores(torch.tensor([self.table[each.response] + self.updates for each in batch]))

    def reset(self, mask):
        pass


@pytest.fixture
def store(told):
    return ReferenceStore.build(told(TABLE), SAMPLES)


def test_every_statistic_by_hand():
    rewards = np.array([1.0, 3.0, 8.0])
    assert SampleMean()(rewards) == 4
    assert Deviation()(rewards) == pytest.approx(math.sqrt(13))
    assert Quantile(0.75)(rewards) == pytest.approx(5.5)
    assert NormalQuantile(0.85)(rewards) == pytest.approx(4 + 1.0364334 * math.sqrt(13), rel=1e-6)
    assert math.isnan(Deviation()(rewards[:1]))
    assert math.isnan(NormalQuantile()(rewards[:1]))
    with pytest.raises(ValueError, match="expected a share"):
        Quantile(1.2)
    with pytest.raises(ValueError, match="between 0 and 1"):
        NormalQuantile(1.0)


def test_the_gain_over_base_samples_of_the_same_prompt(told, store):
    reward = told(TABLE)
    batch = [Example("p", "x"), Example("q", "x")]
    assert (reward >> Contrast(store)).score(batch).values.tolist() == [1.0, 3.0]
    assert (reward >> Contrast(store, Quantile(1.0))).score(batch).values.tolist() == [-3.0, 2.0]
    scores = (reward >> ZNorm(store)).score(batch)
    assert scores.values.tolist() == pytest.approx([1 / math.sqrt(13), 3 / math.sqrt(2)])
    beats = (reward >> Contrast(store) >> LogSigmoid()).score(batch)
    assert beats.values.exp().tolist() == pytest.approx([1 / (1 + math.exp(-1)), 1 / (1 + math.exp(-3))])


def test_a_prompt_without_samples_says_so_and_what_failed_before_keeps_its_reason(told, store):
    batch = [Example("p", "x"), Example("elsewhere", "x"), Example("elsewhere", "unknown")]
    for transform in (Contrast(store), ZNorm(store)):
        scores = (told(TABLE) >> transform).score(batch)
        assert scores.failed == (1, 2)
        assert scores.errors == (
            None, "no base samples of the prompt 'elsewhere' are in the store", "nothing told of unknown",
        )  # fmt: skip


def test_samples_too_few_or_alike_give_no_scale(told):
    store = ReferenceStore.build(told(TABLE), [Example("one", "a"), Example("flat", "b"), Example("flat", "b")])
    batch = [Example("one", "x"), Example("flat", "x")]
    scores = (told(TABLE) >> ZNorm(store)).score(batch)
    assert scores.failed == (0, 1)
    assert all("all have one reward" in why for why in scores.errors)
    few = (told(TABLE) >> Contrast(store, NormalQuantile())).score(batch)
    assert "too few base samples" in few.errors[0]
    assert few.values[1] == 2  # samples without spread have every quantile in one place


def test_messages_and_contexts_make_prompts_of_their_own(told):
    chat = (Message("user", "p"),)
    samples = [Example("p", "a"), Example(chat, "b"), Example("p", "c", {"user": "u"})]
    store = ReferenceStore.build(told(TABLE), samples)
    batch = [replace(one, response="x", reference="r", meta={"row": 1}) for one in samples]
    assert (told(TABLE) >> Contrast(store)).score(batch).values.tolist() == [4.0, 2.0, -3.0]


def test_what_is_kept_through_it(told, store):
    batch = [Example("p", "x")]
    values = torch.tensor([5.0], requires_grad=True)
    scores = Scores(values, std=torch.tensor([2.0]), parts={"own": values})
    for transform, slope in ((Contrast(store), 1.0), (ZNorm(store), 1 / math.sqrt(13))):
        moved = transform(scores, batch)
        assert torch.autograd.grad(moved.values.sum(), values)[0].item() == pytest.approx(slope)
        assert moved.std.item() == pytest.approx(2 * slope)
        assert moved.parts["own"] is values


@given(st.floats(-50, 50), st.sampled_from(["p", "q"]))
def test_what_a_prompt_adds_to_all_of_its_answers_falls_out(offset, prompt):
    plain, moved = Moody(dict(TABLE)), Moody({name: value + offset for name, value in TABLE.items()})
    batch = [Example(prompt, name) for name in "xab"]
    said = [(one >> Contrast(ReferenceStore.build(one, SAMPLES))).score(batch).values for one in (plain, moved)]
    assert torch.allclose(*said, atol=1e-4)


def test_another_reward_or_the_same_one_later_is_refused(told, store):
    assert store.require(told(TABLE)) is store
    with pytest.raises(GuerdonError, match="this is another reward"):
        store.require(told({name: value + 0.1 for name, value in TABLE.items()}))
    learner = Moody()
    kept = ReferenceStore.build(learner, SAMPLES)
    learner.updated()
    with pytest.raises(GuerdonError, match="at version 0, the reward is at 1: build the store again"):
        kept.require(learner)


def test_no_samples_make_no_store_and_failed_ones_are_not_passed_over(told):
    with pytest.raises(GuerdonError, match="at least one sampled answer"):
        ReferenceStore.build(told(TABLE), [])
    with pytest.raises(GuerdonError, match="1 of 2 scores failed"):
        ReferenceStore.build(told(TABLE), [Example("p", "a"), Example("p", "unknown")])


def test_it_is_saved_with_the_reward_and_without_a_pickle(tmp_path):
    reward = Measure("log_words")
    samples = [Example("p", "one two"), Example("p", "one " * 9), Example((Message("user", "q"),), "one")]
    shaped = reward >> Contrast(ReferenceStore.build(reward, samples[:2]), Quantile(0.5)) >> LogSigmoid()
    shaped.save(tmp_path / "shaped")
    again = load(tmp_path / "shaped")
    batch = [Example("p", "one two three"), Example("q", "one")]
    assert again.score(batch).values[:1].equal(shaped.score(batch).values[:1])
    assert again.score(batch).errors == shaped.score(batch).errors
    assert {path.suffix for path in (tmp_path / "shaped").rglob("*") if path.is_file()} == {".json"}
    assert again.reward.transform.store.require(reward) == shaped.reward.transform.store
    assert {"shen2024improving", "wang2024transforming"} <= {paper.key for paper in cite(shaped)}


def test_errors_of_a_prompt_shrink_the_gain_over_base_answers_and_do_not_move_it():
    # a reward of 0 or 1 that says 1 of a 0 with chance c0 and 0 of a 1 with chance c1: the mean gain is
    # (1 - c0 - c1) of the true one, whatever c0 and c1 are apart
    rng = np.random.default_rng(0)
    n, rates = 20_000, [(0.0, 0.0), (0.3, 0.0), (0.0, 0.3), (0.2, 0.25)]
    for c0, c1 in rates:
        truth = rng.random((2, n)) < np.array(
            [[0.8], [0.3]]
        )  # a response that is good in 8 of 10 prompts, and the base
        said = np.where(truth, rng.random((2, n)) >= c1, rng.random((2, n)) < c0).astype(float)
        names = [f"p{row}" for row in range(n)]
        store = ReferenceStore(
            {key(Example(name, "")): (value,) for name, value in zip(names, said[1], strict=True)}, "", 0
        )
        scores = Contrast(store)(Scores(torch.from_numpy(said[0])), [Example(name, "x") for name in names])
        assert scores.values.mean().item() == pytest.approx((1 - c0 - c1) * 0.5, abs=0.02)
