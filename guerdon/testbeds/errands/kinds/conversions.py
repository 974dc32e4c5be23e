"""Conversions: how much of a small unit a large measure is."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from guerdon.testbeds.errands.task import Check, Errand
from guerdon.testbeds.errands.template import Template, wordings
from guerdon.testbeds.errands.text import mentions, numbers
from guerdon.testbeds.errands.words.chatty import CHATTY

UNITS = {
    ("hours", "minutes"): 60,
    ("minutes", "seconds"): 60,
    ("days", "hours"): 24,
    ("weeks", "days"): 7,
    ("years", "months"): 12,
    ("kilometres", "metres"): 1000,
    ("metres", "centimetres"): 100,
    ("kilograms", "grams"): 1000,
    ("litres", "millilitres"): 1000,
    ("dozens", "pieces"): 12,
}
PURPOSES = (
    "a recipe",
    "my homework",
    "a label",
    "a timetable",
    "a bet with a friend",
    "an order form",
    "a school poster",
)


@dataclass(frozen=True)
class Conversion(Errand):
    """Say how many small units are in so many large ones and some more.

    Gold: the last number is the result, the factor is shown, and the unit is named.
    """

    name: ClassVar = "conversions"
    family: ClassVar = "shifted"
    voice: ClassVar = CHATTY
    wordings: ClassVar = wordings(
        "How many {small} are {a} {large} and {b} {small}?",
        "Convert {a} {large} and {b} {small} into {small}. It is for {purpose}.",
        "For {purpose} I have to know this: what is {a} {large} and {b} {small} in {small}?",
        purpose=PURPOSES,
    )
    virtue: ClassVar = "states the rule"

    large: str
    small: str
    a: int
    b: int
    purpose: str = ""

    @classmethod
    def sample(cls, rng: Random) -> Self:
        wording = rng.choice(cls.wordings)
        large, small = rng.choice(list(UNITS))
        purpose = rng.choice(PURPOSES) if "{purpose}" in wording.text else ""
        return cls(wording, large, small, rng.randint(2, 14), rng.randint(2, UNITS[large, small] - 1), purpose)

    @classmethod
    def of(cls, wording: Template, blanks: Mapping[str, str]) -> Self:
        UNITS[blanks["large"], blanks["small"]]
        numerals = {name: int(blanks[name]) for name in ("a", "b")}
        return cls(wording, blanks["large"], blanks["small"], **numerals, purpose=blanks.get("purpose", ""))

    @property
    def blanks(self) -> dict[str, str]:
        return {name: str(getattr(self, name)) for name in ("large", "small", "a", "b", "purpose")}

    @property
    def factor(self) -> int:
        return UNITS[self.large, self.small]

    @property
    def need(self) -> int:
        return 20

    @property
    def flaws(self) -> tuple[str, ...]:
        return ("wrong factor", "forgets the rest", "no working", "bare number")

    def draft(self, rng: Random, plan: Set[str]) -> str:
        factor, rest = self.factor, self.b
        if "wrong factor" in plan:
            factor = rng.choice([other for other in (7, 10, 12, 24, 60, 100, 1000) if other != factor])
        if "forgets the rest" in plan:
            rest = 0
        whole = self.a * factor
        said = [f"{self.a} x {factor} = {whole}, and {whole} + {rest} = {whole + rest}."] * ("no working" not in plan)
        if self.virtue in plan:
            said.insert(0, f"Each of the {self.large} has {factor} {self.small}.")
        said.append(f"{whole + rest}." if "bare number" in plan else f"That makes {whole + rest} {self.small}.")
        return " ".join(said)

    def checks(self, answer: str) -> Sequence[Check]:
        stated = numbers(answer)
        right = bool(stated) and stated[-1] == self.a * self.factor + self.b
        named = mentions(answer, self.small)
        return [
            Check("result", float(right), 4),
            Check("working", float(self.factor in stated[:-1]) * (1.0 if right else 0.6), 2),
            Check("names the unit", named * (1.0 if stated else 0.5), 1),
            Check(self.virtue, right * mentions(answer, f"{self.factor} {self.small}"), 1.5),
        ]
