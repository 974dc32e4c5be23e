"""Units that begin where a language model was in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from guerdon.learn.encoders.base import States
from guerdon.learn.encoders.causal import CausalEncoder
from guerdon.learn.segmenters.base import Segmenter, closed
from guerdon.papers import Paper
from guerdon.types import Example

ROWS = 32
"""Examples of one pass."""


@dataclass(frozen=True)
class EntropyPeaks(Segmenter):
    """A unit ends before a token whose distribution had an entropy above the threshold.

    Source: Yin et al. 2025, "Segmenting Text and Learning Their Rewards" (arXiv 2501.02790).
    """

    model: CausalEncoder
    """With ``language``; its vocabulary decides, so keep it with the threshold."""
    threshold: float
    """In nats."""

    paper = Paper(
        "yin2025segmenting",
        "Segmenting Text and Learning Their Rewards for Improved RLHF in Language Model",
        "Yin, Yueqin and others", 2025, arxiv="2501.02790",
    )  # fmt: skip

    def __call__(self, examples: Sequence[Example]) -> list[Int[Tensor, "_units"]]:
        states = read(self.model, examples)
        return [
            closed(before(ends, doubt > self.threshold), example)
            for example, ends, doubt in zip(examples, states.ends, states.entropies or (), strict=True)
        ]


@dataclass(frozen=True)
class LowConfidence(Segmenter):
    """A unit ends before a token that the model gave less than the threshold's probability.

    Source: Liu et al. 2025, "AdaptiveStep" (arXiv 2502.13943), where the threshold is the quantile 0.02 of sampled
    tokens: ``LowConfidence.at(model, samples, 0.02)``.
    """

    model: CausalEncoder
    """With ``language``."""
    threshold: float
    """A probability; it depends on the temperature that texts were sampled at."""

    paper = Paper(
        "liu2025adaptivestep",
        "AdaptiveStep: Automatically Dividing Reasoning Step through Model Confidence",
        "Liu, Yuliang and others", 2025, arxiv="2502.13943",
    )  # fmt: skip

    @classmethod
    def at(cls, model: CausalEncoder, samples: Sequence[Example], quantile: float = 0.02) -> "LowConfidence":
        """The threshold that cuts before the given share of the tokens of some samples."""
        logprobs = torch.cat(read(model, samples).logprobs or ())
        return cls(model, float(logprobs.exp().quantile(quantile)))

    def __call__(self, examples: Sequence[Example]) -> list[Int[Tensor, "_units"]]:
        states = read(self.model, examples)
        return [
            closed(before(ends, logprobs.exp() < self.threshold), example)
            for example, ends, logprobs in zip(examples, states.ends, states.logprobs or (), strict=True)
        ]


def before(ends: Int[Tensor, "t"], opens: Float[Tensor, "t"] | Tensor) -> list[int]:
    """Where units end when some tokens open new ones: at the end of the token before each."""
    return ends[:-1][opens[1:].cpu()].tolist()


@torch.no_grad()
def read(model: CausalEncoder, examples: Sequence[Example]) -> States:
    """What a language model says of the tokens of each response."""
    model.eval()
    items = model.prepare(examples)
    pieces = [model(items[start : start + ROWS]).states for start in range(0, len(items), ROWS)]
    return States.concatenate([piece for piece in pieces if piece])
