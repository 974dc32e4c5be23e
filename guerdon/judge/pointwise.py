"""A model that grades one response at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from guerdon.judge.asking import PATIENCE, judgements, question, scored, told
from guerdon.llm import GREEDY, Form, Grade, LanguageModel, Sampling, Template, template
from guerdon.reward import Reward
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class PointwiseJudge(Reward[Sequence[Example]]):
    """r(x, y) = the mean grade over the samples that could be read; their spread is the uncertainty.

    The criterion is the judge's, or that of each example's context; passages in the context and a reference are shown
    too. Whole grades make many ties: ask for several samples at a temperature, or say how ties are counted.

    Source: the prompts of Wang et al. 2023, "Is ChatGPT a Good NLG Evaluator?" (arXiv 2303.04048), in other words.
    """

    llm: LanguageModel
    criterion: str = ""
    """What is judged, such as "coherence: how well the sentences fit together"; the context's where empty."""
    rubric: Mapping[str, str] = field(default_factory=dict)
    """What grades mean, by grade."""
    form: Form = field(default_factory=Grade)
    template: Template = field(default_factory=lambda: template("pointwise"))
    sampling: Sampling = GREEDY
    patience: float = PATIENCE

    def score(self, batch: Sequence[Example]) -> Scores:
        """Raises a FailingError where too many answers fail."""
        further = {"criterion": self.criterion} if self.criterion else {}
        rubric = list(self.rubric.items())
        asked = [
            question(self.template, self.form, [example], **told(example, rubric=rubric, **further))
            for example in batch
        ]
        return scored(judgements(self.llm, asked, self.sampling, self.patience))


def of(llm: LanguageModel, asked: str) -> PointwiseJudge:
    """A judge by a criterion, or by a prompt of one's own where a file is named."""
    if asked.endswith(".jinja"):
        return PointwiseJudge(llm, template=template(asked))
    return PointwiseJudge(llm, asked)
