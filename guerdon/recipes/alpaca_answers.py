"""Answers of many models to the same instructions, as a policy's candidates, with what GPT-4 thought of each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from guerdon.feedback import KNOWN, load
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.types import Example

NAME = "alpaca-eval"


@dataclass(frozen=True)
class Answers:
    """The same number of answers to each of some instructions."""

    groups: tuple[tuple[Example, ...], ...]
    """By the same models in the same order."""
    wins: Float[np.ndarray, "prompts answers"]
    """How probable GPT-4 finds it that the answer beats the baseline's."""
    others: Comparisons
    """Models' answers against the baseline's, for other instructions."""

    @classmethod
    def drawn(cls, prompts: int, answers: int, comparisons: int, seed: int) -> "Answers | None":
        """
        Args:
            prompts: how many instructions; none when 0.
            answers: to each of them, by models drawn at random.
            comparisons: of other instructions, at most.
            seed: decides which.

        Returns: None where none are wanted, or AlpacaEval is not at hand.
        """
        if not prompts or not KNOWN[NAME].found():
            return None
        records, rng = load(NAME).comparisons(), np.random.default_rng(seed)
        keys = np.array(records.prompts())
        chosen = set(rng.permutation(sorted(set(keys)))[:prompts].tolist())
        inside = np.array([key in chosen for key in keys])
        table: dict[str, dict[str, tuple[Example, float]]] = {}
        for row in records.select(np.flatnonzero(inside).tolist()):
            table.setdefault(row.chosen.prompt_text, {})[row.chosen.meta["model"]] = (row.chosen, row.target)
        shared = sorted(set.intersection(*(set(some) for some in table.values())))
        models = rng.permutation(shared)[:answers].tolist()
        rows = [[some[model] for model in models] for some in table.values()]
        return cls(
            tuple(tuple(example for example, _ in row) for row in rows),
            np.array([[win for _, win in row] for row in rows]),
            records.select(rng.permutation(np.flatnonzero(~inside))[:comparisons].tolist()),
        )

    def scored(self, reward: Reward[Sequence[Example]]) -> Float[np.ndarray, "prompts answers"]:
        """What a reward says of every answer."""
        return table(reward, self.groups)


def table(
    reward: Reward[Sequence[Example]], groups: Sequence[Sequence[Example]]
) -> Float[np.ndarray, "prompts answers"]:
    """What a reward says of every candidate of every prompt, as many of each."""
    values = reward.score([example for group in groups for example in group]).require().values
    return values.detach().double().numpy().reshape(len(groups), -1)
