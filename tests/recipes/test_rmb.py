"""RMB's recipe at a tiny scale, what independent pairs would give by hand, and the length rule's figures on the real sets."""

from collections.abc import Sequence

import pytest
import torch

from guerdon.bench import Contest, figures
from guerdon.bench.rmb import RMB, RMBBestOfN
from guerdon.recipes import rmb as recipe
from guerdon.reward import Reward
from guerdon.shape import Measure
from guerdon.testbeds import Errands
from guerdon.types import Example, Scores


class Characters(Reward[Sequence[Example]]):
    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([float(len(row.response)) for row in batch]))


def test_it_has_every_reward_and_repeats(short_fits, monkeypatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    outcomes = recipe.run(recipe.Config(pairs=60, lists=6, real=0), 103)
    whole, pairs = outcomes
    controls = whole.controls
    assert (whole.baseline, whole.method) == (controls["independent, both"], controls["accuracy, both"])
    assert (pairs.baseline, pairs.method) == (controls["pairs, length"], controls["pairs, both"])
    assert pairs.claim is recipe.LEARNED
    assert -1 <= controls["agreement of both orders of the rewards"] <= 1
    for name in ("length", "surface", "sentence vectors", "both", "judge"):
        assert controls[f"accuracy, {name}"] <= controls[f"pairs, {name}"]
    assert recipe.run(recipe.Config(pairs=60, lists=6, real=0), 103) == outcomes


def contest(section: str, right: str, *wrong: str) -> Contest:
    return Contest((Example("p", right),), tuple(Example("p", text) for text in wrong), f"{section}/x")


def test_independent_pairs_by_hand():
    lists = [
        contest("Helpfulness", "a a a", "a", "a a"),  # both pairs won
        contest("Helpfulness", "a", "a a", "a a a", "a"),  # none, one by a tie
        contest("Harmlessness", "a a", "a", "a a a"),  # one of two
    ]
    # p = 2 / 5 over the pairs of helpfulness, in lists of 2 and 3; p = 1 / 2 in one list of 2
    expected = ((0.4**2 + 0.4**3) / 2 + 0.5**2) / 2
    assert recipe.independent(RMBBestOfN(), Measure("log_words"), lists) == pytest.approx(expected)


def test_order_of_rewards_by_list_and_by_pair():
    rows = {
        "a": {"accuracy": 0.1, "pairs": 0.6},
        "b": {"accuracy": 0.2, "pairs": 0.5},
        "c": {"accuracy": 0.3, "pairs": 0.9},
    }
    assert recipe.agreement(rows) == pytest.approx(1 / 3)


def test_the_best_of_each_list_is_the_best():
    world = Errands(103)
    for each in recipe.listed(world, 8):
        best, *others = world.gold.score([*each.right, *each.wrong]).values.tolist()
        assert best > max(others)
        assert len(others) == 3


@pytest.mark.realdata
def test_the_length_rule_on_the_real_sets(data_folder):
    # known for the files that are there: all lists, and the pairs without three large scenarios, here every fourth
    pairs, lists = RMB().contests()[::4], RMBBestOfN().contests()
    found = figures(RMB(), pairs, Characters())
    alike = found.pop("scenarios alike")
    assert found == pytest.approx(
        {"accuracy": (0.648 + 0.543) / 2, "Helpfulness": 0.648, "Harmlessness": 0.543}, abs=0.02
    )
    scenarios = {each.subset for each in pairs}
    assert len(scenarios) >= 40
    by = {name: figures(RMB(), [each for each in pairs if each.subset == name], Characters()) for name in scenarios}
    parts = [[row["accuracy"] for name, row in by.items() if name.startswith(kind)] for kind in ("Help", "Harm")]
    assert alike == pytest.approx(sum(sum(part) / len(part) for part in parts) / 2)
    found = figures(RMBBestOfN(), lists, Characters())
    assert (found["Helpfulness"], found["Harmlessness"]) == pytest.approx((0.489, 0.364), abs=0.01)
    assert {len(each.wrong) for each in lists} >= {2, 3, 4, 5, 6}


@pytest.mark.realdata
def test_lists_have_prompts_that_nothing_was_learned_from(data_folder, short_fits):
    *_, whole, pairs = recipe.run(recipe.Config(pairs=60, lists=2, real=5), 103)
    assert (whole.data, pairs.data) == ("rmb", "rmb, by pair")
