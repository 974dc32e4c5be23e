"""A model that compares two responses, asked in both orders."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch

from guerdon.judge.asking import PATIENCE, Judgement, judgements, question, told
from guerdon.llm import GREEDY, Form, LanguageModel, Request, Sampling, Template, Verdict, template
from guerdon.reward import PairReward
from guerdon.types import Example, Scores

FIRST, SECOND = 1.0, 0.0


@dataclass(frozen=True)
class PairwiseJudge(PairReward):
    """1 where both orders name the first, 0 where both name the second, 0.5 where they disagree or call it a tie.

    With several samples each order's verdict is their majority. What fails in one order has no verdict.

    Source: the rule of Zheng et al. 2023, "Judging LLM-as-a-Judge" (arXiv 2306.05685), for swapped positions.
    """

    llm: LanguageModel
    criterion: str = ""
    """What is judged; the context's where empty."""
    form: Form = field(default_factory=Verdict)
    """Read as 1 for what is shown first, 0 for what is shown second, between them for a tie."""
    template: Template = field(default_factory=lambda: template("pairwise"))
    sampling: Sampling = GREEDY
    patience: float = PATIENCE

    def verdicts(self, first: Sequence[Example], second: Sequence[Example]) -> Scores:
        """The verdict on each pair, with what was said in both orders as its rationale.

        ``parts`` has each order alone: ``forth``, and ``back``, which is turned round so that 1 is for the first too.

        Raises:
            FailingError: too many answers fail.
        """
        pairs = list(zip(first, second, strict=True))
        asked = [self.asked(a, b) for a, b in pairs] + [self.asked(b, a) for a, b in pairs]
        found = judgements(self.llm, asked, self.sampling, self.patience)
        forth, back = found[: len(pairs)], found[len(pairs) :]
        orders = torch.tensor([[one.mean for one in forth], [1 - one.mean for one in back]]).reshape(2, -1)
        sides = (orders > 0.5).float() - (orders < 0.5).float()
        agreed = torch.where(sides[0] == sides[1], 0.5 + sides[0] / 2, 0.5)
        values = torch.where(orders.isnan().any(0), torch.nan, agreed)
        errors = tuple(a.error or b.error for a, b in zip(forth, back, strict=True))
        return Scores(
            values,
            parts={"forth": orders[0], "back": orders[1]},
            rationale=tuple(both(*pair) for pair in zip(forth, back, strict=True)),
            errors=errors if any(errors) else None,
        )

    @property
    def symmetric(self) -> bool:
        """It asks in both orders itself."""
        return True

    def asked(self, first: Example, second: Example) -> Request:
        """The question which of two is better, in this order."""
        further = {"criterion": self.criterion} if self.criterion else {}
        values = told(first, first=first.response, second=second.response, **further)
        return question(self.template, self.form, [first, second], **values)


def both(forth: Judgement, back: Judgement) -> str | None:
    """What was said in both orders."""
    texts = [f"{name}: {text}" for name, one in (("A, B", forth), ("B, A", back)) for text in one.texts]
    return "\n\n".join(texts) or None


def of(llm: LanguageModel, asked: str) -> PairwiseJudge:
    """A judge by a criterion, or by a prompt of one's own where a file is named."""
    if asked.endswith(".jinja"):
        return PairwiseJudge(llm, template=template(asked))
    return PairwiseJudge(llm, asked)
