"""A world of vectors in which responses can miss what was asked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.testbeds.vectors import VectorWorld, labelled, written
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class Topical(VectorWorld):
    """Prompts are topics, responses are a topic and qualities: gold = w . quality + relevance * (topics' mean product).

    Every response is drawn on topic, so that comparisons of one prompt hardly show what relevance is worth. Words among
    the numbers mean nothing, to gold that is.
    """

    width: int = 12
    """Numbers in a response; the first half is its topic."""
    quality: float = 2.0
    relevance: float = 2.0
    """What a response on topic is worth over one on an unrelated topic."""
    drift: float = 0.3
    """How far a response's topic is from its prompt's."""

    def truth(self, vectors: Float[Tensor, "n width"]) -> Float[Tensor, "n"]:
        drawn = torch.randn(self.width // 2, generator=torch.Generator().manual_seed(self.seed))
        return vectors[:, self.width // 2 :] @ (drawn / drawn.norm())

    @property
    def gold(self) -> Reward[Sequence[Example]]:
        return TopicalGold(self)

    def groups(self, prompts: int, n: int, purpose: int) -> list[tuple[Example, ...]]:
        """``n`` responses to each of some topics."""
        half = self.width // 2
        topics = np.random.default_rng([self.seed, purpose, 1]).normal(size=(prompts, 1, half))
        drawn = self.vectors(prompts * n, purpose).reshape(prompts, n, self.width)
        drawn[..., :half] = topics + self.drift * drawn[..., :half]
        return [
            tuple(Example(written(topic[0]), written(one)) for one in some)
            for topic, some in zip(topics, drawn, strict=True)
        ]

    def comparisons(self, n: int) -> Comparisons:
        pairs = [(first, second) for first, second in self.groups(n, 2, purpose=0)]
        return labelled(pairs, self.gold, self.quality, self.flips, self.seed)

    def candidates(self, prompts: int, n: int) -> list[tuple[Example, ...]]:
        return self.groups(prompts, n, purpose=1)


@dataclass(frozen=True)
class TopicalGold(Reward[Sequence[Example]]):
    """The truth of a topical world."""

    world: Topical

    def score(self, batch: Sequence[Example]) -> Scores:
        responses = torch.tensor([numbers(one.response) for one in batch])
        topics = torch.tensor([numbers(one.prompt_text) for one in batch])
        met = (topics * responses[:, : topics.shape[1]]).mean(1)
        return Scores(self.world.truth(responses) + self.world.relevance * met)


def numbers(text: str) -> list[float]:
    """The numbers among the words of a text."""
    return [float(word) for word in text.split() if word[-1].isdigit()]
