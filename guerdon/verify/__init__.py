"""Verifiers: rewards that check a fact. Each is a ``Reward`` in a file of its own.

A response that fails the check scores 0; a check that could not be made is ``nan`` with the reason, which sums pass on.
Checks of stated constraints are the files of ``checks``; ``sandbox`` runs code, ``math`` compares answers, ``tools`` answer
questions that a judge asks.
"""

from guerdon.verify.check import Check
from guerdon.verify.citations import Citations
from guerdon.verify.code import CodeTests
from guerdon.verify.constraints import Constraints
from guerdon.verify.distinct_ngrams import DistinctNgrams
from guerdon.verify.json_schema import JsonSchema
from guerdon.verify.language import Language
from guerdon.verify.length import Length
from guerdon.verify.math import MathAnswer
from guerdon.verify.router import Always, Router, StatesConstraints
from guerdon.verify.sandbox import Call, Limits, Ran, Sandbox
from guerdon.verify.short_answer import ExactMatch, TokenF1
from guerdon.verify.stated import Stated, stated
from guerdon.verify.tag_format import TagFormat

__all__ = [
    "Always",
    "Call",
    "Check",
    "Citations",
    "CodeTests",
    "Constraints",
    "DistinctNgrams",
    "ExactMatch",
    "JsonSchema",
    "Language",
    "Length",
    "Limits",
    "MathAnswer",
    "Ran",
    "Router",
    "Sandbox",
    "Stated",
    "StatesConstraints",
    "TagFormat",
    "TokenF1",
    "stated",
]
