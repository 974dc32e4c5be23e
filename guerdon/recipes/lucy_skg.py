"""Lucy-SKG: do terms of a potential that must agree teach a pusher sooner than their sum?"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from guerdon.recipes.base import Claim, Outcome
from guerdon.reward import Reward
from guerdon.shape.ensemble import Combination, Mean, Worst
from guerdon.shape.joint import Joint
from guerdon.shape.kinesthetic import LUCY, DistanceShape, SignedGeometricMean
from guerdon.shape.steps import PotentialShaping, StateValues
from guerdon.testbeds.pusher import Pusher
from guerdon.testbeds.q_learning import QLearning, Tasks
from guerdon.types import Transitions

paper = LUCY
room = "shape"
RATE = "share of the best rate of success"
claim = Claim(
    "how often the puck is in the goal while learning, with a potential of terms combined by a signed geometric mean minus "
    "by their mean",
    at_least=0.02, unit=RATE,
)  # fmt: skip
SHAPED = Claim("the same, signed geometric mean minus no potential", at_least=0.02, unit=RATE)
LEAK = Claim(
    "share of states that the potential calls good though a signed term is bad, mean minus signed geometric mean",
    at_least=0.05, unit="share of states",
)  # fmt: skip
Terms = dict[str, Float[np.ndarray, "states"]]


@dataclass
class Config:
    worlds: int = 8
    """Places of puck and agent on a 6 by 6 grid, learned one by one."""
    steps: int = 1500
    """Of each of the sixteen environments of a place."""
    weight: float = 0.5
    """Of the potential; a goal pays 1."""


def run(config: Config, seed: int) -> list[Outcome]:
    """The same learner, places and terms for each way to combine them."""
    rng = np.random.default_rng([seed, 11])
    worlds = [Pusher.drawn(rng) for _ in range(config.worlds)]
    tasks = Tasks.of([world.tabular for world in worlds], [world.done for world in worlds])
    each = [terms(world) for world in worlds]
    joined = {name: np.concatenate([some[name] for some in each]) for name in each[0]}
    goal = StateValues(tuple(tasks.ends.astype(float).tolist()))
    learner = QLearning(envs=16, limit=60)

    def success(reward: Reward[Transitions]) -> float:
        return learner.rate_of_success(tasks, learner.learn(tasks, reward, config.steps, seed))

    ways: dict[str, Combination] = {
        "signed geometric mean": SignedGeometricMean((1,)),
        "mean": Mean(),
        "worst": Worst(),
    }
    found, leaks = {"no potential": success(goal)}, {}
    for name, how in ways.items():
        potential = combined(joined, how)
        values = potential.score(everywhere(len(tasks.ends))).values.numpy()
        bad = (joined["align"] < 0) | (joined["puck to goal"] < 0)
        leaks[f"called good, {name}"] = float(np.mean((values > 0) & bad))
        table = StateValues(tuple((config.weight * values).tolist()))
        found[name] = success(goal + PotentialShaping(table, learner.discount))
    method = found["signed geometric mean"]
    return [
        Outcome(found["mean"], method, "pusher", found | leaks),
        Outcome(found["no potential"], method, "pusher, no potential", claim=SHAPED),
        # what is called good though it is bad is a fault, so its negative is what a way has
        Outcome(
            -leaks["called good, mean"], -leaks["called good, signed geometric mean"], "pusher, states", claim=LEAK
        ),
    ]


def terms(world: Pusher) -> Terms:
    """Whether agent, puck and goal are in line, how near the agent is to the puck, and the puck to the goal."""
    agent, puck, goal = world.places
    push, way = puck - agent, goal - puck
    lengths = np.linalg.norm(push, axis=1) * np.linalg.norm(way, axis=1)
    align = np.divide((push * way).sum(1), lengths, out=np.zeros(len(push)), where=lengths > 0)
    return {
        "align": align,
        "agent to puck": DistanceShape(2.0)(np.linalg.norm(push, axis=1)),
        "puck to goal": DistanceShape(2.0, density=1.5).signed(np.linalg.norm(way, axis=1)),
    }


def combined(joined: Terms, how: Combination) -> Joint[Transitions]:
    return Joint({name: StateValues(tuple(values.tolist())) for name, values in joined.items()}, how)


def everywhere(states: int) -> Transitions:
    """Every state as the end of a step."""
    every, never = np.arange(states), np.zeros(states, bool)
    return Transitions(every, np.zeros(states, int), every, never, never)
