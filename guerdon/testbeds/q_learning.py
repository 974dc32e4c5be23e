"""Q-learning on tables, in many environments side by side: what a reward does to a learner, in seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Bool, Float, Int

from guerdon.reward import Reward
from guerdon.testbeds.mdp import TIE
from guerdon.types import Tabular, Transitions


@dataclass(frozen=True)
class Tasks:
    """Several tabular worlds with ends, as one table: the states of the second come after those of the first."""

    successor: Int[np.ndarray, "states actions"]
    starts: Int[np.ndarray, "tasks"]
    ends: Bool[np.ndarray, "states"]
    """Where an episode has ended."""

    @classmethod
    def of(cls, worlds: Sequence[Tabular], ends: Sequence[Bool[np.ndarray, "states"]]) -> "Tasks":
        """Args: worlds: of any sizes, with the same actions; ends: of each, the states in which episodes end."""
        first = np.cumsum([0, *(len(world.successor) for world in worlds[:-1])])
        tables = [world.successor + before for world, before in zip(worlds, first, strict=True)]
        starts = np.array([world.start for world in worlds]) + first
        return cls(np.concatenate(tables), starts, np.concatenate(ends))

    def fewest_steps(self) -> Int[np.ndarray, "tasks"]:
        """How many steps the shortest way from each start to an end has."""
        near, steps = self.ends.copy(), np.where(self.ends, 0, -1)
        while (steps[self.starts] < 0).any():
            new = near[self.successor].any(1) & ~near
            if not new.any():
                raise ValueError("no way leads from some start to an end")
            steps[new] = steps.max() + 1
            near |= new
        return steps[self.starts]


@runtime_checkable
class Memory(Protocol):
    """What an agent may see besides the state of its environment: which of some situations its episode is in."""

    @property
    def situations(self) -> int:
        """How many there are."""

    def situation(self, n: int) -> Int[np.ndarray, "n"]:
        """That of each of n environments now."""


@dataclass(frozen=True)
class QLearning:
    """Q(s, a) += rate * (r + gamma max_a' Q(s', a') - Q(s, a)), epsilon-greedy, all of a task's environments on one table.

    Source: Watkins 1989, "Learning from Delayed Rewards".
    """

    discount: float = 0.98
    rate: float = 0.2
    explore: float = 0.1
    """The share of actions that are drawn evenly."""
    limit: int = 100
    """Steps after which an episode is cut off."""
    envs: int = 8
    """Of each task, side by side."""

    def learn(
        self, tasks: Tasks, reward: Reward[Transitions], steps: int, seed: int, memory: Memory | None = None
    ) -> Bool[np.ndarray, "steps rows"]:
        """Learns from nothing.

        Args:
            tasks: each learned by itself.
            reward: what is learned from; rows of a batch are environments, those of the first task first.
            steps: of each environment.
            seed: of everything.
            memory: a part of the reward whose situations the agent sees; nothing but states when None.

        Returns:
            whether each step ended an episode, for each environment.
        """
        rng = np.random.default_rng([seed, 77])
        begins = np.repeat(tasks.starts, self.envs)
        rows, states, ages = np.arange(len(begins)), begins.copy(), np.zeros(len(begins), int)
        many = memory.situations if memory else 1
        q = np.zeros((len(tasks.successor) * many, tasks.successor.shape[1]))
        reward.reset(np.ones(len(begins), bool))
        seen = states * many + (memory.situation(len(rows)) if memory else 0)
        ended = np.zeros((steps, len(begins)), bool)
        for step in range(steps):
            actions = self.chosen(q[seen], rng)
            after = tasks.successor[states, actions]
            ages += 1
            ended[step] = tasks.ends[after]
            truncated = (ages >= self.limit) & ~ended[step]
            batch = Transitions(states, actions, after, ended[step].copy(), truncated)
            gains = reward.score(batch).require().values.double().numpy()
            later = after * many + (memory.situation(len(rows)) if memory else 0)
            target = gains + self.discount * np.where(ended[step], 0.0, q[later].max(1))
            q[seen, actions] += self.rate * (target - q[seen, actions])
            self.imagine(q, tasks, reward, states, actions)
            over = ended[step] | truncated
            reward.reset(over)
            ages[over] = 0
            states = np.where(over, begins, after)
            seen = states * many + (memory.situation(len(rows)) if memory else 0)
        return ended

    def imagine(
        self,
        q: Float[np.ndarray, "seen actions"],
        tasks: Tasks,
        reward: Reward[Transitions],
        states: Int[np.ndarray, "rows"],
        actions: Int[np.ndarray, "rows"],
    ) -> None:
        """Learns from steps that were not made, where a learner knows of any; this one knows of none."""

    def chosen(self, q: Float[np.ndarray, "rows actions"], rng: np.random.Generator) -> Int[np.ndarray, "rows"]:
        """An action for each row: the best one, or any."""
        untied = q + TIE * rng.random(q.shape)  # equal actions are drawn evenly
        return np.where(rng.random(len(q)) < self.explore, rng.integers(q.shape[1], size=len(q)), untied.argmax(1))

    def rate_of_success(self, tasks: Tasks, ended: Bool[np.ndarray, "steps rows"]) -> float:
        """How often episodes ended while learning, as a share of how often the shortest ways would have: from 0 to 1."""
        possible = len(ended) / np.repeat(tasks.fewest_steps(), self.envs)
        return float((ended.sum(0) / possible).mean())
