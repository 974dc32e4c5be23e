"""The likelihood of a response as a reward: sums, means, and what the ratio of two models makes of them."""

import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.judge import DensityRatio, LogLikelihood
from guerdon.judge.load import kinds
from guerdon.learn import tiny
from guerdon.llm import Continuation, Local, Scripted
from guerdon.shape import Total
from guerdon.types import Example

EXAMPLES = [Example("one two", "three four five"), Example("one two", "four"), Example("two", "five five")]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> list[Local]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GUERDON_CACHE", str(tmp_path_factory.mktemp("cache")))
        return [
            Local(tiny(["one two three four five"], width=16, layers=1, heads=2, spread=0.5, seed=n)) for n in (0, 1)
        ]


def test_it_is_the_sum_of_the_tokens_and_its_part_the_mean(models: list[Local]) -> None:
    said = models[0].likelihoods([Continuation(each.messages[:-1], each.response) for each in EXAMPLES])
    scores = LogLikelihood(models[0]).score(EXAMPLES)
    assert scores.values.tolist() == pytest.approx([float(each.logprobs.sum()) for each in said])
    assert scores.parts["mean"].tolist() == pytest.approx([float(each.logprobs.mean()) for each in said])
    mean = (LogLikelihood(models[0]) >> Total("mean")).score(EXAMPLES)
    assert torch.allclose(mean.values, scores.parts["mean"])


def test_the_ratio_is_the_difference_of_two_in_all_and_for_each_token(models: list[Local]) -> None:
    ratio = DensityRatio(*models).score(EXAMPLES)
    first, second = (LogLikelihood(model).score(EXAMPLES) for model in models)
    assert torch.allclose(ratio.values, first.values - second.values, atol=1e-5)
    assert torch.allclose(ratio.parts["mean"], first.parts["mean"] - second.parts["mean"], atol=1e-5)


def test_an_empty_response_has_a_reason_and_a_model_that_does_not_tell_says_so(models: list[Local]) -> None:
    scores = LogLikelihood(models[0], patience=1.0).score([*EXAMPLES, Example("one", "")])
    assert scores.failed == (3,)
    assert "no tokens" in scores.errors[3]
    with pytest.raises(GuerdonError, match="use a local model"):
        LogLikelihood(Scripted(lambda _: "")).score(EXAMPLES)


def test_it_has_a_name() -> None:
    assert "log-likelihood" in kinds()
