"""Shape: rewards made from rewards, and the rules that rewards are compared with.

A transform is a subclass of ``guerdon.reward.Transform`` in a file of its own, used as ``reward >> transform``.
"""

from guerdon.shape.affine import Affine
from guerdon.shape.measure import Measure

__all__ = ["Affine", "Measure"]
