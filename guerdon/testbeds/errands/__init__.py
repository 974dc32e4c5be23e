"""Errands: a generated world of small written tasks whose true reward is known.

``kinds/`` has one file for each kind of errand, ``words/`` their vocabulary; ``answers``, ``defects`` and ``styles``
write candidate answers, ``text`` and ``conduct`` read them, ``gold`` says what they are worth, and ``annotators``
compare them. To add a kind of errand, put a file into ``kinds/`` with a subclass of ``task.Errand``.
"""

from guerdon.testbeds.errands.annotators import Annotator
from guerdon.testbeds.errands.gold import Gold
from guerdon.testbeds.errands.task import Check, Errand
from guerdon.testbeds.errands.world import Errands

__all__ = ["Annotator", "Check", "Errand", "Errands", "Gold"]
