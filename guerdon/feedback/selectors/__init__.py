"""Selectors: which of a prompt's scored samples becomes the chosen or the rejected one of a pair.

The one interface is ``Selector``: a ``Group`` of samples in, the place of one out. To add one, add a file with a
frozen dataclass that subclasses it; ``guerdon data curate`` finds it by its name, and its fields are its options.
"""

from guerdon.feedback.selectors.base import Group, Selector
from guerdon.feedback.selectors.chance import MaxOf, MinOf, Random
from guerdon.feedback.selectors.extremes import Max, Min
from guerdon.feedback.selectors.known import Agreed, Right, Wrong
from guerdon.feedback.selectors.positions import Quantile, Sigma

__all__ = [
    "Agreed",
    "Group",
    "Max",
    "MaxOf",
    "Min",
    "MinOf",
    "Quantile",
    "Random",
    "Right",
    "Selector",
    "Sigma",
    "Wrong",
]
