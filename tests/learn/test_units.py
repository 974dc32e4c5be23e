"""Scores of units: pooled, standardised, aligned with their labels, truncated and saved, against values by hand."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch

import guerdon
from guerdon.errors import GuerdonError
from guerdon.learn import CausalEncoder, Encoded, Encoder, FullBatch, RewardModel, States, UnitHead, UnitLabels, fit
from guerdon.learn.batch import batched
from guerdon.learn.heads.units import last_tokens
from guerdon.learn.model import Forward
from guerdon.learn.segmenters import GivenSteps, RandomCuts, Sentences
from guerdon.records import Comparisons, Ratings
from guerdon.types import Comparison, Example, Rating


class Letters(Encoder):
    """One token for each letter, its state (place in the alphabet, is it a vowel)."""

    frozen = True
    blocks: Mapping[str, int] = {"letters": 2}

    def forward(self, items: Sequence[Example]) -> Encoded:
        rows = [
            torch.tensor([[float(ord(mark) - 96), float(mark in "aeiou")] for mark in e.response]).reshape(-1, 2)
            for e in items
        ]
        ends = tuple(torch.arange(1, len(row) + 1) for row in rows)
        return Encoded(torch.zeros(len(items), 2), self.blocks, tuple(items), States(tuple(rows), ends))

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Letters":
        return cls()


def model(pool: str = "mean", units: Any = None) -> RewardModel:
    """r of a letter = its place in the alphabet."""
    made = RewardModel(Letters(), UnitHead(pool, units))
    with torch.no_grad():
        made.head.linear.weight.copy_(torch.tensor([[1.0, 0.0]]))
    return made


@pytest.mark.parametrize(
    ("pool", "value"), [("mean", 7 / 3), ("sum", 7.0), ("min", 1.0), ("max", 4.0), ("prod", 8.0), ("last", 2.0)]
)
def test_every_pool_by_hand(pool, value):
    scores = model(pool).score([Example("p", "dab"), Example("p", "dab" * 2)])
    assert scores.values[0].item() == pytest.approx(value)
    assert scores.dense.level == "token"
    assert [row.tolist() for row in scores.dense.values] == [[4, 1, 2], [4, 1, 2] * 2]


def test_a_unit_is_scored_at_its_last_token():
    scores = model("sum", GivenSteps()).score([Example("p", "abcde", steps=("ab", "c", "de"))])
    assert scores.dense.level == "step"
    assert scores.dense.values[0].tolist() == [2, 3, 5]
    assert scores.dense.ends[0].tolist() == [2, 3, 5]
    assert scores.values.tolist() == [10]


@pytest.mark.parametrize("pool", ["mean", "min", "max", "prod", "last"])
def test_an_empty_response_fails_and_leaves_its_neighbours_alone(pool):
    scores = model(pool).score([Example("p", ""), Example("p", "c")])
    assert math.isnan(scores.values[0])
    assert scores.values[1] == 3


def test_cuts_within_tokens_merge_and_what_is_truncated_goes():
    ends = torch.tensor([2, 5, 9])
    places, at = last_tokens(torch.tensor([1, 2, 4, 8]), ends)
    assert places.tolist() == [0, 1, 2]  # characters 1 and 2 are both of the first token
    assert at.tolist() == [2, 4, 8]
    places, at = last_tokens(torch.tensor([2, 9, 14, 20]), ends)
    assert places.tolist() == [0, 2]  # nothing beyond character 9 was read
    assert last_tokens(torch.tensor([4]), torch.tensor([], dtype=torch.long))[0].tolist() == []


def test_standardising_is_measured_on_the_states_at_the_ends_of_units():
    units = UnitHead("mean", GivenSteps())
    RewardModel(Letters(), units)
    examples = (Example("p", "zac", steps=("za", "c")), Example("q", "zze", steps=("zz", "e")))
    encoded = Letters()(examples)
    read = units.features(encoded)
    assert read.tolist() == [[1, 1], [3, 0], [26, 0], [5, 1]]  # a c z e: the z within units is not read
    units.standardise(read)
    scaled = units.scaled(encoded)
    flat = torch.cat(scaled.states.tokens)
    assert flat.mean(0).abs().max() < 1e-6
    assert flat.std(0).tolist() == pytest.approx([2**-0.25, 2**-0.25])
    assert units.scaled(scaled) is scaled
    torch.testing.assert_close(units(encoded).values, units(scaled).values)


def test_a_full_batch_fit_learns_what_each_token_is_worth():
    texts = ["bbd", "bcd", "ddc", "cbb", "ddd", "bdb", "ccc"] * 6
    pairs = [(a, b) for a, b in pairwise(texts) if sum(map(ord, a)) != sum(map(ord, b))]
    better = [(max(pair, key=lambda t: sum(map(ord, t))), min(pair, key=lambda t: sum(map(ord, t)))) for pair in pairs]
    rows = [Comparison(Example(f"p{i}", a), Example(f"p{i}", b)) for i, (a, b) in enumerate(better)]
    reward = RewardModel(Letters(), UnitHead())
    fit(reward, Comparisons.of(rows), solver=FullBatch(l2=(0.001,)))
    letters, whole = reward.score([Example("x", text) for text in "bcd"]).values, reward.score([Example("x", "bcd")])
    assert letters[0] < letters[1] < letters[2]
    torch.testing.assert_close(whole.dense.values[0], letters)
    assert whole.values[0].item() == pytest.approx(letters.mean().item(), abs=1e-5)


def rated(text: str, *spans: tuple[int, float], prompt: str = "p") -> Rating:
    return Rating(Example(prompt, text), {}, spans=spans)


def test_unit_labels_by_hand():
    # logits 4 and 1 (labelled 0), 2 (labelled 1); bad counts twice
    rows = Ratings.of([rated("dab", (2, 0.0), (3, 1.0))])

    def softplus(x: float) -> float:
        return math.log1p(math.exp(x))

    plain = (softplus(4) + softplus(1) + softplus(-2)) / 3
    heavy = (2 * softplus(4) + 2 * softplus(1) + softplus(-2)) / 5
    reward = model()
    for objective, expected in ((UnitLabels(), plain), (UnitLabels(bad=2.0), heavy)):
        loss = objective(Forward(reward, reward.score), batched(rows, list(rows)))
        assert loss.total.item() == pytest.approx(expected, rel=1e-5)


def test_labels_that_do_not_fit_are_named_before_training():
    sentences = RewardModel(Letters(), UnitHead("mean", Sentences()))
    good, bare = rated("ab. c", (3, 1.0), (5, 0.0)), rated("ab. c")
    UnitLabels().check(sentences, Ratings.of([good]))
    with pytest.raises(GuerdonError, match="ends at character 3, and no labelled span does"):
        UnitLabels().check(sentences, Ratings.of([rated("ab. c", (2, 1.0), (5, 0.0))]))
    with pytest.raises(GuerdonError, match="reads spans, which 1 of 2 ratings do not have"):
        UnitLabels().check(sentences, Ratings.of([good, bare]))
    with pytest.raises(GuerdonError, match="learns from ratings with spans, got comparisons"):
        UnitLabels().check(sentences, Comparisons.of([Comparison(Example("p", "a"), Example("p", "b"))]))


def test_tokens_are_asked_of_an_encoder_that_has_none(given_features):
    bare = RewardModel(given_features({"x": torch.ones(3)}, {"content": 3}), UnitHead())
    with pytest.raises(GuerdonError, match="gives no states of tokens"):
        bare.score([Example("p", "x")])
    with pytest.raises(ValueError, match="pool='median' is not known"):
        UnitHead("median")


def test_saved_units_score_the_same(tmp_path, causal):
    examples = [Example("question about cats", "clear careful boats. exact true cats light paper")]
    reward = RewardModel(CausalEncoder(causal), UnitHead("min", RandomCuts(2.0, seed=3)))
    torch.nn.init.normal_(reward.head.linear.weight)
    reward.save(tmp_path / "saved")
    again = guerdon.load(tmp_path / "saved")
    before, after = reward.score(examples), again.score(examples)
    torch.testing.assert_close(before.values, after.values)
    assert before.dense.ends[0].tolist() == after.dense.ends[0].tolist()
    assert len(before.dense.ends[0]) > 1
