"""Where the final answer of a solution stands, by rules in the order of how plainly they say it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from guerdon.verify.anatomy import tagged


@dataclass(frozen=True)
class Found:
    """A final answer."""

    answer: str
    rule: str
    """Which rule found it."""


@dataclass(frozen=True)
class Rule:
    """One way to give a final answer."""

    name: str
    find: Callable[[str], str | None]
    """The answer in a solution, the last where there are several; None where there is none of the kind."""
    stated: bool = True
    """Whether what it finds is said to be the answer."""


def last_match(pattern: str) -> Callable[[str], str | None]:
    """The first group of the last match."""
    compiled = re.compile(pattern, re.IGNORECASE | re.MULTILINE)

    def find(text: str) -> str | None:
        found = compiled.findall(text)
        return found[-1].strip() or None if found else None

    return find


def boxed(text: str) -> str | None:
    r"""What the last ``\boxed{...}`` holds."""
    start = max(text.rfind("\\boxed"), text.rfind("\\fbox"))
    opening = text.find("{", start) if start >= 0 else -1
    if opening < 0:
        return None
    depth = 0
    for place in range(opening, len(text)):
        depth += (text[place] == "{") - (text[place] == "}")
        if depth == 0:
            return text[opening + 1 : place].strip() or None
    return None  # never closed: it was cut off


END = r"(?=\.?\**[ \t]*$|\.\s|\n)"
RULES: tuple[Rule, ...] = (
    Rule("boxed", boxed),
    Rule("answer tag", lambda text: tagged(text, "answer")),
    Rule("hash marks", last_match(r"####[ \t]*(\S.*)$")),
    Rule(
        "answer line", last_match(r"^[^\w\n]{0,8}(?:A:|(?:the )?(?:final )?answer\W{0,4}[:=])[ \t*]*(\S.*?)\**[ \t]*$")
    ),
    Rule("answer is", last_match(rf"\banswer(?: to [^.\n]{{0,60}})?\s*(?:is|:|=)\s{{0,4}}:?\s{{0,4}}\**(.+?){END}")),
    Rule(
        "last number",
        last_match(r"(-?(?<![\w.])\$?-?(?:\d+(?:,\d{3})+|\d+)?(?:\.\d+|(?<=\d))(?:\s?/\s?\d+)?(?:\s?%)?)"),
        stated=False,
    ),
)
"""How answers are given, first the plainest; to add a way, add a rule."""


def extract(text: str, rules: tuple[Rule, ...] = RULES) -> Found | None:
    """The final answer of a solution by the first rule that finds one; None where no rule does."""
    for rule in rules:
        answer = rule.find(text)
        if answer:
            return Found(answer, rule.name)
    return None


STATED = tuple(rule for rule in RULES if rule.stated)
