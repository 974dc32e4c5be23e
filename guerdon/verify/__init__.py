"""Verifiers: rewards that check a fact. Each is a ``Reward`` in a file of its own.

A response that fails the check scores 0; a check that could not be made is ``nan`` with the reason, which sums pass on.
"""

from guerdon.verify.code import CodeTests
from guerdon.verify.math import MathAnswer
from guerdon.verify.sandbox import Call, Limits, Ran, Sandbox

__all__ = ["Call", "CodeTests", "Limits", "MathAnswer", "Ran", "Sandbox"]
