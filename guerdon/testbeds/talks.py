"""Listeners whose feelings are known: one rating of a whole talk, and a sign after each turn."""

import numpy as np
from jaxtyping import Float

from guerdon.types import Example, Rating

OF_WORTH, OF_AFFECT, NOISE = 0.7, 0.9, 0.5
"""What a listener's face shows after a turn: of what it is worth, of what only moves them, and by chance."""


def felt(
    talk: Example,
    worth: Float[np.ndarray, "turns"],
    affect: Float[np.ndarray, "turns"],
    noise: float,
    rng: np.random.Generator,
) -> Rating:
    """What a listener says of a talk in the end, and shows after each turn.

        rating = sum_t worth_t + noise e,   sign_t = sign(0.7 worth_t + 0.9 affect_t + 0.5 e_t),   e, e_t from N(0, 1)

    Args:
        talk: its steps are the turns.
        worth: what each turn adds to the rating.
        affect: what else moves the listener at each turn; as large as worth, it is the larger part of what they show.
        noise: the standard deviation of the rating's error.
        rng: of both errors.

    Returns:
        the value ``rating``, and the signs as spans.

    Source: the world of the check of GELI, Lee et al. 2024 (arXiv 2403.11330), in the numbers of ours.
    """
    rating = float(worth.sum() + noise * rng.normal())
    shown = OF_WORTH * worth + OF_AFFECT * affect + NOISE * rng.normal(size=len(worth))
    ends = np.cumsum([len(step) for step in talk.steps]).tolist()
    return Rating(talk, {"rating": rating}, spans=tuple(zip(ends, np.sign(shown).tolist(), strict=True)))
