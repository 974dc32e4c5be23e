"""What holds of every benchmark, on a few rows in its own columns: constants, oracles, order, and judges of pairs."""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jaxtyping import Float
from small_folders import fill
from torch import Tensor

from guerdon.bench import Contest, benchmarks, figures, run
from guerdon.reward import Reward
from guerdon.types import Example, Scores

NAMES = sorted(benchmarks())
DISCOUNT = [1 / math.log2(rank + 1) for rank in range(1, 5)]
CONSTANT = {
    "contrast-instructions": {"consistency": 0, "ties a half": 0.5},
    "gsm8k-best-of-4": {"best of 4": 1 / 4, "pairs": 0},
    "gsm8k-outcome": {"AUROC": 0.5},
    "human-preferences": {"accuracy": 0},
    "ifbench": {"accuracy": 0},
    "instructir": {"nDCG@10": sum(DISCOUNT) / 4, "Robustness@10": DISCOUNT[-1]},
    "m-rewardbench": {"accuracy": 0},
    "m-rewardbench-translation": {"accuracy": 0},
    "multimodal-rewardbench": {"accuracy": 0.5},
    "rag-rewardbench": {"accuracy": 0},
    "rewardbench": {"accuracy": 0},
    "rewardbench-with-priors": {"accuracy": 0},
    "rewardbench-2": {"score": 4 * 0.25 / 5},  # four sections of one right of four, and ties, which get nothing
    "rewardmath": {"accuracy": 0, "accuracy, ties won": 1, "mean reciprocal rank": 1 / 10},
    "rm-bench": {"accuracy": 0, "hard": 0, "normal": 0, "easy": 0},
    "rmb": {"accuracy": 0, "scenarios alike": 0},
    "rmb-bon": {"accuracy": 0, "pairs": 0, "scenarios alike": 0},
    "tia2": {"AUROC by caption": 0.5},
}
"""What a constant gets by each measure."""
MOST = {"rewardbench-2": (4 + 1.01) / 5}
"""What an oracle gets where it is not 1: the ties of RewardBench 2 have a hundredth more to give."""


class Numbers(Reward[Sequence[Example]]):
    """A number for each example; 0 where none is given."""

    def __init__(self, given: dict[str, float] | None = None) -> None:
        self.given = given or {}

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([self.given.get(each.identity, 0.0) for each in batch]))


class Hashed(Reward[Sequence[Example]]):
    """One of a few numbers for each example, so that some tie."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def score(self, batch: Sequence[Example]) -> Scores:
        digests = [sha256(f"{self.seed} {each.identity}".encode()).digest()[0] % 5 for each in batch]
        return Scores(torch.tensor(digests, dtype=torch.float32))


class First(Numbers):
    """A judge of pairs who is for whatever stands first, and remembers what he was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, str]] = []

    def prefer(self, first: Sequence[Example], second: Sequence[Example]) -> Float[Tensor, "n"]:
        self.asked += [(one.identity, other.identity) for one, other in zip(first, second, strict=True)]
        return torch.full((len(first),), 0.9)


@pytest.fixture(scope="module")
def contests(tmp_path_factory: pytest.TempPathFactory):
    """The contests of a benchmark from the small folder."""
    folder: Path = tmp_path_factory.mktemp("data")
    fill(folder)

    @cache
    def of(name: str) -> tuple[Contest, ...]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GUERDON_DATA", str(folder))
            patch.setenv("GUERDON_CACHE", str(folder / "cache"))
            return tuple(benchmarks()[name]().contests())

    return of


def test_every_benchmark_is_here():
    assert set(CONSTANT) == set(NAMES), "write its small folder into small_folders.py and what a constant gets here"


@pytest.mark.parametrize("name", NAMES)
def test_a_constant_gets_what_ties_earn_and_so_does_who_is_for_the_first(name, contests):
    bench = benchmarks()[name]()
    measures = {measure: pytest.approx(value) for measure, value in CONSTANT[name].items()}
    constant = figures(bench, contests(name), Numbers())
    assert {measure: constant[measure] for measure in bench.measures} == measures
    first = figures(bench, contests(name), First())
    assert {measure: first[measure] for measure in bench.measures} == measures


@pytest.mark.parametrize("name", NAMES)
def test_an_oracle_gets_all(name, contests):
    right = {each.identity: 1.0 for contest in contests(name) for each in contest.right}
    if (
        name == "instructir"
    ):  # each passage is right for one who asks and wrong for another: the prompt tells them apart
        assert len({each.prompt for each in contests(name)}) == len(contests(name))
    found = figures(benchmarks()[name](), contests(name), Numbers(right))
    for measure in benchmarks()[name].measures:
        assert found[measure] == pytest.approx(MOST.get(name, 1))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1000), draw=st.randoms(use_true_random=False))
def test_the_order_of_contests_and_of_candidates_changes_nothing(name, contests, seed, draw):
    bench, reward = benchmarks()[name](), Hashed(seed)
    shuffled = [
        replace(
            each,
            right=tuple(draw.sample(each.right, len(each.right))),
            wrong=tuple(draw.sample(each.wrong, len(each.wrong))),
        )
        for each in draw.sample(contests(name), len(contests(name)))
    ]
    found, again = (figures(bench, some, reward) for some in (contests(name), shuffled))
    styled = {"hard", "normal", "easy"}  # cells of the matrix of styles are told by the order of a side
    assert {key: found[key] for key in found if key not in styled} == pytest.approx(
        {key: again[key] for key in again if key not in styled}
    )
    most = MOST.get(name, 1)
    assert all(-0.01 <= value <= max(1.01, most) for value in found.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_judge_of_pairs_is_asked_in_both_orders_and_for_scores_where_they_are_rated(name, contests):
    judge = First()
    figures(benchmarks()[name](), contests(name), judge)
    expected = {
        order
        for each in contests(name)
        if not each.rated
        for one in each.right
        for other in each.wrong
        for order in ((one.identity, other.identity), (other.identity, one.identity))
    }
    assert set(judge.asked) == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_report_says_which_part_was_there(name, contests):
    kind = benchmarks()[name]
    here = type(kind.__name__, (kind,), {"contests": lambda self: list(contests(name))})()
    report = run(here, Hashed(1))
    assert sum(scored for scored, _ in report.contests.values()) == len(contests(name))
    assert {section: whole for section, (_, whole) in report.contests.items() if whole} == dict(kind.counts)
    assert not report.complete
    assert report.failed == 0
