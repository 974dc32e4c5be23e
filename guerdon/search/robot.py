"""A robot in houses: what becomes of a command that was understood one way and meant another."""

from collections.abc import Sequence

import numpy as np
import torch

from guerdon.learn.soft_value import planned
from guerdon.shape import GoalSpec
from guerdon.testbeds import Command, House, Place
from guerdon.testbeds.commands import GOALS
from guerdon.testbeds.houses import ACTIONS, THINGS


class Robot:
    """Carries commands out in some houses: goals by planning with their reward, steps one after another."""

    def __init__(self, houses: Sequence[House], horizon: int) -> None:
        """Args: houses: where; horizon: how many actions a goal may take."""
        self.houses = houses
        self.horizon = horizon
        self.known: dict[Command, list[list[int]]] = {}
        self.done: dict[tuple[Command, Command], float] = {}
        self.followed = {thing: [Place(house, thing) for house in houses] for thing in (None, *THINGS)}

    def actions(self, command: Command) -> list[list[int]]:
        """What is done in each house."""
        if command not in self.known:
            self.known[command] = self.plan(command) if command.unit in GOALS else self.steps(command)
        return self.known[command]

    def plan(self, command: Command) -> list[list[int]]:
        goals = [GoalSpec(command.unit, command.bindings).reward(place) for place in self.places(command)]
        worlds = [place.tabular for place in self.places(command)]
        rewards = torch.stack([goal.of_steps(world) for goal, world in zip(goals, worlds, strict=True)])
        return planned(worlds, rewards, self.horizon)

    def steps(self, command: Command) -> list[list[int]]:
        step = ACTIONS.index(command.unit.removeprefix("go_"))
        return [[step] * int(command.values[0])] * len(self.houses)

    def places(self, command: Command) -> list[Place]:
        return self.followed[command.bindings.get("thing")]

    def does(self, found: Command, meant: Command) -> float:
        """The share of the houses in which doing what was understood ends as what was meant."""
        if (found, meant) not in self.done:
            self.done[found, meant] = self.ended(found, meant)
        return self.done[found, meant]

    def ended(self, found: Command, meant: Command) -> float:
        places = self.places(meant)
        ends, due = (
            [place.tabular.after(actions) for place, actions in zip(places, self.actions(command), strict=True)]
            for command in (found, meant)
        )
        if meant.unit not in GOALS:
            return float(np.mean(np.equal(ends, due)))
        goal = GoalSpec(meant.unit, meant.bindings)
        return float(np.mean([goal.reward(place).met(end) for place, end in zip(places, ends, strict=True)]))
