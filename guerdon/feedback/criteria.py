"""One label from verdicts on several criteria, or none where they do not add up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from guerdon.errors import GuerdonError
from guerdon.feedback.steps.asked import FAILED, TextReward, beliefs
from guerdon.feedback.steps.base import Curated, Dropped
from guerdon.papers import Paper
from guerdon.records import Comparisons
from guerdon.types import Comparison

paper = Paper(
    "zhang2025rag", "RAG-Reward: Optimizing RAG with Reward Modeling and RLHF",
    "Zhang, Hanning and Song, Juntong and Zhu, Juno and Wu, Yuanhao and Zhang, Tong and Niu, Cheng", 2025,
    arxiv="2501.13264",
)  # fmt: skip


def by_criteria(
    comparisons: Comparisons, judges: Mapping[str, TextReward], least: int = 2, tie: float = 0.1
) -> Curated[Comparisons]:
    """The comparisons with a label that the verdicts on several criteria add up to.

        v_c = sign(p_c - 1/2) where |p_c - 1/2| > tie, else 0;   label = sign(sum_c v_c), kept where |sum_c v_c| >= least

    with p_c the probability by which the judge of criterion c prefers the first response, over both orders where he
    compares pairs. Criteria may oppose one another, as brevity and completeness do; what then is left of a pair is dropped,
    so compare the lengths of what is chosen and rejected.

    Args:
        comparisons: pairs; their labels play no part.
        judges: a reward for each criterion: a judge, a verifier.
        least: how far the verdicts must go beyond a draw.
        tie: how undecided counts as no verdict.

    Returns:
        comparisons by the merged label, of provenance ``model``: ``strength`` is |sum|, ``agreement`` the share of the
        criteria that say the same, and the verdicts on ``chosen`` are in its meta.

    Raises:
        GuerdonError: there are no judges, or ``least`` is not from 1 to their number.

    Source: Zhang et al. 2025, "RAG-Reward" (arXiv 2501.13264), where a language model judges by four criteria; it does not
    state how verdicts are merged. A criterion that breaks ties has no use here: no pair with a draw is kept.
    """
    if not 1 <= least <= len(judges):
        raise GuerdonError(f"least is {least}, expected 1 to {len(judges)}, the number of criteria")
    asked = {name: beliefs(judge, comparisons) for name, judge in judges.items()}
    verdicts = {name: np.where(np.abs(p - 0.5) > tie, np.sign(p - 0.5), 0.0) for name, (p, _) in asked.items()}
    made: list[Comparison] = []
    dropped: list[Dropped] = []
    for place, row in enumerate(comparisons):
        failed = next((bad[place] for _, bad in asked.values() if bad[place]), None)
        said = {name: int(each[place]) for name, each in verdicts.items() if not np.isnan(each[place])}
        total = sum(said.values())
        if failed:
            dropped.append(replace(failed, why=FAILED))
        elif abs(total) < least:
            dropped.append(Dropped(place, f"verdicts that add up to less than {least}", listed(said)))
        else:
            made.append(labelled(row, said, total))
    return Curated(Comparisons.of(made), tuple(dropped))


def listed(said: Mapping[str, int]) -> str:
    """The verdicts in a line: hallucination +1, verbosity -1."""
    return ", ".join(f"{name} {verdict:+d}" for name, verdict in said.items())


def labelled(row: Comparison, said: Mapping[str, int], total: int) -> Comparison:
    """The pair as the criteria label it."""
    sign = 1 if total > 0 else -1
    chosen, rejected = (row.chosen, row.rejected) if total > 0 else (row.rejected, row.chosen)
    verdicts = {name: sign * verdict for name, verdict in said.items()}
    agreed: Sequence[bool] = [verdict > 0 for verdict in verdicts.values()]
    return Comparison(
        replace(chosen, meta={**chosen.meta, "verdicts": verdicts}), rejected, strength=float(abs(total)),
        agreement=float(np.mean(agreed)), source=row.source, provenance="model", weight=row.weight,
    )  # fmt: skip
