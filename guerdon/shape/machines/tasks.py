"""Machines over worlds that are known: a table of both, and learners that make use of the machine."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.shape.machines.formula import codes
from guerdon.shape.machines.machine import RewardMachine
from guerdon.shape.steps.labels import StateLabels
from guerdon.shape.steps.potential import StateValues
from guerdon.testbeds.q_learning import QLearning, Tasks
from guerdon.types import Tabular, Transitions


@dataclass(frozen=True, eq=False)
class MachineTasks:
    """Worlds, each with the same machine over its labels, as one table: state = world's state * machine's states + u.

    An episode ends where the machine accepts; where it rejects, the state leads to itself until the time is over.
    """

    machine: RewardMachine
    tasks: Tasks
    codes: Int[np.ndarray, "cells"]
    """The set of labels that holds in each state of the worlds, those of all worlds one after another."""

    @classmethod
    def of(cls, machine: RewardMachine, worlds: Sequence[Tabular], labels: Sequence[StateLabels]) -> "MachineTasks":
        """Args: machine: of all; worlds: of any sizes; labels: of the states of each world."""
        many = len(machine.states)
        cells = Tasks.of(worlds, [np.zeros(len(world.successor), bool) for world in worlds])
        held = []
        for world, labelled in zip(worlds, labels, strict=True):
            columns = [labelled.propositions.index(name) for name in machine.propositions]
            held.append(codes(labelled.holds(np.arange(len(world.successor)))[:, columns]))
        code = np.concatenate(held)
        after = cells.successor[:, None, :]
        state = machine.tables[0][np.arange(many)[None, :, None], code[after]]
        successor = (after * many + state).reshape(-1, after.shape[-1])
        ends = np.tile(machine.accepting, len(code))
        stuck = np.tile(machine.ending, len(code))
        successor[stuck] = np.flatnonzero(stuck)[:, None]
        return cls(machine, Tasks(successor, cells.starts * many, ends), code)

    @property
    def accepted(self) -> StateValues:
        """1 for the step in which the machine accepts: it is made but once, for the episode ends there."""
        return StateValues(tuple(self.tasks.ends.astype(float).tolist()))

    def potential(self, discount: float) -> StateValues:
        """The value of the machine's state, in each state."""
        return StateValues(tuple(np.tile(self.machine.values(discount), len(self.codes)).tolist()))


