"""Candidates that a policy chooses among: made ones with any rewards, and real answers of many models."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from guerdon.feedback import KNOWN, load
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.shape import Recorded
from guerdon.types import Example

NAME = "alpaca-eval"
Groups = Sequence[Sequence[Example]]
"""As many candidates of each of some prompts."""


@dataclass(frozen=True)
class Answers:
    """The same number of real answers to each of some instructions, with what GPT-4 thought of each."""

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


def tasks(prompts: int, answers: int) -> Groups:
    """Candidates that are names, for rewards that are told."""
    return [[Example(f"task {x}", f"answer {y}") for y in range(answers)] for x in range(prompts)]


def told(groups: Groups, values: Float[np.ndarray, "prompts answers"]) -> Recorded:
    """A reward that says these values of the candidates."""
    rows = zip([one for some in groups for one in some], values.ravel().tolist(), strict=True)
    return Recorded({example.identity: value for example, value in rows})


def base_samples(groups: Groups, k: int, seed: int) -> list[Example]:
    """Candidates that a policy without training would choose, k for each prompt."""
    drawn = np.random.default_rng([seed, 32]).integers(len(groups[0]), size=(len(groups), k))
    return [some[place] for some, row in zip(groups, drawn.tolist(), strict=True) for place in row]


def table(reward: Reward[Sequence[Example]], groups: Groups) -> Float[np.ndarray, "prompts answers"]:
    """What a reward says of every candidate of every prompt, as many of each."""
    values = reward.score([example for group in groups for example in group]).require().values
    return values.detach().double().numpy().reshape(len(groups), -1)
