"""Objectives: what a fit minimises. One file for each; the interface is ``Objective``, and they add and scale.

To add one, subclass ``Objective`` in a file of this folder and name it here.
"""

from guerdon.learn.objectives.annealing import Annealing
from guerdon.learn.objectives.attributes import Attributes
from guerdon.learn.objectives.bagged import Bagged, out_of_bag
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.learn.objectives.behaviour import PreferenceBehaviour
from guerdon.learn.objectives.bradley_terry import BradleyTerry
from guerdon.learn.objectives.by_source import BySource, Evenly, MinNorm, SourceWeights, Worst
from guerdon.learn.objectives.classification import Classification
from guerdon.learn.objectives.contrast import Contrast
from guerdon.learn.objectives.correlation import Correlate, Decorrelate
from guerdon.learn.objectives.crossfade import Crossfade
from guerdon.learn.objectives.goal import GoalContrast, ShuffledGoals
from guerdon.learn.objectives.image_text import ImageTextContrast
from guerdon.learn.objectives.importance import AttentionImportance
from guerdon.learn.objectives.infer_user import InferUser
from guerdon.learn.objectives.language import KeepLanguage, Likelihood, PreferLanguage
from guerdon.learn.objectives.maxent_irl import MaxEntIRL
from guerdon.learn.objectives.meta_difference import MetaDifference
from guerdon.learn.objectives.orthogonal import Orthogonal
from guerdon.learn.objectives.outcome import OutcomeLabels
from guerdon.learn.objectives.plackett_luce import PlackettLuce
from guerdon.learn.objectives.redistribution import LocalLabels, RandomReturn, ReturnRedistribution
from guerdon.learn.objectives.regression import Regression
from guerdon.learn.objectives.replay import Replay
from guerdon.learn.objectives.slots import SlotLabels
from guerdon.learn.objectives.small_scores import SmallScores
from guerdon.learn.objectives.softmax_policy import SoftmaxPG
from guerdon.learn.objectives.source_parts import SourceParts
from guerdon.learn.objectives.ties import RaoKupper
from guerdon.learn.objectives.units import UnitLabels

__all__ = [
    "Annealing",
    "AttentionImportance",
    "Attributes",
    "Bagged",
    "BradleyTerry",
    "BySource",
    "Classification",
    "Contrast",
    "Correlate",
    "Crossfade",
    "Decorrelate",
    "Evenly",
    "GoalContrast",
    "ImageTextContrast",
    "InferUser",
    "KeepLanguage",
    "Likelihood",
    "LocalLabels",
    "Loss",
    "MaxEntIRL",
    "MetaDifference",
    "MinNorm",
    "Objective",
    "Orthogonal",
    "OutcomeLabels",
    "PlackettLuce",
    "PreferLanguage",
    "PreferenceBehaviour",
    "RandomReturn",
    "RaoKupper",
    "Regression",
    "Replay",
    "ReturnRedistribution",
    "ShuffledGoals",
    "SlotLabels",
    "SmallScores",
    "SoftmaxPG",
    "SourceParts",
    "SourceWeights",
    "UnitLabels",
    "Worst",
    "out_of_bag",
]
