"""What rewards say of the rows of a data set, for the steps that ask them."""

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
import torch
from jaxtyping import Float

from guerdon.feedback.content import answers
from guerdon.feedback.steps.base import Dropped, Piece, Records, chunks
from guerdon.ledger import Ledger
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.types import Comparison, Example

TextReward = Reward[Sequence[Example]]
FAILED = "without a score"
"""Why a row is left out whose score failed."""


def beliefs(reward: TextReward, comparisons: Comparisons) -> tuple[Float[np.ndarray, "n"], list[Dropped | None]]:
    """The probability that each first response is preferred, and the rows of which the reward cannot say it.

    A reward of pairs is asked in both orders and the two answers are averaged; one that scores is asked once for each
    distinct response. The probability of a row that failed is nan.
    """
    ledger, said = Ledger(reward), []
    for rows in chunks(comparisons):
        pairs = [row for row in rows if isinstance(row, Comparison)]
        first, second = [row.chosen for row in pairs], [row.rejected for row in pairs]
        if reward.pairwise:
            with torch.no_grad():
                forth, back = reward.prefer(first, second).double(), reward.prefer(second, first).double()
            said.append(((forth + 1 - back) / 2).cpu().numpy())
        else:
            ledger.read([*first, *second])
            said.append(torch.sigmoid(ledger[first] - ledger[second]).numpy())
    found = np.concatenate(said) if said else np.zeros(0)
    return found, failures(np.isnan(found).tolist(), comparisons, ledger)


def scores(reward: TextReward, records: Records) -> tuple[list[Float[np.ndarray, "_"]], list[Dropped | None]]:
    """The score of each response of each row, and the rows of which one failed."""
    ledger, said = Ledger(reward), []
    for rows in chunks(records):
        ledger.read(chain.from_iterable(map(answers, rows)))
        said += [ledger[answers(row)].numpy() for row in rows]
    return said, failures([bool(np.isnan(each).any()) for each in said], records, ledger)


def failures(failed: Iterable[bool], records: Records, ledger: Ledger) -> list[Dropped | None]:
    """The rows that have failed, each with the cause that the ledger knows."""
    return [Dropped(row, FAILED, cause(records[row], ledger)) if bad else None for row, bad in enumerate(failed)]


def cause(piece: Piece, ledger: Ledger) -> str:
    known = (ledger.causes.get(each.identity) for each in answers(piece))
    return next((why for why in known if why), "the reward has no answer to the pair")


def targets(comparisons: Comparisons) -> Float[np.ndarray, "n"]:
    """The labels, read without decoding the texts."""
    columns = comparisons.data.column_names
    stored = comparisons.data["probability"][:] if "probability" in columns else [None] * len(comparisons)
    return np.array([1.0 if value is None else value for value in stored], dtype=float)


def labelled(beliefs: Float[np.ndarray, "n"], targets: Float[np.ndarray, "n"]) -> Float[np.ndarray, "n"]:
    """The probability of the side that the label prefers; of a tie, of the first."""
    return np.where(targets >= 0.5, beliefs, 1 - beliefs)
