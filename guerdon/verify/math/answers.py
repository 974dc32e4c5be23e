"""What an answer is: an expression with or without a unit, several of them, an interval, an equation, or a text."""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from guerdon.verify.math.syntax import LONGEST, Node, Number, Symbol, UnreadableError, known, negative, parse
from guerdon.verify.math.units import take_unit
from guerdon.verify.math.writing import plain, ungrouped


@dataclass(frozen=True)
class Quantity:
    """One value."""

    node: Node
    unit: tuple[str, Fraction] | None = None
    """Its dimension, and how many of the dimension's own unit it is; None where no known unit is written."""
    percent: bool = False
    """Whether a percent sign follows; the node is what stands before it."""
    name: str = ""
    """The symbol that it is said to be the value of."""


@dataclass(frozen=True)
class Several:
    """Values in a row; brackets say whether their order counts."""

    items: "tuple[Answer, ...]"
    opening: str = ""
    """``(`` or ``[`` of points, intervals and vectors, where the order counts; nothing for sets and lists."""
    closing: str = ""


@dataclass(frozen=True)
class Equation:
    """left = right, of two expressions."""

    left: Node
    right: Node


@dataclass(frozen=True)
class Text:
    """Anything else, compared as text."""

    words: str
    numbers: tuple[str, ...] = field(default=(), compare=False)
    """Those that stand in it, which words without punctuation no longer show: -3.5 and 1,000."""


Answer = Quantity | Several | Equation | Text
SIMPLE = re.compile(r"-?(?:\d+(?:,\d{3})*|\d*)(?:\.\d+)?")
NAMED = re.compile(r"\s*([A-Za-z]\w*|\\[a-z]+)(?:\s*\(\s*[A-Za-z]\s*\))?\s*(?:=|∈)(?!=)\s*(.+)", re.DOTALL)
BOUNDS = re.compile(r"(?:(?P<low>.+?)\s*(?P<first><=?|>=?)\s*)?(?P<name>[A-Za-z])\s*(?P<second><=?|>=?)\s*(?P<high>.+)")
TURNED = re.compile(r"(?P<low>[^<>=]+?)\s*(?P<sign><=?|>=?)\s*(?P<name>[A-Za-z])")
SWAPPED = {"<": ">", ">": "<"}
NUMBER = re.compile(r"(?:(?<!\w)-)?\d+(?:,\d{3})*(?:\.\d+)?")
COUNTED = re.compile(
    r"(?P<body>[-+]?(?:[\d.,]*\d(?:\s*/\s*\d+)?|\\frac\{\d+\}\{\d+\}|\(\d+\+\d+/\d+\)))\s+(?P<first>[A-Za-z]+)[A-Za-z\s'-]*"
)
MATRIX = re.compile(r"\\begin\{[pbv]?(?:matrix|array)\}(?:\{[lcr|]*\})?(.*)\\end\{[pbv]?(?:matrix|array)\}", re.DOTALL)
PRODUCT = re.compile(r"[abckmnpqrstxyz]{1,3}")
"""Letters that stand beside each other as factors; any other run of letters alone is a word."""
CHOICE = re.compile(r"\(?([A-Z])\)?[.):]?")


@lru_cache(maxsize=65536)
def read(text: str) -> Answer:
    """What a final answer says; a text that is nothing else is a ``Text``."""
    if len(text) > LONGEST:
        return Text(text.lower())
    bare = text.strip().removeprefix("$")
    if SIMPLE.fullmatch(bare) and bare.strip("-.,"):
        return Quantity(Number(Fraction(bare.replace(",", ""))))
    if CHOICE.fullmatch(text.strip()):
        return Text(CHOICE.fullmatch(text.strip())[1].lower())  # type: ignore[index]
    matrix = MATRIX.fullmatch(text.strip(" $"))
    if matrix:
        rows = [row for row in matrix[1].split("\\\\") if row.strip()]
        return Several(tuple(Several(tuple(map(read, row.split("&"))), "(", ")") for row in rows), "(", ")")
    return structured(plain(text))


def structured(text: str) -> Answer:
    for reading in (bounds, named, bracketed, listed, quantity):
        found = reading(text)
        if found is not None:
            return found
    return Text(" ".join(re.sub(r"[^\w\s]", " ", text.lower()).split()), tuple(NUMBER.findall(text)))


