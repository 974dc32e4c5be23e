"""The probability that a model answers a question about a text with yes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import torch

from guerdon.errors import GuerdonError
from guerdon.judge.asking import PATIENCE, question, stop_if_hopeless, told
from guerdon.llm import LanguageModel, Template, YesOrNo, template
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class YesNo(Reward[Sequence[Example]]):
    """r(y) = p(yes) / (p(yes) + p(no)) for the wanted answer yes, and 1 - r for no, from the first words of the answer.

    Each answer has several spellings, whose probabilities add. What is left to other answers is the part ``elsewhere``:
    where that is most of it, the model did not take the question for one. With ``calibrated`` the log-odds of an empty
    text are taken off, so that a model that says yes to everything is worth nothing: its r of an empty text is 0.5.

    Several questions are averaged with ``Ensemble``, and put on the scale of a policy's training by
    ``>> Affine(10, -5)``.

    Source: Gallego 2023, "ZYN: Zero-Shot Reward Models with Yes-No Questions" (arXiv 2308.06385). Its code exponentiates
    raw logits of one spelling; here log-probabilities of all are added in log space.
    """

    llm: LanguageModel
    question: str
    wants_yes: bool = True
    calibrated: bool = False
    yes: tuple[str, ...] = ("Yes", "yes", "YES")
    no: tuple[str, ...] = ("No", "no", "NO")
    template: Template = field(default_factory=lambda: template("yes-no"))
    patience: float = PATIENCE

    paper = Paper(
        "gallego2023zyn", "ZYN: Zero-Shot Reward Models with Yes-No Questions for RLAIF",
        "Gallego, Victor", 2023, arxiv="2308.06385",
    )  # fmt: skip

    def score(self, batch: Sequence[Example]) -> Scores:
        """Raises a FailingError where too many questions fail."""
        asked = [*batch, *(replace(example, response="") for example in batch)] if self.calibrated else list(batch)
        form = YesOrNo()
        requests = [
            question(self.template, form, [example], **told(example, question=self.question)) for example in asked
        ]
        said = self.llm.choice_logits(requests, (self.yes, self.no))
        failures = [why for why in said.errors if why]
        stop_if_hopeless(failures, len(asked), self.patience, self.llm.name)
        odds, n = said.logits[:, 0] - said.logits[:, 1], len(batch)
        logits = odds[:n] - odds[n:] if self.calibrated else odds
        errors = said.errors[:n]
        if self.calibrated:
            errors = tuple(a or b for a, b in zip(said.errors[:n], said.errors[n:], strict=True))
        return Scores(
            torch.sigmoid(logits if self.wants_yes else -logits),
            parts={"elsewhere": 1 - said.logits[:n].exp().sum(1)},
            errors=errors if any(errors) else None,
        )


def of(llm: LanguageModel, asked: str) -> YesNo:
    """A question whose wanted answer is yes.

    Raises:
        GuerdonError: none is asked.
    """
    if not asked:
        raise GuerdonError("a yes-no judge needs its question: judge:yes-no:QUESTION@MODEL")
    return YesNo(llm, asked)
