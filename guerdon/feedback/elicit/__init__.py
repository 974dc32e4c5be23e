"""Asking a person what they want: a policy chooses questions, a session keeps what was answered, a belief predicts.

A ``Policy`` has one method, ``ask(turns)``: the next question, from what was answered so far alone, so that a session goes
on where it was stopped. A ``Person`` has one, ``answer(question)``.

>>> session = Session("Would you read this article?", Path("transcript.jsonl"))
>>> session.run(RandomCases(session.task, articles), person, turns=10)

What was answered becomes a reward by ``Beliefs``, where there is a set of hypotheses, or by ``judge.Transcript``, which
shows the transcript to a language model. A transcript of cases is a file of ratings that ``read`` reads.
"""

from guerdon.feedback.elicit.beliefs import Beliefs, Believed
from guerdon.feedback.elicit.person import AtTerminal, Person, SimulatedPerson
from guerdon.feedback.elicit.policies import DiverseCases, Informative, Policy, RandomCases
from guerdon.feedback.elicit.session import Question, Session, Turn
from guerdon.feedback.elicit.written import WrittenQuestions

__all__ = [
    "AtTerminal",
    "Beliefs",
    "Believed",
    "DiverseCases",
    "Informative",
    "Person",
    "Policy",
    "Question",
    "RandomCases",
    "Session",
    "SimulatedPerson",
    "Turn",
    "WrittenQuestions",
]