def named(text: str) -> Answer | None:
    """x = 3 and f(x) = x + 1: the value, and whose it is; any other equation as both sides."""
    match = NAMED.fullmatch(text)
    if match and "=" not in match[2]:
        inner = structured(match[2])
        return Quantity(inner.node, inner.unit, inner.percent, match[1]) if isinstance(inner, Quantity) else inner
    sides = re.split(r"(?<![<>=!])=(?!=)", text)
    if len(sides) != 2:
        return None
    try:
        return Equation(parse(ungrouped(sides[0])), parse(ungrouped(sides[1])))
    except UnreadableError:
        return None


def bounds(text: str) -> Answer | None:
    """1 < x <= 2 as the interval that it is."""
    turned = TURNED.fullmatch(text)
    match = BOUNDS.fullmatch(
        f"{turned['name']} {SWAPPED[turned['sign'][0]]}{turned['sign'][1:]} {turned['low']}" if turned else text
    )
    if match is None:
        return None
    second, endless = match["second"], Symbol("infinity")
    first = match["first"] or second[0]
    open_end = Quantity(negative(endless) if second[0] == "<" else endless)
    low, high = quantity(match["low"]) if match["low"] else open_end, quantity(match["high"])
    if low is None or high is None or first[0] != second[0]:
        return None
    if first[0] == ">":
        low, first, high, second = high, second, low, first
    return Several((low, high), "[" if "=" in first else "(", "]" if "=" in second else ")")


def bracketed(text: str) -> Answer | None:
    """Points, intervals and sets; unions of intervals as the list of them."""
    pieces = [piece.strip() for piece in text.split("∪")]
    if len(pieces) > 1:
        found = [bracketed(piece) for piece in pieces]
        return Several(tuple(each for each in found if each)) if all(found) else None
    if len(text) < 3 or text[0] not in "([⦃{" or text[-1] not in ")]⦄}" or not encloses(text):
        return None
    items = parted(text[1:-1])
    if text[0] in "⦃{":
        return Several(tuple(map(structured, items))) if len(items) > 1 or text[0] == "⦃" else None
    return Several(tuple(map(structured, items)), text[0], text[-1]) if len(items) > 1 else None


def encloses(text: str) -> bool:
    """Whether the first bracket is closed by the last."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign in "([{⦃") - (sign in ")]}⦄")
        if depth == 0:
            return place == len(text) - 1
    return False


def listed(text: str) -> Answer | None:
    """1, 2 and 3; 1 or 2; ±2: values whose order does not count."""
    if text.startswith("±"):
        one = quantity(text[1:])
        return one and Several((one, Quantity(negative(one.node), one.unit)))
    if "±" in text:
        both = [quantity(text.replace("±", sign)) for sign in "+-"]
        return Several(tuple(each for each in both if each)) if all(both) else None
    items = [piece for part in parted(ungrouped(text)) for piece in re.split(r"\s+(?:and|or)\s+|^and\s+|^or\s+", part)]
    items = [item for item in items if item.strip()]
    if len(items) < 2:
        return None
    found = [named(item) or bracketed(item.strip()) or quantity(item) for item in items]
    return Several(tuple(each for each in found if each)) if all(found) else None


def parted(text: str) -> list[str]:
    """The pieces between commas that stand in no brackets."""
    pieces, depth = [""], 0
    for sign in text:
        depth += (sign in "([{⦃") - (sign in ")]}⦄")
        if sign in ",;" and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += sign
    return [piece.strip() for piece in pieces]


def quantity(text: str) -> Quantity | None:
    """A value with what may follow it: a percent sign, a unit, or what was counted."""
    text = ungrouped(text.strip())
    percent = text.endswith("%")
    if percent:
        text = text[:-1]
    text, unit = take_unit(text)
    counted = COUNTED.fullmatch(text)
    if counted and unit is None and len(counted["first"]) > 1 and not known(counted["first"]):
        text = counted["body"]
    letters = text.strip("+- ")
    if re.fullmatch(r"[A-Za-z\s'-]{2,}", letters) and not known(letters) and not PRODUCT.fullmatch(letters):
        return None  # words
    try:
        return Quantity(parse(text), unit, percent)
    except UnreadableError:
        return None


__all__ = ["Answer", "Equation", "Quantity", "Several", "Text", "read"]