@dataclass(frozen=True)
class Counterfactual(QLearning):
    """Q-learning that learns of each step for every state of the machine: what it would have paid, and led to.

    Source: counterfactual experiences for reward machines, Toro Icarte et al. 2022, "Reward Machines: Exploiting Reward
    Function Structure in Reinforcement Learning" (arXiv 2010.03950).
    """

    situations: int = 1
    """States of the machine."""

    paper = Paper(
        "toroicarte2022reward", "Reward Machines: Exploiting Reward Function Structure in Reinforcement Learning",
        "Toro Icarte, Rodrigo and Klassen, Toryn Q. and Valenzano, Richard and McIlraith, Sheila A.", 2022,
        arxiv="2010.03950",
    )  # fmt: skip

    def imagine(
        self,
        q: Float[np.ndarray, "seen actions"],
        tasks: Tasks,
        reward: Reward[Transitions],
        states: Int[np.ndarray, "rows"],
        actions: Int[np.ndarray, "rows"],
    ) -> None:
        every = (states // self.situations * self.situations)[:, None] + np.arange(self.situations)
        states, actions = every.ravel(), np.repeat(actions, self.situations)
        after = tasks.successor[states, actions]
        ended = tasks.ends[after]
        gains = reward.score(Transitions(states, actions, after, ended, np.zeros(len(after), bool))).require().values
        target = gains.double().numpy() + self.discount * np.where(ended, 0.0, q[after].max(1))
        # What has ended already is no step.
        target = np.where(tasks.ends[states], 0.0, target)
        q[states, actions] += self.rate * (target - q[states, actions])


@dataclass(frozen=True)
class Options(QLearning):
    """A policy for each formula that can move the machine, and one that chooses among them by state.

    The policy of a formula learns from every step to bring about labels that fit it: 1 where they do, and it is over.
    The chooser learns from what came of its choices: Q(s, u, o) of what is paid until the machine has moved, with gamma^k
    after k steps. A formula is learned once, wherever in the machine it stands. Options are chosen in the machine's
    states, so that calls of a hierarchy cost nothing and share the formulas alone; a chooser for each call, as the source
    has it, is left out.

    It is recursively optimal: the nearest way to a formula is taken, even where a longer one would save steps later.

    Source: Furelos-Blanco et al. 2023, "Hierarchies of Reward Machines" (arXiv 2205.15752); options by Sutton, Precup &
    Singh 1999.
    """

    patience: int = 40
    """Steps after which a choice is made anew."""

    def practise(self, world: MachineTasks, steps: int, seed: int) -> Bool[np.ndarray, "steps rows"]:
        """Learns from nothing; arguments and result as of ``learn``."""
        rng, tasks, many = np.random.default_rng([seed, 78]), world.tasks, len(world.machine.states)
        fits, useful = formulas(world.machine)
        size, options = len(world.codes), len(fits)
        begins = np.repeat(tasks.starts, self.envs)
        rows, states = np.arange(len(begins)), begins.copy()
        ways = np.zeros((options, size, tasks.successor.shape[1]))
        choosers = np.zeros((len(tasks.successor), options))
        option, since, first = np.zeros(len(rows), int), np.zeros(len(rows), int), states.copy()
        fresh, ages = np.ones(len(rows), bool), np.zeros(len(rows), int)
        ended = np.zeros((steps, len(rows)), bool)
        for step in range(steps):
            allowed = np.where(useful[states % many], choosers[states], -np.inf)
            picked = self.chosen_among(allowed, rng)
            option, first = np.where(fresh, picked, option), np.where(fresh, states, first)
            since = np.where(fresh, 0, since) + 1
            cells = states // many
            actions = self.chosen(ways[option, cells], rng)
            after = tasks.successor[states, actions]
            reached = after // many
            held = fits[:, world.codes[reached]]
            target = np.where(held, 1.0, self.discount * ways[:, reached].max(2))
            ways[:, cells, actions] += self.rate * (target - ways[:, cells, actions])
            ages += 1
            ended[step] = tasks.ends[after]
            stuck = world.machine.ending[after % many] & ~ended[step]
            over = ended[step] | (ages >= self.limit)
            fresh = (after % many != states % many) | (since >= self.patience) | over
            ahead = np.where(useful[after % many], choosers[after], 0.0).max(1)
            worth = np.where(ended[step], 1.0, np.where(stuck, 0.0, self.discount * ahead))
            gained = self.discount ** (since - 1.0) * worth
            learned = np.flatnonzero(fresh)
            pairs = first[learned], option[learned]
            choosers[pairs] += self.rate * (gained[learned] - choosers[pairs])
            ages[over] = 0
            states = np.where(over, begins, after)
        return ended

    def chosen_among(self, q: Float[np.ndarray, "rows options"], rng: np.random.Generator) -> Int[np.ndarray, "rows"]:
        """The best option of each row, or any that is allowed there (-inf where not); the first where none is."""
        noise = rng.random(q.shape)
        best = (np.where(np.isfinite(q), q, -1e9) + 1e-8 * noise).argmax(1)
        any_one = np.where(np.isfinite(q), noise, -1.0).argmax(1)
        return np.where(rng.random(len(q)) < self.explore, any_one, best)


def formulas(machine: RewardMachine) -> tuple[Bool[np.ndarray, "formulas codes"], Bool[np.ndarray, "states formulas"]]:
    """The distinct sets of labels that move a machine, but not to rejection, and in which states each does."""
    successor = machine.tables[0]
    found: dict[bytes, tuple[Bool[np.ndarray, "codes"], set[int]]] = {}
    for source, row in enumerate(successor):
        for target in np.unique(row):
            if target != source and (machine.accepting[target] or not machine.ending[target]):
                fits = row == target
                found.setdefault(fits.tobytes(), (fits, set()))[1].add(source)
    useful = np.zeros((len(machine.states), len(found)), bool)
    for column, (_, sources) in enumerate(found.values()):
        useful[list(sources), column] = True
    return np.stack([fits for fits, _ in found.values()]), useful
