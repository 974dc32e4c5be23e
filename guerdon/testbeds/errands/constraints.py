"""Constraints on the form of a text: how they are asked for, kept and checked."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import ClassVar

from guerdon.testbeds.errands.template import Template, lower_first
from guerdon.testbeds.errands.text import bullets, mentions, tokens
from guerdon.testbeds.errands.words.topics import FIRST_WORDS, INCLUDED_WORDS

SIZES = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


@dataclass(frozen=True)
class Constraint(ABC):
    """Something that the form of a text must keep to."""

    kind: ClassVar[str]
    """``shape`` for how much and how laid out, ``manner`` for anything else; a text is asked to keep one of each."""
    template: ClassVar[Template]
    values: ClassVar[Sequence[str]]

    value: str

    @property
    def asks(self) -> str:
        """The constraint in words."""
        return self.template.fill(value=self.value)

    @property
    def size(self) -> int:
        """How many sentences keep it; only a shape says."""
        return SIZES.get(self.value, 2)

    def applied(self, said: list[str]) -> list[str]:
        """Sentences that keep it."""
        return said

    def joined(self, said: Sequence[str]) -> str:
        """The sentences as a text that keeps it."""
        return " ".join(said)

    def finished(self, text: str) -> str:
        """The text, changed where it as a whole must be."""
        return text

    @abstractmethod
    def holds(self, answer: str, said: Sequence[str]) -> float:
        """How far an answer, which says these sentences, keeps it: 0 to 1."""


class Sentences(Constraint):
    kind = "shape"
    template = Template("in exactly {value} sentences")
    values = ("two", "three", "four", "five")

    def holds(self, answer: str, said: Sequence[str]) -> float:
        return max(0.0, 1 - abs(len(said) - self.size) / 2)


class Points(Constraint):
    kind = "shape"
    template = Template("as a list of {value} bullet points")
    values = ("two", "three", "four", "five")

    def joined(self, said: Sequence[str]) -> str:
        return "\n".join(f"- {sentence}" for sentence in said)

    def holds(self, answer: str, said: Sequence[str]) -> float:
        return max(0.0, 1 - abs(bullets(answer) - self.size) / 2)


class Short(Constraint):
    kind = "shape"
    template = Template("in {value} words or fewer")
    values = ("fifteen", "twenty", "twenty-five")
    most: ClassVar = {"fifteen": 15, "twenty": 20, "twenty-five": 25}

    @property
    def size(self) -> int:
        return 1

    def holds(self, answer: str, said: Sequence[str]) -> float:
        words = sum(len(tokens(sentence)) for sentence in said)
        return min(1.0, max(0.0, 2 - words / self.most[self.value])) if words else 0.0


class Includes(Constraint):
    kind = "manner"
    template = Template('Use the word "{value}" somewhere')
    values = INCLUDED_WORDS

    def applied(self, said: list[str]) -> list[str]:
        return [said[0].rstrip(".") + f", and somewhere there is a {self.value}.", *said[1:]]

    def holds(self, answer: str, said: Sequence[str]) -> float:
        return float(any(mentions(sentence, self.value) for sentence in said))


class Begins(Constraint):
    kind = "manner"
    template = Template('Begin with the word "{value}"')
    values = FIRST_WORDS

    def applied(self, said: list[str]) -> list[str]:
        return [f"{self.value}, {lower_first(said[0])}", *said[1:]]

    def holds(self, answer: str, said: Sequence[str]) -> float:
        return float(bool(said) and tokens(said[0])[:1] == [self.value.lower()])


class Cased(Constraint):
    kind = "manner"
    template = Template("Use {value} letters only")
    values = ("lower case", "upper case")
    change: ClassVar[dict[str, Callable[[str], str]]] = {"lower case": str.lower, "upper case": str.upper}

    def finished(self, text: str) -> str:
        return self.change[self.value](text)

    def holds(self, answer: str, said: Sequence[str]) -> float:
        return float(bool(said) and all(sentence == self.change[self.value](sentence) for sentence in said))


class Ends(Constraint):
    kind = "manner"
    template = Template("End with {value}")
    values = ("a question", "an exclamation mark")
    marks: ClassVar = {"a question": ", don't you think?", "an exclamation mark": "!"}

    def applied(self, said: list[str]) -> list[str]:
        return [*said[:-1], said[-1].rstrip(".") + self.marks[self.value]]

    def holds(self, answer: str, said: Sequence[str]) -> float:
        return float(bool(said) and said[-1].endswith(self.marks[self.value][-1]))


def draw(kind: str, rng: Random) -> Constraint:
    """A constraint of this kind at random."""
    constraint = rng.choice([each for each in Constraint.__subclasses__() if each.kind == kind])
    return constraint(rng.choice(constraint.values))


def read(kind: str, asked: str) -> Constraint:
    """The constraint that is asked for in these words; raises LookupError where there is none."""
    for constraint in Constraint.__subclasses__():
        blanks = constraint.template.read(asked)
        if constraint.kind == kind and blanks and blanks["value"] in constraint.values:
            return constraint(blanks["value"])
    raise LookupError(f"no constraint reads {asked!r}")
