"""A reward for each kind of prompt, and a router that reads the prompt to say which kind it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import torch

from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class Routed(Reward[Sequence[Example]]):
    """r(x, y) = r_c(x, y), with c the likeliest choice of the router, who is shown the prompt alone.

    Parts are those that all rewards which were asked have. An example that the router fails on has no score and the
    router's reason; ``Declared`` is a router that reads the kind of prompt from the context. A wrong choice cannot be
    made good, so report how often the router is right (``routes``) beside how good the reward is; and scores of unlike
    prompts compare only as far as the rewards do.

    Source: the sparse layer of Quan 2024, "DMoERM" (arXiv 2403.01197).
    """

    router: Reward[Sequence[Example]]
    """Gives log-probabilities of the choices as the vector ``slot``, as a ``FactoredHead`` does."""
    rewards: Mapping[str, Reward[Sequence[Example]]]
    """By the names of the choices, in the order of the router."""
    slot: str = "category"

    @property
    def operands(self) -> tuple[Reward[Sequence[Example]], ...]:
        return (self.router, *self.rewards.values())

    def routes(self, batch: Sequence[Example]) -> list[str]:
        """Which reward each example goes to; those of which the router knows nothing go to the first.

        Raises:
            GuerdonError: the router has no such slot, or another number of choices.
        """
        return self.routed(batch)[0]

    def routed(self, batch: Sequence[Example]) -> tuple[list[str], list[str | None]]:
        """The routes, and why there is none where the router failed."""
        if not batch:
            return [], []
        shown = [replace(example, response="", steps=(), reference=None) for example in batch]
        scores = self.router.score(shown)
        said = scores.vectors
        names = list(self.rewards)
        if self.slot not in said or said[self.slot].shape[1] != len(names):
            raise GuerdonError(
                f"the router must choose among {len(names)} rewards as {self.slot!r}; its slots are "
                f"{', '.join(f'{name} of {rows.shape[1]}' for name, rows in said.items()) or 'none'}"
            )
        return [names[place] for place in said[self.slot].argmax(1).tolist()], list(
            scores.errors or [None] * len(batch)
        )

    def score(self, batch: Sequence[Example]) -> Scores:
        routes, errors = self.routed(batch)
        values = torch.full((len(batch),), float("nan"))
        asked: list[tuple[list[int], Scores]] = []
        for name, reward in self.rewards.items():
            rows = [row for row, route in enumerate(routes) if route == name and not errors[row]]
            if rows:
                scores = reward.score([batch[row] for row in rows])
                asked.append((rows, scores))
                values[rows] = scores.values.to(values)
                for row, cause in zip(rows, scores.errors or (), strict=False):
                    errors[row] = cause
        shared = set.intersection(*(set(scores.parts) for _, scores in asked)) if asked else set()
        parts = {name: torch.full((len(batch),), float("nan")) for name in sorted(shared)}
        for (rows, scores), (name, part) in ((each, entry) for each in asked for entry in parts.items()):
            part[rows] = scores.parts[name].to(part)
        return Scores(values, parts=parts, errors=tuple(errors) if any(errors) else None)
