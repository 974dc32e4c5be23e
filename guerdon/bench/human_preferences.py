"""What people prefer of summaries, of tweets that say the same, and of translations."""

from pathlib import Path
from typing import ClassVar

from guerdon.bench.base import Benchmark
from guerdon.bench.contest import Contest, pairs
from guerdon.bench.contrast_instructions import ContrastInstructions
from guerdon.bench.rules import PairAccuracy
from guerdon.errors import GuerdonError
from guerdon.feedback import read
from guerdon.feedback.known import Known

DATA = Known("human-preferences", "https://github.com/shadowkiller33/Contrast-Instruction")
FILES = {"summaries": "realsumm/test.json", "tweets": "twitter/test.json", "translations": "wmt/dev.json"}


class HumanPreferences(Benchmark):
    """Strict pair accuracy on pairs that people rated, the three tasks counting alike; nobody rated them to make a benchmark.

    Source: the human preferences beside Shen et al. 2023 (arXiv 2309.16155): the test files, and for translations, which
    have none, the one for development.
    """

    name = "human-preferences"
    paper = ContrastInstructions.paper
    measures: ClassVar = {"accuracy": PairAccuracy()}
    counts: ClassVar = {"summaries": 234, "tweets": 1_131, "translations": 1_167}

    def contests(self) -> list[Contest]:
        """Raises a GuerdonError where no file is at hand."""
        folder = DATA.found()
        paths = [(task, folder / f"{file}{ending}") for task, file in FILES.items() for ending in ("", ".gz") if folder]
        here = {task: path for task, path in paths if path.exists()}
        if not here:
            raise GuerdonError(f"get the human preferences from {DATA.home} and set GUERDON_DATA to the folder that holds "
                               f"{DATA.local}")  # fmt: skip
        return [each for task, path in here.items() for each in rated(path, task)]

    def section(self, subset: str) -> str:
        return subset


def rated(path: Path, task: str) -> list[Contest]:
    """The pairs of one file."""
    return pairs(read(path, whole=True).comparisons(), lambda row: task)
