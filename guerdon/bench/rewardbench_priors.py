"""RewardBench as its paper has it: the four sections, and the test sets of earlier preference data at half a section's weight."""

from pathlib import Path
from typing import ClassVar

from guerdon.bench.contest import Contest, pairs
from guerdon.bench.rewardbench import SUBSETS, WEIGHTS, RewardBench
from guerdon.bench.sectioned import totals
from guerdon.feedback import FeedbackError, read
from guerdon.feedback.known import Known

DATA = Known("pref-test-sets", "https://huggingface.co/datasets/allenai/pref-test-sets", ("allenai/pref-test-sets",))
PRIOR = "Prior Sets"
SETS = {"anthropic_helpful": 6_192, "anthropic_hhh": 221, "shp": 1_741, "summarize": 9_000}
"""How many pairs each has; the mean over the four is the section's value."""


class RewardBenchWithPriors(RewardBench):
    """The fifth section, ``Prior Sets``, counts half; leaderboards have the whole with it and without, which is ``rewardbench``.

    In a local folder each set is a file of its name, or several that begin with it. Sets that are neither there nor on the
    hub are missing in the report, which is then incomplete: the mean of what is left is no official score.

    Source: Lambert et al. 2024 (arXiv 2403.13787), weights 2, 2, 2, 2 and 1 in the released script.
    """

    name = "rewardbench-with-priors"
    table: ClassVar = SUBSETS | {PRIOR: SETS}
    weights: ClassVar = WEIGHTS | dict.fromkeys(SETS, 1.0)
    section_weights: ClassVar = {PRIOR: 0.5}
    counts: ClassVar = totals(SUBSETS | {PRIOR: SETS})

    def contests(self) -> list[Contest]:
        """Raises a FeedbackError where RewardBench itself is neither at hand nor on the hub."""
        return super().contests() + [each for name in SETS for each in earlier(name)]


def earlier(name: str) -> list[Contest]:
    """The pairs of one of the earlier sets; none where it is nowhere to be had."""
    folder = DATA.found()
    if folder:
        files = beginning(folder, name)
        return pairs(read(files, whole=True).comparisons(), lambda row: name) if files else []
    try:
        rows = read(f"{DATA.hub[0]}:{name}", whole=True).comparisons()
    except FeedbackError:  # the hub cannot be reached, or has it no more
        return []
    return pairs(rows, lambda row: name)


def beginning(folder: Path, name: str) -> list[Path]:
    """The files of a set, such as ``shp.jsonl`` or ``shp-00000-of-00001.parquet``, and not those of ``shp_other``."""
    return sorted(path for path in folder.iterdir() if path.name.startswith((f"{name}.", f"{name}-")))
