"""A car on a hill: Gymnasium's MountainCar as frames with captions, and as a table to plan in."""

from functools import cached_property
from typing import ClassVar

import numpy as np
from jaxtyping import Bool, Float

from guerdon.testbeds.mdp import MDP
from guerdon.testbeds.scene import Scene, States

LOW, HIGH, FAST = -1.2, 0.6, 0.07
PEAK = 0.4
PLACES = (
    (-0.9, "high on the left slope"), (-0.65, "low on the left slope"), (-0.4, "in the valley"),
    (0.0, "low on the right slope"), (PEAK, "high on the right slope"), (np.inf, "at the peak by the flag"),
)  # fmt: skip
"""Up to which position the car is where."""
POSITIONS, SPEEDS, ACTIONS = 41, 21, 3


class Hill(Scene):
    """States are positions; the goal is reached from 0.4 on, near the flag."""

    environment: ClassVar[str] = "MountainCar-v0"
    goal: ClassVar[str] = "a car at the peak by the flag"
    baseline: ClassVar[str] = "a car on a hill"

    def states(self, n: int, rng: np.random.Generator) -> States:
        return rng.choice(self.positions, size=(n, 1))

    @property
    def positions(self) -> Float[np.ndarray, "positions"]:
        """Those of the table."""
        return np.linspace(LOW, HIGH, POSITIONS)

    def full(self, state: Float[np.ndarray, "1"]) -> Float[np.ndarray, "2"]:
        return np.array([state[0], 0.0])

    def says(self, state: Float[np.ndarray, "1"], rng: np.random.Generator) -> str:
        return f"a car {next(where for end, where in PLACES if state[0] < end)}"

    def reached(self, states: States) -> Bool[np.ndarray, "n"]:
        return states[:, 0] >= PEAK

    @cached_property
    def table(self) -> MDP:
        """Positions by speeds; what lies between four of them leads to each with the probability of its nearness."""
        position, speed = (axis.ravel() for axis in np.meshgrid(self.positions, speeds(), indexing="ij"))
        transition = np.zeros((len(position), ACTIONS, len(position)))
        rows = np.arange(len(position))
        for action in range(ACTIONS):
            after, faster = moved(position, speed, action)
            place = (after - LOW) / (HIGH - LOW) * (POSITIONS - 1)
            pace = (faster + FAST) / (2 * FAST) * (SPEEDS - 1)
            for p, near in corners(place, POSITIONS):
                for v, close in corners(pace, SPEEDS):
                    transition[rows, action, p * SPEEDS + v] += near * close  # no row twice
        start = np.zeros(len(position))
        start[self.nearest(-0.5, 0.0)] = 1
        return MDP(transition, start, 0.99)

    def nearest(self, position: float, speed: float) -> int:
        """The state of the table that is nearest."""
        place = int(np.abs(self.positions - position).argmin())
        return place * SPEEDS + int(np.abs(speeds() - speed).argmin())

    def at_the_flag(self, reward: Float[np.ndarray, "positions"], steps: int = 200) -> float:
        """The share of an episode that a car spends at the peak which is driven by the best plan for a reward.

        Args:
            reward: of being in each of ``positions``.
            steps: of the environment itself, from the bottom; it goes on at the flag.
        """
        by_state = np.repeat(reward, SPEEDS)
        # What a step earns is what its end earns; a table of all three would be the same columns.
        plan = self.table.optimal_q(np.broadcast_to(by_state, self.table.transition.shape)).argmax(1)
        self.world.state, there = np.array([-0.5, 0.0]), 0
        for _ in range(steps):
            (position, _), *_ = self.world.step(int(plan[self.nearest(*map(float, self.world.state))]))
            there += bool(position >= PEAK)
        return there / steps


def speeds() -> Float[np.ndarray, "speeds"]:
    return np.linspace(-FAST, FAST, SPEEDS)


def moved(
    position: Float[np.ndarray, "n"], speed: Float[np.ndarray, "n"], action: int
) -> tuple[Float[np.ndarray, "n"], Float[np.ndarray, "n"]]:
    """Where an action leads, as MountainCar has it."""
    faster = np.clip(speed + (action - 1) * 0.001 - 0.0025 * np.cos(3 * position), -FAST, FAST)
    after = np.clip(position + faster, LOW, HIGH)
    return after, np.where((after <= LOW) & (faster < 0), 0.0, faster)


def corners(place: Float[np.ndarray, "n"], count: int) -> list[tuple[np.ndarray, Float[np.ndarray, "n"]]]:
    """The two grid points around each place, and how near it is to them."""
    below = np.clip(np.floor(place).astype(int), 0, count - 2)
    return [(below, 1 - (place - below)), (below + 1, place - below)]
