"""Lets a reward judge comparisons and candidates, each distinct response once."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from guerdon.audit.base import Candidates, Judged
from guerdon.errors import GuerdonError
from guerdon.ledger import CHUNK, Ledger
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.testbeds.base import World
from guerdon.types import Comparison, Example, Prompt, Scores

CAUSES = 3
SMALLEST_GROUP = 3

TextReward = Reward[Sequence[Example]]


def examine(
    reward: TextReward,
    comparisons: Comparisons,
    train: Comparisons | None = None,
    candidates: Candidates | None = None,
) -> Judged:
    """Lets a reward judge comparisons, for audits to read.

    Every distinct response is scored once. ``reward.prefer`` is asked only of a reward that has its own answer to
    pairs; else a preference is the sigmoid of the gap.

    Args:
        reward: what is judged.
        comparisons: with labels; better none that the reward was trained on.
        train: what the reward was trained on, where known.
        candidates: for best-of-n, as from ``draw``; where not given, the responses of each prompt of ``comparisons``
            that has at least three.

    Returns:
        the comparisons whose scores are all there, and how many are not and why.

    Raises:
        GuerdonError: there are no comparisons, or not one of them could be scored.
    """
    if not len(comparisons):
        raise GuerdonError("there are no comparisons to examine the reward on; read some, or keep more of them")
    rows, ledger = list(comparisons), Ledger(reward)
    ledger.read(example for row in rows for example in (row.chosen, row.rejected))
    first, second = ledger[[row.chosen for row in rows]], ledger[[row.rejected for row in rows]]
    preferred = preferences(reward, rows, first, second)
    kept = ~np.isnan(preferred)
    causes = reasons(rows, kept, ledger.causes)
    if not kept.any():
        raise GuerdonError(f"none of the {len(rows):,} comparisons could be scored; the first cause: {causes[0]}")
    there = torch.from_numpy(kept)
    return Judged(
        reward,
        comparisons if kept.all() else comparisons.select(np.flatnonzero(kept).tolist()),
        Scores(first[there]),
        Scores(second[there]),
        preferred[kept],
        failed=int((~kept).sum()),
        causes=causes,
        train=train,
        candidates=candidates or group(rows, ledger),
    )


def draw(world: World, reward: TextReward, prompts: int = 100, n: int = 64) -> Candidates:
    """Candidates from a testbed, scored by a reward and by the truth.

    Args:
        world: the testbed.
        reward: what is judged.
        prompts: for how many tasks.
        n: how many answers to each.

    Raises:
        ScoringError: the true reward failed somewhere, which is a defect of the testbed.
    """
    drawn = world.candidates(prompts, n)
    ledger = Ledger(reward)
    ledger.read(example for each in drawn for example in each)
    found = gather(drawn, ledger)
    gold = tuple(world.gold.score(each).require().values.double().numpy() for each in found.groups)
    return Candidates(found.groups, found.proxy, gold, found.failed)


def group(rows: Iterable[Comparison], ledger: Ledger) -> Candidates | None:
    """The distinct responses of each prompt that has at least three, as candidates; None where no prompt has."""
    drawn: dict[Prompt, dict[str, Example]] = {}
    for row in rows:
        distinct = drawn.setdefault(row.prompt, {})
        distinct.update({row.chosen.identity: row.chosen, row.rejected.identity: row.rejected})
    found = gather([tuple(distinct.values()) for distinct in drawn.values()], ledger)
    return found if found.groups else None


def gather(drawn: Iterable[tuple[Example, ...]], ledger: Ledger) -> Candidates:
    """Candidates without the responses that failed, and without the prompts that have fewer than three left."""
    large = [each for each in drawn if len(each) >= SMALLEST_GROUP]
    scored = [tuple(e for e in each if not np.isnan(ledger.values[e.identity])) for each in large]
    groups = tuple(each for each in scored if len(each) >= SMALLEST_GROUP)
    failed = sum(map(len, large)) - sum(map(len, scored))
    return Candidates(groups, tuple(ledger[each].numpy() for each in groups), failed=failed)


def preferences(
    reward: TextReward, rows: Sequence[Comparison], first: Float[Tensor, "n"], second: Float[Tensor, "n"]
) -> Float[np.ndarray, "n"]:
    """The probability that the chosen response is preferred; nan where a score failed."""
    preferred = torch.sigmoid(first - second).numpy()
    if not reward.pairwise:
        return preferred
    there = np.flatnonzero(~np.isnan(preferred))
    for start in range(0, len(there), CHUNK):
        chunk = there[start : start + CHUNK]
        preferred[chunk] = prefer(reward, [rows[row].chosen for row in chunk], [rows[row].rejected for row in chunk])
    return preferred


def prefer(reward: TextReward, first: Sequence[Example], second: Sequence[Example]) -> Float[np.ndarray, "n"]:
    """The reward's answer to pairs, as an array."""
    with torch.no_grad():
        return reward.prefer(first, second).cpu().double().numpy()


def answers(
    reward: TextReward, first: Sequence[Example], second: Sequence[Example]
) -> tuple[Float[np.ndarray, "n"], Float[np.ndarray, "2*n"]]:
    """A fresh answer to pairs, and the scores of the first and then the second members that it was made from."""
    with torch.no_grad():
        a, b = (reward.score(side).values.cpu().double() for side in (first, second))
    preferred = prefer(reward, first, second) if reward.pairwise else torch.sigmoid(a - b).numpy()
    return preferred, torch.cat([a, b]).numpy()


def reasons(rows: Sequence[Comparison], kept: Bool[np.ndarray, "n"], causes: dict[str, str]) -> tuple[str, ...]:
    """The most frequent causes of the comparisons that failed, each with its count."""
    found: Counter[str] = Counter()
    for row in (rows[index] for index in np.flatnonzero(~kept).tolist()):
        said = causes.get(row.chosen.identity) or causes.get(row.rejected.identity)
        found[said or "the reward's preference is nan although both scores are there"] += 1
    return tuple(f"{cause} ({count:,})" for cause, count in found.most_common(CAUSES))
