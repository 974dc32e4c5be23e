"""Real data for recipes to report beside their testbed."""

import numpy as np

from guerdon.feedback import KNOWN, Group, load, read
from guerdon.feedback.content import said_in_chat
from guerdon.records import Comparisons, Ratings
from guerdon.types import Rating


def at_hand(name: str, most: int, seed: int) -> Comparisons | None:
    """Some comparisons of a known data set, at random.

    Args:
        name: one of ``guerdon.feedback.KNOWN``.
        most: how many at most; none when 0.
        seed: decides which.

    Returns:
        None where none are wanted, or the data set does not lie in the folder that ``GUERDON_DATA`` names: a recipe's
        check must not depend on the network.
    """
    if not most or not KNOWN[name].found():
        return None
    records = load(name).comparisons()
    return records.select(np.random.default_rng(seed).permutation(len(records))[:most].tolist())


def solutions(problems: int) -> Ratings | None:
    """The graded solutions of four models to the first problems of GSM8K: ``correct`` is 1 or 0.

    Args: problems: how many; none when 0.

    Returns: None where none are wanted, or GSM8K is not at hand.
    """
    source = KNOWN["gsm8k"].found()
    if not problems or not source:
        return None
    records = read(source, format="gsm8k-ratings").records
    assert isinstance(records, Ratings), "the format says so"
    return records[: 4 * problems]


def answered(instructions: int, answers: int, seed: int) -> list[Group]:
    """Instructions of AlpacaEval with the answers of some models, at random.

    Args:
        instructions: how many; none when 0.
        answers: how many models' answers to each.
        seed: decides which.

    Returns:
        chats whose scores are the probability that an answer is preferred to GPT-4's; none where it is not at hand.
    """
    if not instructions or not KNOWN["alpaca-eval"].found():
        return []
    by_prompt: dict[str, list[int]] = {}
    records = load("alpaca-eval").comparisons()
    for place, key in enumerate(records.prompts()):
        by_prompt.setdefault(key, []).append(place)
    rng, places = np.random.default_rng(seed), list(by_prompt.values())
    drawn = [places[one] for one in rng.permutation(len(places))[:instructions].tolist()]
    few = [records.rows([rows[one] for one in rng.permutation(len(rows))[:answers].tolist()]) for rows in drawn]
    return [
        Group(tuple(said_in_chat(row.chosen) for row in rows), np.array([row.target for row in rows])) for rows in few
    ]


def by_prompt(records: Ratings) -> list[list[Rating]]:
    """The rows of each prompt."""
    groups: dict[str, list[Rating]] = {}
    for key, row in zip(records.prompts(), records, strict=True):
        groups.setdefault(key, []).append(row)
    return list(groups.values())
