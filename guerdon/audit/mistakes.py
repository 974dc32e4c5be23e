"""The comparisons on which a reward is surest and wrong."""

from dataclasses import dataclass

import numpy as np

from guerdon.audit.base import Judged

COUNT = 10


@dataclass(frozen=True)
class Mistake:
    """A comparison that the reward and the label decide differently."""

    prompt: str
    better: str
    """The response that the label prefers."""
    favoured: str
    """The response that the reward prefers."""
    confidence: float
    """How sure the reward is of its choice."""
    source: str | None
    id: str
    rationale: str | None = None
    """What the reward said to it, where it tells."""


def worst_mistakes(judged: Judged) -> list[Mistake]:
    """The surest mistakes, at most one for each prompt, so that one odd prompt does not hide the others."""
    wrong = np.flatnonzero(judged.decided & (judged.correct == 0))
    surest = wrong[np.argsort(-np.abs(judged.preferred[wrong] - 0.5), kind="stable")]
    first: dict[str, int] = {}
    for row in surest.tolist():
        first.setdefault(judged.prompts[row], row)
    return [mistake(judged, row) for row in list(first.values())[:COUNT]]


def mistake(judged: Judged, row: int) -> Mistake:
    comparison, preferred = judged.rows[row], float(judged.preferred[row])
    responses = (comparison.chosen.response, comparison.rejected.response)
    better, favoured = responses if comparison.target > 0.5 else responses[::-1]
    confidence = max(preferred, 1 - preferred)
    told = judged.rationale[row] if judged.rationale else None
    return Mistake(comparison.chosen.prompt_text, better, favoured, confidence, comparison.source, comparison.id, told)
