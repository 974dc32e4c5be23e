"""Segments of states that have numbers, written for ``StepNumbers``, and comparisons of them."""

import numpy as np
from jaxtyping import Float, Int
from scipy.special import expit

from guerdon.types import Comparison, Example


def walked(states: Int[np.ndarray, "steps"], many: int, prompt: str = "") -> Example:
    """A segment as an example: a row of zeros and a one for each step.

    Args:
        states: the number of each.
        many: how many states there are.
        prompt: of the example.
    """
    steps = tuple(" ".join("1" if place == state else "0" for place in range(many)) + "\n" for state in states.tolist())
    return Example(prompt, "".join(steps), steps=steps)


def state(step: str) -> int:
    """The number of the state that a step of ``walked`` is in."""
    return step.split().index("1")


def named(step: str) -> str:
    """That state as a word of its own."""
    return f"s{state(step)}"


def compared(
    segments: Int[np.ndarray, "n steps"], worth: Float[np.ndarray, "states"], rng: np.random.Generator
) -> list[Comparison]:
    """Each two segments that follow each other, by somebody who feels a gap of 1 between their returns as one logit.

    Args:
        segments: the states of each; an even number of them.
        worth: the reward of each state.
        rng: the luck of the labels.
    """
    returns = worth[segments].sum(1)
    examples = [walked(row, len(worth), f"pair {number // 2}") for number, row in enumerate(segments)]
    won = rng.random(len(segments) // 2) < expit(returns[::2] - returns[1::2])
    pairs = zip(examples[::2], examples[1::2], strict=True)
    return [Comparison(*(pair if first else pair[::-1])) for pair, first in zip(pairs, won, strict=True)]
