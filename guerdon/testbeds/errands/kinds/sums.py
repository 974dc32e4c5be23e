"""Sums: word problems of one or two steps."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from guerdon.testbeds.errands.task import Check, Errand
from guerdon.testbeds.errands.template import Template, wordings
from guerdon.testbeds.errands.text import mentions, numbers
from guerdon.testbeds.errands.words.people import NAMES
from guerdon.testbeds.errands.words.stories import STORIES, THINGS


@dataclass(frozen=True)
class Sum(Errand):
    """A story with two or three numbers and a question about another.

    Gold: the last number of the answer is the result, the steps that lead to it are shown, and what is counted is named.
    """

    name: ClassVar = "sums"
    wordings: ClassVar = wordings(
        "{story}",
        "Please solve this: {story}",
        "{story} Show how you get there.",
        "Can you help me with this problem? {story}",
    )
    virtue: ClassVar = "checks the result"

    story: int
    who: str
    thing: str
    given: tuple[int, ...]

    @classmethod
    def sample(cls, rng: Random) -> Self:
        number = rng.randrange(len(STORIES))
        given = tuple(rng.randint(*span) for span in STORIES[number].spans)
        who, thing = rng.choice(NAMES), rng.choice(THINGS)
        asks = STORIES[number].asks
        return cls(rng.choice(cls.wordings), number, who * ("{who}" in asks), thing * ("{thing}" in asks), given)

    @classmethod
    def of(cls, wording: Template, blanks: Mapping[str, str]) -> Self:
        for number, story in enumerate(STORIES):
            parts = story.text.read(blanks["story"])
            if parts:
                given = tuple(int(parts[name]) for name in "abc"[: len(story.spans)])
                return cls(wording, number, parts.get("who", ""), parts.get("thing", ""), given)
        raise LookupError("no story reads like this")

    @property
    def blanks(self) -> dict[str, str]:
        return {"story": STORIES[self.story].text.fill(**self.parts)}

    @property
    def parts(self) -> dict[str, str]:
        return {"who": self.who, "thing": self.thing} | dict(zip("abc", map(str, self.given), strict=False))

    @property
    def steps(self) -> tuple[int, ...]:
        """The result of each step; the last is the answer."""
        return STORIES[self.story].steps(*self.given)

    @property
    def proof(self) -> str:
        """The last step backwards."""
        return STORIES[self.story].proof.fill(**self.parts, x=self.steps[0], y=self.steps[-1])

    @property
    def unit(self) -> str:
        return STORIES[self.story].unit.format(thing=self.thing)

    @property
    def need(self) -> int:
        return 22

    @property
    def flaws(self) -> tuple[str, ...]:
        return ("slip", "wrong operation", "no working", "bare number")

    def draft(self, rng: Random, plan: Set[str]) -> str:
        story = STORIES[self.story]
        results = list(self.steps)
        if "slip" in plan:
            results[-1] += rng.choice((-10, -2, -1, 1, 2, 10))
        if "wrong operation" in plan:
            others = {sum(self.given), abs(self.given[0] - self.given[1]), self.given[0] * self.given[-1]}
            results[-1] = rng.choice(sorted(others - {self.steps[-1]}))
        working = story.working.fill(**self.parts, x=results[0], y=results[-1])
        closing = rng.choice(("The answer is {y} {unit}.", "That makes {y} {unit}.", "So the result is {y} {unit}."))
        answer = f"{results[-1]}." if "bare number" in plan else Template(closing).fill(y=results[-1], unit=self.unit)
        proof = f"To check: {story.proof.fill(**self.parts, x=results[0], y=results[-1])}"
        said = [working] * ("no working" not in plan) + [proof] * (self.virtue in plan) + [answer]
        return " ".join(said)

    def checks(self, answer: str) -> Sequence[Check]:
        stated = numbers(answer)
        right = bool(stated) and stated[-1] == self.steps[-1]
        shown = {float(number) for number in (*self.given, *self.steps[:-1])}
        named = mentions(answer, self.unit) or mentions(answer, self.unit.removesuffix("s"))
        return [
            Check("result", float(right), 4),
            Check("working", len(shown.intersection(stated[:-1])) / len(shown) * (1.0 if right else 0.6), 2),
            Check("names what is counted", named * (1.0 if stated else 0.5), 1),
            Check(self.virtue, right * mentions(answer, self.proof), 1.5),
        ]
