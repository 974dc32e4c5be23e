"""A calculator that also checks equations."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from guerdon.verify.math.syntax import Node, UnreadableError, parse
from guerdon.verify.math.values import DIGITS, TooLargeError, UndecidedError, equal, exact, pairs_of_values, symbols
from guerdon.verify.math.writing import THOUSANDS, plain, ungrouped
from guerdon.verify.tools.base import Tool, ToolError

ANNOTATION = re.compile(r"<<([^<>]*)>>[^,<]*")
SHOWN = 12
"""Significant digits of a value that has no end."""


@dataclass(frozen=True)
class Calculator(Tool):
    """The value of an expression, and of an equation whether it holds, exactly; several between commas.

    >>> Calculator()("2 * (3 + 4), 1/3 + 1/6 = 0.5, 6 * 7 = 41")
    '14; 1/3 + 1/6 = 0.5 holds; 6 * 7 = 41 is wrong, the left side is 42'

    Equations may stand in <<...>>, as solutions of GSM8K have them. Nothing is evaluated by Python: the grammar is that
    of ``guerdon.verify.math``.
    """

    name: ClassVar = "calculator"
    description: ClassVar = "the value of arithmetic such as 3 * (4 + 5), or whether equations such as 40*4=160 hold"

    def __call__(self, text: str) -> str:
        asked = ANNOTATION.findall(text) or parted(text)
        if not asked:
            raise ToolError("the calculator was given nothing to compute: give an expression such as 3 * (4 + 5)")
        return "; ".join(map(answered, asked))


def parted(text: str) -> list[str]:
    """The pieces between commas, but not those of digits in groups."""
    return [
        piece.strip()
        for piece in re.split(r"[,;\n]", THOUSANDS.sub(lambda m: re.sub("[, ]", "", m[0]), text))
        if piece.strip()
    ]


def answered(asked: str) -> str:
    sides = [read(side) for side in asked.split("=")]
    if len(sides) == 1:
        return written(sides[0])
    try:
        holds = all(equal(sides[0], side) for side in sides[1:])
    except (TooLargeError, UndecidedError) as error:
        raise ToolError(f"the calculator cannot check {asked!r}: {error}") from error
    if holds:
        return f"{asked} holds"
    return f"{asked} is wrong" if symbols(sides[0]) else f"{asked} is wrong, the left side is {written(sides[0])}"


def read(text: str) -> Node:
    try:
        return parse(ungrouped(plain(text)))
    except UnreadableError as error:
        raise ToolError(f"the calculator cannot read {text.strip()!r}: {error}") from error


def written(node: Node) -> str:
    """The value in digits: whole where it ends, else to twelve digits."""
    if symbols(node):
        raise ToolError(f"the calculator has no value for {', '.join(sorted(symbols(node)))}: give numbers")
    try:
        value = exact(node)
        if value is not None:
            return decimal(value)
        from mpmath import nstr, workdps

        with workdps(DIGITS):
            return str(nstr(pairs_of_values(node, node)[0][0], SHOWN))
    except (TooLargeError, UndecidedError, ZeroDivisionError) as error:
        raise ToolError(f"the calculator has no value for that: {error}") from error


def decimal(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    text = f"{float(value):.{SHOWN}g}"
    return text if Fraction(text) == value else f"{value} (about {text})"
