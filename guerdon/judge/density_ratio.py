"""How much more a better model likes a response than a worse one does."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from guerdon.judge.asking import PATIENCE, stop_if_hopeless, told
from guerdon.llm import Continuation, LanguageModel, Likelihood, Template
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.types import Dense, Example, Message, Scores

DPO = Paper(
    "rafailov2023direct", "Direct Preference Optimization: Your Language Model is Secretly a Reward Model",
    "Rafailov, Rafael and others", 2023, arxiv="2305.18290",
)  # fmt: skip


@dataclass(frozen=True)
class DensityRatio(Reward[Sequence[Example]]):
    """r(x, y) = log p_strong(y | c, x) - log p_weak(y | c, x), summed over the tokens of y, which each model cuts itself.

    ``condition`` is what both are told beside the prompt: a criterion, good and bad answers to other prompts. One for
    each kind of prompt is ``Routed(router, {kind: DensityRatio(strong, weak, condition), ...})``, with a ``PromptKind``
    as the router. Where both models cut a batch alike, its tokens have rewards too. What the models say alone are the
    parts ``strong`` and ``weak``. Nothing is divided by length, so length may enter with either sign: plot it, or take the
    part ``mean``, the same of log-probabilities for each token.

    ``beta * DensityRatio(policy, reference)`` is the implicit reward of DPO, the reference being the model that the policy
    started from.

    Source: Xu et al. 2024, "Customizable Density Ratios of Strong-over-weak LLMs for Preference Annotation" (arXiv
    2411.02481); Rafailov et al. 2023, "Direct Preference Optimization" (arXiv 2305.18290).
    """

    strong: LanguageModel
    weak: LanguageModel
    condition: Template | None = None
    """Filled in with all that is known of an example; the prompt alone when None."""
    patience: float = PATIENCE

    paper = Paper(
        "xu2024customizable",
        "Customizable Density Ratios of Strong-over-weak LLMs for Preference Annotation",
        "Xu, Guangxuan and others", 2024, arxiv="2411.02481",
    )  # fmt: skip
    papers = (paper, DPO)

    def score(self, batch: Sequence[Example]) -> Scores:
        """Raises a FailingError where too many responses have no likelihood."""
        asked = [Continuation(self.before(example), example.response) for example in batch]
        pairs = list(zip(*(self.said(model, asked) for model in (self.strong, self.weak)), strict=True))
        errors = tuple(strong.error or weak.error for strong, weak in pairs)
        strong, weak = torch.tensor([[a.total, b.total] for a, b in pairs]).reshape(-1, 2).unbind(1)
        mean = torch.tensor([a.mean - b.mean for a, b in pairs])
        return Scores(
            strong - weak,
            dense=by_token(pairs),
            parts={"strong": strong, "weak": weak, "mean": mean},
            errors=errors if any(errors) else None,
        )

    def said(self, model: LanguageModel, asked: Sequence[Continuation]) -> list[Likelihood]:
        """What one model says of the responses."""
        said = model.likelihoods(asked)
        stop_if_hopeless([each.error for each in said if each.error], len(said), self.patience, model.name)
        return said

    def before(self, example: Example) -> tuple[Message, ...]:
        """What both models read before the response."""
        return example.messages[:-1] if self.condition is None else self.condition.messages(**told(example))


def by_token(pairs: Sequence[tuple[Likelihood, Likelihood]]) -> Dense | None:
    """The ratio of each token, where both models cut every response alike; nothing of a response that failed."""
    if not pairs or any(not strong.ends.equal(weak.ends) for strong, weak in pairs):
        return None
    values = tuple(strong.logprobs - weak.logprobs for strong, weak in pairs)
    return Dense("token", values, tuple(strong.ends for strong, _ in pairs))
