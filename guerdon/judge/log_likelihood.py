"""How probable a model finds a response: the implicit reward without a reference."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from guerdon.judge.asking import PATIENCE, stop_if_hopeless
from guerdon.llm import Continuation, LanguageModel
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.types import Dense, Example, Scores


@dataclass(frozen=True)
class LogLikelihood(Reward[Sequence[Example]]):
    """r(x, y) = log p(y | x), the sum over the tokens of y; the part ``mean`` is that for each token.

    The sum prefers what is short, the mean does not. A model of whom another is the start has the implicit reward
    ``DensityRatio``, which tells what it learned from what was probable before.

    Source: the mean is the reward of Meng et al. 2024, "SimPO: Simple Preference Optimization with a Reference-Free Reward"
    (arXiv 2405.14734).
    """

    llm: LanguageModel
    patience: float = PATIENCE

    paper = Paper(
        "meng2024simpo", "SimPO: Simple Preference Optimization with a Reference-Free Reward",
        "Meng, Yu and Xia, Mengzhou and Chen, Danqi", 2024, arxiv="2405.14734",
    )  # fmt: skip

    def score(self, batch: Sequence[Example]) -> Scores:
        """Raises a FailingError where too many responses have no likelihood."""
        said = self.llm.likelihoods([Continuation(example.messages[:-1], example.response) for example in batch])
        errors = tuple(each.error for each in said)
        stop_if_hopeless([why for why in errors if why], len(said), self.patience, self.llm.name)
        return Scores(
            torch.tensor([each.total for each in said]),
            dense=Dense("token", tuple(each.logprobs for each in said), tuple(each.ends for each in said)),
            parts={"mean": torch.tensor([each.mean for each in said])},
            errors=errors if any(errors) else None,
        )


def of(llm: LanguageModel, asked: str) -> LogLikelihood:
    """The judge; nothing can be asked of it."""
    return LogLikelihood(llm)
