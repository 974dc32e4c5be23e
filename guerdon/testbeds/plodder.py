"""Sums done step by step by a policy that may also say nothing: what rewards of steps make of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from scipy.special import softmax

from guerdon.reward import Reward
from guerdon.types import Dense, Example, Scores

FILLER = "Let us go on.\n"
CAREFUL, HASTY, IDLE = range(3)
"""What a policy may do at each step."""
Paid = Callable[[Sequence[Example]], Sequence[Float[np.ndarray, "_k"]]]
"""From solutions to the rewards of their steps."""


@dataclass(frozen=True)
class Plodder:
    """A policy that does some sums one by one, each with care or in haste, or idles; too many steps, and it is cut off.

    It has three logits for each number of sums that are done, and learns by REINFORCE from the returns G_t of its
    steps: less their mean over the steps of a batch with as many sums done, and over the deviation of them all.
    """

    sums: int = 3
    longest: int = 12
    """Steps after which it is cut off, right or not."""
    right: tuple[float, float] = (0.95, 0.7)
    """How often a sum is right that is done with care, and one in haste."""
    batch: int = 32
    rate: float = 4.0

    def learn(
        self, paid: Paid, steps: int, seed: int = 0
    ) -> tuple[Float[np.ndarray, "sums acts"], list[tuple[float, float]]]:
        """Args: paid: the rewards of steps; steps: of the training, each of a batch of solutions.

        Returns: the probabilities of ``CAREFUL``, ``HASTY`` and ``IDLE`` at the end, and along the way the share of
        right solutions and the mean number of their steps.
        """
        rng = np.random.default_rng(seed)
        logits, history = np.zeros((self.sums, 3)), []
        for _ in range(steps):
            chances = softmax(logits, axis=1)
            solutions, done, acts = self.solve(chances, self.batch, rng)
            rewards = paid(solutions)
            returns = np.concatenate([row[::-1].cumsum()[::-1] for row in rewards])
            level = np.bincount(done, returns, self.sums) / np.maximum(np.bincount(done, minlength=self.sums), 1)
            advantage = returns - level[done]
            moves = (advantage / (advantage.std() or 1.0))[:, None] * (np.eye(3)[acts] - chances[done])
            np.add.at(logits, done, self.rate * moves / len(returns))
            right = float(np.mean([correct(each, self.sums) for each in solutions]))
            history.append((right, float(np.mean([len(each.steps) for each in solutions]))))
        return softmax(logits, axis=1), history

    def solve(
        self, chances: Float[np.ndarray, "sums acts"], n: int, rng: np.random.Generator
    ) -> tuple[list[Example], Int[np.ndarray, "steps"], Int[np.ndarray, "steps"]]:
        """Some solutions; and of all steps one after another, the sums that were done before and what was done."""
        solutions, places, acts = [], [], []
        for _ in range(n):
            numbers, done = rng.integers(1, 10, size=self.sums + 1).tolist(), 0
            lines: list[str] = []
            while done < self.sums and len(lines) < self.longest:
                act = min(int((rng.random() > chances[done].cumsum()).sum()), IDLE)
                places.append(done)
                acts.append(act)
                if act == IDLE:
                    lines.append(FILLER)
                    continue
                off = 0 if rng.random() < self.right[act] else 1
                lines.append(f"{numbers[done]} + {numbers[done + 1]} = {numbers[done] + numbers[done + 1] + off}.\n")
                done += 1
            solutions.append(Example(f"add neighbours: {numbers}", "".join(lines), steps=tuple(lines)))
        return solutions, np.array(places), np.array(acts)


def sound(step: str) -> bool | None:
    """Whether a step's sum is right; None for a step without one."""
    if step == FILLER:
        return None
    first, _, second, _, result = step.strip().rstrip(".").split()
    return int(first) + int(second) == int(result)


def correct(solution: Example, sums: int) -> bool:
    """Whether all sums are there and right."""
    found = [sound(step) for step in solution.steps]
    return sum(one is not None for one in found) == sums and False not in found


@dataclass(frozen=True)
class AllRight(Reward[Sequence[Example]]):
    """1 where all sums of a solution are there and right, else 0."""

    sums: int

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([float(correct(each, self.sums)) for each in batch]))


@dataclass(frozen=True)
class Checker(Reward[Sequence[Example]]):
    """A reward of steps that errs: 0.9 for a sound sum and 0.1 for another, or the other way round; 0.8 for a filler.

    It says the same of the same solution again. The score of the whole is that of the last step.
    """

    errs: float = 0.1
    filler: float = 0.8
    seed: int = 0

    def score(self, batch: Sequence[Example]) -> Scores:
        units = tuple(torch.tensor(self.steps(example)) for example in batch)
        ends = tuple(torch.tensor([len(step) for step in example.steps]).cumsum(0) for example in batch)
        whole = torch.stack([row[-1] for row in units]) if units else torch.zeros(0)
        return Scores(whole, Dense("step", units, ends))

    def steps(self, solution: Example) -> list[float]:
        """The scores of the steps of one solution."""
        wrong = np.random.default_rng([self.seed, int(solution.identity, 16)]).random(len(solution.steps)) < self.errs
        kinds = [sound(step) for step in solution.steps]
        return [
            self.filler if kind is None else (0.1 if kind == bool(err) else 0.9)
            for kind, err in zip(kinds, wrong, strict=True)
        ]
