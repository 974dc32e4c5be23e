"""Learn: feedback in, a learned reward out.

``RewardModel(encoder, head)`` is a reward; ``fit`` trains it on comparisons or ratings. Each kind of part has one
interface and a folder with a file for each idea: ``encoders`` (examples to vectors), ``heads`` (vectors to scores),
``objectives`` (what is minimised; they add and scale), ``schedules`` (what each epoch learns from). The two solvers,
``FullBatch`` and ``FineTune``, are the only code that changes weights. To add a part, write a file in its folder.
"""

from guerdon.learn.encoders import (
    BagOfWords,
    CausalEncoder,
    Crossed,
    Encoded,
    Encoder,
    Features,
    Interaction,
    Joined,
    Noised,
    Numbers,
    Prompts,
    SegmentVectors,
    SentenceEmbedder,
    States,
    Surface,
    TextEncoder,
    WordGRU,
    tiny,
    vocabulary,
)
from guerdon.learn.encoders.minilm import HUB_NAME as MINILM
from guerdon.learn.fine_tune import FineTune
from guerdon.learn.fit import fit
from guerdon.learn.full_batch import FullBatch
from guerdon.learn.head_start import head_start
from guerdon.learn.heads import AttributeHead, FactoredHead, Head, JointHead, MLPHead, ScalarHead, SkewHead, UnitHead
from guerdon.learn.implicit import BellmanReward, ImplicitReward
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives import (
    BradleyTerry,
    Classification,
    Contrast,
    Correlate,
    Decorrelate,
    KeepLanguage,
    Likelihood,
    Loss,
    MaxEntIRL,
    MetaDifference,
    Objective,
    Orthogonal,
    OutcomeLabels,
    PreferLanguage,
    Regression,
    SlotLabels,
    UnitLabels,
)
from guerdon.learn.posterior import LinearPosterior
from guerdon.learn.pragmatics import Matching, PragmaticSpeaker
from guerdon.learn.pretraining import pretrain
from guerdon.learn.schedules import Same, Schedule, SelfTrain, Smoothing
from guerdon.learn.solver import Fitted, Solver, Task

__all__ = [
    "MINILM",
    "AttributeHead",
    "BagOfWords",
    "BellmanReward",
    "BradleyTerry",
    "CausalEncoder",
    "Classification",
    "Contrast",
    "Correlate",
    "Crossed",
    "Decorrelate",
    "Encoded",
    "Encoder",
    "FactoredHead",
    "Features",
    "FineTune",
    "Fitted",
    "Forward",
    "FullBatch",
    "Head",
    "ImplicitReward",
    "Interaction",
    "Joined",
    "JointHead",
    "KeepLanguage",
    "Likelihood",
    "LinearPosterior",
    "Loss",
    "MLPHead",
    "Matching",
    "MaxEntIRL",
    "MetaDifference",
    "Noised",
    "Numbers",
    "Objective",
    "Orthogonal",
    "OutcomeLabels",
    "PragmaticSpeaker",
    "PreferLanguage",
    "Prompts",
    "Regression",
    "RewardModel",
    "Same",
    "ScalarHead",
    "Schedule",
    "SegmentVectors",
    "SelfTrain",
    "SentenceEmbedder",
    "SkewHead",
    "SlotLabels",
    "Smoothing",
    "Solver",
    "States",
    "Surface",
    "Task",
    "TextEncoder",
    "UnitHead",
    "UnitLabels",
    "WordGRU",
    "fit",
    "head_start",
    "pretrain",
    "tiny",
    "vocabulary",
]
