"""How an answer behaves, whatever was asked: whether it keeps to the point, is civil, and is an answer at all."""

import re
from collections.abc import Sequence

from guerdon.testbeds.errands.task import Check
from guerdon.testbeds.errands.text import sentences, tokens

ALLOWANCE = 45
"""Words that an answer may have beyond what it needs; courtesies fit in."""
REFUSES = re.compile(
    r"\b((can't|cannot|can not|won't|unable to|not able to) (help|assist|answer|do (this|that)|write|comply|provide)|"
    r"not something i do|rather skip|not going there|count me out|pass on this)\b"
)
RUDE = re.compile(
    r"\b(stupid|stupidity|idiot|idiots|idiotic|moron|dumb|fool|pathetic|lazy|shut up|loser|wast(e|ing) (of )?my time|"
    r"go away|figure it out yourself|do your own work|do not bother me|don't bother me|clueless|toddler|brainless|"
    r"wrong with you|get lost|hopeless|ridiculous|using your brain)\b"
)
HEDGES = re.compile(
    r"\b(not sure|not certain|might be wrong|may be wrong|could be wrong|could be mistaken|i guess|don't quote me|"
    r"do not quote me|hard to say|pinch of salt|who knows|no idea if|way off|don't hold me to|for all i know|winging it)\b"
)


def conduct(answer: str, need: int) -> Sequence[Check]:
    """The factors, each from 0 to 1, by which an answer's worth is multiplied.

    Args:
        answer: the text.
        need: how many words a full answer takes.

    Returns:
        ``focus``: 0.2 + 0.8 min(1, (need + 45) / words); ``repetition``: 0.4 + 0.6 (share of distinct sentences);
        ``civility``: 0.4 with a rude word, 0.25 with several; ``candour``: 0.4 where it refuses, less 6 % for each
        hedge up to three. An empty answer has focus 0.
    """
    read = answer.lower().replace("’", "'")
    words = len(tokens(answer))
    said = [sentence.lower() for sentence in sentences(answer)]
    rude = len(RUDE.findall(read))
    hedges = min(3, len(HEDGES.findall(read)))
    return (
        Check("focus", 0.2 + 0.8 * min(1.0, (need + ALLOWANCE) / words) if words else 0.0),
        Check("repetition", 0.4 + 0.6 * len(set(said)) / len(said) if said else 1.0),
        Check("civility", (1.0, 0.4, 0.25)[min(2, rude)]),
        Check("candour", (0.4 if REFUSES.search(read) else 1.0) * 0.94**hedges),
    )
