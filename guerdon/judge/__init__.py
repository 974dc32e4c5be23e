"""Judges: rewards that ask a model that was trained before, in words or by its likelihoods.

A judge is a ``Reward`` in a file of its own that holds a ``LanguageModel`` and the ``Template`` of what it asks. It puts
questions through ``asking.judgements``, which reads answers by their ``Form``, gives what cannot be read a reason, and stops
a run in which too much fails.

>>> judge = PointwiseJudge(llm.load("openai:gpt-4.1-mini"), criterion="helpfulness")
>>> judge.score(examples).rationale
"""

from guerdon.judge.asking import FailingError, Judgement, judgements, question, scored, told
from guerdon.judge.critique import Critic, CriticGrade, CritiqueThenScore, Prose
from guerdon.judge.density_ratio import DensityRatio
from guerdon.judge.follow_up import FollowUp, FollowUpAsUser
from guerdon.judge.follow_ups import BANK, Reactions
from guerdon.judge.frames import FrameReward
from guerdon.judge.goal_baseline import GoalBaseline
from guerdon.judge.load import load
from guerdon.judge.log_likelihood import LogLikelihood
from guerdon.judge.merged_critiques import MergedCritiques
from guerdon.judge.observing import Observations, Replayed
from guerdon.judge.own_answers import LessSelf, WithoutOwn, self_bias, sides
from guerdon.judge.pairwise import PairwiseJudge
from guerdon.judge.panel import MajorityPanel, MeanPanel, Panel, kappas
from guerdon.judge.planning import Call, Conclude, Matched, Planner, Rule, RulePlanner, Stuck, WholeAnswer, WithTests
from guerdon.judge.pointwise import PointwiseJudge
from guerdon.judge.position import BothOrders, LessPosition, position_bias
from guerdon.judge.prompt_kind import PromptKind
from guerdon.judge.ranked_critiques import RankedCritiques
from guerdon.judge.react import ReactPlanner
from guerdon.judge.refinement import Refinement
from guerdon.judge.similarity import ImageTextReward, Similarity
from guerdon.judge.tool_judge import ToolJudge, investigate
from guerdon.judge.trace import Step, Trace
from guerdon.judge.transcript import transcript_judge
from guerdon.judge.wishes import Shot, Wishes, outcome_judge
from guerdon.judge.written import Written, appended, read
from guerdon.judge.yes_no import YesNo

__all__ = [
    "BANK",
    "BothOrders",
    "Call",
    "Conclude",
    "Critic",
    "CriticGrade",
    "CritiqueThenScore",
    "DensityRatio",
    "FailingError",
    "FollowUp",
    "FollowUpAsUser",
    "FrameReward",
    "GoalBaseline",
    "ImageTextReward",
    "Judgement",
    "LessPosition",
    "LessSelf",
    "LogLikelihood",
    "MajorityPanel",
    "Matched",
    "MeanPanel",
    "MergedCritiques",
    "Observations",
    "PairwiseJudge",
    "Panel",
    "Planner",
    "PointwiseJudge",
    "PromptKind",
    "Prose",
    "RankedCritiques",
    "ReactPlanner",
    "Reactions",
    "Refinement",
    "Replayed",
    "Rule",
    "RulePlanner",
    "Shot",
    "Similarity",
    "Step",
    "Stuck",
    "ToolJudge",
    "Trace",
    "WholeAnswer",
    "Wishes",
    "WithTests",
    "WithoutOwn",
    "Written",
    "YesNo",
    "appended",
    "investigate",
    "judgements",
    "kappas",
    "load",
    "outcome_judge",
    "position_bias",
    "question",
    "read",
    "scored",
    "self_bias",
    "sides",
    "told",
    "transcript_judge",
]
