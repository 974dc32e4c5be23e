"""Judging pairs through a server: what it takes beyond the time in which the server could have answered."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tyro
from measuring import finish, timed
from pairs import comparisons

from guerdon.judge import PairwiseJudge
from guerdon.llm import Cached, Remote, Sampling

SERVER = Path(__file__).parents[1] / "tests" / "llm" / "serving.py"
BUDGET = 1.5
"""Seconds that a thousand pairs may take beyond the ideal."""


def main(limit: int = 1000, latency: float = 0.05, concurrency: int = 64, rounds: int = 3) -> None:
    """Judges pairs in both orders, that is two requests for each, by a server in a process of its own.

    The ideal is the time that the requests take if so many are under way at every moment. The ratio is how many times the
    budget for the rest, 1.5 s for a thousand pairs, holds what was taken.

    Args:
        limit: How many pairs.
        latency: Seconds that the server takes for an answer.
        concurrency: Requests under way at once.
        rounds: How often all pairs are judged, each time with an empty cache.
    """
    data, rows = comparisons()
    some = list(rows[:limit])
    first, second = [row.chosen for row in some], [row.rejected for row in some]
    ideal = 2 * len(some) * latency / concurrency
    with serving(latency) as address, tempfile.TemporaryDirectory() as folder:
        judges = [judge(address, concurrency, Path(folder) / f"{number}.sqlite") for number in range(rounds + 1)]
        judges[0].prefer(first[:64], second[:64])  # connections, imports
        spans = [timed(lambda one=one: one.prefer(first, second)) for one in judges[1:]]
        again = timed(lambda: judges[-1].prefer(first, second))
        [asked] = {one.llm.budget.spent["calls"] for one in judges[1:]}
    best = min(spans, key=lambda span: span.seconds)
    overhead = best.seconds - ideal
    finish(
        "judging",
        BUDGET * len(some) / 1000 / overhead,
        data=data,
        pairs=len(some),
        requests=int(asked),
        seconds=[span.seconds for span in spans],
        ideal_seconds=ideal,
        overhead_seconds=overhead,
        cpu_seconds=best.cpu_seconds,
        again_from_the_cache_seconds=again.seconds,
        latency=latency,
        concurrency=concurrency,
    )


def judge(address: str, concurrency: int, file: Path) -> PairwiseJudge:
    far = Remote("m", address, concurrency=concurrency)
    return PairwiseJudge(Cached(far, file), sampling=Sampling(max_tokens=16))


@contextmanager
def serving(latency: float) -> Iterator[str]:
    """The address of a server that answers every request in the same words, and takes little time of its own to do so.

    That is what httptools and uvloop are for: without them its own work on 64 answers is as long as the latency.
    """
    with subprocess.Popen(
        [sys.executable, SERVER, "--latency", str(latency)], stdout=subprocess.PIPE, text=True
    ) as peer:
        assert peer.stdout
        try:
            yield peer.stdout.readline().strip()
        finally:
            peer.terminate()


if __name__ == "__main__":
    tyro.cli(main)
