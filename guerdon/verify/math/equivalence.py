"""Whether two answers are the same."""

from fractions import Fraction
from functools import lru_cache

from guerdon.verify.math.answers import Answer, Equation, Quantity, Several, Text, read
from guerdon.verify.math.syntax import Apply, Node, Number, Symbol, negative
from guerdon.verify.math.values import TooLargeError, UndecidedError, equal, proportional


@lru_cache(maxsize=65536)
def equivalent(answer: str, reference: str) -> bool:
    """Whether an answer is the same as a reference, whatever its form.

    - Values are compared exactly, as ``guerdon.verify.math.values`` says: 0.33 is not 1/3.
    - A unit counts where both have one: 50 cm is 1/2 m and is not 50 m, and is 50. Words after a number that name no unit
      do not count.
    - A percent sign counts where both have one; else 50% is 50 and is 1/2.
    - x = 3 is 3, and is not y = 3. Two equations are the same where one is a multiple of the other.
    - Lists and sets have no order; points, vectors and intervals do, and their brackets count.
    - Any other text is compared without case and punctuation; where one side is a number and the other is words around
      one number, these are compared.

    Raises:
        TooLargeError: the answer or the reference has a value that is not computed.
        UndecidedError: it could not be found out.
    """
    return same(read(answer), read(reference))


def same(a: Answer, b: Answer) -> bool:
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        return same_quantity(a, b)
    if isinstance(a, Several) and isinstance(b, Several):
        return same_several(a, b)
    if isinstance(a, Equation) and isinstance(b, Equation):
        return same_equation(a, b)
    if isinstance(a, Text) and isinstance(b, Text):
        return a.words == b.words
    return mixed(a, b) or mixed(b, a)


def mixed(a: Answer, b: Answer) -> bool:
    """An answer of one kind against another kind."""
    if isinstance(a, Text) and isinstance(b, Quantity):
        if isinstance(b.node, Symbol):
            return a.words == b.node.name.lower()
        return len(a.numbers) == 1 and "not" not in a.words.split() and same(read(a.numbers[0]), b)
    if isinstance(a, Several) and not a.opening and len(a.items) == 1:
        return same(a.items[0], b)
    if isinstance(a, Equation) and isinstance(b, Quantity) and b.name:
        return same_equation(a, Equation(Symbol(b.name), b.node))
    return False


def same_quantity(a: Quantity, b: Quantity) -> bool:
    if a.name and b.name and a.name != b.name:
        return False
    if a.unit and b.unit and a.unit[0] != b.unit[0]:
        return False
    x, y = a.node, b.node
    if a.unit and b.unit:
        x, y = scaled(x, a.unit[1]), scaled(y, b.unit[1])
    if infinite(x) or infinite(y):
        return x == y
    if equal(x, y):
        return True
    if a.percent != b.percent:
        hundredth = Fraction(1, 100)
        return equal(scaled(x, hundredth), y) if a.percent else equal(x, scaled(y, hundredth))
    return False


def infinite(node: Node) -> bool:
    return node == Symbol("infinity") or node == negative(Symbol("infinity"))


def scaled(node: Node, factor: Fraction) -> Node:
    return node if factor == 1 else Apply("*", (Number(factor), node))


def same_several(a: Several, b: Several) -> bool:
    if len(a.items) != len(b.items) or (a.opening, a.closing) != (b.opening, b.closing):
        return False
    if a.opening:
        return all(map(same, a.items, b.items))
    left = list(b.items)
    for item in a.items:
        match = next((place for place, other in enumerate(left) if same(item, other)), None)
        if match is None:
            return False
        left.pop(match)
    return True


def same_equation(a: Equation, b: Equation) -> bool:
    return proportional(*(Apply("+", (each.left, negative(each.right))) for each in (a, b)))


__all__ = ["TooLargeError", "UndecidedError", "equivalent"]
