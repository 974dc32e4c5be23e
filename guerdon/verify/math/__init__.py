"""Math answers: where the answer of a solution stands, and whether two answers are the same.

``extract`` finds by ``RULES``, ``equivalent`` compares, ``MathAnswer`` is the reward of both. Nothing that a response says is
ever run: a grammar reads it (``syntax``), and every operation is bounded (``values``).
"""

from guerdon.verify.math.equivalence import TooLargeError, UndecidedError, equivalent
from guerdon.verify.math.extract import RULES, Found, Rule, extract
from guerdon.verify.math.math_answer import MathAnswer

__all__ = ["RULES", "Found", "MathAnswer", "Rule", "TooLargeError", "UndecidedError", "equivalent", "extract"]
