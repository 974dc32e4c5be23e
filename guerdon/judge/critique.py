"""A model that writes critiques, and the reward of a model that reads them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from guerdon.judge.asking import PATIENCE, Judgement, judgements, question, scored, told
from guerdon.judge.refinement import Refinement
from guerdon.judge.written import Written, read
from guerdon.llm import GREEDY, Form, LanguageModel, Request, Sampling, Template, template, unreadable
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.saving import Storable
from guerdon.types import Example, Scores

CLOUD = Paper(
    "ankner2024critique", "Critique-out-Loud Reward Models", "Ankner, Zachary and Paul, Mansheej and others",
    2024, arxiv="2408.11791",
)  # fmt: skip
CRITIC_RM = Paper(
    "yu2025self", "Self-Generated Critiques Boost Reward Modeling for Language Models", "Yu, Yue and others",
    2025, arxiv="2411.16646",
)  # fmt: skip


@dataclass(frozen=True)
class Prose(Form):
    """Any words at all: 1 where there are some. Who plays a part says whether the answer is right."""

    asks: ClassVar = ""

    def read(self, text: str) -> float:
        if not text.strip():
            raise unreadable(text, "some words")
        return 1.0

    def write(self, judgement: float) -> str:
        return "The answer is right." if judgement >= 0 else "The answer is wrong."

    def judgement(self, z: float) -> float:
        return z


@dataclass(frozen=True)
class Critic(Storable):
    """A language model that says what is right and what is wrong with answers.

    It is asked in a further turn of the conversation that the answer ends, so that one model can be both who answers and who
    criticises, and what a scorer reads is what the critic was asked and said.
    """

    llm: LanguageModel
    template: Template = field(default_factory=lambda: template("critique"))
    """What it is asked; its only message is the user's."""
    form: Form = field(default_factory=Prose)
    """What a critique ends with: nothing, or a ``Grade``, which makes the critic a judge besides."""
    sampling: Sampling = GREEDY
    """How critiques are drawn; ``n`` of each answer."""
    patience: float = PATIENCE
    refine: Refinement | None = None
    """What becomes of the critiques of each answer, such as ``RankedCritiques``; all stay as they are when None."""

    def __call__(self, batch: Sequence[Example]) -> list[Judgement]:
        """The critiques of each answer; their values are what the form reads, such as a grade.

        Raises:
            FailingError: too many fail.
        """
        asked = [self.asked(example) for example in batch]
        said = judgements(self.llm, asked, self.sampling, self.patience)
        return self.refine(asked, said) if self.refine else said

    def asked(self, example: Example) -> Request:
        """The conversation that a critique answers."""
        request = question(self.template, self.form, [example], **told(example))
        return replace(request, messages=(*example.messages, *request.messages))

    @property
    def ask(self) -> str:
        """The words of the question, for ``learn.FurtherTurn``."""
        return self.template.messages(form=self.form)[-1].content


@dataclass(frozen=True)
class CritiqueThenScore(Reward[Sequence[Example]]):
    """r(x, y) = mean_j scorer(x, y, z_j) over m critiques z_j ~ critic(x, y); their spread is the uncertainty.

    The critiques are the rationale. The scorer is any reward that reads what stands behind an answer; one that was trained
    for it is a ``RewardModel`` on ``learn.FurtherTurn``, with the critic's own weights or others, and critiques of the same
    critic in its training data: of one that errs less in training than in use it learns to believe too much.

    A greedy critic writes the same each time, so several critiques need a temperature.

    Source: Ankner et al. 2024, "Critique-out-Loud Reward Models" (arXiv 2408.11791); the mean over critiques also in Yu et
    al. 2025, "Self-Generated Critiques Boost Reward Modeling" (arXiv 2411.16646).
    """

    critic: Critic
    scorer: Reward[Sequence[Example]]
    papers: ClassVar = (CLOUD, CRITIC_RM)

    @property
    def operands(self) -> tuple[Reward[Sequence[Example]], ...]:
        return (self.scorer,)

    def score(self, batch: Sequence[Example]) -> Scores:
        """Raises a FailingError where too many critiques fail."""
        return read(self.scorer, batch, [written(each) for each in self.critic(batch)])


@dataclass(frozen=True)
class CriticGrade(Reward[Sequence[Example]]):
    """r(x, y) = the mean of the grades that a critic's critiques end with; the critic's form is a ``Grade``.

    A grade is of one answer alone, so that grades of answers to different prompts do not compare. Over comparisons with
    labels, ``feedback.Confidence(CriticGrade(critic))`` keeps those where mean_i s(y+, z_i) > mean_i s(y-, z_i): it leaves out
    what the critic gets wrong as well as labels that are, so look at what it dropped.

    Source: the instance filter of Yu et al. 2025 (arXiv 2411.16646).
    """

    critic: Critic
    paper: ClassVar = CRITIC_RM

    def score(self, batch: Sequence[Example]) -> Scores:
        """Raises a FailingError where too many critiques have no grade."""
        return scored(self.critic(batch))


def written(said: Judgement) -> Written:
    """The critiques that could be read."""
    if said.error:
        return Written(error=said.error)
    return Written(tuple((text.strip(),) for text in said.texts if text.strip()))
