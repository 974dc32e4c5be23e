"""Rendered frames of environments, captions of them, and light that has nothing to do with the task."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from jaxtyping import Bool, Float, UInt8

from guerdon.errors import GuerdonError
from guerdon.testbeds.captions import rows_of
from guerdon.types import Example

Frame = UInt8[np.ndarray, "_rows _columns 3"]
States = Float[np.ndarray, "n state"]
LIGHTS: Mapping[str, tuple[float, float, float]] = {
    "white": (1.0, 1.0, 1.0), "red": (1.0, 0.55, 0.5), "green": (0.55, 1.0, 0.5), "blue": (0.5, 0.6, 1.0),
    "dim": (0.5, 0.5, 0.5),
}  # fmt: skip
"""What each light leaves of red, green and blue."""
BLOCK = 20
"""Rows, and columns, of a rendered image that become one pixel."""
GENERAL, LIT = 0.25, 0.5
"""The shares of captions that speak of the scene at large, and of the light."""


class Scene(ABC):
    """An environment whose states can be set and rendered, and what is said of its frames.

    To add one, subclass, and write what it renders, how states are drawn and what is said of them.
    """

    environment: ClassVar[str]
    """As Gymnasium names it."""
    goal: ClassVar[str]
    """What is wanted, in the words of captions."""
    baseline: ClassVar[str]
    """The scene at large."""

    def __init__(self) -> None:
        """Raises a GuerdonError where Gymnasium cannot render it."""
        try:
            import gymnasium

            self.world: Any = gymnasium.make(self.environment, render_mode="rgb_array").unwrapped
        except ImportError as error:
            raise GuerdonError(f'rendering {self.environment} needs pip install "guerdon[rl]"') from error
        self.world.reset(seed=0)
        self.rendered: dict[tuple[float, ...], Float[np.ndarray, "rows columns 3"]] = {}

    @abstractmethod
    def states(self, n: int, rng: np.random.Generator) -> States:
        """States drawn so that each thing that can be said is there often enough."""

    @abstractmethod
    def full(self, state: Float[np.ndarray, "state"]) -> Float[np.ndarray, "all"]:
        """All that the environment has to be set to."""

    @abstractmethod
    def says(self, state: Float[np.ndarray, "state"], rng: np.random.Generator) -> str:
        """Something true of a state."""

    @abstractmethod
    def reached(self, states: States) -> Bool[np.ndarray, "n"]:
        """Where the goal is reached."""

    def frame(self, state: Float[np.ndarray, "state"], light: str) -> Frame:
        """A small frame of a state in some light."""
        key = tuple(np.round(state, 6).tolist())
        if key not in self.rendered:
            self.world.state = self.full(state)
            self.rendered[key] = smaller(self.world.render())
        return (self.rendered[key] * LIGHTS[light]).astype(np.uint8)

    def frames(self, states: States, lights: Sequence[str]) -> list[Frame]:
        return [self.frame(state, light) for state, light in zip(states, lights, strict=True)]

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of a frame."""
        rows, columns, _ = self.frame(self.states(1, np.random.default_rng(0))[0], "white").shape
        return rows, columns

    def captioned(self, n: int, rng: np.random.Generator, spurious: float = 0.0) -> list[Example]:
        """Frames in all lights, as contexts hold them, with captions that speak of the state, the light or neither.

        Args:
            n: how many.
            rng: what is drawn by.
            spurious: the share of the frames of goal states that are in blue light whatever was drawn.
        """
        examples, states = [], self.states(n, rng)
        swayed = self.reached(states) & (rng.random(n) < spurious)
        for state, drawn, blue in zip(states, lights(n, rng), swayed.tolist(), strict=True):
            light = "blue" if blue else drawn
            said = self.baseline if rng.random() < GENERAL else self.says(state, rng)
            lit = f", in {light} light" if rng.random() < LIT else ""
            examples.append(Example(said + lit, "", {"image": rows_of(self.frame(state, light))}))
        return examples


def lights(n: int, rng: np.random.Generator, among: Sequence[str] = tuple(LIGHTS)) -> list[str]:
    """As many lights, drawn evenly."""
    return [str(light) for light in rng.choice(list(among), size=n)]


def smaller(image: UInt8[np.ndarray, "_r _c 3"]) -> Float[np.ndarray, "rows columns 3"]:
    """The mean colour of each block."""
    rows, columns = image.shape[0] // BLOCK, image.shape[1] // BLOCK
    return image[: rows * BLOCK, : columns * BLOCK].reshape(rows, BLOCK, columns, BLOCK, 3).mean((1, 3))
