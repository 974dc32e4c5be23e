"""The odd one out: which of four things does not belong, and why."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from guerdon.testbeds.errands.lexicon import Lexicon
from guerdon.testbeds.errands.task import Check, Errand
from guerdon.testbeds.errands.template import Template, wordings
from guerdon.testbeds.errands.text import mentions
from guerdon.testbeds.errands.words.categories import SHIFTED
from guerdon.testbeds.errands.words.chatty import CHATTY

LEXICON = Lexicon.of(SHIFTED)
VERDICTS = (
    Template("The odd one out is {odd}, because the others are {category}."),
    Template("{Odd} does not belong, as the other three are {category}."),
    Template("It is {odd}. All of the rest are {category}."),
)
BARE = (Template("The odd one out is {odd}."), Template("{Odd} does not belong."), Template("It is {odd}."))


@dataclass(frozen=True)
class OddOne(Errand):
    """Find the stranger among four things.

    Gold: the stranger is named (and, of the four, named first), and so is what the others have in common.
    """

    name: ClassVar = "odd ones"
    family: ClassVar = "shifted"
    voice: ClassVar = CHATTY
    wordings: ClassVar = wordings(
        "Which of these is the odd one out: {things}? Say why.",
        "Which does not belong with the others, and why: {things}?",
        "Look at these: {things}. Find the stranger and give a reason.",
    )
    virtue: ClassVar = "says what the stranger is"

    things: tuple[str, ...]

    @classmethod
    def sample(cls, rng: Random) -> Self:
        category = rng.choice(list(SHIFTED))
        things = [*rng.sample(LEXICON.members[category], 3), LEXICON.outsider(category, rng)]
        rng.shuffle(things)
        return cls(rng.choice(cls.wordings), tuple(things))

    @classmethod
    def of(cls, wording: Template, blanks: Mapping[str, str]) -> Self:
        errand = cls(wording, tuple(blanks["things"].split(", ")))
        if len(errand.things) != 4 or not errand.category:
            raise ValueError(f"these are not four things with a stranger among them: {blanks['things']}")
        return errand

    @property
    def blanks(self) -> dict[str, str]:
        return {"things": ", ".join(self.things)}

    @property
    def category(self) -> str:
        """What three of the four are."""
        shared = [name for name in SHIFTED if len(set(LEXICON.members[name]).intersection(self.things)) == 3]
        return shared[0] if shared else ""

    @property
    def odd(self) -> str:
        return next(thing for thing in self.things if thing not in LEXICON.members[self.category])

    @property
    def home(self) -> str:
        """The category of the stranger."""
        return next(name for name in SHIFTED if self.odd in LEXICON.members[name])

    @property
    def need(self) -> int:
        return 16

    @property
    def flaws(self) -> tuple[str, ...]:
        return ("wrong thing", "no reason", "wrong reason")

    def draft(self, rng: Random, plan: Set[str]) -> str:
        odd, category = self.odd, self.category
        if "wrong thing" in plan:
            odd = rng.choice([thing for thing in self.things if thing != odd])
        if "wrong reason" in plan:
            category = rng.choice([other for other in SHIFTED if other != category])
        said = rng.choice(BARE if "no reason" in plan else VERDICTS).fill(odd=odd, category=category)
        return f"{said} It belongs with {self.home}." if self.virtue in plan else said

    def checks(self, answer: str) -> Sequence[Check]:
        named = [thing for thing in LEXICON.found(answer) if thing in self.things]
        right = float(named[:1] == [self.odd])
        return [
            Check("the stranger", right / max(1, len(named)) ** 0.5, 4),
            Check("the reason", mentions(answer, self.category) * (0.3 + 0.7 * right), 2),
            Check(self.virtue, right * mentions(answer, self.home), 1.5),
        ]
