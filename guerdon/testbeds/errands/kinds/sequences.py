"""Sequences: bring the steps of an everyday job into the right order."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations, permutations
from random import Random
from typing import ClassVar, Self

from guerdon.testbeds.errands.task import Check, Errand
from guerdon.testbeds.errands.template import Template, upper_first, wordings
from guerdon.testbeds.errands.text import folded, mentions
from guerdon.testbeds.errands.words.chatty import CHATTY
from guerdon.testbeds.errands.words.procedures import PROCEDURES

ORDERS = tuple(order for order in permutations(range(4)) if order != (0, 1, 2, 3))
STARTS = (("First", "Then", "After that", "Last"), ("Start like this", "Next", "When that is done", "Finally"))


@dataclass(frozen=True)
class Ordering(Errand):
    """Sort four shuffled steps.

    Gold: the share of steps that are there, and of pairs of them that stand in the right order.
    """

    name: ClassVar = "sequences"
    family: ClassVar = "shifted"
    voice: ClassVar = CHATTY
    wordings: ClassVar = wordings(
        "Put these steps of {job} in the right order: {steps}.",
        "Somebody mixed up how {job} is done: {steps}. What is the proper order?",
        "{Steps}: that is {job}, but in the wrong order. Please sort the steps.",
        job=PROCEDURES,
    )
    virtue: ClassVar = "names the job"

    job: str
    order: tuple[int, ...]

    @classmethod
    def sample(cls, rng: Random) -> Self:
        return cls(rng.choice(cls.wordings), rng.choice(list(PROCEDURES)), rng.choice(ORDERS))

    @classmethod
    def of(cls, wording: Template, blanks: Mapping[str, str]) -> Self:
        steps = [step.says for step in PROCEDURES[blanks["job"]]]
        return cls(wording, blanks["job"], tuple(steps.index(step) for step in blanks["steps"].split("; ")))

    @property
    def blanks(self) -> dict[str, str]:
        return {"job": self.job, "steps": "; ".join(PROCEDURES[self.job][place].says for place in self.order)}

    @property
    def need(self) -> int:
        return 30

    @property
    def flaws(self) -> tuple[str, ...]:
        return ("wrong order", "leaves out a step", "repeats the question")

    def draft(self, rng: Random, plan: Set[str]) -> str:
        order = list(range(4))
        if "wrong order" in plan:
            rng.shuffle(order)
        if "repeats the question" in plan:
            order = list(self.order)
        if "leaves out a step" in plan:
            order.pop(rng.randrange(4))
        steps = [PROCEDURES[self.job][place].says for place in order]
        said = [f"{start}: {step}." for start, step in zip(rng.choice(STARTS), steps, strict=False)]
        if rng.random() < 0.4:
            said = [f"{upper_first(step)}." for step in steps]
        return " ".join([*said, f"That is how {self.job} is done."] if self.virtue in plan else said)

    def checks(self, answer: str) -> Sequence[Check]:
        text = folded(answer)
        places = [text.find(f" {step.need} ") for step in PROCEDURES[self.job]]
        found = [place for place in places if place >= 0]
        pairs = list(combinations(found, 2))
        share = len(found) / len(places)
        ordered = sum(a < b for a, b in pairs) / max(1, len(pairs))
        return [
            Check("steps", share, 1),
            Check("order", share * max(0.0, 2 * ordered - 1), 3),
            Check(self.virtue, share * mentions(answer, self.job), 1),
        ]
