"""The terms that read a language model's probabilities, against hand computations, and what they ask for."""

import math
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.learn import (
    BradleyTerry,
    CausalEncoder,
    FineTune,
    Forward,
    KeepLanguage,
    Likelihood,
    Numbers,
    Objective,
    PreferLanguage,
    RewardModel,
    ScalarHead,
    fit,
    pretrain,
    tiny,
)
from guerdon.learn.batch import ComparisonBatch
from guerdon.records import Comparisons, Ratings
from guerdon.testbeds import Phrases
from guerdon.types import Comparison, Example, Rating, Scores

TEXTS = ["a b c", "b c d e"]


def said(responses: Sequence[Example]) -> Scores:
    """Each response is its log-probability, its reference's and its number of tokens, as text."""
    columns = torch.tensor([list(map(float, one.response.split())) for one in responses])
    names = ("logprob", "reference", "tokens")
    return Scores(columns[:, 0], vectors=dict(zip(names, columns.unbind(1), strict=True)))


def loss(objective: Objective, *rows: tuple[str, str], weights: Sequence[float] = (1, 1)) -> float:
    pairs = zip(rows, weights, strict=False)
    batch = ComparisonBatch([Comparison(Example("p", a), Example("p", b), weight=weight) for (a, b), weight in pairs])
    return float(objective(Forward(RewardModel(Numbers(3), ScalarHead()), said), batch).total)


FIRST, SECOND = ("-10 -12 4", "-8 -9 2"), ("-3 -3 1", "-5 -4 3")


def softplus(x: float) -> float:
    return math.log1p(math.exp(x))


def test_keep_language_by_hand():
    # -log sigmoid(0.1 * -10) = softplus(1), -log sigmoid(0.1 * -3) = softplus(0.3)
    assert loss(KeepLanguage(0.1), FIRST) == pytest.approx(softplus(1))
    assert loss(KeepLanguage(0.1), FIRST, SECOND, weights=(3, 1)) == pytest.approx(
        (3 * softplus(1) + softplus(0.3)) / 4
    )


def test_keep_language_grows_with_the_text_where_it_is_long():
    assert loss(KeepLanguage(0.1), ("-1000 0 99", "0 0 1")) == pytest.approx(100)


def test_prefer_language_by_hand():
    # gap of log p: -10 + 8 = -2; of the reference: -12 + 9 = -3; so 0.5 * (-2 + 3) = 0.5
    assert loss(PreferLanguage(0.5), FIRST) == pytest.approx(softplus(-0.5))
    assert loss(PreferLanguage(0.5, reference=False), FIRST) == pytest.approx(softplus(1))
    assert loss(PreferLanguage(0.5), FIRST, SECOND) == pytest.approx((softplus(-0.5) + softplus(-0.5)) / 2)


def test_likelihood_is_nats_a_token():
    assert loss(Likelihood(), FIRST, SECOND) == pytest.approx((10 + 8 + 3 + 5) / (4 + 2 + 1 + 3))


def test_turning_every_pair_round_turns_the_preference_round():
    pair = [("-4 -3 2", "-6 -2 2")]
    there, back = (loss(PreferLanguage(1.0), *rows) for rows in (pair, [one[::-1] for one in pair]))
    assert there - back == pytest.approx(-((-4 + 3) - (-6 + 2)))  # softplus(-x) - softplus(x) = -x


@pytest.fixture(scope="module")
def folder() -> str:
    return tiny(TEXTS, width=16, layers=1, heads=2, window=32)


def test_what_terms_ask_for(folder):
    pairs = Comparisons.of([Comparison(Example("a", "b c"), Example("a", "c d"))])
    ratings = Ratings.of([Rating(Example("a", "b c"), {"overall": 1.0})])
    mute, frozen, speaking = (
        RewardModel(CausalEncoder(folder, language=language, frozen=still), ScalarHead())
        for language, still in ((False, False), (True, True), (True, False))
    )
    with pytest.raises(GuerdonError, match=r"needs the probabilities of tokens.*language=True"):
        fit(mute, pairs, KeepLanguage())
    with pytest.raises(GuerdonError, match=r"trains a language model, and .* is frozen"):
        fit(frozen, pairs, BradleyTerry() + 0.1 * KeepLanguage())
    with pytest.raises(GuerdonError, match="learns from comparisons, got ratings"):
        fit(speaking, ratings, KeepLanguage())
    with pytest.raises(GuerdonError, match="does not keep: make it with reference=True"):
        fit(speaking, pairs, PreferLanguage())


def test_models_that_start_from_one_pretrained_folder_are_alike_and_know_the_language(tmp_path: Path):
    world = Phrases(1, each=3, topics=2)
    corpus = world.corpus(200)
    name = tiny([f"{row.example.prompt_text} {row.example.response}" for row in corpus], 16, 1, 2)
    started = pretrain(name, corpus, tmp_path / "language", FineTune(epochs=2, batch_size=32, learning_rate=1e-2))
    fresh, one, other = (CausalEncoder(each, language=True) for each in (name, started, started))

    def nats(encoder: CausalEncoder) -> torch.Tensor:
        vectors = RewardModel(encoder, ScalarHead()).score([row.example for row in world.corpus(50)]).vectors
        return -vectors["logprob"] / vectors["tokens"]

    assert torch.equal(nats(one), nats(other))
    assert nats(one).mean() < nats(fresh).mean() - 0.5
