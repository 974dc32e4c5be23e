"""A reward, and the checks that a router chooses for the prompt added to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import torch

from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.types import Example, Scores
from guerdon.verify import Router


@dataclass(frozen=True)
class RoutedSum(Reward[Sequence[Example]]):
    """r(x, y) = base(x, y) + sum_i weight_i a_i(x, y) over the checks that the router chooses for x; others abstain.

    >>> base = learned >> Affine.standardising(learned, responses)
    >>> reward = RoutedSum(base, {"constraints": Constraints()}, StatesConstraints())

    A check that was not chosen is not asked and counts as ``abstain`` times its weight, which keeps the scores of unlike
    prompts apart by no more than the checks do. Put the base on a scale of known size first: one of spread 20 drowns
    checks from 0 to 1. A check that was chosen and failed makes the score ``nan``, with its reason. Parts: ``base``, each
    check under its name (before its weight, ``abstain`` where it was not chosen), and ``chosen``, how many were.

    Source: Peng et al. 2025, "Agentic Reward Modeling" (arXiv 2502.19328), whose router is a language model; all weights
    are 1, and a check that cannot be made gives 0.5 instead of failing.
    """

    base: Reward[Sequence[Example]]
    checks: Mapping[str, Reward[Sequence[Example]]]
    """By the names that the router uses."""
    router: Router
    weights: Mapping[str, float] = field(default_factory=dict)
    """1 for those that are not named."""
    abstain: float = 0.5

    paper = Paper(
        "peng2025agentic", "Agentic Reward Modeling: Integrating Human Preferences with Verifiable Correctness Signals for "
        "Reliable Reward Systems", "Peng, Hao and Qi, Yunjia and Wang, Xiaozhi and others", 2025, arxiv="2502.19328",
    )  # fmt: skip

    def __post_init__(self) -> None:
        unknown = sorted(set(self.weights) - set(self.checks))
        if unknown:
            raise GuerdonError(f"there is a weight for {unknown[0]!r}, and no such check: {', '.join(self.checks)}")

    @property
    def operands(self) -> tuple[Reward[Sequence[Example]], ...]:
        return (self.base, *self.checks.values())

    def score(self, batch: Sequence[Example]) -> Scores:
        """Raises a GuerdonError where the router chooses a check that there is not."""
        base, chosen = self.base.score(batch), self.router(batch)
        unknown = sorted(frozenset().union(*chosen) - set(self.checks))
        if unknown:
            raise GuerdonError(f"the router chose {unknown[0]!r}, and there is no such check: {', '.join(self.checks)}")
        values, errors = base.values, list(base.errors or (None,) * len(batch))
        parts = {**base.parts, "base": base.values, "chosen": torch.tensor([float(len(each)) for each in chosen])}
        for name, check in self.checks.items():
            rows = [row for row, names in enumerate(chosen) if name in names]
            parts[name] = torch.full_like(base.values, self.abstain)
            if rows:
                said = check.score([batch[row] for row in rows])
                parts[name] = parts[name].index_copy(0, torch.tensor(rows), said.values.to(base.values))
                for row, cause in zip(rows, said.errors or (), strict=False):
                    errors[row] = "\n".join(filter(None, (errors[row], cause and f"{name}: {cause}"))) or None
            values = values + self.weights.get(name, 1.0) * parts[name]
        return Scores(values, parts=parts, errors=tuple(errors) if any(errors) else None)
