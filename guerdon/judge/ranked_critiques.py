"""The best of several critiques, as another judge grades them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import ClassVar

from guerdon.judge.asking import Judgement
from guerdon.judge.critique import CRITIC_RM
from guerdon.judge.refinement import Refinement, ending, usable
from guerdon.llm import Request
from guerdon.reward import Reward
from guerdon.types import Example


@dataclass(frozen=True)
class RankedCritiques(Refinement):
    """Keeps the critiques of each answer that a meta-judge grades highest, the best first.

        kept(x, y) = the K critiques z of the highest meta((x, y), z)

    Of equal grades the critique that was written first comes first, and what was written twice counts once. A critique
    whose grade fails is left out and counted; an answer none of whose critiques has a grade has failed.

    >>> best = RankedCritiques(PointwiseJudge(llm, template=template("critique-grade")), keep=2)
    >>> critic = Critic(llm, sampling=Sampling(n=10, temperature=1.0), refine=best)

    Source: the refinement "Rank" of Yu et al. 2025 (arXiv 2411.16646).
    """

    meta: Reward[Sequence[Example]]
    """Scores a conversation with a critique as its response, by how true and how useful that is."""
    keep: int = 1
    """K, of each answer at most."""
    paper: ClassVar = CRITIC_RM

    def __post_init__(self) -> None:
        if self.keep < 1:
            raise ValueError(f"RankedCritiques(keep={self.keep}): expected at least 1 critique of each answer")

    def __call__(self, asked: Sequence[Request], critiques: Sequence[Judgement]) -> list[Judgement]:
        found = [usable(request, said) for request, said in zip(asked, critiques, strict=True)]
        scores = self.meta.score(
            [ending(request, text) for request, some in zip(asked, found, strict=True) for text in some]
        )
        grades = iter(zip(scores.values.tolist(), scores.errors or (None,) * len(scores), strict=True))
        return [
            self.best(said, some, [next(grades) for _ in some]) for said, some in zip(critiques, found, strict=True)
        ]

    def best(
        self, said: Judgement, found: Mapping[str, float], grades: Sequence[tuple[float, str | None]]
    ) -> Judgement:
        """The best critiques of one answer, of all that are usable and their grades or why there are none."""
        if not found:
            return said
        graded = {text: grade for text, (grade, _) in zip(found, grades, strict=True) if not isnan(grade)}
        best = sorted(graded, key=graded.__getitem__, reverse=True)[: self.keep]
        lost = [why or "the meta-judge gave no grade" for grade, why in grades if isnan(grade)]
        return Judgement(
            tuple(found[text] for text in best), tuple(best), said.unread + len(lost), None if best else lost[0]
        )
