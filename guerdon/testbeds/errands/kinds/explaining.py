"""Explanations: why or how something is as it is."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from guerdon.testbeds.errands.points import covered
from guerdon.testbeds.errands.task import Check, Errand
from guerdon.testbeds.errands.template import Template, wordings
from guerdon.testbeds.errands.text import mentions
from guerdon.testbeds.errands.words.explanations import EXPLANATIONS

LISTENERS = (
    "a child of six", "a curious friend", "my grandmother", "somebody in a hurry", "a class of beginners", "a visitor",
    "my little brother", "readers of a school paper", "a group of tourists", "somebody who hated science at school",
    "a neighbour", "the audience of a quiz show",
)  # fmt: skip


@dataclass(frozen=True)
class Explaining(Errand):
    """Explain a thing that has three points to it and a common mistake.

    Gold: the share of the points that are made, and that the mistake is not.
    """

    name: ClassVar = "explaining"
    wordings: ClassVar = wordings(
        "Explain {question} to {listener}.",
        "Can you tell {listener} {question}?",
        "How would you explain to {listener} {question}? A few sentences are enough.",
        "I have to explain {question} to {listener}. What should I say?",
        "Write a short explanation of {question} for {listener}.",
        "My teacher asked me {question}. Please write it so that it suits {listener}.",
        question=EXPLANATIONS,
        listener=LISTENERS,
    )
    virtue: ClassVar = "sums it up"

    question: str
    listener: str

    @classmethod
    def sample(cls, rng: Random) -> Self:
        return cls(rng.choice(cls.wordings), rng.choice(list(EXPLANATIONS)), rng.choice(LISTENERS))

    @classmethod
    def of(cls, wording: Template, blanks: Mapping[str, str]) -> Self:
        return cls(wording, **blanks)

    @property
    def blanks(self) -> dict[str, str]:
        return {"question": self.question, "listener": self.listener}

    @property
    def need(self) -> int:
        return 40

    @property
    def flaws(self) -> tuple[str, ...]:
        return ("misses points", "makes the common mistake", "says little")

    def draft(self, rng: Random, plan: Set[str]) -> str:
        subject = EXPLANATIONS[self.question]
        said = [point.says for point in subject.points]
        if "misses points" in plan:
            said.pop(rng.randrange(len(said)))
        if "says little" in plan:
            said = [rng.choice(said)]
        if "makes the common mistake" in plan:
            said[rng.randrange(len(said))] = subject.mistake.says
        said += [f"So that is {self.question}."] * (self.virtue in plan)
        return " ".join(said)

    def checks(self, answer: str) -> Sequence[Check]:
        subject = EXPLANATIONS[self.question]
        share = covered(subject.points, answer) / len(subject.points)
        sound = not subject.mistake.found(answer)
        return [
            Check("points", share, 4),
            Check("no mistake", sound * share**0.5, 2),
            Check(self.virtue, share * mentions(answer, self.question), 1.5),
        ]
