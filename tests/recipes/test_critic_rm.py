"""The filter by hand and at a tiny scale."""

import numpy as np
import pytest

from guerdon.llm import Scripted
from guerdon.recipes import critic_rm
from guerdon.recipes.real import at_hand
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example

TINY = critic_rm.Config(pairs=60, tests=20)
ROWS = [Comparison(Example(f"q{n}", f"good {n}"), Example(f"q{n}", f"bad {n}")) for n in range(30)]


def test_pairs_are_kept_where_the_mean_grade_agrees():
    """Grades 6, 2 and 5, 5 have means 4 and 5, whatever the best of each is."""
    grades = {"good 0": "6 2", "bad 0": "5 5", "good 1": "6 6", "bad 1": "1 9"}

    def script(request):
        said = request.messages[1].content
        return [f"It is so. Rating: {grade}" for grade in grades[said].split()]

    assert critic_rm.keeps(Comparisons.of(ROWS[:2]), Scripted(script), 2, 0) == [1]


def test_the_simulated_critic_sees_the_gap_it_is_given():
    config = critic_rm.Config(gap=2.0, blind=0.0, noise=0.0)
    critic, _ = critic_rm.simulated(ROWS, config, np.random.default_rng(0), 0)
    assert critic_rm.keeps(Comparisons.of(ROWS), critic, 1, 0) == list(range(30))
    turned = Comparisons.of(Comparison(row.rejected, row.chosen) for row in ROWS)
    assert critic_rm.keeps(turned, critic, 1, 0) == []


def test_labels_that_are_kept_are_truer_than_by_chance(monkeypatch, short_fits):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    chance, everything, ranked, best = critic_rm.run(TINY, 103)
    controls = chance.controls
    assert chance.method == everything.method == controls["accuracy, kept"]
    assert controls["true labels, kept"] > controls["true labels, as many by chance"] + 0.05
    assert controls["true labels, kept"] > controls["true labels, kept by one critique"] - 0.1
    assert controls["pairs, kept"] == controls["pairs, as many by chance"] < controls["pairs, all"]
    assert controls["true labels, as many with true labels"] == 1
    assert ranked.controls["true labels, by all critiques"] == controls["true labels, kept"]
    assert ranked.controls["pairs, by all critiques"] == controls["pairs, kept"]
    assert (best.baseline, best.method) == (controls["true labels, kept"], ranked.method)


def test_the_best_critiques_are_those_without_noise():
    """Of critiques that miss what the critic knows, a judge who sees that keeps those that do not."""
    config = critic_rm.Config(gap=2.0, blind=0.0, noise=3.0, meta_noise=0.0, best=1)
    rows, true = Comparisons.of(ROWS), np.ones(30, bool)
    judges = critic_rm.simulated(ROWS, config, np.random.default_rng(0), 0)
    found = critic_rm.ranked(rows, true, judges, "rows", config, 0)[0].controls
    assert found["labels judged rightly, by the best critiques"] > 0.95
    assert found["labels judged rightly, by as many at random"] < 0.75
    assert found["true labels, by the best critiques"] == 1  # no label is turned round here


@pytest.mark.realdata
def test_real_texts(data_folder, short_fits):
    rows = at_hand("rmb", 60, 103)
    chance, everything, ranked, _ = critic_rm.filtered(list(rows), "rmb", critic_rm.Config(tests=24), 103)
    assert (chance.data, everything.data, ranked.data) == ("rmb", "rmb, against all pairs", "rmb, ranked")
    assert chance.controls["true labels, kept"] > 0.8
