"""Math answers and code runs in a second, against their budgets and a fresh process for each run."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import tyro
from measuring import by_turns, finish, timed

from guerdon.types import Example
from guerdon.verify import MathAnswer, Sandbox
from guerdon.verify.math.answers import read
from guerdon.verify.math.equivalence import equivalent

CHECKS, RUNS = 2000, 30
"""The budgets: math checks and code runs in a second, on two processors."""
PROGRAM = "def add(a, b):\n    return a + {number} + b - {number}\n"
TEST = "assert add(1, 2) == 3"


def main(limit: int = 200, checks: int = 4000, rounds: int = 3) -> None:
    """Checks solutions of GSM8K where ``GUERDON_DATA`` has them, generated ones elsewhere; runs small programs.

    Nothing is remembered between rounds of checks. The peer starts Python afresh for each program, with no other limit
    than time, as many at once as the sandbox runs.

    Args:
        limit: How many programs each side runs in a round.
        checks: How many solutions are checked in a round.
        rounds: How many rounds.
    """
    solutions = graded(checks)
    spans = [timed(lambda: check(solutions)) for _ in range(rounds)]
    rate = len(solutions) / median(span.seconds for span in spans)
    sandbox = Sandbox()
    sandbox.run("x = 1", ["assert x == 1"])
    programs = [PROGRAM.format(number=number) for number in range(limit)]
    turns = by_turns(lambda: afresh(programs), lambda: inside(sandbox, programs), rounds)
    own, peer = (limit / median(side) for side in (turns.own, turns.peer))
    finish(
        "verifiers", turns.ratio, peer="a fresh python for each run", checks_per_second=rate, checks_budget=CHECKS,
        checks_over_budget=rate / CHECKS, runs_per_second=own, runs_budget=RUNS, runs_over_budget=own / RUNS,
        peer_runs_per_second=peer, processors=os.cpu_count(), walls=list(sandbox.walls), solutions=len(solutions),
        data="gsm8k" if source() else "generated",
    )  # fmt: skip


def source() -> Path | None:
    folder = os.environ.get("GUERDON_DATA")
    path = Path(folder) / "gsm8k/example_model_solutions.jsonl.gz" if folder else None
    return path if path and path.exists() else None


def graded(most: int) -> list[Example]:
    """Solutions with their references."""
    path = source()
    if path is None:
        texts = [f"She has {n} and buys {n % 7}.\n#### {n + n % 7:,}" for n in range(most)]
        return [Example("How many?", text, reference=str(n + n % 7)) for n, text in enumerate(texts)]
    rows = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    held = [(row, each) for row in rows for each in row.values() if isinstance(each, dict)]
    return [Example(row["question"], each["solution"], reference=row["ground_truth"]) for row, each in held][:most]


def check(solutions: Sequence[Example]) -> None:
    read.cache_clear()
    equivalent.cache_clear()
    MathAnswer().score(solutions).require()


def inside(sandbox: Sandbox, programs: Sequence[str]) -> None:
    ran = sandbox.run_all([(program, [TEST], ()) for program in programs])
    assert all(each.passed == 1 for each in ran)


def afresh(programs: Sequence[str]) -> None:
    def run(program: str) -> int:
        return subprocess.run([sys.executable, "-c", f"{program}{TEST}"], capture_output=True, timeout=20).returncode

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        assert not any(pool.map(run, programs))


if __name__ == "__main__":
    tyro.cli(main)
