"""The interface of a kind of errand: what is asked, how it may be answered, and what a text is worth as its answer."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import ClassVar, Self

from guerdon.testbeds.errands.template import Template
from guerdon.testbeds.errands.words.polished import POLISHED
from guerdon.testbeds.errands.words.voice import Voice


@dataclass(frozen=True)
class Check:
    """What one checker found in an answer."""

    name: str
    value: float
    """From 0, failed, to 1, met in full."""
    weight: float = 1.0


@dataclass(frozen=True)
class Errand(ABC):
    """One written task. A subclass is a kind of errand, an instance is one thing to do.

    To add a kind, put a file into ``errands/kinds`` that has a frozen subclass; nothing else names it. The prompt must
    read back: every blank of a wording is a value from which ``of`` makes the same errand again. ``tests/testbeds``
    holds every kind to that, to readable prompts and to gold that styles do not move.
    """

    name: ClassVar[str]
    """The source of its comparisons, such as ``sums``."""
    family: ClassVar[str] = "train"
    """``train``, or ``shifted`` for the kinds that test how a reward carries over."""
    voice: ClassVar[Voice] = POLISHED
    """How its answers talk; gold knows every voice."""
    wordings: ClassVar[tuple[Template, ...]]
    """The ways to ask."""
    virtue: ClassVar[str]
    """What lifts a few answers above those that only do what was asked."""

    wording: Template

    @classmethod
    @abstractmethod
    def sample(cls, rng: Random) -> Self:
        """A task at random."""

    @classmethod
    @abstractmethod
    def of(cls, wording: Template, blanks: Mapping[str, str]) -> Self:
        """The task that asks with these blanks; raises LookupError or ValueError where they are none of this kind."""

    @property
    @abstractmethod
    def blanks(self) -> dict[str, str]:
        """What the wording is filled in with."""

    @property
    @abstractmethod
    def flaws(self) -> tuple[str, ...]:
        """The mistakes that ``draft`` can make on this task."""

    @property
    @abstractmethod
    def need(self) -> int:
        """How many words a full answer takes."""

    @abstractmethod
    def draft(self, rng: Random, plan: Set[str]) -> str:
        """An answer in plain sentences that has these flaws and virtues and no others."""

    @abstractmethod
    def checks(self, answer: str) -> Sequence[Check]:
        """What the text is worth as an answer to this task, by its words alone."""

    @cached_property
    def prompt(self) -> str:
        """The task as it is asked."""
        return self.wording.fill(**self.blanks)

    @classmethod
    def read(cls, prompt: str) -> Self | None:
        """The task that a prompt asks, or None where it is not of this kind."""
        asked = " ".join(prompt.split())
        for wording in cls.wordings:
            blanks = wording.read(prompt)
            if blanks is None:
                continue
            try:
                errand = cls.of(wording, blanks)
            except (LookupError, ValueError):
                continue
            if " ".join(errand.prompt.split()) == asked:
                return errand
        return None
