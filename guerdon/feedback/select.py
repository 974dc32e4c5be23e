"""Pairs from scored samples: which two of a prompt's samples become chosen and rejected."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from jaxtyping import Float

from guerdon.feedback.content import digest
from guerdon.feedback.selectors.base import Group, Selector
from guerdon.feedback.steps.base import Curated, Dropped
from guerdon.ledger import Ledger
from guerdon.papers import Paper
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.types import Comparison, Example, Provenance

paper = Paper(
    "xiao2025finding", "Finding the Sweet Spot: Preference Data Construction for Scaling Preference Optimization",
    "Xiao, Yao and others", 2025, arxiv="2502.16825",
)  # fmt: skip


def select(
    groups: Iterable[Group], chosen: Selector, rejected: Selector, seed: int = 0, provenance: Provenance = "model"
) -> Curated[Comparisons]:
    """One comparison of each prompt, of the two samples that two selectors take.

    >>> pairs = select(scored(samples, reward), chosen=Max(), rejected=MinOf(5))

    The one with the higher score wins, whichever selector took it, so that two ``Random()`` give a pair at random with the
    reward's label; where a selector goes by what is right (``Right``, ``Wrong``), that decides instead.

    Args:
        groups: the samples of each prompt with their scores; a score that is nan leaves its sample out.
        chosen: takes one of the samples.
        rejected: takes the other.
        seed: of selectors that draw. What is drawn for one prompt does not depend on the other prompts.
        provenance: who has scored.

    Returns:
        comparisons with the gap in score as ``strength`` and the source of their group; what was dropped is a sample
        without a score, or a prompt of which there is no pair.

    Source: Xiao et al. 2025, "Finding the Sweet Spot" (arXiv 2502.16825), where positions are taken by the mean and the
    standard deviation of the scores.
    """
    made, dropped = [], []
    for group in groups:
        known = ~np.isnan(group.scores)
        failed = int((~known).sum())
        if failed:
            dropped.append(Dropped(group.row, "prompt with samples without a score", f"{failed} of {len(group)}"))
        pair = paired(group if not failed else group.only(known), chosen, rejected, seed, provenance)
        if isinstance(pair, str):
            dropped.append(Dropped(group.row, pair))
        else:
            made.append(pair)
    return Curated(Comparisons.of(made), tuple(dropped))


def paired(group: Group, chosen: Selector, rejected: Selector, seed: int, provenance: Provenance) -> Comparison | str:
    """The comparison of one prompt, or why there is none."""
    if len(group) < 2:
        return "prompt with fewer than two samples"
    key = digest(group.examples[0].prompt_text)
    one, other = (
        selector(group, np.random.default_rng([seed, key, side])) for side, selector in enumerate((chosen, rejected))
    )
    if one is None or other is None:
        return f"prompt without a sample to be {'chosen' if one is None else 'rejected'}"
    score = group.part(chosen.gold or rejected.gold)
    gap = float(score[one] - score[other])
    if one == other or gap == 0:
        return "prompt whose two samples are one" if one == other else "prompt whose two samples tie"
    if group.examples[one].response == group.examples[other].response:
        return "prompt whose two samples are the same text"
    winner, loser = (one, other) if gap > 0 else (other, one)
    return Comparison(
        group.examples[winner], group.examples[loser], strength=abs(gap), source=group.source, provenance=provenance
    )


def scored(
    samples: Iterable[Sequence[Example]],
    reward: Reward[Sequence[Example]],
    others: Mapping[str, Reward[Sequence[Example]]] | None = None,
) -> list[Group]:
    """Samples with what rewards say of them, each distinct sample scored once.

    Args:
        samples: those of each prompt.
        reward: gives the scores; nan for a sample where it failed.
        others: further rewards by the name of the part that they give.
    """
    groups = [tuple(each) for each in samples]
    ledgers = {name: Ledger(each) for name, each in {"": reward, **(others or {})}.items()}
    for ledger in ledgers.values():
        ledger.read(example for group in groups for example in group)
    return [marked(group, {name: ledger[group].numpy() for name, ledger in ledgers.items()}) for group in groups]


def marked(examples: tuple[Example, ...], numbers: Mapping[str, Float[np.ndarray, "n"]]) -> Group:
    """A group from its numbers by name, the scores under the empty one."""
    return Group(examples, numbers[""], {name: values for name, values in numbers.items() if name})
