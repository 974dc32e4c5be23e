"""A policy among candidates that is trained on several parts of a reward, with a log of where each stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float, Int

from guerdon.recipes.contenders import TextReward
from guerdon.shape import Bound, Lagrangian
from guerdon.testbeds import Chooser, Tried, standardised

EVERY = 10
"""Steps of a checkpoint."""


@dataclass(frozen=True)
class Parts:
    """What each candidate gets in each part, and how choices are evaluated, all at once."""

    reward: TextReward
    values: Mapping[str, Float[np.ndarray, "p a"]]
    evaluate: Callable[[Int[np.ndarray, "n"], Int[np.ndarray, "n"]], float]
    """From prompts and the candidates that were chosen."""

    @property
    def shape(self) -> tuple[int, int]:
        return next(iter(self.values.values())).shape


@dataclass
class Log:
    """Checkpoints of one training: the means of the parts, and the evaluation of prompts to tune on and to test on."""

    parts: list[dict[str, float]] = field(default_factory=list)
    tuning: list[float] = field(default_factory=list)
    test: list[float] = field(default_factory=list)
    steps: list[Tried] = field(default_factory=list)

    def note(self, world: Parts, tried: Tried) -> None:
        self.steps.append(tried)
        if len(self.steps) % EVERY:
            return
        columns = ([getattr(one, name) for one in self.steps[-EVERY:]] for name in ("prompts", "answers"))
        prompts, answers = map(np.concatenate, columns)
        half = prompts < world.shape[0] // 2
        self.parts.append({name: float(values[prompts, answers].mean()) for name, values in world.values.items()})
        self.tuning.append(world.evaluate(prompts[half], answers[half]))
        self.test.append(world.evaluate(prompts[~half], answers[~half]))

    @property
    def end(self) -> float:
        """The evaluation of the test prompts over the last checkpoints."""
        return float(np.mean(self.test[-3:]))


def summed(world: Parts, weights: Sequence[float], price: float, steps: int, seed: int) -> Log:
    """A training on a fixed sum of the parts, at a price for a nat of divergence."""
    log = Log()
    total = np.tensordot(weights, list(world.values.values()), 1)

    def advantage(tried: Tried) -> Float[np.ndarray, "n"]:
        log.note(world, tried)
        return standardised(total[tried.prompts, tried.answers] - price * tried.gaps)

    Chooser(*world.shape).learn(advantage, steps, seed)
    return log


def constrained(world: Parts, targets: Mapping[str, float], bound: Bound, steps: int, seed: int) -> Log:
    """A training under weights that move: advantages of divergence and of each part, each standardised by itself."""
    log, weighed = Log(), Lagrangian(world.reward, targets, bound)

    def advantage(tried: Tried) -> Float[np.ndarray, "n"]:
        log.note(world, tried)
        parts = {name: values[tried.prompts, tried.answers] for name, values in world.values.items()}
        mixed = weighed.keep * standardised(-tried.gaps)
        mixed = mixed + sum(weight * standardised(parts[name]) for name, weight in weighed.weights.items())
        weighed.learn({name: float(part.mean()) for name, part in parts.items()})
        return mixed

    Chooser(*world.shape).learn(advantage, steps, seed)
    return log
