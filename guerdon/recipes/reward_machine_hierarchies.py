"""Hierarchies of reward machines: are the sub-tasks of a machine learned sooner by themselves than with the whole?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from guerdon.recipes.base import Claim, Outcome
from guerdon.shape.machines import Hierarchy, RewardMachine, learn_machine
from guerdon.shape.machines.tasks import Counterfactual, MachineTasks, Options
from guerdon.shape.steps import PotentialShaping, StateLabels
from guerdon.testbeds.letters import Letters
from guerdon.testbeds.q_learning import QLearning

paper = Hierarchy.paper
room = "shape"
RATE = "share of the best rate of success"
claim = Claim(
    "how often '(a then b) and (c then d) in either order, then e' succeeds while learning, a policy for each formula "
    "minus counterfactual steps on the flat machine",
    at_least=0.05, unit=RATE,
)  # fmt: skip
COUNTERFACTUAL = Claim("the same, counterfactual steps minus Q-learning on cells and states", at_least=0.05, unit=RATE)
SHALLOW = Claim("the same for 'a then b'", at_least=0.05, unit=RATE)
AB, CD = "u0 -a & !c-> u1; u1 -b-> acc", "u0 -c & !a-> u1; u1 -d-> acc"
DEEP = Hierarchy("u0 -@ab-> u1; u0 -@cd-> u2; u1 -@cd-> u3; u2 -@ab-> u3; u3 -e-> acc", {"ab": AB, "cd": CD})
FLAT = Hierarchy("u0 -a-> u1; u1 -b-> acc", {})


@dataclass
class Config:
    worlds: int = 8
    """Grids of 9 by 9 with two cells of each of five letters, learned one by one."""
    steps: int = 4000
    """That each learner makes in each of them."""
    walks: int = 30
    """Walks by chance that a machine is learned from."""


def run(config: Config, seed: int) -> list[Outcome]:
    """The same worlds, steps, rate and exploration for every learner."""
    rng = np.random.default_rng([seed, 3])
    worlds = [Letters.drawn(rng) for _ in range(config.worlds)]
    deep, shallow = (rates(worlds, task.flat, config, seed) for task in (DEEP, FLAT))
    deep |= agreement(worlds[0], config.walks, seed)
    return [
        Outcome(deep["counterfactual"], deep["options"], "letters", deep),
        Outcome(deep["Q-learning"], deep["counterfactual"], "letters, counterfactual", claim=COUNTERFACTUAL),
        Outcome(shallow["counterfactual"], shallow["options"], "letters, a then b", shallow, SHALLOW),
    ]


def rates(worlds: Sequence[Letters], machine: RewardMachine, config: Config, seed: int) -> dict[str, float]:
    """How often each learner succeeds: over all of its steps, and in the last quarter of them."""
    labels = [StateLabels(world.cells) for world in worlds]
    world = MachineTasks.of(machine, [each.tabular for each in worlds], labels)
    plain = QLearning(envs=1, limit=500)
    shaped = world.accepted + PotentialShaping(world.potential(plain.discount), plain.discount)
    informed = Counterfactual(envs=1, limit=500, situations=len(machine.states))
    options = Options(envs=1, limit=500)
    quarter = config.steps // 4
    found = {
        "Q-learning": plain.learn(world.tasks, world.accepted, config.steps, seed),
        "Q-learning, potential of the machine": plain.learn(world.tasks, shaped, config.steps, seed),
        "counterfactual": informed.learn(world.tasks, world.accepted, config.steps, seed),
        "counterfactual, at rate 0.5": replace(informed, rate=0.5).learn(
            world.tasks, world.accepted, config.steps, seed
        ),
        "options": options.practise(world, config.steps, seed),
    }
    whole = {name: plain.rate_of_success(world.tasks, ended) for name, ended in found.items()}
    late = {
        f"{name}, last quarter": plain.rate_of_success(world.tasks, ended[-quarter:]) for name, ended in found.items()
    }
    return whole | late


def agreement(world: Letters, walks: int, seed: int) -> dict[str, float]:
    """What a machine says of new walks, when it is the smallest that fits some walks and what the true one says of them."""
    truth, rng = FLAT.flat, np.random.default_rng([seed, 4])
    traces: dict[str, list[list[tuple[str, ...]]]] = {"acc": [], "other": []}
    for _ in range(walks):
        trace = walked(world, truth, rng)
        traces["acc" if truth.run(trace)[1] else "other"].append(trace)
    learned = learn_machine(traces["acc"], incomplete=traces["other"])
    new = [walked(world, truth, rng) for _ in range(100)]
    same = [learned.machine.run(trace)[1] == truth.run(trace)[1] for trace in new]
    found = {"new walks judged right": float(np.mean(same)), "states": learned.inner, "moves tried": learned.tried}
    return {f"a then b, learned from {walks} walks, {name}": float(value) for name, value in found.items()}


def walked(world: Letters, truth: RewardMachine, rng: np.random.Generator, steps: int = 100) -> list[tuple[str, ...]]:
    """The labels of a walk by chance, until the task is done or time is up."""
    cell, trace = world.start, []
    for action in rng.integers(4, size=steps):
        cell = int(world.moves[cell, action])
        trace.append(tuple(name for name, cells in world.cells.items() if cell in cells))
        if trace[-1] and truth.run(trace)[1]:
            break
    return trace
