"""How much of what a text speaks of a response speaks of, by the words that they share."""

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Self

import torch

from guerdon.reward import Reward
from guerdon.surface import words
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class WordRelevance(Reward[Sequence[Example]]):
    """r = the share of the other text's distinct words that the response has, by weight; between 0 and 1.

    A word weighs log(1 + texts / texts that have it), and one that was never counted as much as the rarest. No model is
    needed and no meaning read: other words for the same thing share nothing. A text without words is covered by none.
    """

    worth: Mapping[str, float] = field(repr=False)
    """The weight of each word."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Counts in how many distinct texts each word is."""
        distinct = set(texts)
        counts = Counter(word for text in distinct for word in set(words(text)))
        return cls({word: log(1 + len(distinct) / count) for word, count in counts.items()})

    @abstractmethod
    def other(self, example: Example) -> str | None:
        """What the response should be near to; None where there is no such text."""

    def score(self, batch: Sequence[Example]) -> Scores:
        others = [self.other(example) for example in batch]
        values = [
            float("nan") if other is None else self.covered(set(words(other)), set(words(example.response)))
            for example, other in zip(batch, others, strict=True)
        ]
        lost = tuple("it has no reference to be near to" if other is None else None for other in others)
        return Scores(torch.tensor(values), errors=lost if any(lost) else None)

    def covered(self, wanted: set[str], said: set[str]) -> float:
        """The share of the weight of some words that is said."""
        rarest = max(self.worth.values(), default=1.0)
        weights = {word: self.worth.get(word, rarest) for word in wanted}
        return (
            sum(weight for word, weight in weights.items() if word in said) / sum(weights.values()) if weights else 0.0
        )


class PromptRelevance(WordRelevance):
    """To the prompt: the query relevance of Kim and Seo 2024 (arXiv 2402.03469), there by sentence vectors."""

    def other(self, example: Example) -> str:
        return example.prompt_text


class ReferenceRelevance(WordRelevance):
    """To the reference; an example without one has no score. As ``PromptRelevance`` else."""

    def other(self, example: Example) -> str | None:
        return example.reference
