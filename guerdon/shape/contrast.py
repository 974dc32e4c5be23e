"""Rewards measured against what base samples of the same prompt get."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.papers import Paper
from guerdon.reward import Transform
from guerdon.shape.reference import ReferenceStore, read
from guerdon.shape.statistic import Deviation, SampleMean, Statistic
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class Contrast(Transform[Sequence[Example]]):
    """r' = r - g(b(x)), b(x) the rewards of base samples of the prompt: the gain over answers that were there before.

    What a prompt adds to all of its answers falls out, a reward model's error of that kind among it. On one prompt the
    order stays: best-of-n changes nothing, nor does the optimum of KL-regularised training; what changes is how noisy
    the way there is, and what a transform that follows makes of it. An optimiser that subtracts the mean of a group of
    answers to the prompt (RLOO, GRPO) or a learned value of the prompt does the same with other samples.

    A prompt without base samples has no score, and says so. Parts, dense rewards and the spread are kept as they are.

    Source: Shen et al. 2024 (arXiv 2403.07708); with ``Quantile(0.85)`` the centre of Wang et al. 2024 (arXiv
    2402.00742).
    """

    store: ReferenceStore
    level: Statistic = field(default_factory=SampleMean)
    """g."""

    paper = Paper(
        "shen2024improving", "Improving Reinforcement Learning from Human Feedback Using Contrastive Rewards",
        "Shen, Wei and Zhang, Xiaoying and Yao, Yuanshun and Zheng, Rui and Guo, Hongyi and Liu, Yang", 2024,
        arxiv="2403.07708",
    )  # fmt: skip

    @cached_property
    def levels(self) -> dict[str, float]:
        return self.store.table(self.level)

    def __call__(self, scores: Scores, batch: Sequence[Example]) -> Scores:
        levels, reasons = read(self.levels, batch, scores.values)
        few = "its prompt has too few base samples for the level that rewards are measured against"
        return moved(scores, scores.values - levels, reasons, levels, few)


@dataclass(frozen=True)
class ZNorm(Transform[Sequence[Example]]):
    """r' = (r - mean(b(x))) / std(b(x)), over the rewards b(x) of base samples of the prompt: its z-score there.

    A prompt without base samples, with one alone, or with samples of one reward has no scale: ``nan``, with the reason.
    One mean and one deviation for all prompts are ``Affine.standardising``.
    """

    store: ReferenceStore

    @cached_property
    def means(self) -> dict[str, float]:
        return self.store.table(SampleMean())

    @cached_property
    def deviations(self) -> dict[str, float]:
        found = self.store.table(Deviation())
        return {name: value if value > 0 else float("nan") for name, value in found.items()}

    def __call__(self, scores: Scores, batch: Sequence[Example]) -> Scores:
        means, reasons = read(self.means, batch, scores.values)
        deviations, _ = read(self.deviations, batch, scores.values)
        std = None if scores.std is None else scores.std / deviations
        flat = "the base samples of its prompt all have one reward, which gives no scale"
        return moved(replace(scores, std=std), (scores.values - means) / deviations, reasons, deviations, flat)


def moved(
    scores: Scores, values: Float[Tensor, "n"], reasons: Sequence[str | None], levels: Float[Tensor, "n"], why: str
) -> Scores:
    """The scores with other values; what a row lacks is its error, unless it had failed before."""
    known = scores.errors or (None,) * len(scores)
    lost = torch.isnan(levels).tolist()
    errors = tuple(
        before or reason or (why if none else None) for before, reason, none in zip(known, reasons, lost, strict=True)
    )
    return replace(scores, values=values, errors=errors if any(errors) else None)
