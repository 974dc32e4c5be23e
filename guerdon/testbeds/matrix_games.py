"""Games of two players with two actions each, and which of their four outcomes solution concepts name."""

from collections.abc import Callable, Mapping, Sequence

Payoffs = tuple[tuple[float, float], ...]
"""Of both players, in the outcomes AA, AB, BA and BB."""

GAMES: Mapping[str, Payoffs] = {
    "battle of the sexes": ((2, 1), (0, 0), (0, 0), (1, 2)),
    "prisoner's dilemma": ((3, 3), (0, 5), (5, 0), (1, 1)),
    "stag hunt": ((4, 4), (1, 3), (3, 1), (2, 2)),
    "chicken": ((0, 0), (-1, 1), (1, -1), (-5, -5)),
}
"""With the usual payoffs."""


def best(payoffs: Payoffs, worth: Callable[[float, float], float]) -> tuple[bool, ...]:
    """Which outcomes are worth most."""
    values = [worth(*pair) for pair in payoffs]
    return tuple(value == max(values) for value in values)


def undominated(payoffs: Payoffs) -> tuple[bool, ...]:
    """Which outcomes no other is better than for one player and no worse for the other."""
    return tuple(
        not any(all(a >= b for a, b in zip(other, pair, strict=True)) and other != pair for other in payoffs)
        for pair in payoffs
    )


CONCEPTS: Mapping[str, Callable[[Payoffs], tuple[bool, ...]]] = {
    "total welfare": lambda payoffs: best(payoffs, lambda one, other: one + other),
    "equality": lambda payoffs: best(payoffs, lambda one, other: -abs(one - other)),
    "Rawlsian fairness": lambda payoffs: best(payoffs, min),
    "Pareto optimality": undominated,
}
"""Which outcomes each concept names."""


def described(game: str) -> str:
    """The game in words."""
    rows = [
        f"{name}: P1 gets {one:g}, P2 gets {other:g}" for name, (one, other) in zip(OUTCOMES, GAMES[game], strict=True)
    ]
    return f"P1 and P2 play {game}. " + ". ".join(rows) + "."


OUTCOMES: Sequence[str] = ("both choose A", "P1 chooses A and P2 B", "P1 chooses B and P2 A", "both choose B")
