"""Shape: rewards made from rewards, and the rules that rewards are compared with.

A transform is a subclass of ``guerdon.reward.Transform`` in a file of its own, used as ``reward >> transform``; an
``Ensemble`` makes one reward of several by a ``Combination``. Rewards inside environments are in ``steps``, those with the
memory of an automaton in ``machines``.
"""

from guerdon.shape.affine import Affine
from guerdon.shape.bilevel import ConjugateGradient, Neumann, implicit_grad
from guerdon.shape.blend import LearnedBlend
from guerdon.shape.clip import Clip
from guerdon.shape.combine import Combine
from guerdon.shape.consistency import Inconsistency, consistent_aspects, inconsistency
from guerdon.shape.contrast import Contrast, ZNorm
from guerdon.shape.contrast_set import ContrastSet, ListedPrompts, OtherGoals, OtherWords, RandomPrompts
from guerdon.shape.declared import Declared
from guerdon.shape.delta import Delta
from guerdon.shape.ensemble import Combination, Ensemble, LowerBound, Mean, Worst
from guerdon.shape.gate import Gate
from guerdon.shape.goals import Goal, GoalSpec, Predicates
from guerdon.shape.joint import Conjunction, Joint, Product
from guerdon.shape.kinesthetic import DistanceShape, SignedGeometricMean
from guerdon.shape.lagrangian import AtMost, Bound, Exactly, Lagrangian
from guerdon.shape.length_penalty import LengthPenalty
from guerdon.shape.less_variance import LessVariance
from guerdon.shape.location import LocationNormaliser
from guerdon.shape.measure import Measure
from guerdon.shape.neighbour_fusion import NeighbourFusion
from guerdon.shape.pointwise import Pointwise, Total, Units
from guerdon.shape.prefixes import Prefixes
from guerdon.shape.recorded import Recorded
from guerdon.shape.redistribute import Attention, Permuted, Redistribute, Shares, Uniform
from guerdon.shape.reference import ReferenceStore
from guerdon.shape.relevance import PromptRelevance, ReferenceRelevance
from guerdon.shape.residualise import Residualise
from guerdon.shape.routed import Routed
from guerdon.shape.routed_sum import RoutedSum
from guerdon.shape.spread import SpreadEvenly
from guerdon.shape.squash import LogSigmoid, Squash
from guerdon.shape.statistic import Deviation, NormalQuantile, Quantile, SampleMean, Statistic
from guerdon.shape.text_norm import TextNorm
from guerdon.shape.threshold import Threshold
from guerdon.shape.weigh import Weigh, fit_weights
from guerdon.shape.win_probability import WinProbability

__all__ = [
    "Affine",
    "AtMost",
    "Attention",
    "Bound",
    "Clip",
    "Combination",
    "Combine",
    "ConjugateGradient",
    "Conjunction",
    "Contrast",
    "ContrastSet",
    "Declared",
    "Delta",
    "Deviation",
    "DistanceShape",
    "Ensemble",
    "Exactly",
    "Gate",
    "Goal",
    "GoalSpec",
    "Inconsistency",
    "Joint",
    "Lagrangian",
    "LearnedBlend",
    "LengthPenalty",
    "LessVariance",
    "ListedPrompts",
    "LocationNormaliser",
    "LogSigmoid",
    "LowerBound",
    "Mean",
    "Measure",
    "NeighbourFusion",
    "Neumann",
    "NormalQuantile",
    "OtherGoals",
    "OtherWords",
    "Permuted",
    "Pointwise",
    "Predicates",
    "Prefixes",
    "Product",
    "PromptRelevance",
    "Quantile",
    "RandomPrompts",
    "Recorded",
    "Redistribute",
    "ReferenceRelevance",
    "ReferenceStore",
    "Residualise",
    "Routed",
    "RoutedSum",
    "SampleMean",
    "Shares",
    "SignedGeometricMean",
    "SpreadEvenly",
    "Squash",
    "Statistic",
    "TextNorm",
    "Threshold",
    "Total",
    "Uniform",
    "Units",
    "Weigh",
    "WinProbability",
    "Worst",
    "ZNorm",
    "consistent_aspects",
    "fit_weights",
    "implicit_grad",
    "inconsistency",
]
