"""Objectives: what a fit minimises. One file for each; the interface is ``Objective``, and they add and scale.

To add one, subclass ``Objective`` in a file of this folder and name it here.
"""

from guerdon.learn.objectives.attributes import Attributes
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.learn.objectives.bradley_terry import BradleyTerry
from guerdon.learn.objectives.classification import Classification
from guerdon.learn.objectives.contrast import Contrast
from guerdon.learn.objectives.correlation import Correlate, Decorrelate
from guerdon.learn.objectives.goal import GoalContrast, ShuffledGoals
from guerdon.learn.objectives.language import KeepLanguage, Likelihood, PreferLanguage
from guerdon.learn.objectives.maxent_irl import MaxEntIRL
from guerdon.learn.objectives.meta_difference import MetaDifference
from guerdon.learn.objectives.orthogonal import Orthogonal
from guerdon.learn.objectives.outcome import OutcomeLabels
from guerdon.learn.objectives.regression import Regression
from guerdon.learn.objectives.slots import SlotLabels
from guerdon.learn.objectives.softmax_policy import SoftmaxPG
from guerdon.learn.objectives.units import UnitLabels

__all__ = [
    "Attributes",
    "BradleyTerry",
    "Classification",
    "Contrast",
    "Correlate",
    "Decorrelate",
    "GoalContrast",
    "KeepLanguage",
    "Likelihood",
    "Loss",
    "MaxEntIRL",
    "MetaDifference",
    "Objective",
    "Orthogonal",
    "OutcomeLabels",
    "PreferLanguage",
    "Regression",
    "ShuffledGoals",
    "SlotLabels",
    "SoftmaxPG",
    "UnitLabels",
]
