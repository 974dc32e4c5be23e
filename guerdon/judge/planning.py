"""Who decides which tool is called next, and the planner that goes by rules."""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from guerdon.errors import GuerdonError
from guerdon.judge.trace import Trace
from guerdon.saving import Storable
from guerdon.types import Example
from guerdon.verify.tools import Tool


@dataclass(frozen=True)
class Call:
    """A tool is to be asked something."""

    tool: str
    asked: str
    thought: str = ""
    shown: str = ""
    """What a trace says in place of ``asked``."""


@dataclass(frozen=True)
class Conclude:
    """No further tool is needed; in words, what was found, where the planner has any."""

    words: str = ""


@dataclass(frozen=True)
class Stuck:
    """There is no telling what is to be done."""

    why: str


Move = Call | Conclude | Stuck


class Planner(Storable, ABC):
    """Says what is to be done next about each of some answers."""

    @abstractmethod
    def moves(self, batch: Sequence[tuple[Example, Trace]], tools: Sequence[Tool]) -> list[Move]:
        """The next move for each answer, whose trace so far stands beside it."""


class Rule(Storable, ABC):
    """When one tool is called, and with what; subclasses are frozen dataclasses that name the ``tool``."""

    tool: str
    shown: ClassVar[str] = ""
    """What a trace says in place of what the tool is given; that itself when empty."""

    @abstractmethod
    def asks(self, example: Example, trace: Trace) -> str | None:
        """What the tool is given; None where this is not its case."""


@dataclass(frozen=True)
class Matched(Rule):
    r"""Calls a tool where a pattern is found in the question, the answer or what tools have observed, in this order.

    >>> Matched("target_day", r"(\d+) days after (\d{4}-\d\d-\d\d)", r"\2, \1")
    """

    tool: str
    pattern: str
    """A regular expression; the first place where it is found counts."""
    asked: str
    """What the tool is given, with the groups of the pattern filled in."""

    def __post_init__(self) -> None:
        try:
            re.compile(self.pattern)
        except re.error as error:
            raise GuerdonError(
                f"the rule for {self.tool} has a pattern that is none: {self.pattern!r}, {error}"
            ) from error

    def asks(self, example: Example, trace: Trace) -> str | None:
        seen = "\n".join((example.prompt_text, example.response, *(step.observation for step in trace.steps)))
        found = re.search(self.pattern, seen)
        return found.expand(self.asked) if found else None


@dataclass(frozen=True)
class WholeAnswer(Rule):
    """Gives a tool the whole response where a pattern is found in it."""

    tool: str
    pattern: str
    shown: ClassVar = "the answer"

    def asks(self, example: Example, trace: Trace) -> str | None:
        return example.response if re.search(self.pattern, example.response) else None


@dataclass(frozen=True)
class WithTests(Rule):
    """Gives a tool the response as code beside the tests of the context, where there are any."""

    tool: str = "code_run"
    shown: ClassVar = "the answer and its tests"

    def asks(self, example: Example, trace: Trace) -> str | None:
        held = example.context.get("tests") or ()
        tests = [held] if isinstance(held, str) else list(held)
        return json.dumps({"code": example.response, "tests": tests}) if tests else None


@dataclass(frozen=True)
class RulePlanner(Planner):
    """Follows the first rule whose case it is and whose tool has not been asked yet; then it is done.

    It knows what a trace is for as little as rules do: it gathers what tools say, and leaves what follows to the scorer.
    """

    rules: tuple[Rule, ...]

    def moves(self, batch: Sequence[tuple[Example, Trace]], tools: Sequence[Tool]) -> list[Move]:
        return [self.move(example, trace) for example, trace in batch]

    def move(self, example: Example, trace: Trace) -> Move:
        used = {step.tool for step in trace.steps}
        calls = ((rule, rule.asks(example, trace)) for rule in self.rules if rule.tool not in used)
        made = (Call(rule.tool, asked, shown=rule.shown) for rule, asked in calls if asked is not None)
        return next(made, Conclude())
