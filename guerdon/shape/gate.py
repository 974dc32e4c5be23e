"""Rewards of detail that count only where the whole is good enough."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch

from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.shape.ensemble import first_errors
from guerdon.types import Dense, Example, Scores


@dataclass(frozen=True)
class Gate(Reward[Sequence[Example]]):
    """r = weight * h where h < above, and r = weight * h + a where h >= above.

    >>> h = holistic >> Affine.standardising(holistic, answers)
    >>> reward = Gate(h, facts >> Units(Squash()) >> Total(), above=0.6, weight=5.0)

    h is put on a known scale first, and stays there while a policy improves, so that the threshold drifts. Aspects that
    are positive make crossing it pay: a policy is drawn over the edge, and is not paid for detail below it. The aspects
    are asked of responses above alone. Where they have dense rewards so has this: those of the aspects, and weight * h
    with the last unit; a response below has its one unit at its end. Parts: ``holistic`` and ``aspects``, which add up
    to r, and the aspects' own; below the threshold those of the aspects are 0, what they add there.

    Source: Lai et al. 2024, "ALaRM" (arXiv 2403.06754), whose aspects are squashed.
    """

    holistic: Reward[Sequence[Example]]
    then: Reward[Sequence[Example]]
    above: float
    """The least h at which the aspects count."""
    weight: float = 1.0
    """Of h, in units of the aspects."""

    paper = Paper(
        "lai2024alarm", "ALaRM: Align Language Models via Hierarchical Rewards Modeling",
        "Lai, Yuhang and Wang, Siyuan and Liu, Shujun and Huang, Xuanjing and Wei, Zhongyu", 2024, arxiv="2403.06754",
    )  # fmt: skip

    @property
    def operands(self) -> tuple[Reward[Sequence[Example]], ...]:
        return (self.holistic, self.then)

    def score(self, batch: Sequence[Example]) -> Scores:
        whole = self.holistic.score(batch)
        base = self.weight * whole.values
        rows = (whole.values >= self.above).nonzero().flatten()
        # Where none is above the first is asked all the same, for what parts and units there are; it gets none of them.
        aspects = self.then.score([batch[row] for row in rows.tolist()] or batch[:1])
        placed = {"aspects": aspects.values, **aspects.parts}
        parts = {
            name: torch.zeros_like(base).index_add(0, rows, part[: len(rows)].to(base)) for name, part in placed.items()
        }
        asked = replace(Scores(base), errors=spread_out(aspects.errors, rows.tolist(), len(batch)))
        return Scores(
            base + parts["aspects"],
            dense=aspects.dense and self.units(aspects.dense, rows.tolist(), base, batch),
            parts={**parts, "holistic": base},
            errors=first_errors([whole, asked]),
        )

    def units(self, dense: Dense, rows: Sequence[int], base: torch.Tensor, batch: Sequence[Example]) -> Dense:
        """The units of the responses above, and one for each of the others."""
        values = [base[row : row + 1] for row in range(len(batch))]
        ends = [torch.tensor([len(example.response)]) for example in batch]
        for row, units, places in zip(rows, dense.values, dense.ends, strict=False):
            if len(units):
                values[row] = torch.cat([units[:-1].to(base), units[-1:].to(base) + base[row]])
                ends[row] = places
        return Dense(dense.level, tuple(values), tuple(ends))


def spread_out(errors: Sequence[str | None] | None, rows: Sequence[int], n: int) -> tuple[str | None, ...]:
    """The errors of some rows among those of all."""
    found: list[str | None] = [None] * n
    for row, why in zip(rows, errors or (), strict=False):
        found[row] = why
    return tuple(found)
