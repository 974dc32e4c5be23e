"""What an answer may be: how a number is written in words, and how it is read out of them again.

A form is a dataclass with ``read`` and ``write``, in the room of whoever asks; here are those that several ask for.
"""

import json
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from guerdon.errors import GuerdonError
from guerdon.saving import Storable

NUMBER = r"[-+]?\d+(?:\.\d+)?"
OBJECT = re.compile(r"\{(?=\s*[\"}])")
"""Where a JSON object may begin."""
SHOWN = 80
"""Characters of an unreadable answer that its error shows."""

Schema = TypeVar("Schema")


class FormError(GuerdonError, ValueError):
    """An answer is not of the form that was asked for."""


class Form(Storable, ABC):
    """How a judgement is put into words."""

    asks: ClassVar[str]
    """What a prompt says of it, for templates; names fields in braces."""

    @abstractmethod
    def read(self, text: str) -> float:
        """The judgement of an answer.

        Raises:
            FormError: the answer is not of this form.
        """

    @abstractmethod
    def write(self, judgement: float) -> str:
        """An answer that says this."""

    @abstractmethod
    def judgement(self, z: float) -> float:
        """What somebody says who sees something ``z`` standard deviations better than usual, or than the other."""

    def __str__(self) -> str:
        return self.asks.format(**vars(self))


def unreadable(text: str, expected: str) -> FormError:
    """What is said of an answer that is not of its form."""
    shown = " ".join(text.split())
    return FormError(
        f"the answer {shown[:SHOWN]!r}{'…' if len(shown) > SHOWN else ''} cannot be read: expected {expected}"
        if shown
        else f"the answer is empty: expected {expected}"
    )


@dataclass(frozen=True)
class Grade(Form):
    """A number from ``low`` to ``high``, after a label.

    The last number behind the label counts, for a model may think aloud first; without the label, an answer that is one
    number and nothing else. "7/10" is 7. A number outside the range is no grade.
    """

    low: float = 1
    high: float = 10
    label: str = "Rating"

    asks = 'End with a line "{label}: " and a number from {low:g} to {high:g}.'

    def read(self, text: str) -> float:
        found = re.findall(rf"{re.escape(self.label)}\W{{0,8}}?({NUMBER})", text, re.IGNORECASE)
        alone = re.fullmatch(rf"\W*({NUMBER})(?:\s*/\s*{self.high:g})?\W*", text.strip())
        said = found[-1] if found else alone[1] if alone else None
        if said is None or not self.low <= float(said) <= self.high:
            raise unreadable(text, f'"{self.label}: " and a number from {self.low:g} to {self.high:g}')
        return float(said)

    def write(self, judgement: float) -> str:
        """The nearest whole grade."""
        return f"{self.label}: {round(min(max(judgement, self.low), self.high))}"

    def judgement(self, z: float) -> float:
        """The range is six standard deviations wide."""
        return (self.low + self.high) / 2 + z * (self.high - self.low) / 6


@dataclass(frozen=True)
class Verdict(Form):
    """Which of two is better: 1 for the first, 0 for the second, 0.5 for a tie; after a label, as a letter in brackets.

    >>> Verdict().read("Both are fine, the first is shorter. Verdict: [[A]]")
    1.0
    """

    label: str = "Verdict"

    asks = 'End with a line "{label}: [[A]]" if A is better, "{label}: [[B]]" if B is, or "{label}: [[C]]" for a tie.'

    def read(self, text: str) -> float:
        found = re.findall(r"\[\[\s*([ABC])\s*\]\]", text) or re.findall(
            rf"{re.escape(self.label)}\W{{0,8}}([ABC])\b", text
        )
        alone = re.fullmatch(r"\W*([ABC])\W*", text.strip())
        letter = found[-1] if found else alone[1] if alone else None
        if letter is None:
            raise unreadable(text, f'"{self.label}: " and [[A]], [[B]] or [[C]]')
        return {"A": 1.0, "B": 0.0, "C": 0.5}[letter]

    def write(self, judgement: float) -> str:
        letter = "A" if judgement > 0.5 else "B" if judgement < 0.5 else "C"
        return f"{self.label}: [[{letter}]]"

    def judgement(self, z: float) -> float:
        return 0.5 if not z else float(z > 0)


@dataclass(frozen=True)
class YesOrNo(Form):
    """1 for yes and 0 for no, as the first word or behind the last "Answer:"."""

    asks = "Answer yes or no."

    def read(self, text: str) -> float:
        found = re.findall(r"answer\W{0,8}(yes|no)\b", text, re.IGNORECASE)
        first = re.match(r"\W*(yes|no)\b", text, re.IGNORECASE)
        said = found[-1] if found else first[1] if first else None
        if said is None:
            raise unreadable(text, "yes or no")
        return float(said.lower() == "yes")

    def write(self, judgement: float) -> str:
        return "Yes" if judgement >= 0.5 else "No"

    def judgement(self, z: float) -> float:
        return float(z >= 0)


def structured(text: str, schema: type[Schema]) -> Schema:
    """The first JSON object of an answer as a pydantic model; prose and code fences around it do not matter.

    Raises:
        FormError: there is none, or it does not fit; says which field.
    """
    from pydantic import TypeAdapter, ValidationError

    begins, expected = OBJECT.search(text), f"JSON with the fields of {schema.__name__}"
    if begins is None:
        raise unreadable(text, expected)
    try:
        value: Any = json.JSONDecoder().raw_decode(text, begins.start())[0]
        return TypeAdapter(schema).validate_python(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise unreadable(text, f"{expected}; {where}: {first['msg'].lower()}") from error
    except (ValueError, RecursionError) as error:  # no JSON, or longer numbers and more levels than are read
        raise unreadable(text, expected) from error
