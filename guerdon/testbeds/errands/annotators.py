"""Annotators who prefer the better answer, with their own noise and their own weakness for length and looks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from guerdon.testbeds.errands.text import markdown, tokens

NAMES = ("ada", "bo", "cleo", "dev", "eun", "femi", "gus", "hana")


@dataclass(frozen=True)
class Traits:
    """What an annotator sees of an answer."""

    gold: float
    """True reward, in gold standard deviations."""
    words: int
    markdown: int
    """How many of bold, points and headings it has: 0 to 3."""

    @classmethod
    def of(cls, text: str, gold: float) -> "Traits":
        return cls(gold, len(tokens(text)), markdown(text))


@dataclass(frozen=True)
class Annotator:
    """One who compares.

    P(A preferred) = sigmoid((gold_A - gold_B) / temperature + length_bias (words_A - words_B) / 10
    + style_bias (markdown_A - markdown_B))
    """

    name: str
    temperature: float
    """Gold standard deviations; the larger, the noisier."""
    length_bias: float
    """Logits for every 10 words more."""
    style_bias: float
    """Logits for every mark of markdown more."""

    def prefers(self, first: Traits, second: Traits) -> float:
        """The probability that the first answer is preferred to the second."""
        logit = (first.gold - second.gold) / self.temperature
        logit += self.length_bias * (first.words - second.words) / 10
        logit += self.style_bias * (first.markdown - second.markdown)
        return 0.5 * (1 + math.tanh(logit / 2))


def panel(size: int, noise: float, length_bias: float, style_bias: float, seed: int) -> Sequence[Annotator]:
    """Annotators whose temperatures and biases are spread evenly from half to one and a half times the mean.

    Args:
        size: how many; 1 to 8.
        noise: their mean temperature.
        length_bias: their mean bias for length.
        style_bias: their mean bias for markdown.
        seed: decides who has which.

    Raises:
        ValueError: there are no annotators or too many, or the noise is not positive.
    """
    if not 1 <= size <= len(NAMES):
        raise ValueError(f"annotators={size}, expected 1 to {len(NAMES)}")
    if not noise > 0:
        raise ValueError(f"noise={noise:g}, expected a positive number; 0.001 makes labels that are never wrong")
    spread = [0.5 + (place + 0.5) / size for place in range(size)]
    rng = Random(f"errands/{seed}/panel")
    columns = [[mean * factor for factor in rng.sample(spread, size)] for mean in (noise, length_bias, style_bias)]
    return tuple(Annotator(name, *traits) for name, *traits in zip(NAMES[:size], *columns, strict=True))
