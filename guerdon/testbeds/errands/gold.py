"""The true reward of an errand, computed from the text of the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import nan, prod
from random import Random
from statistics import fmean, pstdev

import torch

from guerdon.reward import Reward
from guerdon.testbeds.errands.answers import answer, errand_of, kinds
from guerdon.testbeds.errands.conduct import conduct
from guerdon.testbeds.errands.task import Check, Errand
from guerdon.testbeds.errands.text import without_courtesies
from guerdon.types import Example, Scores

EFFORT = 0.15
"""What a well-behaved answer is worth that does nothing of what was asked."""
DRAWS = 2048
"""Answers that fix the unit."""


@dataclass(frozen=True)
class Quality:
    """What an answer is worth, and why."""

    content: float
    """How well it does what was asked: the weighted mean of the errand's checks, 0 to 1. Courtesies are not read."""
    conduct: float
    """How it behaves: the product of the factors of ``conduct``, 0 to 1."""
    checks: tuple[Check, ...]

    @property
    def value(self) -> float:
        """conduct (0.15 + 0.85 content), from 0 to 1."""
        return self.conduct * (EFFORT + (1 - EFFORT) * self.content)

    @property
    def reasons(self) -> str:
        return ", ".join(f"{check.name} {check.value:.2f}" for check in self.checks)


@lru_cache(maxsize=65536)
def quality(errand: Errand, text: str) -> Quality:
    """What a text is worth as the answer to an errand."""
    asked, behaved = tuple(errand.checks(without_courtesies(text))), tuple(conduct(text, errand.need))
    content = sum(check.weight * check.value for check in asked) / sum(check.weight for check in asked)
    return Quality(content, prod(check.value for check in behaved), asked + behaved)


@cache
def unit() -> tuple[float, float]:
    """The mean and the standard deviation of quality over answers to errands of the family ``train``."""
    train = [kind for kind in kinds() if kind.family == "train"]
    values = []
    for draw in range(DRAWS):
        rng = Random(f"errands/unit/{draw}")
        errand = rng.choice(train).sample(rng)
        values.append(quality(errand, answer(errand, rng).text).value)
    return fmean(values), pstdev(values)


def standardised(errand: Errand, text: str) -> float:
    """The true reward: (quality - mean) / standard deviation, so that 1 is a gold standard deviation."""
    mean, deviation = unit()
    return (quality(errand, text).value - mean) / deviation


@dataclass(frozen=True)
class Gold(Reward[Sequence[Example]]):
    """The true reward of any answer to any errand, in gold standard deviations.

    gold = (q - mean) / sd, q = conduct (0.15 + 0.85 content); mean and sd are over candidate answers of the family
    ``train``. The parts ``content`` and ``conduct`` are from 0 to 1, the rationale lists what each checker found, and a
    prompt that is no errand scores ``nan``. Everything is read from the text, so that edited answers score too.
    """

    def score(self, batch: Sequence[Example]) -> Scores:
        errands = [errand_of(example.prompt_text) for example in batch]
        rows = list(zip(errands, batch, strict=True))
        found = [None if errand is None else quality(errand, example.response) for errand, example in rows]
        values = [nan if errand is None else standardised(errand, example.response) for errand, example in rows]
        return Scores(
            torch.tensor(values, dtype=torch.float32),
            parts={
                "content": torch.tensor([nan if each is None else each.content for each in found]),
                "conduct": torch.tensor([nan if each is None else each.conduct for each in found]),
            },
            rationale=tuple(None if each is None else each.reasons for each in found),
            errors=tuple(None if each else unknown(example) for each, example in zip(found, batch, strict=True)),
        )


def unknown(example: Example) -> str:
    start = " ".join(example.prompt_text.split())[:60]
    return f"no errand asks {start!r}; gold knows the prompts that Errands makes"
