"""Demonstrations: what somebody did, as the kinds of feedback that learning takes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from jaxtyping import Int
from torch import Tensor

from guerdon.records import Ratings
from guerdon.types import Example, Rating


@dataclass(frozen=True)
class Demonstrations:
    """Episodes of tasks whose states and actions are numbered, as many of each task and all of one length."""

    examples: Sequence[Sequence[Example]]
    """What is seen in each state of each task."""
    states: Int[Tensor, "episodes times tasks"]
    """Start and end among them: one more than actions."""
    actions: Int[Tensor, "episodes horizon tasks"]

    def by_visits(self) -> Ratings:
        """Every state of every task, with ``visits``: how often an episode acts there. For inverse reinforcement learning."""
        acted, episodes = self.states[:, :-1], len(self.states)
        counts = [Counter(acted[..., task].flatten().tolist()) for task in range(len(self.examples))]
        return Ratings.of(
            Rating(example, {"visits": counted[state] / episodes})
            for seen, counted in zip(self.examples, counts, strict=True)
            for state, example in enumerate(seen)
        )

    def by_action(self, slot: str = "action") -> Ratings:
        """Each pair of a state and an action that was done there, weighed by how often. For cloning."""
        rows = [
            Counter(
                zip(
                    self.states[:, :-1, task].flatten().tolist(),
                    self.actions[..., task].flatten().tolist(),
                    strict=True,
                )
            )
            for task in range(len(self.examples))
        ]
        return Ratings.of(
            Rating(seen[state], {slot: float(action)}, weight=float(times), id=f"{task} {state} {action}")
            for task, (seen, counted) in enumerate(zip(self.examples, rows, strict=True))
            for (state, action), times in sorted(counted.items())
        )

    def by_end(self) -> Ratings:
        """Each state that was visited, with ``goal``: 1 where an episode ended there, else 0."""
        return Ratings.of(
            Rating(seen[state], {"goal": float(state in set(self.states[:, -1, task].tolist()))})
            for task, seen in enumerate(self.examples)
            for state in sorted(set(self.states[..., task].flatten().tolist()))
        )
