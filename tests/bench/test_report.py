"""Results on disk and beside each other."""

import json
import math
from typing import ClassVar

import numpy as np
import pytest

from guerdon.bench import Benchmark, Contest, PairAccuracy, Report, difference, reports, run
from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.shape import Measure
from guerdon.statistics import mean_interval
from guerdon.types import Example


class Words(Benchmark):
    """More words are right in section one, and fewer in section two, whose subset ``heavy`` counts three times ``light``."""

    name = "words"
    paper = Paper("nobody2026words", "Words", "Nobody", 2026)
    measures: ClassVar = {"accuracy": PairAccuracy()}
    counts: ClassVar = {"one": 4, "two": 3}

    def contests(self):
        second = [("q0", False, "heavy"), ("q1", False, "light"), ("q2", True, "light")]
        return [contest(f"p{row}", True, "a") for row in range(4)] + [contest(*each) for each in second]

    def section(self, subset):
        return "one" if subset == "a" else "two"

    def weight(self, subset):
        return {"heavy": 3.0, "light": 1.0}.get(subset)


def contest(prompt: str, more: bool, subset: str) -> Contest:
    long, short = Example(prompt, "some words more"), Example(prompt, "some")
    return Contest(*(((long,), (short,)) if more else ((short,), (long,))), subset)


def test_the_shares_of_units_make_the_whole():
    report = run(Words(), Measure("log_words"))
    shares = {(unit.subset, unit.prompt): unit.share for unit in report.units}
    assert shares[("a", "p0")] == pytest.approx(1 / 8)  # half of the whole over four contests
    assert shares[("heavy", "q0")] == pytest.approx(3 / 8)
    assert shares[("light", "q1")] == pytest.approx(1 / 16)
    assert sum(shares.values()) == pytest.approx(1)
    whole = sum(unit.share * unit.value for unit in report.units)
    assert whole == pytest.approx(report.headline.value) == pytest.approx(1 / 2 + 1 / 16)


def test_a_report_comes_back_from_its_file(tmp_path):
    report = run(Words(), Measure("log_words"), name="longer")
    path = report.save(tmp_path / "longer")
    assert path.name == "words.json"
    assert Report.load(path) == report
    (tmp_path / "other.json").write_text("[1]")  # nothing of ours
    assert reports(tmp_path) == [report]
    assert "units" not in report.to_json()


def test_bounds_that_are_not_known_are_null_in_the_file_and_come_back(tmp_path):
    class One(Words):
        def contests(self):
            return super().contests()[:1]

    report = run(One(), Measure("log_words"))
    assert (report.headline.low, report.headline.high) == (-math.inf, math.inf)
    path = report.save(tmp_path)
    known = json.loads(path.read_text(), parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert (known["measures"]["accuracy"]["low"], known["measures"]["accuracy"]["high"]) == (None, None)
    assert Report.load(path) == report


def test_differences_are_over_what_both_took_part_in():
    longer, shorter = (run(Words(), reward).units for reward in (Measure("log_words"), -1 * Measure("log_words")))
    gap = difference(longer, shorter)
    assert gap.value == pytest.approx(4 / 8 - 3 / 8 - 1 / 16 + 1 / 16)
    assert gap.n == 7
    part = difference(longer[:4], shorter[2:])
    assert (part.value, part.n) == (1.0, 2)
    assert difference(longer[:2], shorter[4:]) is None
    assert difference(longer, longer).value == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda known: known | {"format": 99},
            "is of version 99, this guerdon reads version 1: run the benchmark again",
        ),
        (lambda known: {k: v for k, v in known.items() if k != "units"}, "lacks what a result has .'units'"),
    ],
)
def test_results_that_cannot_be_read_are_named(tmp_path, change, said):
    path = run(Words(), Measure("log_words")).save(tmp_path)
    path.write_text(json.dumps(change(json.loads(path.read_text()))))
    with pytest.raises(GuerdonError, match=f"words.json {said}"):
        reports(tmp_path)
    path.write_text(path.read_text()[:50])
    with pytest.raises(GuerdonError, match=r"words\.json is damaged"):
        reports(tmp_path)


def test_an_empty_folder_says_how_to_fill_it(tmp_path):
    with pytest.raises(GuerdonError, match="holds no results: guerdon bench REWARD --out"):
        reports(tmp_path)


def test_weighted_intervals_are_those_of_repeated_rows():
    values, times = np.array([0.0, 1.0, 1.0, 0.0, 1.0]), np.array([1, 3, 1, 2, 1])
    repeated = [group for group, many in zip("abcde", times, strict=True) for _ in range(many)]
    twice = mean_interval(np.repeat(values, times), repeated)
    weighted = mean_interval(values, list("abcde"), weights=times.astype(float))
    assert (twice.value, twice.low, twice.high) == pytest.approx((weighted.value, weighted.low, weighted.high))
