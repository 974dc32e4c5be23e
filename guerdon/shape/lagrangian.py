"""Weights that move until each part of a reward stands where it should."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Bool

from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.reward import Reward, StepReward
from guerdon.saving import Storable, pack, unpack
from guerdon.shape.weigh import Weigh
from guerdon.types import Example, Scores


class Bound(Storable, ABC):
    """What a constraint asks: how a multiplier becomes a weight."""

    @abstractmethod
    def weight(self, multiplier: float) -> float:
        """s(mu)."""

    @abstractmethod
    def slope(self, multiplier: float) -> float:
        """ds / dmu."""


@dataclass(frozen=True)
class AtMost(Bound):
    """The part may not pass its target: s = sigmoid, which takes the part's weight from 1 to 0."""

    def weight(self, multiplier: float) -> float:
        return float(1 / (1 + np.exp(-multiplier)))

    def slope(self, multiplier: float) -> float:
        return self.weight(multiplier) * (1 - self.weight(multiplier))


@dataclass(frozen=True)
class Exactly(Bound):
    """The part goes to its target from either side: s = tanh, so that beyond it the part counts against a response."""

    def weight(self, multiplier: float) -> float:
        return float(np.tanh(multiplier))

    def slope(self, multiplier: float) -> float:
        return 1 - self.weight(multiplier) ** 2


class Lagrangian(StepReward[Sequence[Example]]):
    """r = sum_i s(mu_i) r_i over named parts, the multipliers mu_i moved so that each mean return nears its target.

    Minimising KL(pi || pi_0) subject to J_i = theta_i, or J_i <= theta_i. After each batch, ``learn`` takes a step of
    gradient descent on sum_i s(mu_i) (J_i - theta_i): below its target a part's weight rises, above it falls.

        g_i = clip(s'(mu_i) (J_i - theta_i), +-most),   v <- momentum v + g,   mu <- mu - rate v

    Give an optimiser the standardised advantage of each part under ``weights``, and ``keep`` as the weight of staying
    near pi_0, whose advantage is standardised apart: A = keep A_KL + sum_i weights_i A_i. Without standardising, the
    multipliers depend on the scale of the parts. ``score`` is the plain sum of the parts under their weights.

    Source: Moskovitz et al. 2024, "Confronting Reward Model Overoptimization with Constrained RLHF" (arXiv 2310.04373);
    ``Exactly`` is its xi-PPO, ``AtMost`` its mu-PPO.
    """

    paper = Paper(
        "moskovitz2024confronting", "Confronting Reward Model Overoptimization with Constrained RLHF",
        "Moskovitz, Ted and Singh, Aaditya K. and Strouse, DJ and others", 2024, arxiv="2310.04373",
    )  # fmt: skip

    def __init__(
        self,
        reward: Reward[Sequence[Example]],
        targets: Mapping[str, float],
        bound: Bound,
        rate: float = 0.1,
        momentum: float = 0.1,
        most: float = 0.5,
    ) -> None:
        """
        Args:
            reward: with a part of each name.
            targets: theta, by the name of the part, in its own units.
            bound: what is asked of every part.
            rate: of the descent.
            momentum: of the descent.
            most: the largest entry of a gradient.

        Raises:
            ValueError: there are no targets.
        """
        if not targets:
            raise ValueError("a Lagrangian needs the target of at least one part")
        self.reward = reward
        self.targets = dict(targets)
        self.bound = bound
        self.rate, self.momentum, self.most = rate, momentum, most
        self.multipliers = dict.fromkeys(targets, 0.0)
        self.velocity = dict.fromkeys(targets, 0.0)

    @property
    def operands(self) -> tuple[Reward[Sequence[Example]], ...]:
        return (self.reward,)

    @property
    def version(self) -> int:
        return self.updates + self.reward.version

    @property
    def weights(self) -> dict[str, float]:
        """s(mu) of each part."""
        return {name: self.bound.weight(multiplier) for name, multiplier in self.multipliers.items()}

    @property
    def keep(self) -> float:
        """The weight of staying near the first policy: N less the sum of the weights."""
        return len(self.targets) - sum(self.weights.values())

    def score(self, batch: Sequence[Example]) -> Scores:
        return Weigh(self.weights)(self.reward.score(batch), batch)

    def reset(self, mask: Bool[np.ndarray, "envs"]) -> None:
        """Multipliers belong to a training, not to an episode: only the reward inside is reset."""
        self.reward.reset(mask)

    def learn(self, returns: Mapping[str, float]) -> None:
        """One step, from the mean return of each part over a batch of the policy's own responses.

        Raises:
            GuerdonError: a part has no finite return.
        """
        lost = [name for name in self.targets if not np.isfinite(returns.get(name, np.nan))]
        if lost:
            raise GuerdonError(f"the return of {lost[0]!r} is {returns.get(lost[0])}: a step needs that of every part")
        for name, target in self.targets.items():
            gradient = self.bound.slope(self.multipliers[name]) * (returns[name] - target)
            self.velocity[name] = self.momentum * self.velocity[name] + float(np.clip(gradient, -self.most, self.most))
            self.multipliers[name] -= self.rate * self.velocity[name]
        self.updated()

    def pack(self, folder: Path) -> Mapping[str, Any]:
        """Writes the multipliers as they stand, so that training goes on from there."""
        return {
            "reward": pack(self.reward, folder / "reward"), "bound": pack(self.bound, folder / "bound"),
            "targets": self.targets, "step": [self.rate, self.momentum, self.most], "updates": self.updates,
            "multipliers": self.multipliers, "velocity": self.velocity,
        }  # fmt: skip

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Lagrangian":
        reward: Reward[Sequence[Example]] = unpack(Reward, config["reward"], folder / "reward")
        made = cls(reward, config["targets"], unpack(Bound, config["bound"], folder / "bound"), *config["step"])
        made.updates = config["updates"]
        made.multipliers, made.velocity = dict(config["multipliers"]), dict(config["velocity"])
        return made
