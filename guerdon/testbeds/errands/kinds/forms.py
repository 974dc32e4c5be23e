"""Constraints on form: write about a topic, in a given shape and manner."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from guerdon.testbeds.errands.constraints import Constraint, draw, read
from guerdon.testbeds.errands.task import Check, Errand
from guerdon.testbeds.errands.template import Template, wordings
from guerdon.testbeds.errands.text import sentences
from guerdon.testbeds.errands.words.topics import TOPICS

DETAILS = 2
"""Words of the topic in each sentence that make a text rich."""


@dataclass(frozen=True)
class Form(Errand):
    """Write about a topic so that two constraints on the text hold.

    Gold: the share of sentences that are about the topic, and how far each constraint holds.
    """

    name: ClassVar = "forms"
    wordings: ClassVar = wordings(
        "Write about {topic} {shape}. {manner}.",
        "Please write something about {topic} {shape}. {manner}.",
        "I need a short text about {topic} {shape}. {manner}.",
        "Describe {topic} {shape}. {manner}.",
        topic=TOPICS,
    )
    virtue: ClassVar = "is rich in detail"

    topic: str
    shape: Constraint
    manner: Constraint

    @classmethod
    def sample(cls, rng: Random) -> Self:
        return cls(rng.choice(cls.wordings), rng.choice(list(TOPICS)), draw("shape", rng), draw("manner", rng))

    @classmethod
    def of(cls, wording: Template, blanks: Mapping[str, str]) -> Self:
        return cls(wording, blanks["topic"], read("shape", blanks["shape"]), read("manner", blanks["manner"]))

    @property
    def blanks(self) -> dict[str, str]:
        return {"topic": self.topic, "shape": self.shape.asks, "manner": self.manner.asks}

    @property
    def need(self) -> int:
        return 10 * self.shape.size

    @property
    def flaws(self) -> tuple[str, ...]:
        return ("ignores the shape", "ignores the manner", "drifts to another topic")

    def draft(self, rng: Random, plan: Set[str]) -> str:
        size = self.shape.size
        if "ignores the shape" in plan:
            size = rng.choice([other for other in range(1, 7) if other != size])
        about = TOPICS[self.topic]
        said = rng.sample(about.sentences, size)
        if self.virtue in plan:
            said = max((rng.sample(about.sentences, size) for _ in range(12)), key=about.detail)
        if "drifts to another topic" in plan:
            other = TOPICS[rng.choice([topic for topic in TOPICS if topic != self.topic])].sentences
            kept = rng.randint(0, size - 1)
            said = said[:kept] + rng.sample(other, size - kept)
        if "ignores the manner" not in plan:
            said = self.manner.applied(said)
        text = " ".join(said) if "ignores the shape" in plan else self.shape.joined(said)
        return self.manner.finished(text) if "ignores the manner" not in plan else text

    def checks(self, answer: str) -> Sequence[Check]:
        said = sentences(answer)
        about = TOPICS[self.topic]
        topical = sum(about.detail([sentence]) > 0 for sentence in said) / max(1, len(said))
        detail = about.detail(said) / (DETAILS * self.shape.size)
        return [
            Check("on the topic", topical, 3),
            Check("shape", self.shape.holds(answer, said) * (0.3 + 0.7 * topical), 2),
            Check("manner", self.manner.holds(answer, said) * (0.3 + 0.7 * topical), 2),
            Check(self.virtue, topical * min(1.0, detail), 1.5),
        ]
