"""Lets a reward judge comparisons and candidates, each distinct response once."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from guerdon.audit.base import Candidates, Judged, Orders
from guerdon.errors import GuerdonError
from guerdon.ledger import CHUNK, Ledger
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.testbeds.base import World
from guerdon.types import Comparison, Example, Prompt, Scores

CAUSES = 3
SMALLEST_GROUP = 3

FORTH, BACK = "forth", "back"
"""The parts of the verdicts of a reward that asks in both orders itself."""

TextReward = Reward[Sequence[Example]]


def examine(
    reward: TextReward,
    comparisons: Comparisons,
    train: Comparisons | None = None,
    candidates: Candidates | None = None,
) -> Judged:
    """Lets a reward judge comparisons, for audits to read.

    Every distinct response is scored once. ``reward.verdicts`` is asked only of a reward that has its own answer to
    pairs, once for each comparison, and in both orders where order may matter to it; else a preference is the sigmoid of
    the gap. A reward that scores no response alone is judged by its preferences.

    Args:
        reward: what is judged.
        comparisons: with labels; better none that the reward was trained on.
        train: what the reward was trained on, where known.
        candidates: for best-of-n, as from ``draw``; where not given, the responses of each prompt of ``comparisons``
            that has at least three.

    Returns:
        the comparisons of which the reward says all that it can say, and how many others there are and why.

    Raises:
        GuerdonError: there are no comparisons, or not one of them could be scored.
    """
    if not len(comparisons):
        raise GuerdonError("there are no comparisons to examine the reward on; read some, or keep more of them")
    rows, ledger = list(comparisons), Ledger(reward)
    ledger.read(example for row in rows for example in (row.chosen, row.rejected))
    first, second = ledger[[row.chosen for row in rows]], ledger[[row.rejected for row in rows]]
    said = preferences(reward, rows, ledger)
    kept = ~np.isnan(said.values.numpy())
    causes = reasons(said)
    if not kept.any():
        raise GuerdonError(f"none of the {len(rows):,} comparisons could be scored; the first cause: {causes[0]}")
    there = torch.from_numpy(kept)
    return Judged(
        reward,
        comparisons if kept.all() else comparisons.select(np.flatnonzero(kept).tolist()),
        Scores(first[there]),
        Scores(second[there]),
        said.values.numpy()[kept],
        failed=int((~kept).sum()),
        causes=causes,
        train=train,
        candidates=candidates or group(rows, ledger),
        orders=Orders(*(said.parts[name].numpy()[kept] for name in (FORTH, BACK))) if said.parts else None,
        rationale=said[there.nonzero().flatten()].rationale,
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


def preferences(reward: TextReward, rows: Sequence[Comparison], ledger: Ledger) -> Scores:
    """The probability that each chosen response is preferred, each order apart where there are two; nan with a reason."""
    first, second = ledger[[row.chosen for row in rows]], ledger[[row.rejected for row in rows]]
    values = torch.sigmoid(first - second)
    unscored = reward.pairwise and bool(values.isnan().all())
    errors = [
        None if unscored else ledger.causes.get(row.chosen.identity) or ledger.causes.get(row.rejected.identity)
        for row in rows
    ]
    if not reward.pairwise:
        return Scores(values, errors=tuple(errors))
    there = torch.arange(len(rows)) if unscored else (~values.isnan()).nonzero().flatten()
    some = [rows[row] for row in there.tolist()]
    said = Scores.concatenate(
        [
            verdicts(reward, [row.chosen for row in chunk], [row.rejected for row in chunk])
            for chunk in (some[start : start + CHUNK] for start in range(0, len(some), CHUNK))
        ]
    )
    texts: list[str | None] = [None] * len(rows)
    for column, told in ((errors, said.errors), (texts, said.rationale)):
        for row, text in zip(there.tolist(), told or (), strict=False):
            column[row] = text
    return Scores(
        spread(said.values, there, len(rows)),
        parts={name: spread(part, there, len(rows)) for name, part in said.parts.items()},
        rationale=tuple(texts) if any(texts) else None,
        errors=tuple(errors),
    )


def spread(values: Float[Tensor, "m"], rows: Int[Tensor, "m"], n: int) -> Float[Tensor, "n"]:
    """Some values at their rows among n, nan elsewhere."""
    return torch.full((n,), torch.nan, dtype=torch.float64).index_copy(0, rows, values.double())


@torch.no_grad()
def verdicts(reward: TextReward, first: Sequence[Example], second: Sequence[Example]) -> Scores:
    """A reward's own answer to pairs, which does not depend on the order that they are given in.

    A reward that asks in both orders itself, or to which order is nothing, is asked once. Any other is asked in both
    orders, and the mean counts: comparisons list the preferred response first, and who always likes what is shown first
    would seem to be always right.

    Returns:
        with the parts ``forth`` and ``back``, each the probability of the first response, where there are two orders.
    """
    said = reward.verdicts(first, second)
    values = said.values.cpu().double()
    if {FORTH, BACK} <= said.parts.keys():
        orders = {name: said.parts[name].cpu().double() for name in (FORTH, BACK)}
        return Scores(values, parts=orders, rationale=said.rationale, errors=said.errors)
    if reward.symmetric:
        return Scores(values, rationale=said.rationale, errors=said.errors)
    turned = reward.verdicts(second, first)
    other = turned.values.cpu().double()
    nothing = (None,) * len(first)
    texts = zip(said.rationale or nothing, turned.rationale or nothing, strict=True)
    errors = zip(said.errors or nothing, turned.errors or nothing, strict=True)
    return Scores(
        # In this order, so that a reward that says the same of both places is undecided exactly.
        0.5 + (values - other) / 2,
        parts={FORTH: values, BACK: 1 - other},
        rationale=tuple("\n\n".join(filter(None, both)) or None for both in texts),
        errors=tuple(a or b for a, b in errors),
    )


def answers(
    reward: TextReward, first: Sequence[Example], second: Sequence[Example]
) -> tuple[Float[np.ndarray, "n"], Float[np.ndarray, "2*n"]]:
    """A fresh answer to pairs, and the scores of the first and then the second members, nan where the reward gives none."""
    with torch.no_grad():
        a, b = (reward.score(side).values.cpu().double() for side in (first, second))
    preferred = verdicts(reward, first, second).values if reward.pairwise else torch.sigmoid(a - b)
    return preferred.numpy(), torch.cat([a, b]).numpy()


def reasons(said: Scores) -> tuple[str, ...]:
    """The most frequent causes of the comparisons that failed, each with its count."""
    errors = said.errors or (None,) * len(said)
    found = Counter(errors[row] or "the reward's preference is nan without a reason" for row in said.failed)
    return tuple(f"{cause} ({count:,})" for cause, count in found.most_common(CAUSES))
