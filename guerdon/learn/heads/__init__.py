"""Heads: encoded examples in, scores out. One file for each; the interface is ``Head``.

To add one, subclass ``Head`` in a file of this folder and name it here.
"""

from guerdon.learn.heads.attributes import AttributeHead
from guerdon.learn.heads.base import Head
from guerdon.learn.heads.bilinear import BilinearHead
from guerdon.learn.heads.cosine import CosineHead
from guerdon.learn.heads.ensemble import EnsembleHead
from guerdon.learn.heads.experts import ExpertsHead
from guerdon.learn.heads.factored import FactoredHead
from guerdon.learn.heads.goal import GoalHead
from guerdon.learn.heads.ideal_point import IdealPointHead, PromptIdealHead
from guerdon.learn.heads.joint import JointHead
from guerdon.learn.heads.labels import LabelsHead
from guerdon.learn.heads.mlp import MLPHead
from guerdon.learn.heads.scalar import ScalarHead
from guerdon.learn.heads.skew import SkewHead
from guerdon.learn.heads.units import UnitHead
from guerdon.learn.heads.user_set import Belief, SetHead, VariationalHead

__all__ = [
    "AttributeHead",
    "Belief",
    "BilinearHead",
    "CosineHead",
    "EnsembleHead",
    "ExpertsHead",
    "FactoredHead",
    "GoalHead",
    "Head",
    "IdealPointHead",
    "JointHead",
    "LabelsHead",
    "MLPHead",
    "PromptIdealHead",
    "ScalarHead",
    "SetHead",
    "SkewHead",
    "UnitHead",
    "VariationalHead",
]
