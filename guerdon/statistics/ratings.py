"""Ratings: one strength for each player from comparisons of two."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from jaxtyping import Bool, Float
from scipy.special import expit

from guerdon.statistics.columns import require_probabilities
from guerdon.statistics.intervals import normal_quantile

ELO_PER_NAT = 400 / np.log(10)


@dataclass(frozen=True, eq=False)
class Strengths:
    """One number for each player, with its interval, in the order of ``names``."""

    names: tuple[str, ...]
    values: Float[np.ndarray, "players"]
    low: Float[np.ndarray, "players"]
    high: Float[np.ndarray, "players"]


def bradley_terry(
    first: Sequence[str],
    second: Sequence[str],
    target: Float[np.ndarray, "n"],
    players: Sequence[str] | None = None,
    level: float = 0.95,
) -> Strengths:
    """The strengths under which the comparisons are most likely: P(a beats b) = sigmoid(s_a - s_b).

    No regularisation; strengths have mean 0. Intervals are from the inverse of the Hessian, in the space of mean 0,
    and take each comparison for an independent trial, whatever its target.

    Args:
        first, second: the two players of each comparison.
        target: the probability that the first wins: 1, 0, 0.5 for a tie, or a soft label; shape n.
        players: the names in the order wanted; alphabetical when not given.
        level: the coverage of the intervals.

    Raises:
        ValueError: a target is not from 0 to 1, a player meets itself or is not in ``players``, or no finite strengths
            exist: some players never met the rest, or never lost to it.

    Source: Bradley and Terry 1952; Ford 1957, "Solution of a ranking problem from binary comparisons", for when the
    solution exists.
    """
    wins, names = tally(first, second, target, players)
    require_finite_fit(wins, names)
    strengths = most_likely(wins)
    error = normal_quantile(level) * np.sqrt(np.diag(np.linalg.pinv(information(wins, strengths), hermitian=True)))
    return Strengths(names, strengths, strengths - error, strengths + error)


def elo(
    first: Sequence[str],
    second: Sequence[str],
    target: Float[np.ndarray, "n"],
    players: Sequence[str] | None = None,
    level: float = 0.95,
    mean: float = 1000.0,
) -> Strengths:
    """The same most likely strengths on the Elo scale: P(a beats b) = 1 / (1 + 10^((e_b - e_a) / 400)).

    Unlike ratings that are updated game by game, they do not depend on the order of the comparisons.

    Args:
        first, second, target, players, level: as in ``bradley_terry``.
        mean: the mean rating.

    Raises:
        ValueError: as in ``bradley_terry``.

    Source: Elo 1978, "The rating of chessplayers, past and present".
    """
    fitted = bradley_terry(first, second, target, players, level)
    columns = (fitted.values, fitted.low, fitted.high)
    return Strengths(fitted.names, *(mean + ELO_PER_NAT * column for column in columns))


def tally(
    first: Sequence[str], second: Sequence[str], target: Float[np.ndarray, "n"], players: Sequence[str] | None
) -> tuple[Float[np.ndarray, "players players"], tuple[str, ...]]:
    """How often each player (row) beat each other (column), and the players' names."""
    require_probabilities(target=target)
    if not len(first) == len(second) == len(target):
        raise ValueError(f"{len(first)} first and {len(second)} second players for {len(target)} targets")
    names = tuple(sorted({*first, *second}) if players is None else players)
    number = {name: index for index, name in enumerate(names)}
    for row, (a, b) in enumerate(zip(first, second, strict=True), start=1):
        if a == b:
            raise ValueError(f"row {row} compares {a!r} with itself: leave it out")
        if a not in number or b not in number:
            raise ValueError(f"row {row} compares {a!r} with {b!r}, which are not both in players")
    left, right = [number[name] for name in first], [number[name] for name in second]
    wins = np.zeros((len(names), len(names)))
    np.add.at(wins, (left, right), target)
    np.add.at(wins, (right, left), 1 - target)
    return wins, names


def require_finite_fit(wins: Float[np.ndarray, "players players"], names: tuple[str, ...]) -> None:
    """Raises where some players never met the rest, or never lost to it: the likelihood then has no maximum."""
    groups, group = scipy.sparse.csgraph.connected_components(wins > 0, directed=False)
    if groups > 1:
        apart = [listed(names, group == each) for each in range(min(groups, 3))]
        raise ValueError(
            f"the players fall into {groups} groups that never met ({' | '.join(apart)}): "
            "rate each group by itself, or add comparisons between them"
        )
    groups, group = scipy.sparse.csgraph.connected_components(wins > 0, connection="strong")
    for each in range(groups):
        inside = group == each
        if groups > 1 and not wins[np.ix_(~inside, inside)].any():
            raise ValueError(
                f"no finite strengths exist: {listed(names, inside)} never lost to any other player; "
                "leave out who always won or lost, or add comparisons or ties"
            )


def listed(names: tuple[str, ...], mask: Bool[np.ndarray, "players"]) -> str:
    """The masked names, the first few of them."""
    chosen = [repr(name) for name, inside in zip(names, mask, strict=True) if inside]
    return ", ".join(chosen[:5]) + (f" and {len(chosen) - 5} more" if len(chosen) > 5 else "")


def most_likely(wins: Float[np.ndarray, "players players"]) -> Float[np.ndarray, "players"]:
    """The maximum of the likelihood, by a trust-region Newton method on the convex negative logarithm."""
    players = len(wins)
    met = wins + wins.T
    scale = met.sum()

    # The likelihood sees differences alone; the square of the sum picks the maximum whose mean is 0 and moves no other.
    def loss(s: Float[np.ndarray, "players"]) -> float:
        return float((wins * np.logaddexp(0, s - s[:, None])).sum() / scale + s.sum() ** 2 / (2 * players))

    def gradient(s: Float[np.ndarray, "players"]) -> Float[np.ndarray, "players"]:
        return (met * expit(s[:, None] - s) - wins).sum(axis=1) / scale + s.sum() / players

    def hessian(s: Float[np.ndarray, "players"]) -> Float[np.ndarray, "players players"]:
        return information(wins, s) / scale + 1 / players

    start = np.zeros(players)
    fit = scipy.optimize.minimize(
        loss, start, jac=gradient, hess=hessian, method="trust-exact", options={"gtol": 1e-12, "maxiter": 1000}
    )
    # The last steps of the solver may gain less than rounding: what counts is that the gradient has vanished.
    if np.abs(fit.jac).max() > 1e-7:
        raise RuntimeError(f"the fit of {players} strengths did not converge: {fit.message}")
    return fit.x - fit.x.mean()


def information(
    wins: Float[np.ndarray, "players players"], strengths: Float[np.ndarray, "players"]
) -> Float[np.ndarray, "players players"]:
    """The Hessian of the negative log likelihood, in which every row sums to 0."""
    beats = expit(strengths[:, None] - strengths)
    curvature = (wins + wins.T) * beats * (1 - beats)
    return np.diag(curvature.sum(axis=1)) - curvature
