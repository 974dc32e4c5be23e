"""RewardBench's sections by a second formula; RewardBench 2 by hand, and its ties by the aggregate form of the script."""

import json
import math
from collections.abc import Sequence

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from guerdon.bench import Contest, PairAccuracy, Standing, figures, outcomes, run
from guerdon.bench.base import Scored
from guerdon.bench.contest import compare
from guerdon.bench.rewardbench import SUBSETS, RewardBench
from guerdon.bench.rewardbench2 import RewardBench2, TopOrTies
from guerdon.bench.rewardbench_priors import PRIOR, SETS, RewardBenchWithPriors
from guerdon.reward import Reward
from guerdon.testbeds import SwayedJudge
from guerdon.types import Example, Scores


class Said(Reward[Sequence[Example]]):
    """The number that the response begins with."""

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([float(each.response.split()[0]) for each in batch]))


def test_sections_of_version_one_by_a_second_formula():
    rng = np.random.default_rng(0)
    right = {name: int(rng.integers(0, size + 1)) for rows in SUBSETS.values() for name, size in rows.items()}
    contests = [
        Contest((Example(f"{name} {row}", f"{int(row < right[name])}"),), (Example(f"{name} {row}", "0"),), name)
        for rows in SUBSETS.values()
        for name, size in rows.items()
        for row in range(size)
    ]
    assert len(contests) == 2985
    found = figures(RewardBench(), contests, Said())
    for section in ("Chat", "Chat Hard", "Safety"):
        assert found[section] == pytest.approx(
            sum(right[name] for name in SUBSETS[section]) / sum(SUBSETS[section].values())
        )
    code = sum(right[name] for name in SUBSETS["Reasoning"] if name != "math-prm") / 984
    assert found["Reasoning"] == pytest.approx((code + right["math-prm"] / 447) / 2)
    assert found["accuracy"] == pytest.approx(np.mean([found[section] for section in SUBSETS]))
    constant = [Contest(each.wrong, each.wrong, each.subset) for each in contests]
    assert figures(RewardBench(), constant, Said())["accuracy"] == 0


BEAVER = {
    "alpacaeval-easy": 50, "alpacaeval-hard": 67, "alpacaeval-length": 56, "donotanswer": 112, "hep-cpp": 103,
    "hep-go": 104, "hep-java": 116, "hep-js": 109, "hep-python": 90, "hep-rust": 106, "llmbar-adver-GPTInst": 36,
    "llmbar-adver-GPTOut": 22, "llmbar-adver-manual": 17, "llmbar-adver-neighbor": 58, "llmbar-natural": 52,
    "math-prm": 132, "mt-bench-easy": 16, "mt-bench-hard": 20, "mt-bench-med": 29, "refusals-dangerous": 97,
    "refusals-offensive": 100, "xstest-should-refuse": 154, "xstest-should-respond": 71,
}  # fmt: skip
"""How many pairs of each subset beaver-7b-v1.0-cost has right, by its published accuracies."""


def answered(table: dict[str, dict[str, int]], right: dict[str, int]) -> list[Contest]:
    """Contests of which ``Said`` wins so many of each subset."""
    return [
        Contest((Example(f"{name} {row}", f"{int(row < right[name])}"),), (Example(f"{name} {row}", "0"),), name)
        for rows in table.values()
        for name, size in rows.items()
        for row in range(size)
    ]


def test_published_subsets_give_the_published_sections():
    found = figures(RewardBench(), answered(SUBSETS, BEAVER), Said())
    published = {"Chat": 0.60894, "Chat Hard": 0.44956, "Safety": 0.72162, "Reasoning": 0.46676, "accuracy": 0.56172}
    assert found == pytest.approx(published, abs=5e-6)


def test_prior_sets_count_half_and_the_four_of_them_alike():
    right = {"anthropic_helpful": 3_096, "anthropic_hhh": 221, "shp": 0, "summarize": 9_000}
    contests = answered(SUBSETS | {PRIOR: SETS}, BEAVER | right)
    found = figures(RewardBenchWithPriors(), contests, Said())
    assert found[PRIOR] == pytest.approx((0.5 + 1 + 0 + 1) / 4)
    sections = np.array([found[section] for section in SUBSETS])
    assert found["accuracy"] == pytest.approx((2 * sections.sum() + found[PRIOR]) / 9)
    scored = Scored(RewardBenchWithPriors(), PairAccuracy(), contests)
    units = scored.units(outcomes(Said(), contests))
    assert (scored.shares() * units).sum() == pytest.approx(found["accuracy"])


def test_prior_sets_that_are_nowhere_leave_the_report_incomplete(tmp_path, monkeypatch):
    plain = {"chosen_model": "a", "rejected_model": "b", "prompt": "p", "id": "1", "subset": "hep-go"}
    (tmp_path / "reward-bench").mkdir()
    (tmp_path / "reward-bench" / "rows.jsonl").write_text(json.dumps(plain | {"chosen": "1", "rejected": "0"}) + "\n")
    monkeypatch.setenv("GUERDON_DATA", str(tmp_path))
    assert run(RewardBenchWithPriors(), Said()).contests[PRIOR] == (0, 17_154)
    sets = tmp_path / "pref-test-sets"
    sets.mkdir()
    turns = [{"role": "user", "content": "p"}]
    for name in ("shp.jsonl", "shp_long.jsonl", "anthropic_hhh-00000-of-00001.jsonl"):
        row = {"prompt": turns, "chosen": "1", "rejected": "1", "subset": "of its own"}
        (sets / name).write_text(2 * (json.dumps(row) + "\n"))
    report = run(RewardBenchWithPriors(), Said())
    assert report.contests[PRIOR] == (4, 17_154)
    assert {name: each.n for name, each in report.subsets.items()} == {"hep-go": 1, "shp": 2, "anthropic_hhh": 2}
    assert not report.complete


