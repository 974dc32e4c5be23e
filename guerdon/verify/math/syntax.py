"""Expressions as school books and LaTeX write them, read by a grammar of our own: nothing is evaluated by Python."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from guerdon.errors import GuerdonError

LONGEST, DEEPEST = 600, 40
"""Characters of an expression, and levels of brackets, powers and functions in it."""


class UnreadableError(GuerdonError):
    """A text that is no expression."""


@dataclass(frozen=True)
class Number:
    value: Fraction


@dataclass(frozen=True)
class Symbol:
    name: str


@dataclass(frozen=True)
class Apply:
    """A function or an operator of its arguments."""

    name: str
    arguments: "tuple[Node, ...]"


Node = Number | Symbol | Apply
FUNCTIONS = frozenset({
    "sqrt", "root", "frac", "binom", "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh",
    "tanh", "log", "ln", "exp", "abs", "floor", "ceil",
})  # fmt: skip
CONSTANTS = frozenset({"pi", "e", "i", "infinity"})
GREEK = frozenset({
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota", "kappa", "lambda",
    "mu", "nu", "xi", "rho", "sigma", "tau", "upsilon", "phi", "varphi", "chi", "psi", "omega",
})  # fmt: skip
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?(?:[eE][-+]?\d+)?(?![.\d])|\.\d+(?:[eE][-+]?\d+)?)|\\?(?P<word>[A-Za-z]+)"
    r"|(?P<sign>\*\*|[-+*/^!%()\[\]{}|_]))"
)
OPENING, CLOSING = "([{|", {"(": ")", "[": "]", "{": "}", "|": "|"}
LARGEST_EXPONENT = 2000
"""Of a number in scientific notation."""


def parse(text: str) -> Node:
    """The expression that a text is.

    Raises:
        UnreadableError: it is none, or longer or deeper than is read.
    """
    if len(text) > LONGEST:
        raise UnreadableError(f"an expression of {len(text):,} characters is not read; {LONGEST} are")
    parser = Parser(tokens(text))
    node = parser.total()
    if parser.left():
        raise UnreadableError(f"{text!r} goes on after an expression has ended, at {parser.peek()!r}")
    return node


def tokens(text: str) -> list[str]:
    found: list[str] = []
    place, text = 0, text.rstrip()
    while place < len(text):
        match = TOKEN.match(text, place)
        if match is None:
            raise UnreadableError(f"{text!r} has {text[place:].strip()[:1]!r} in it, which no expression has")
        found += [match["number"] or match["sign"]] if not match["word"] else split(match["word"])
        place = match.end()
    return found


def known(word: str) -> bool:
    """Whether it is the name of a function, a constant or a Greek letter."""
    return word in FUNCTIONS or word in CONSTANTS or word in GREEK


def split(word: str) -> list[str]:
    """A run of letters as known names, and single letters for the rest: ``xy`` is x times y."""
    for name in (word, word.lower()):
        if known(name):
            return [name]
    for size in range(len(word) - 1, 1, -1):
        if known(word[:size]):
            return [word[:size], *split(word[size:])]
    return [word[0], *split(word[1:])] if len(word) > 1 else [word]


class Parser:
    """Sums of products of powers; a product needs no sign between its factors."""

    def __init__(self, found: list[str]) -> None:
        self.found, self.place, self.depth = found, 0, 0

    def left(self) -> bool:
        return self.place < len(self.found)

    def peek(self) -> str:
        return self.found[self.place] if self.left() else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise UnreadableError(f"an expression has {token or 'its end'!r} where {wanted or 'more'!r} should be")
        self.place += 1
        return token

    def total(self) -> Node:
        node = self.product()
        while self.peek() in ("+", "-"):
            sign, right = self.take(), self.product()
            node = Apply("+", (node, right if sign == "+" else negative(right)))
        return node

    def product(self) -> Node:
        node = self.signed()
        while True:
            if self.peek() in ("*", "/"):
                sign, right = self.take(), self.signed()
                node = Apply(sign, (node, right))
            elif self.starts():
                node = Apply("*", (node, self.power()))
            else:
                return node

    def starts(self) -> bool:
        """Whether a factor begins here. A second number would be one of two answers, no factor."""
        token = self.peek()
        if token == "|":
            return False
        return bool(token) and (token[0].isalpha() or token in OPENING)

    def signed(self) -> Node:
        if self.peek() in ("+", "-"):
            sign = self.take()
            inner = self.nested(self.signed)
            return inner if sign == "+" else negative(inner)
        return self.power()

    def power(self) -> Node:
        base = self.postfixed()
        if self.peek() in ("^", "**"):
            self.take()
            return Apply("^", (base, self.nested(self.signed)))
        return base

    def postfixed(self) -> Node:
        node = self.atom()
        while self.peek() in ("!", "%"):
            node = Apply("!", (node,)) if self.take() == "!" else Apply("/", (node, Number(Fraction(100))))
        return node

    def atom(self) -> Node:
        token = self.take()
        if token[0].isdigit() or token[0] == ".":
            return number(token)
        if token in OPENING:
            inner = self.nested(self.total)
            self.take(CLOSING[token])
            return Apply("abs", (inner,)) if token == "|" else inner
        if token in FUNCTIONS:
            return self.nested(partial(self.function, token))
        if token[0].isalpha():
            return self.subscripted(token)
        raise UnreadableError(f"an expression cannot have {token!r} there")

    def subscripted(self, name: str) -> Node:
        if self.peek() != "_":
            return Symbol(name)
        self.take()
        braced = self.peek() == "{"
        parts = [self.take()]
        while braced and parts[-1] != "}":
            parts.append(self.take())
        return Symbol(f"{name}_{''.join(part for part in parts if part not in '{}')}")

    def function(self, name: str) -> Node:
        if name in ("frac", "binom"):
            return Apply("/" if name == "frac" else name, (self.group(), self.group()))
        base: Node | None = None
        if name == "sqrt" and self.peek() == "[":
            base = self.group()
        if name == "log" and self.peek() == "_":
            self.take()
            base = self.group()
        exponent = None
        if self.peek() == "^":
            self.take()
            exponent = self.group()
        argument = self.argument()
        node = Apply(name, (argument,) if base is None else (argument, base))
        return node if exponent is None else Apply("^", (node, exponent))

    def group(self) -> Node:
        """What stands in brackets, or the next number or letter alone."""
        return self.atom()

    def argument(self) -> Node:
        """What stands in brackets, or the factors up to the next sign: sin 2x is the sine of 2x."""
        if self.peek() in ("(", "{", "["):
            return self.atom()
        node = self.power()
        while self.starts() and self.peek() not in FUNCTIONS:
            node = Apply("*", (node, self.power()))
        return node

    def nested(self, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnreadableError(f"an expression of more than {DEEPEST} levels is not read")
        node = read()
        self.depth -= 1
        return node


def negative(node: Node) -> Node:
    return Number(-node.value) if isinstance(node, Number) else Apply("*", (Number(Fraction(-1)), node))


def number(token: str) -> Number:
    exponent = re.split("[eE]", token)[1:]
    if exponent and abs(int(exponent[0])) > LARGEST_EXPONENT:
        raise UnreadableError(f"{token} is larger or smaller than any answer")
    return Number(
        Fraction(token.rstrip(".") if "e" not in token.lower() else token.replace(".e", "e").replace(".E", "E"))
    )
