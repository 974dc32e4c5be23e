"""Flights: games in which somebody says which flight to book, and means a hidden linear reward."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float

from guerdon.errors import GuerdonError

CARRIERS = ("american", "delta", "jetblue", "southwest")
FEATURES = ("arrival before the meeting", *CARRIERS, "longest stop", "stops", "price")
LEVELS = (-1.0, -0.5, 0.0, 0.5, 1.0)
"""What a weight may be."""
SAYS = {
    0: ("i need to arrive as late as possible", "i want plenty of time before the meeting"),
    5: ("keep the layover short", "i prefer a long layover"),
    6: ("as few stops as possible", "more stops are fine with me"),
    7: ("the cheapest flight please", "i prefer the expensive flight"),
} | {row: (f"anything but {name}", f"i like {name}") for row, name in enumerate(CARRIERS, 1)}
"""Less and more of each feature, as people say it."""


@dataclass(frozen=True)
class Round:
    """One choice between three flights, and what was said of it."""

    utterance: str
    options: Float[np.ndarray, "3 8"]
    best: int
    """The option with the most reward."""


@dataclass(frozen=True)
class Game:
    """Rounds with one person, and that person's weights."""

    weights: Float[np.ndarray, "8"]
    rounds: tuple[Round, ...]


def read_games(path: Path) -> list[Game]:
    """Games of FlightPref, from the JSON of its authors, without rounds in which nothing was said or all went wrong.

    Raises:
        GuerdonError: the file holds something else.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            games = [
                Game(np.array(row["reward_function"], float), tuple(map(made, filter(counts, row["rounds"]))))
                for row in json.load(file)
            ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GuerdonError(f"{path}: expected the gzipped JSON of FlightPref's games ({error})") from error
    return [game for game in games if game.rounds]


def counts(row: dict) -> bool:
    return bool(row["utterance"]) and row.get("final_correct", True)


def made(row: dict) -> Round:
    return Round(row["utterance"].strip(), np.array(row["options"], float), int(row["optimal_index"]))


def drawn_options(n: int, generator: np.random.Generator) -> Float[np.ndarray, "n 3 8"]:
    """Choices between three random flights, in the steps that the features are counted in."""
    options = generator.integers(26, size=(n, 3, len(FEATURES))) / 25
    options[..., 1:5] = np.eye(len(CARRIERS))[generator.integers(len(CARRIERS), size=(n, 3))]
    options[..., 6] = generator.integers(5, size=(n, 3)) / 4
    return options


def drawn_games(n: int, rounds: int, generator: np.random.Generator, literal: float = 0.5) -> list[Game]:
    """Games with a simulated person, who names what sets the best flight apart, or else a weight that matters.

    Args:
        literal: the share of utterances that are about the best flight and not about what is wanted in general.
    """
    games = []
    for _ in range(n):
        weights = generator.choice(LEVELS, len(FEATURES))
        choices = drawn_options(rounds, generator)
        played = [spoken(options, weights, generator.random() < literal, generator) for options in choices]
        games.append(Game(weights, tuple(played)))
    return games


def spoken(
    options: Float[np.ndarray, "3 8"], weights: Float[np.ndarray, "8"], literal: bool, generator: np.random.Generator
) -> Round:
    """What is said in one round."""
    best = int((options @ weights).argmax())
    apart = options[best] - np.delete(options, best, 0).mean(0)
    strength = apart if literal else weights
    chances = np.exp(4 * abs(strength))
    feature = int(generator.choice(len(FEATURES), p=chances / chances.sum()))
    return Round(SAYS[feature][int(strength[feature] > 0)], options, best)


def described(options: Float[np.ndarray, "*n 3 8"]) -> Float[np.ndarray, "*n 3 24"]:
    """The features of options, and of each whether it is the least and whether it is the most among the three."""
    least, most = (options == bound(options, axis=-2, keepdims=True) for bound in (np.min, np.max))
    return np.concatenate([options, least, most], axis=-1)


def pooled_options(games: Sequence[Game]) -> Float[np.ndarray, "n 3 8"]:
    """The choices of all rounds."""
    return np.stack([one.options for game in games for one in game.rounds])
