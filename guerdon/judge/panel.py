"""Several judges as one: the mean of their verdicts or their majority, and how far they agree."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.reward import PairReward, Reward
from guerdon.statistics import cohen_kappa
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class Panel(PairReward):
    """Asks every judge about each pair; the vote of each is a named part, nan where it has none.

    Judges are rewards of any kind, corrected by what they are wrapped in: ``BothOrders`` or ``LessPosition`` for what is
    shown first, ``WithoutOwn`` or ``LessSelf`` for answers of their own model. A pair has a verdict where at least
    ``quorum`` judges have one; the part ``votes`` says how many had.

    To add a way to pool votes, subclass with ``pooled``. ``feedback.judge_panel`` asks such judges, corrected in the same
    way, for the agreement of comparisons that have labels.

    Source: Verga et al. 2024, "Replacing Judges with Juries" (arXiv 2404.18796).
    """

    judges: tuple[Reward[Sequence[Example]], ...]
    names: tuple[str, ...] = ()
    """What the judges are called; numbers when empty."""
    quorum: int = 1

    paper = Paper(
        "verga2024replacing", "Replacing Judges with Juries: Evaluating LLM Generations with a Panel of Diverse Models",
        "Verga, Pat and others", 2024, arxiv="2404.18796",
    )  # fmt: skip

    def __post_init__(self) -> None:
        if not self.judges or not 1 <= self.quorum <= len(self.judges):
            raise GuerdonError(
                f"a panel of {len(self.judges)} judges with a quorum of {self.quorum}: give it enough judges"
            )
        if len(set(self.members)) != len(self.judges):
            raise GuerdonError(
                f"{len(self.judges)} judges are called {', '.join(self.names)}: give each a name of its own"
            )

    @property
    def members(self) -> tuple[str, ...]:
        """The name of each judge."""
        return self.names or tuple(f"judge {number}" for number in range(1, len(self.judges) + 1))

    @property
    def operands(self) -> tuple[Reward[Sequence[Example]], ...]:
        return self.judges

    @property
    def symmetric(self) -> bool:
        return all(judge.symmetric for judge in self.judges)

    @abstractmethod
    def pooled(self, votes: Float[Tensor, "judges n"], there: Float[Tensor, "judges n"]) -> Float[Tensor, "n"]:
        """The verdict on each pair, from votes (0 where there is none) and 1 where there is one."""

    def verdicts(self, first: Sequence[Example], second: Sequence[Example]) -> Scores:
        said = [judge.verdicts(first, second) for judge in self.judges]
        votes = torch.stack([each.values.float() for each in said])
        there = (~votes.isnan()).float()
        enough = there.sum(0) >= self.quorum
        values = torch.where(enough, self.pooled(votes.nan_to_num(), there), torch.nan)
        missing = [self.missing([each.errors for each in said], row) for row in (~enough).nonzero().flatten().tolist()]
        errors: list[str | None] = [None] * len(first)
        for row, why in zip((~enough).nonzero().flatten().tolist(), missing, strict=True):
            errors[row] = why
        return Scores(
            values,
            parts=dict(zip(self.members, votes, strict=True)) | {"votes": there.sum(0)},
            rationale=tuple(self.told([each.rationale for each in said], row) for row in range(len(first))),
            errors=tuple(errors) if missing else None,
        )

    def missing(self, errors: Sequence[tuple[str | None, ...] | None], row: int) -> str:
        """Why a pair has too few votes."""
        known = [f"{name}: {each[row]}" for name, each in zip(self.members, errors, strict=True) if each and each[row]]
        return f"fewer than {self.quorum} of the judges have a verdict; {'; '.join(known) or 'none says why'}"

    def told(self, rationales: Sequence[tuple[str | None, ...] | None], row: int) -> str | None:
        """What the judges said of a pair."""
        known = [
            f"{name}: {each[row]}" for name, each in zip(self.members, rationales, strict=True) if each and each[row]
        ]
        return "\n\n".join(known) or None


@dataclass(frozen=True)
class MeanPanel(Panel):
    """The mean of the votes: a judge that is sure counts for more than one that is not."""

    def pooled(self, votes: Float[Tensor, "judges n"], there: Float[Tensor, "judges n"]) -> Float[Tensor, "n"]:
        return votes.sum(0) / there.sum(0).clamp_min(1)


@dataclass(frozen=True)
class MajorityPanel(Panel):
    """1 where more judges prefer the first response than the second, 0 where fewer do, 0.5 where as many."""

    def pooled(self, votes: Float[Tensor, "judges n"], there: Float[Tensor, "judges n"]) -> Float[Tensor, "n"]:
        return (((votes - 0.5).sign() * there).sum(0).sign() + 1) / 2


def kappas(verdicts: Scores, names: Sequence[str]) -> dict[tuple[str, str], float]:
    """Cohen's kappa of each two judges over first, tie and second, on the pairs on which both have a verdict.

    Args: verdicts: of a panel; names: of the judges, its ``members``.

    Returns:
        nan for two judges who share no pair, or who gave one and the same verdict throughout.
    """
    sides = {name: np.sign(verdicts.parts[name].double().numpy() - 0.5) for name in names}
    return {(a, b): agreed(sides[a], sides[b]) for a, b in combinations(names, 2)}


def agreed(first: Float[np.ndarray, "n"], second: Float[np.ndarray, "n"]) -> float:
    both = ~(np.isnan(first) | np.isnan(second))
    return cohen_kappa(first[both], second[both]) if both.any() else float("nan")
