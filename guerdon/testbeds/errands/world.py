"""The world of errands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random
from typing import Self

from guerdon.records import Comparisons, in_share
from guerdon.reward import Reward
from guerdon.testbeds.base import World
from guerdon.testbeds.errands.annotators import Annotator, Traits, panel
from guerdon.testbeds.errands.answers import answer, kinds
from guerdon.testbeds.errands.gold import Gold, standardised
from guerdon.testbeds.errands.task import Errand
from guerdon.types import Comparison, Example

HELD = 0.25
"""The share of all prompts, the same in every world, that candidates are drawn for and comparisons never use."""
PER_PROMPT = 2
"""Comparisons of each prompt, of different answers, so that a split must go by prompt."""


@dataclass(frozen=True)
class Errands(World):
    """Small written tasks: lists, rewrites, extraction, sums, constraints on form, notes, explanations, advice.

    Candidate answers have independent flaws (wrong items, wrong numbers, ignored constraints), defects (off topic,
    refusal, rudeness, padding, repetition, hedging) and styles (courtesies, markdown), and gold is computed from their
    text. Texts depend on ``seed`` and ``families`` alone: worlds that differ in their annotators label the same pairs.

    By design, length is no sign of quality here (the longer answer wins half of the default comparisons), and the tail
    of very long candidates is worse than the rest, so that a reward with a bias for length over-optimises: with
    ``length_bias=1`` gold falls below its start at best-of-64. ``shifted()`` is the world to test transfer on.

    >>> world = Errands(seed=1, length_bias=0.5)
    >>> train = world.comparisons(2000)
    >>> world.gold.score(world.candidates(prompts=10, n=64)[0]).values
    """

    seed: int = 0
    noise: float = 0.25
    """The annotators' mean temperature, in gold standard deviations."""
    length_bias: float = 0.0
    """How many logits they give on average for 10 words more."""
    style_bias: float = 0.0
    """How many logits they give on average for each of bold, bullet points and headings."""
    annotators: int = 5
    families: tuple[str, ...] = ("train",)
    """Families of errands (``train``, ``shifted``) or single kinds (such as ``sums``)."""
    soft: bool = False
    """Labels are the annotator's probability instead of a draw from it."""

    def __post_init__(self) -> None:
        known = [name for kind in kinds() for name in (kind.family, kind.name)]
        unknown = [name for name in self.families if name not in known]
        if unknown or not self.families:
            raise ValueError(
                f"families={self.families} names no errands; known are {', '.join(sorted(dict.fromkeys(known)))}"
            )
        panel(self.annotators, self.noise, self.length_bias, self.style_bias, self.seed)

    @property
    def gold(self) -> Reward[Sequence[Example]]:
        return Gold()

    @cached_property
    def panel(self) -> Sequence[Annotator]:
        """Those who compare."""
        return panel(self.annotators, self.noise, self.length_bias, self.style_bias, self.seed)

    @cached_property
    def kinds(self) -> tuple[type[Errand], ...]:
        """The kinds of errand of this world."""
        return tuple(kind for kind in kinds() if kind.family in self.families or kind.name in self.families)

    def shifted(self) -> Self:
        """The same annotators and seed on kinds of errand, with other vocabulary, that no default world has."""
        return replace(self, families=("shifted",))

    def comparisons(self, n: int) -> Comparisons:
        """The first ``n`` comparisons of an endless sequence, two of each prompt.

        ``chosen`` is the preferred answer. ``source`` is the kind of errand, ``agreement`` the expected share of the
        panel on the side of the label, and the ``meta`` of each answer the plan of its defects and styles.
        """
        return Comparisons.of(self.comparison(number) for number in range(n))

    def candidates(self, prompts: int, n: int) -> list[tuple[Example, ...]]:
        """``n`` answers to each of ``prompts`` different tasks, which no comparison of any world uses."""
        groups: dict[str, tuple[Example, ...]] = {}
        number = 0
        while len(groups) < prompts:
            rng = Random(f"errands/{self.seed}/candidates/{number}")
            errand = self.errand(rng, held=True)
            number += 1
            if errand.prompt not in groups:
                groups[errand.prompt] = tuple(answer(errand, rng).example(errand) for _ in range(n))
        return list(groups.values())

    def errand(self, rng: Random, held: bool) -> Errand:
        """A task at random, from the prompts that are held for candidates or from the others."""
        kind = rng.choice(self.kinds)
        while True:
            errand = kind.sample(rng)
            if in_share(errand.prompt, HELD, "candidates") == held:
                return errand

    def comparison(self, number: int) -> Comparison:
        """One comparison of the sequence."""
        errand = self.errand(Random(f"errands/{self.seed}/prompt/{number // PER_PROMPT}"), held=False)
        rng = Random(f"errands/{self.seed}/comparison/{number}")
        first = second = answer(errand, rng)
        while second.text == first.text:
            second = answer(errand, rng)
        traits = [Traits.of(each.text, standardised(errand, each.text)) for each in (first, second)]
        annotator = rng.choice(self.panel)
        probability = annotator.prefers(*traits)
        share = sum(each.prefers(*traits) for each in self.panel) / len(self.panel)
        wins = probability >= 0.5 if self.soft else rng.random() < probability
        chosen, rejected = (first, second) if wins else (second, first)
        return Comparison(
            chosen.example(errand),
            rejected.example(errand),
            target=max(probability, 1 - probability) if self.soft else 1.0,
            agreement=share if wins else 1 - share,
            annotator=annotator.name,
            source=errand.name,
            provenance="rule",
        )
