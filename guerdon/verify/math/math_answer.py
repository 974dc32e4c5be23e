"""Whether the final answer of a solution is right."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from guerdon.reward import Reward
from guerdon.types import Example, Scores
from guerdon.verify.math.answers import Text, read
from guerdon.verify.math.equivalence import equivalent
from guerdon.verify.math.extract import RULES, STATED, Found, extract
from guerdon.verify.math.values import TooLargeError, UndecidedError


@dataclass(frozen=True)
class MathAnswer(Reward[Sequence[Example]]):
    """r = 1 where the final answer of the response is that of the reference in any form, else 0.

    The answer is found by the first of ``guerdon.verify.math.extract.RULES`` that applies; the reference is an answer, or
    a solution that states one. What counts as the same is said at ``guerdon.verify.math.equivalent``.

    Parts: ``stated``, whether the response says what its answer is; else its last number is taken. The rationale is the
    answer, the rule that found it, and the reference.

    ``nan`` where there is no reference, where it has no value that is computed, and where it is a text and the response
    states no answer. A response without any number where the reference is one is wrong, as is an answer of thousands of
    digits, and one that has no value, such as 1/0.
    """

    def score(self, batch: Sequence[Example]) -> Scores:
        judged = [judge(each.response, each.reference) for each in batch]
        errors = tuple(each.error for each in judged)
        return Scores(
            torch.tensor([each.value for each in judged]),
            parts={"stated": torch.tensor([each.stated for each in judged])},
            rationale=tuple(each.rationale for each in judged) if judged else None,
            errors=errors if any(errors) else None,
        )


@dataclass(frozen=True)
class Judged:
    """What was found of one response."""

    value: float
    stated: float
    rationale: str | None = None
    error: str | None = None


def judge(response: str, reference: str | None) -> Judged:
    if not reference or not reference.strip():
        return Judged(torch.nan, torch.nan, error="there is no reference to compare the answer with")
    wanted = (extract(reference, STATED) or Found(reference.strip(), "reference")).answer
    found = extract(response)
    if found is None and isinstance(read(wanted), Text):
        return Judged(torch.nan, torch.nan, error="the response states no answer, such as \\boxed{...} or #### ...")
    if found is None:
        return Judged(0.0, 0.0, f"no answer against {wanted!r}")
    stated = float(found.rule != RULES[-1].name)
    said = f"{found.answer!r} ({found.rule}) against {wanted!r}"
    try:
        return Judged(float(equivalent(found.answer, wanted)), stated, said)
    except (TooLargeError, UndecidedError) as error:
        return without_value(wanted, stated, said, str(error))


def without_value(wanted: str, stated: float, said: str, why: str) -> Judged:
    """Wrong, unless it is the reference that has no value, or none that is computed."""
    try:
        equivalent("0", wanted)
    except (TooLargeError, UndecidedError) as error:
        return Judged(torch.nan, stated, said, f"the reference {wanted!r} cannot be compared: {error}")
    return Judged(0.0, stated, f"{said}: {why}")
