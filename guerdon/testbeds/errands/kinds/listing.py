"""Lists: name so many things of a category, in an order or with one left out."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import ClassVar, Self

from guerdon.testbeds.errands.lexicon import Lexicon
from guerdon.testbeds.errands.task import Check, Errand
from guerdon.testbeds.errands.template import Template, upper_first, wordings
from guerdon.testbeds.errands.text import mentions
from guerdon.testbeds.errands.words.categories import CATEGORIES

LEXICON = Lexicon.of(CATEGORIES)
COUNTS = ("three", "four", "five", "six")
ORDERS = {
    "": lambda item: 0,
    ", in alphabetical order": lambda item: item,
    ", from the shortest name to the longest": len,
}
WITHOUT = ", leaving out "


@dataclass(frozen=True)
class Listing(Errand):
    """Name ``count`` members of a category.

    Gold: the share of the count that is right times the share of what is named that is right, the number of items,
    that it says what they are, and the order or the item to leave out where there is one.
    """

    name: ClassVar = "listing"
    wordings: ClassVar = wordings(
        "Name {count} {category}{rule}.",
        "Can you give me {count} {category}{rule}?",
        "I need {count} {category} for a quiz{rule}. Which would you choose?",
        "My daughter has to write down {count} {category} for school{rule}. Please make the list for her.",
        "List {count} examples of {category}{rule}.",
        "For a crossword I am looking for {count} {category}{rule}.",
        count=COUNTS,
        category=CATEGORIES,
        rule=[*ORDERS, *(WITHOUT + item for items in LEXICON.members.values() for item in items)],
    )
    virtue: ClassVar = "counts them"

    count: str
    category: str
    rule: str

    @classmethod
    def sample(cls, rng: Random) -> Self:
        category = rng.choice(list(CATEGORIES))
        rule = rng.choice([*ORDERS, WITHOUT + rng.choice(LEXICON.members[category])])
        return cls(rng.choice(cls.wordings), rng.choice(COUNTS), category, rule)

    @classmethod
    def of(cls, wording: Template, blanks: Mapping[str, str]) -> Self:
        return cls(wording, **blanks)

    @property
    def blanks(self) -> dict[str, str]:
        return {"count": self.count, "category": self.category, "rule": self.rule}

    @property
    def banned(self) -> str | None:
        return self.rule.removeprefix(WITHOUT) if self.rule.startswith(WITHOUT) else None

    @property
    def size(self) -> int:
        return COUNTS.index(self.count) + 3

    @property
    def allowed(self) -> list[str]:
        return [item for item in LEXICON.members[self.category] if item != self.banned]

    @property
    def need(self) -> int:
        return 2 * self.size + 4

    @property
    def flaws(self) -> tuple[str, ...]:
        ignored = ("ignores the rule",) if self.rule else ()
        return ("wrong items", "missing items", "too many items", "bare list", *ignored)

    def draft(self, rng: Random, plan: Set[str]) -> str:
        size = max(2, self.size - rng.randint(1, 2)) if "missing items" in plan else self.size
        size += rng.randint(2, 4) if "too many items" in plan else 0
        picked = rng.sample(self.allowed, min(size, len(self.allowed)))
        if "wrong items" in plan:
            for place in rng.sample(range(len(picked)), min(rng.randint(1, 2), len(picked))):
                picked[place] = LEXICON.outsider(self.category, rng)
        if "ignores the rule" not in plan:
            picked.sort(key=ORDERS.get(self.rule, ORDERS[""]))
        elif self.banned:
            picked[rng.randrange(len(picked))] = self.banned
        said = self.written(picked, rng, bare="bare list" in plan)
        return f"{said}\nThat makes {self.count}." if self.virtue in plan else said

    def written(self, picked: Sequence[str], rng: Random, bare: bool) -> str:
        lines = "\n".join(upper_first(item) for item in picked)
        inline = f"{', '.join(picked[:-1])} and {picked[-1]}."
        if bare:
            return rng.choice((upper_first(inline), lines))
        return rng.choice(
            (
                f"{upper_first(self.category)}: {inline}",
                f"{upper_first(self.category)} include {inline}",
                f"{upper_first(self.category)}:\n{lines}",
            )
        )

    def checks(self, answer: str) -> Sequence[Check]:
        named = LEXICON.found(answer)
        right = [item for item in named if item in self.allowed]
        share = min(len(right), self.size) / self.size
        purity = len(right) / max(1, len(named))
        length = 1 - min(1.0, abs(len(named) - self.size) / self.size)
        checks = [
            Check("items", share * purity, 4),
            Check("count", length * purity, 1),
            Check("says what they are", share * mentions(answer, self.category), 1),
            Check(self.virtue, share * mentions(answer, self.count), 1.5),
        ]
        if self.banned:
            return [*checks, Check("left out", share * (self.banned not in named), 1)]
        key = ORDERS[self.rule]
        steps = [key(a) <= key(b) for a, b in pairwise(right)]
        return [*checks, Check("order", share * sum(steps) / max(1, len(steps)), 1)] if self.rule else checks
