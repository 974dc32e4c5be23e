"""Errands that also say what form the answer must have, which some answers keep and others do not."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random
from statistics import median

import numpy as np
import torch

from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.testbeds.base import World
from guerdon.testbeds.errands import Errands, Gold
from guerdon.types import Comparison, Example, Scores

MARK = "\n\nAs to the form: "
"""Between an errand and what is stipulated."""
Kept = Callable[[str, str], bool]
FORMS: Mapping[str, tuple[str, Kept]] = {
    "at most": ("use at most {} words.", lambda text, of: len(text.split()) <= int(of)),
    "at least": ("use at least {} words.", lambda text, of: len(text.split()) >= int(of)),
    "commas": ("do not use any commas.{}", lambda text, of: "," not in text),
    "keyword": ("include the keyword '{}'.", lambda text, of: of in text.lower()),
}
"""How each stipulation is said, and whether a text keeps it."""


def kept(prompt: str, response: str) -> bool | None:
    """Whether a response keeps what its prompt stipulates; None where that is nothing."""
    said = prompt.split(MARK)[1] if MARK in prompt else ""
    for form, keeps in FORMS.values():
        match = re.fullmatch(re.escape(form).replace(r"\{\}", "(.*)"), said)
        if match:
            return keeps(response, match[1])
    return None


@dataclass(frozen=True)
class StipulatedGold(Reward[Sequence[Example]]):
    """gold = that of the errand + worth where the stipulation is kept, - worth where it is not. Parts: ``content``, ``kept``."""

    worth: float

    def score(self, batch: Sequence[Example]) -> Scores:
        errands = Gold().score([replace(each, prompt=each.prompt_text.split(MARK)[0]) for each in batch])
        held = [kept(each.prompt_text, each.response) for each in batch]
        bonus = torch.tensor([0.0 if each is None else self.worth * (2 * each - 1) for each in held])
        parts = {"content": errands.parts["content"], "kept": bonus}
        return Scores(errands.values + bonus, parts=parts, errors=errands.errors)


@dataclass(frozen=True)
class Stipulated(World):
    """Errands, a share of which stipulate a form that about half of their answers have.

    A stipulation can be checked by counting and says nothing of the rest, so that a reward must know both. Annotators see
    both, and err: they prefer the first with probability sigmoid(gap / noise).
    """

    seed: int = 0
    share: float = 0.5
    """Of the errands that stipulate something."""
    worth: float = 1.0
    """Of keeping it, in gold standard deviations of an errand."""
    noise: float = 0.5
    """Of the annotators."""

    @property
    def gold(self) -> Reward[Sequence[Example]]:
        return StipulatedGold(self.worth)

    @cached_property
    def errands(self) -> Errands:
        return Errands(self.seed)

    def comparisons(self, n: int) -> Comparisons:
        rng = np.random.default_rng([self.seed, 31])
        pairs = [(row.chosen, row.rejected) for row in self.errands.comparisons(n)]
        asked = [self.stipulate(pair, f"compared {place}") for place, pair in enumerate(pairs)]
        gold = self.gold.score([each for pair in asked for each in pair]).values.double().numpy()
        first = rng.random(n) < 1 / (1 + np.exp(-(gold[::2] - gold[1::2]) / self.noise))
        ordered = [pair if won else pair[::-1] for pair, won in zip(asked, first.tolist(), strict=True)]
        return Comparisons.of(Comparison(chosen, rejected, provenance="rule") for chosen, rejected in ordered)

    def candidates(self, prompts: int, n: int) -> list[tuple[Example, ...]]:
        groups = self.errands.candidates(prompts, n)
        return [self.stipulate(group, f"drawn {place}") for place, group in enumerate(groups)]

    def stipulate(self, group: Sequence[Example], draw: str) -> tuple[Example, ...]:
        """The same answers to the errand with a stipulation that some of them keep and some do not, if there is one."""
        rng = Random(f"stipulated/{self.seed}/{draw}")
        asked = group[0].prompt_text
        lengths = [len(each.response.split()) for each in group]
        words = sorted({word for each in group for word in re.findall(r"[a-z]{5,}", each.response.lower())})
        of = {"at most": int(median(lengths)), "at least": int(median(lengths)), "commas": ""}
        of["keyword"] = rng.choice(words) if words else ""
        names = [*FORMS]
        rng.shuffle(names)
        for name in names if rng.random() < self.share else ():
            prompt = f"{asked}{MARK}{FORMS[name][0].format(of[name])}"
            if len({kept(prompt, each.response) for each in group}) == 2:
                return tuple(replace(each, prompt=prompt) for each in group)
        return tuple(group)
