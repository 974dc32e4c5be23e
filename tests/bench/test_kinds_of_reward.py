"""Rewards of three kinds on the real data of benchmarks without a recipe: a rule, what learned from RMB, a judge of pairs."""

import pytest

from guerdon.bench import benchmarks, figures
from guerdon.bench.tia2 import PARTS, TIA2, labels
from guerdon.learn import RewardModel, Surface
from guerdon.recipes.contenders import drawn, judge, learned
from guerdon.recipes.real import at_hand
from guerdon.shape import Measure, Recorded
from guerdon.types import Example

SEED = 103
RIGHT = (0.2 + 0.8 * 0.8, 0.8 * 0.8)
"""How often a judge who errs in a fifth and is swayed in a fifth is for the right one that stands first, or second."""
BOTH = RIGHT[0] * RIGHT[1]
HALF = sum(RIGHT) / 2
"""The same with half a point where the two orders disagree."""


@pytest.fixture(scope="module")
def model(data_folder) -> RewardModel:
    train = at_hand("rmb", 120, SEED)
    assert train is not None
    return learned(train, Surface(), SEED)


def low_to_high(low: float, high: float):
    return pytest.approx((low + high) / 2, abs=(high - low) / 2)


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "measure", "rule", "looks", "judged"),
    [
        # whoever keeps constraints writes less, and less of what people like to look at
        ("ifbench", "accuracy", (0.44, 0.47), (0.38, 0.49), BOTH),
        ("human-preferences", "accuracy", (0.50, 0.58), (0.52, 0.64), BOTH),
        # wrong solutions are the longer ones
        ("gsm8k-outcome", "AUROC", (0.36, 0.44), (0.34, 0.46), 1.0),
        ("gsm8k-best-of-4", "pairs", (0.48, 0.58), (0.48, 0.58), BOTH),
    ],
)
def test_a_rule_a_learned_reward_and_a_judge(name, measure, rule, looks, judged, model):
    bench = benchmarks()[name]()
    contests = bench.contests()
    some = drawn(contests, 400, SEED)
    found = {
        "rule": figures(bench, contests, Measure("log_words"))[measure],
        "learned": figures(bench, contests, model)[measure],
        "judge": figures(bench, some, judge(some, SEED))[measure],
    }
    assert found["rule"] == low_to_high(*rule)
    assert found["learned"] == low_to_high(*looks)
    assert found["judge"] == pytest.approx(judged, abs=0.1)
    assert len(set(found.values())) == 3


@pytest.mark.realdata
def test_one_annotator_a_judge_and_rewards_that_see_no_image(model):
    bench = TIA2()
    contests = bench.contests()
    votes = {
        Example(row["caption"], f"{part}/{row['image']}").identity: float(row["human_labels"][2])
        for part in PARTS
        for row in labels(part).values()
    }
    some = drawn(contests, 60, SEED)
    found = {
        "one annotator": figures(bench, contests, Recorded(votes))["AUROC by caption"],
        "judge": figures(bench, some, judge(some, SEED))["AUROC by caption"],
        "length": figures(bench, contests, Measure("log_words"))["AUROC by caption"],
        "looks of the name": figures(bench, some, model)["AUROC by caption"],
    }
    assert 0.75 < found["one annotator"] < 0.99
    assert found["judge"] == pytest.approx(HALF, abs=0.03)
    assert found["length"] == 0.5
    assert found["looks of the name"] == pytest.approx(0.5, abs=0.06)