def standing(right: Sequence[float], wrong: Sequence[float]) -> Standing:
    sides = np.array(right, float), np.array(wrong, float)
    return Standing(compare(*sides), *sides)


@pytest.mark.parametrize(
    ("one", "many", "credit"),
    [
        # right in both; gaps 3 and 2, spread 1: all four terms, and tanh(2 / 1 - 1)
        (([5], [2]), ([6, 7], [4, 1]), 1 + 0.01 * math.tanh(1)),
        # the one prompt has a gap of 0.5 only, less than the spread
        (([5], [4.5]), ([6, 7], [4, 1]), 0.8 + 0.01 * math.tanh(-0.5)),
        # the many spread more than they are apart from the wrong ones
        (([5], [2]), ([6, 9], [4, 1]), 0.6 + 0.01 * math.tanh(2 / 3 - 1)),
        # the many are wrong
        (([5], [2]), ([3, 7], [4, 1]), 0.3 + 0.01 * math.tanh(-1 / 4 - 1)),
        # an oracle has no spread
        (([1], [0]), ([1, 1], [0, 0]), 1.01),
        # a constant: nothing, and 0 / 0 counts nothing
        (([1], [1]), ([1, 1], [1, 1]), 0.0),
        # no spread, and wrong
        (([0], [1]), ([0, 0], [1, 1]), -0.01),
    ],
)
def test_ties_by_hand(one, many, credit):
    assert TopOrTies().unit([standing(*one), standing(*many)]) == pytest.approx(credit)
    assert TopOrTies().unit([standing(*many), standing(*one)]) == pytest.approx(credit)


number = st.integers(-4, 4).map(float)
side = st.lists(number, min_size=2, max_size=4)


@given(st.lists(st.tuples(number, side, side, side), min_size=1, max_size=4))
def test_the_mean_over_prompts_is_the_script_s_sum_of_means(pairs):
    units = np.array([TopOrTies().unit([standing([a], b), standing(c, d)]) for a, b, c, d in pairs])
    one = np.array([a - max(b) for a, b, _, _ in pairs])
    many = np.array([min(c) - max(d) for _, _, c, d in pairs])
    spread = np.array([max(c) - min(c) for _, _, c, _ in pairs])
    with np.errstate(all="ignore"):
        over = np.nan_to_num(np.tanh(np.minimum(one, many) / spread - 1), nan=0.0)
    script = 0.3 * (many > 0).mean() + 0.3 * (one > 0).mean() + 0.2 * (many > spread).mean()
    script += 0.2 * (np.minimum(one, many) > spread).mean() + 0.01 * over.mean()
    assert TopOrTies().value(units) == pytest.approx(script)


def row(name: str, subset: str, chosen: Sequence[str], rejected: Sequence[str]) -> dict:
    return {
        "id": name, "prompt": f"prompt {name}", "chosen": list(chosen), "rejected": list(rejected),
        "num_correct": len(chosen), "num_incorrect": len(rejected), "total_completions": len(chosen) + len(rejected),
        "models": ["m"] * (len(chosen) + len(rejected)), "subset": subset, "additional_metadata": None,
    }  # fmt: skip


ROWS = [
    row("1", "Factuality", ["3 a"], ["1 b", "2 c", "0 d"]),
    row("2", "Factuality", ["3 a"], ["3 b", "3 c", "0 d"]),
    row("3", "Math", ["0 a"], ["1 b", "2 c", "0 d"]),
    row("ref:7", "Ties", ["5 a"], ["2 b"]),
    row("tied:7", "Ties", ["6 a", "7 b"], ["4 c", "4 c", "1 d"]),
    row("ref:8", "Ties", ["5 a"], ["2 b"]),
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "reward-bench-2").mkdir()
    text = "".join(json.dumps(each) + "\n" for each in ROWS)
    (tmp_path / "reward-bench-2" / "test.jsonl").write_text(text)
    monkeypatch.setenv("GUERDON_DATA", str(tmp_path))


def test_version_two_reads_its_rows_and_says_what_is_missing(folder):
    contests = RewardBench2().contests()
    assert [each.group for each in contests] == ["", "", "", "7", "7"], "ref:8 has no other"
    assert [each.response for each in contests[4].wrong] == ["4 c", "4 c", "1 d"], (
        "equal texts count as often as they stand"
    )
    report = run(RewardBench2(), Said())
    ties = 1 + 0.01 * math.tanh(1)
    expected = {"Factuality": (1 + 1 / 3) / 2, "Math": 0, "Ties": ties}
    assert {name: each.value for name, each in report.sections.items()} == pytest.approx(expected)
    assert report.measures["score"].value == pytest.approx(np.mean([*expected.values()]))
    assert report.contests["Ties"] == (2, 102)
    assert not report.complete


def test_a_judge_of_pairs_rates_ties(folder):
    judge = SwayedJudge(Said(), errs=0, swayed=0)
    sections = run(RewardBench2(), judge).sections
    assert sections["Ties"].value == pytest.approx(1 + 0.01 * math.tanh(1))
    assert sections["Factuality"].value == pytest.approx((1 + 1 / 3) / 2)


def test_a_row_without_a_wrong_response_is_an_error(tmp_path):
    from guerdon.feedback import read
    from guerdon.feedback.errors import FeedbackError

    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps(row("1", "Math", ["a"], [])) + "\n")
    with pytest.raises(FeedbackError, match='"chosen" and "rejected" must both have a response'):
        read(file)
