"""The comparisons that the benchmarks run on: real ones where GUERDON_DATA has them, else generated ones."""

from random import Random

from guerdon import testbeds
from guerdon.feedback import KNOWN, load
from guerdon.records import Comparisons

WORLD_PAIRS = 4000


def comparisons() -> tuple[str, Comparisons]:
    """The name of the data, and all of it: RMB's pairs, or those of the testbed ``errands``."""
    if KNOWN["rmb"].found():
        return "rmb", load("rmb").comparisons()
    return "errands", testbeds.open("errands").comparisons(WORLD_PAIRS)


def of_some_prompts(all_pairs: Comparisons, limit: int, seed: int = 0) -> Comparisons:
    """Whole prompts, drawn at random until their pairs reach the limit, in the order of the data.

    Pairs of one prompt share responses, so that a draw of single pairs would hide how often a text comes again.
    """
    prompts = all_pairs.prompts()
    counts: dict[str, int] = {}
    for prompt in prompts:
        counts[prompt] = counts.get(prompt, 0) + 1
    order = sorted(counts)
    Random(seed).shuffle(order)
    drawn: set[str] = set()
    total = 0
    for prompt in order:
        if total >= limit:
            break
        drawn.add(prompt)
        total += counts[prompt]
    return all_pairs.select([row for row, prompt in enumerate(prompts) if prompt in drawn][:limit])
