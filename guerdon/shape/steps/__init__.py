"""Rewards of steps inside an environment: potentials, labels of what holds, bonuses for sub-goals.

Batches are ``Transitions``; a reward that remembers an episode is a ``Remembering`` and has one row for each environment.
To label events, subclass ``Labeller``.

>>> reward = sparse + OncePerEpisode(EnteredLabels({"key": keyed, "door": opened}), size=0.2)
"""

from guerdon.shape.steps.bonuses import AchievedPotential, Bonus, OncePerEpisode, Refunded
from guerdon.shape.steps.labels import EnteredLabels, Labeller, Misjudged, MisjudgedAlike, StateLabels
from guerdon.shape.steps.potential import PotentialShaping, StateValues, shaping
from guerdon.shape.steps.remembering import Remembering

__all__ = [
    "AchievedPotential",
    "Bonus",
    "EnteredLabels",
    "Labeller",
    "Misjudged",
    "MisjudgedAlike",
    "OncePerEpisode",
    "PotentialShaping",
    "Refunded",
    "Remembering",
    "StateLabels",
    "StateValues",
    "shaping",
]
