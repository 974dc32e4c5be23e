"""Judges: rewards that ask a model that was trained before, in words or by its likelihoods.

A judge is a ``Reward`` in a file of its own that holds a ``LanguageModel`` and the ``Template`` of what it asks. It puts
questions through ``asking.judgements``, which reads answers by their ``Form``, gives what cannot be read a reason, and stops
a run in which too much fails.

>>> judge = PointwiseJudge(llm.load("openai:gpt-4.1-mini"), criterion="helpfulness")
>>> judge.score(examples).rationale
"""

from guerdon.judge.asking import FailingError, Judgement, judgements, question, scored, told
from guerdon.judge.load import load
from guerdon.judge.pairwise import PairwiseJudge
from guerdon.judge.pointwise import PointwiseJudge
from guerdon.judge.yes_no import YesNo

__all__ = [
    "FailingError",
    "Judgement",
    "PairwiseJudge",
    "PointwiseJudge",
    "YesNo",
    "judgements",
    "load",
    "question",
    "scored",
    "told",
]
