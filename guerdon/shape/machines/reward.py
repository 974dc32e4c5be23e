"""Machines as rewards of steps: what they pay, and the potential of their states."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int

from guerdon.errors import GuerdonError
from guerdon.shape.machines.machine import RewardMachine
from guerdon.shape.steps.labels import Labeller
from guerdon.shape.steps.potential import SHAPING, shaping
from guerdon.shape.steps.remembering import Remembering
from guerdon.types import Scores, Transitions


@dataclass(eq=False)
class MachineReward(Remembering):
    """What a reward machine pays in each step; each environment has a state of the machine of its own.

    An episode ends where the machine accepts or rejects; whoever steps the environment reads that from ``over``. A
    machine that was learned anew takes the place of the old one by ``replace``, which raises ``version``.
    """

    machine: RewardMachine
    labeller: Labeller

    def __post_init__(self) -> None:
        lacking = [name for name in self.machine.propositions if name not in self.labeller.propositions]
        if lacking:
            raise GuerdonError(
                f"the machine reads {lacking[0]!r}, and the labeller knows {', '.join(self.labeller.propositions)}"
            )

    @property
    def situations(self) -> int:
        """How many states the machine has, for agents that see in which one it is."""
        return len(self.machine.states)

    def fresh(self, n: int) -> Int[np.ndarray, "n"]:
        return np.zeros(n, int)

    def situation(self, n: int) -> Int[np.ndarray, "n"]:
        """The state of the machine in each of n environments."""
        return self.memory(n).copy()

    def over(self, n: int) -> np.ndarray:
        """Whether the machine has accepted or rejected, in each of n environments."""
        return self.machine.ending[self.memory(n)]

    def moved(self, batch: Transitions) -> tuple[Int[np.ndarray, "n"], Int[np.ndarray, "n"], Float[np.ndarray, "n"]]:
        """The states before and after, and what is paid; the state after is remembered."""
        columns = [self.labeller.propositions.index(name) for name in self.machine.propositions]
        state = self.memory(len(batch))
        before = state.copy()
        state[:], paid = self.machine.step(before, self.labeller(batch)[:, columns])
        return before, state, paid

    def score(self, batch: Transitions) -> Scores:
        _, _, paid = self.moved(batch)
        return Scores(torch.from_numpy(paid))

    def replace(self, machine: RewardMachine) -> None:
        """Goes on with another machine; all environments begin anew."""
        self.machine = machine
        self.__post_init__()
        if self.kept is not None:
            self.kept = self.fresh(len(self.kept))
        self.updated()


@dataclass(eq=False)
class MachineShaping(MachineReward):
    """What a machine pays, and besides F = gamma V(u') - V(u), V the values of its states, 0 where the episode ends.

    So a step towards acceptance pays at once. Parts are ``machine`` and ``potential``.

    Source: Camacho et al. 2019, "LTL and Beyond: Formal Languages for Reward Function Specification in Reinforcement
    Learning".
    """

    discount: float = 0.99

    paper = SHAPING

    def __post_init__(self) -> None:
        super().__post_init__()
        self.potential = self.machine.values(self.discount)

    def score(self, batch: Transitions) -> Scores:
        before, after, paid = self.moved(batch)
        added = shaping(self.potential[before], self.potential[after], self.discount, batch.terminated)
        parts = {"machine": torch.from_numpy(paid), "potential": torch.from_numpy(added)}
        return Scores(parts["machine"] + parts["potential"], parts=parts)
