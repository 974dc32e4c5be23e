"""Whether a short answer is the reference, or has its words."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch

from guerdon.reward import Reward
from guerdon.types import Example, Scores
from guerdon.verify.anatomy import tagged

LEFT_OUT = re.compile(r"\b(?:a|an|the)\b|[^\w\s]|_")


def normal(text: str) -> list[str]:
    """The words of an answer in lower case, without articles and punctuation."""
    return LEFT_OUT.sub(" ", text.lower()).split()


@dataclass(frozen=True)
class ExactMatch(Reward[Sequence[Example]]):
    """r = 1 where the answer has the words of a reference and no others, in their order, else 0.

    The answer is what stands in the last <answer> tag, or the whole response. The references are the example's, and those
    of the context's ``references``. ``nan`` where there is none.

    Source: the measure of Rajpurkar et al. 2016, "SQuAD" (arXiv 1606.05250).
    """

    def score(self, batch: Sequence[Example]) -> Scores:
        return best(batch, lambda said, wanted: float(said == wanted))


@dataclass(frozen=True)
class TokenF1(Reward[Sequence[Example]]):
    """r = 2 P R / (P + R), of the shares of the answer's words that the best reference has, and the other way round.

    Answers and references as for ``ExactMatch``.

    Source: the measure of Rajpurkar et al. 2016, "SQuAD" (arXiv 1606.05250).
    """

    def score(self, batch: Sequence[Example]) -> Scores:
        return best(batch, f1)


def f1(said: list[str], wanted: list[str]) -> float:
    shared = sum((Counter(said) & Counter(wanted)).values())
    return 2 * shared / (len(said) + len(wanted)) if shared else float(said == wanted)


def best(batch: Sequence[Example], compare: Callable[[list[str], list[str]], float]) -> Scores:
    """The highest comparison of each answer with a reference."""
    references = [
        [text for text in (each.reference, *each.context.get("references", ())) if text is not None] for each in batch
    ]
    values = [
        max((compare(normal(answer(each)), normal(text)) for text in known), default=torch.nan)
        for each, known in zip(batch, references, strict=True)
    ]
    errors = tuple(None if known else "there is no reference to compare the answer with" for known in references)
    return Scores(torch.tensor(values), errors=errors if any(errors) else None)


def answer(example: Example) -> str:
    found = tagged(example.response, "answer")
    return example.response if found is None else found
