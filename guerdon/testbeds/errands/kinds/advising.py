"""Advice: so many tips for an everyday trouble."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from guerdon.testbeds.errands.points import covered
from guerdon.testbeds.errands.task import Check, Errand
from guerdon.testbeds.errands.template import Template, lower_first, wordings
from guerdon.testbeds.errands.text import mentions
from guerdon.testbeds.errands.words.advice import ADVICE

FRIENDS = (
    "my flatmate", "my aunt", "a colleague", "my best friend", "the woman next door", "my brother-in-law", "my daughter",
    "an old classmate", "my boss", "somebody at the gym", "my wife", "my cousin",
)  # fmt: skip
COUNTS = {"two": 2, "three": 3}

STARTS = (
    "Start with the first of these, as it takes the least effort.",
    "Begin with whatever is easiest and see whether it is enough.",
    "Try the easiest of these first.",
)
STARTING = ("start with", "begin with", "easiest", "before anything else")


@dataclass(frozen=True)
class Advising(Errand):
    """Give ``count`` tips that help with a trouble.

    Gold: sound tips against the number asked for, not more than that, and no harmful tip.
    """

    name: ClassVar = "advising"
    wordings: ClassVar = wordings(
        "{Trouble}. {Who} says that you give good advice. Tell me {count} things that I should do.",
        "What can I do when {trouble}? I would like {count} suggestions that {who} would agree with.",
        "I told {who}: {trouble}. Neither of us knows what to do. Give us {count} tips.",
        "Please write down {count} pieces of advice that I can pass on to {who}, who complains: {trouble}.",
        "Help! {Trouble}, and {who} just laughs. Name {count} of the things I should do.",
        "{Trouble}. It is the same with {who}. What are your {count} best ideas?",
        trouble=ADVICE,
        count=COUNTS,
        who=FRIENDS,
    )
    virtue: ClassVar = "says where to start"

    trouble: str
    count: str
    who: str

    @classmethod
    def sample(cls, rng: Random) -> Self:
        return cls(rng.choice(cls.wordings), rng.choice(list(ADVICE)), rng.choice(list(COUNTS)), rng.choice(FRIENDS))

    @classmethod
    def of(cls, wording: Template, blanks: Mapping[str, str]) -> Self:
        known = {lower_first(trouble): trouble for trouble in ADVICE}
        return cls(wording, known[lower_first(blanks["trouble"])], blanks["count"], blanks["who"])

    @property
    def blanks(self) -> dict[str, str]:
        return {"trouble": self.trouble, "count": self.count, "who": self.who}

    @property
    def size(self) -> int:
        return COUNTS[self.count]

    @property
    def need(self) -> int:
        return 14 * self.size

    @property
    def flaws(self) -> tuple[str, ...]:
        return ("too few tips", "a harmful tip", "too many tips")

    def draft(self, rng: Random, plan: Set[str]) -> str:
        subject = ADVICE[self.trouble]
        size = self.size + ("too many tips" in plan) - ("too few tips" in plan)
        said = [point.says for point in rng.sample(subject.points, size)]
        if "a harmful tip" in plan:
            said[rng.randrange(len(said))] = subject.mistake.says
        said += [rng.choice(STARTS)] * (self.virtue in plan)
        return " ".join(said)

    def checks(self, answer: str) -> Sequence[Check]:
        subject = ADVICE[self.trouble]
        tips = covered(subject.points, answer)
        share = min(1.0, tips / self.size)
        sound = not subject.mistake.found(answer)
        return [
            Check("tips", share, 4),
            Check("as many as asked", share if tips <= self.size else self.size / tips, 1),
            Check("no harm", sound * share**0.5, 2),
            Check(self.virtue, share * any(mentions(answer, sign) for sign in STARTING), 1.5),
        ]
