"""What somebody wants of an agent, in a few words or examples, as the reward of its episodes."""

from dataclasses import dataclass

from guerdon.judge.pointwise import PointwiseJudge
from guerdon.llm import GREEDY, LanguageModel, Sampling, YesOrNo, template
from guerdon.papers import Paper
from guerdon.saving import Storable
from guerdon.types import Example


@dataclass(frozen=True)
class Shot(Storable):
    """An outcome that somebody has judged."""

    outcome: str
    wanted: bool
    why: str = ""
    """Their reason; a model that is shown reasons is asked for one before its answer."""


@dataclass(frozen=True)
class Wishes(Storable):
    """What one person wants of the outcomes of episodes; one environment may serve many people.

    >>> wishes = Wishes("Two players split money.", shots=(Shot("P2 accepts $2 of $10.", False, "It is too little."),))
    >>> reward = outcome_judge(llm.load("openai:gpt-4.1-mini"))
    >>> reward.score([wishes.outcome("P2 rejects $1 of $10.")])

    Source: Kwon et al. 2023, "Reward Design with Language Models" (arXiv 2303.00001): its prompts in other words.
    """

    task: str
    """What the episodes are."""
    shots: tuple[Shot, ...] = ()
    definition: str = ""
    """What is wanted, said outright."""
    question: str = "Is this outcome what the person wants?"

    paper = Paper(
        "kwon2023reward", "Reward Design with Language Models",
        "Kwon, Minae and Xie, Sang Michael and Bullard, Kalesha and Sadigh, Dorsa", 2023, arxiv="2303.00001",
    )  # fmt: skip

    def outcome(self, text: str) -> Example:
        """An episode's end, in words, as what is scored; its context holds the wishes."""
        shots = [
            {"outcome": one.outcome, "answer": "Yes" if one.wanted else "No", "why": one.why} for one in self.shots
        ]
        thinks = any(one.why for one in self.shots)
        context = {"shots": shots, "definition": self.definition, "question": self.question, "thinks": thinks}
        return Example(self.task, text, context)


def outcome_judge(llm: LanguageModel, sampling: Sampling = GREEDY) -> PointwiseJudge:
    """1 where a model says that an outcome is wanted, 0 where it says that it is not, a share of several samples.

    What it says that is neither has no score: to count it as 0 would teach an agent to end where nobody can tell.
    """
    return PointwiseJudge(llm, form=YesOrNo(), template=template("outcome"), sampling=sampling)
