"""The value of an expression: exact where it is a ratio of integers, else to sixty digits. No input takes long."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from hashlib import sha256
from math import comb, factorial, isqrt
from typing import Any

from guerdon.errors import GuerdonError
from guerdon.verify.math.syntax import CONSTANTS, Apply, Node, Number, Symbol

BITS = 4096
"""Of the numerator and the denominator of exact values."""
DIGITS, AGREE = 60, 40
"""Digits that are computed, and that must agree."""
POINTS, TRIES = 3, 9
"""How many points have to agree, and how many are tried in search of ones where both expressions have a value."""


class TooLargeError(GuerdonError):
    """A value that is larger than is computed."""


class UndecidedError(GuerdonError):
    """Whether two expressions are equal could not be found out."""


def exact(node: Node) -> Fraction | None:
    """The value as a ratio of integers; None where it is none, or has symbols.

    Raises:
        TooLargeError: it, or something on the way to it, is.
        ZeroDivisionError: it divides by zero.
    """
    if isinstance(node, Number):
        return bounded(node.value)
    if isinstance(node, Symbol) or node.name not in EXACT:
        return None
    arguments = [exact(argument) for argument in node.arguments]
    if any(argument is None for argument in arguments):
        return None
    value = EXACT[node.name](*arguments)
    return None if value is None else bounded(value)


def bounded(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > BITS:
        raise TooLargeError(f"a number of more than {BITS} bits is not computed")
    return value


def power(base: Fraction, exponent: Fraction) -> Fraction | None:
    if exponent.denominator != 1:
        return None if exponent.denominator != 2 or base < 0 else half_power(base, exponent.numerator)
    size = max(base.numerator.bit_length(), base.denominator.bit_length())
    if base not in (0, 1, -1) and abs(exponent) * size > 2 * BITS:
        raise TooLargeError(f"a power of more than {BITS} bits is not computed")
    if abs(exponent) > 2**64:
        exponent = Fraction(exponent.numerator % 2 or 2) if exponent > 0 else Fraction(-(exponent.numerator % 2 or 2))
    return base ** int(exponent)


def half_power(base: Fraction, twice: int) -> Fraction | None:
    root = square_root(base)
    return None if root is None else power(root, Fraction(twice))


def square_root(value: Fraction) -> Fraction | None:
    if value < 0:
        return None
    above, below = isqrt(value.numerator), isqrt(value.denominator)
    return Fraction(above, below) if above**2 == value.numerator and below**2 == value.denominator else None


def of_integers(compute: Callable[..., int], most: int) -> Callable[..., Fraction | None]:
    """A function of natural numbers up to a size."""

    def computed(*values: Fraction) -> Fraction | None:
        if any(value.denominator != 1 or value < 0 for value in values):
            return None
        if any(value > most for value in values):
            raise TooLargeError(f"a factorial or binomial of numbers above {most} is not computed")
        return Fraction(compute(*map(int, values)))

    return computed


EXACT: Mapping[str, Callable[..., Fraction | None]] = {
    "+": lambda a, b: a + b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": power,
    "!": of_integers(factorial, 400),
    "binom": of_integers(comb, 2000),
    "sqrt": lambda value, degree=Fraction(2): square_root(value) if degree == 2 else None,
    "abs": abs,
    "floor": lambda value: Fraction(value.__floor__()),
    "ceil": lambda value: Fraction(value.__ceil__()),
}


def equal(a: Node, b: Node) -> bool:
    """Whether two expressions have the same value, whatever their symbols stand for.

    Exactly where both are ratios of integers; else by their values to sixty digits at points where both have one. Two
    expressions that differ may agree at a point, but not to forty digits at three points that have nothing to do with
    them. Every operation is bounded, so that no time limit is needed, and a result does not depend on the machine.

    Raises:
        TooLargeError: a value is.
        UndecidedError: there are not enough points where both have a value.
    """
    if a == b:
        return True
    try:
        first, second = exact(a), exact(b)
    except ZeroDivisionError:
        raise UndecidedError("an expression divides by zero") from None
    if first is not None and second is not None:
        return first == second
    return all(near(x, y) for x, y in pairs_of_values(a, b))


def proportional(a: Node, b: Node) -> bool:
    """Whether a = 0 and b = 0 are the same equation up to a constant factor."""
    found = list(pairs_of_values(a, b))
    (x, y) = found[0]
    if not x or not y:
        return False
    return all(near(x * other, y * one) for one, other in found)


def pairs_of_values(a: Node, b: Node) -> list[tuple[Any, Any]]:
    """The values of both at points where both have one; one pair where there are no symbols.

    Raises:
        UndecidedError: there are not enough.
    """
    from mpmath import mp

    names = sorted(symbols(a) | symbols(b))
    found = []
    with mp.workdps(DIGITS):
        for point in points(names):
            try:
                found.append((numeric(a, point), numeric(b, point)))
            except (ZeroDivisionError, ValueError, OverflowError):
                continue
            if len(found) == (POINTS if names else 1):
                return found
    raise UndecidedError("an expression has no value where it was tried")


def points(names: list[str]) -> Iterator[Mapping[str, Any]]:
    """Values of symbols: numbers between -3 and 3 that depend on the name and the try alone."""
    from mpmath import mpf

    for attempt in range(TRIES if names else 1):
        digests = {name: int.from_bytes(sha256(f"{attempt} {name}".encode()).digest(), "big") for name in names}
        yield {
            name: mpf(digest) / 2**255 * 3 - 3 if attempt % 3 else mpf(digest) / 2**256 * 3
            for name, digest in digests.items()
        }


def symbols(node: Node) -> set[str]:
    if isinstance(node, Symbol):
        return {node.name} - CONSTANTS
    return set().union(*map(symbols, node.arguments)) if isinstance(node, Apply) else set()


def near(x: Any, y: Any) -> bool:
    from mpmath import mpf

    return bool(abs(x - y) <= mpf(10) ** -AGREE * max(1, abs(x), abs(y)))


def numeric(node: Node, point: Mapping[str, Any]) -> Any:
    """The value at a point.

    Raises:
        TooLargeError: something on the way is.
        ValueError, ZeroDivisionError: there is none.
    """
    import mpmath

    if isinstance(node, Number):
        return mpmath.mpf(node.value.numerator) / node.value.denominator
    if isinstance(node, Symbol):
        if node.name == "infinity":
            raise ValueError("infinity is no number")
        constants = {"pi": mpmath.pi, "e": mpmath.e, "i": mpmath.mpc(0, 1)}
        return +constants[node.name] if node.name in constants else point[node.name]
    value = numeric_functions()[node.name](*(numeric(argument, point) for argument in node.arguments))
    if not mpmath.isfinite(value):
        raise ValueError("no value")
    if value and abs(mpmath.mag(value)) > BITS:
        raise TooLargeError(f"a number of more than {BITS} bits is not computed")
    return value


def numeric_functions() -> Mapping[str, Callable[..., Any]]:
    import mpmath as m

    return {
        "+": lambda a, b: a + b,
        "*": lambda a, b: a * b,
        "/": lambda a, b: a / b,
        "^": numeric_power,
        "!": lambda a: m.factorial(small(a)),
        "binom": lambda a, b: m.binomial(small(a), small(b)),
        "sqrt": lambda a, degree=2: m.sqrt(a) if degree == 2 else real_root(a, degree),
        "root": lambda a, degree=2: real_root(a, degree),
        "log": lambda a, base=10: m.log(a) / m.log(base),
        "ln": m.log,
        "exp": lambda a: numeric_power(+m.e, a),
        "abs": abs,
        **{name: getattr(m, name) for name in ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "floor", "ceil")},
        "arcsin": m.asin,
        "arccos": m.acos,
        "arctan": m.atan,
    }  # fmt: skip


def numeric_power(base: Any, exponent: Any) -> Any:
    """Asked for its size before it is computed."""
    import mpmath

    if not base:
        return mpmath.mpf(0) if mpmath.re(exponent) > 0 else 1 / base if exponent else mpmath.mpf(1)
    if abs(exponent) * abs(mpmath.log(base)) > BITS:
        raise TooLargeError(f"a power of more than {BITS} bits is not computed")
    return mpmath.power(base, exponent)


def real_root(value: Any, degree: Any) -> Any:
    """The root that schools mean: of -8, the third is -2."""
    import mpmath

    if (
        mpmath.im(value) == 0
        and mpmath.re(value) < 0
        and mpmath.im(degree) == 0
        and degree == int(degree)
        and degree % 2
    ):
        return -mpmath.power(-value, 1 / mpmath.mpf(degree))
    return numeric_power(value, 1 / mpmath.mpmathify(degree))


def small(value: Any) -> Any:
    if abs(value) > 1000:
        raise TooLargeError("a factorial of more than 1,000 is not computed")
    return value
