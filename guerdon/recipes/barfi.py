"""BARFI: can a designer's hint, right or wrong, be blended so that a learner does best by the true reward?"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.hinted_room import DISCOUNT, Policies, Room
from guerdon.reward import Reward
from guerdon.shape.bilevel import InverseProduct, Neumann, implicit_grad
from guerdon.shape.bilevel import paper as paper
from guerdon.shape.blend import LearnedBlend
from guerdon.shape.steps import PotentialShaping
from guerdon.types import Transitions

room = "shape"
RETURN = "share of the best return"
claim = Claim(
    "true return at the end of training with a wrong hint, learned blend minus plain sum", at_least=0.2, unit=RETURN
)
PRICE = Claim("the same, learned blend minus the true reward alone", at_least=-0.05, unit=RETURN)
GAIN = Claim(
    "true return over the first fifth of training with a right hint, learned blend minus the true reward alone",
    at_least=0.0, unit=RETURN,
)  # fmt: skip


@dataclass
class Config:
    steps: int = 150
    """Exact gradient steps of each policy, on whatever it learns from."""
    rate: float = 8.0
    """Of them."""
    every: int = 5
    """Steps between two of the blend."""
    outer_rate: float = 0.05
    """How far the weights of the blend move in each of its steps, in the direction of the gradient."""
    rare: int = 50
    """Steps between two of the blend in a control that seldom looks."""


def run(config: Config, seed: int) -> list[Outcome]:
    """The same room, first policy, steps and rate for every way to use a hint."""
    rng = np.random.default_rng([seed, 6])
    world, first = Room.drawn(rng), torch.from_numpy(0.1 * rng.normal(size=(25, 4)))
    best = DISCOUNT ** (float(-world.nearness(world.goal).values[world.grid.start]) - 1)
    solver = Neumann(10, config.rate)
    found: dict[str, float] = {}

    def note(name: str, returns: Float[np.ndarray, "steps"]) -> None:
        found[f"{name}, end"] = float(returns[-1] / best)
        found[f"{name}, first fifth"] = float(returns[: len(returns) // 5].mean() / best)

    note("true reward alone", trained(world, first, config, fixed(world, world.true)))
    for kind, hint in world.hints().items():
        note(f"{kind} hint, sum", trained(world, first, config, fixed(world, world.true + hint)))
        blend = LearnedBlend({"true": world.true, "hint": hint})
        note(f"{kind} hint, blend", trained(world, first, config, Blending(world, blend, config, config.every, solver)))
        found |= {
            f"{kind} hint, weight of {name}": w for name, w in zip(blend.rewards, blend.phi[1:].tolist(), strict=True)
        }
        seldom = LearnedBlend({"true": world.true, "hint": hint})
        note(
            f"{kind} hint, blend seldom",
            trained(world, first, config, Blending(world, seldom, config, config.rare, solver)),
        )
    place = {"right": world.goal, "wrong": world.grid.cells["wrong"][0]}
    for kind, cell in place.items():
        potential = PotentialShaping(0.2 * world.nearness(cell), DISCOUNT)
        note(f"{kind} hint, as a potential", trained(world, first, config, fixed(world, world.true + potential)))
    return [
        Outcome(found["wrong hint, sum, end"], found["wrong hint, blend, end"], "room, wrong hint", found),
        Outcome(
            found["true reward alone, end"], found["wrong hint, blend, end"], "room, wrong hint, price", claim=PRICE
        ),
        Outcome(
            found["true reward alone, first fifth"],
            found["right hint, blend, first fifth"],
            "room, right hint",
            claim=GAIN,
        ),
    ]


Source = Callable[[int, Policies], Float[Tensor, "steps"]]
"""The rewards of all steps, by the number of the policy's step and the policy."""


def fixed(room: Room, reward: Reward[Transitions]) -> Source:
    table = reward.score(room.batch).values.double()
    return lambda step, theta: table


@dataclass(eq=False)
class Blending:
    """A blend that moves, every few steps of the policy, to where the policy would do better by the true reward."""

    room: Room
    blend: LearnedBlend[Transitions]
    config: Config
    every: int
    solver: InverseProduct

    def __call__(self, step: int, theta: Policies) -> Float[Tensor, "steps"]:
        if step and step % self.every == 0:
            slope = implicit_grad(self.update, self.loss, theta, self.blend.phi, self.solver)
            size = float(slope.norm())
            if size > 0:
                self.blend.learn(self.blend.phi - self.config.outer_rate * slope / size)
        return self.blend.score(self.room.batch).values

    def update(self, theta: Policies, phi: Float[Tensor, "weights"]) -> Policies:
        return self.room.update(theta, self.blend.blended(self.room.batch, phi).values)

    def loss(self, theta: Policies, phi: Float[Tensor, "weights"]) -> Float[Tensor, ""]:
        return -self.room.gathered(theta, self.room.true.score(self.room.batch).values)


def trained(room: Room, theta: Policies, config: Config, source: Source) -> Float[np.ndarray, "steps"]:
    """The true return after each step."""
    true, returns = room.true.score(room.batch).values, []
    for step in range(config.steps):
        theta = (theta + config.rate * room.update(theta, source(step, theta))).detach()
        returns.append(float(room.gathered(theta, true)))
    return np.array(returns)
