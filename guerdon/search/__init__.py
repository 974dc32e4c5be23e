"""Search: spend a reward at inference.

Each rule is a function in a file of its own that takes a reward, a prompt and candidates (or a way to draw them), asks
``prefer`` where a pairwise answer will do, and reports what it spent as a ``Budget``.
"""

from guerdon.search.best_of_n import Best, best_of_n
from guerdon.search.rank import Ranked, rank
from guerdon.search.robot import Robot
from guerdon.search.soft_best_of_n import SoftBestOfN, expected

__all__ = ["Best", "Ranked", "Robot", "SoftBestOfN", "best_of_n", "expected", "rank"]
