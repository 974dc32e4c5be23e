"""Annotators: their labels follow the stated formula."""

import math

import numpy as np
import pytest

from guerdon.testbeds import Errands
from guerdon.testbeds.errands.annotators import Annotator, Traits, panel
from guerdon.testbeds.errands.text import tokens


def test_the_formula_by_hand() -> None:
    annotator = Annotator("x", temperature=0.5, length_bias=0.2, style_bias=-1.0)
    first, second = Traits(gold=0.4, words=50, markdown=2), Traits(gold=0.1, words=20, markdown=1)
    # 0.3 / 0.5 + 0.2 * 30 / 10 - 1 * 1 = 0.6 + 0.6 - 1 = 0.2
    assert annotator.prefers(first, second) == pytest.approx(1 / (1 + math.exp(-0.2)))
    assert annotator.prefers(second, first) == pytest.approx(1 / (1 + math.exp(0.2)))


def test_a_gap_without_bounds_is_no_overflow() -> None:
    annotator = Annotator("x", temperature=1e-6, length_bias=0, style_bias=0)
    assert annotator.prefers(Traits(3, 1, 0), Traits(-3, 1, 0)) == 1
    assert annotator.prefers(Traits(-3, 1, 0), Traits(3, 1, 0)) == 0


def test_traits_are_read_from_the_text() -> None:
    assert Traits.of("# Answer\n\n- **Apples**, at 7:30 am.\n- Pears.", 1.5) == Traits(1.5, 6, 3)
    assert Traits.of("Apples and pears.", 0.0) == Traits(0.0, 3, 0)


def test_the_panel_has_the_means_that_were_asked_for() -> None:
    members = panel(size=4, noise=0.4, length_bias=1.0, style_bias=0.5, seed=3)
    assert len({member.name for member in members}) == 4
    assert np.mean([member.temperature for member in members]) == pytest.approx(0.4)
    assert np.mean([member.length_bias for member in members]) == pytest.approx(1.0)
    assert np.mean([member.style_bias for member in members]) == pytest.approx(0.5)
    assert sorted(member.temperature for member in members) == pytest.approx([0.25, 0.35, 0.45, 0.55])
    assert panel(1, 0.4, 1.0, 0.0, seed=0)[0].temperature == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("setting", "message"),
    [({"noise": 0.0}, "noise=0, expected a positive"), ({"annotators": 9}, "annotators=9, expected 1 to 8")],
)
def test_settings_that_make_no_panel_are_refused_at_once(setting: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Errands(**setting)


def test_labels_are_as_frequent_as_the_formula_says() -> None:
    world = Errands(seed=12, noise=0.6, length_bias=0.4, style_bias=0.6)
    members = {member.name: member for member in world.panel}
    rows = list(world.comparisons(1200))
    sides = [[row.chosen for row in rows], [row.rejected for row in rows]]
    gold = [world.gold.score(side).values.numpy() for side in sides]
    words = [np.array([len(tokens(example.response)) for example in side]) for side in sides]
    marks = [np.array([Traits.of(example.response, 0.0).markdown for example in side]) for side in sides]
    who = [members[row.annotator or ""] for row in rows]
    logit = (gold[0] - gold[1]) / np.array([member.temperature for member in who])
    logit += np.array([member.length_bias for member in who]) * (words[0] - words[1]) / 10
    logit += np.array([member.style_bias for member in who]) * (marks[0] - marks[1])
    likelier = 1 / (1 + np.exp(-np.abs(logit)))
    for low, high in ((0.5, 0.65), (0.65, 0.8), (0.8, 0.95), (0.95, 0.999)):
        group = (likelier >= low) & (likelier < high)
        spread = np.sqrt((likelier[group] * (1 - likelier[group])).sum())
        # rows are stored with the winner first, so the likelier side won where the logit is positive
        assert group.sum() > 100
        assert abs((logit[group] > 0).sum() - likelier[group].sum()) < 3.5 * spread


def test_soft_labels_are_the_probability_of_the_annotator() -> None:
    hard, soft = Errands(seed=2), Errands(seed=2, soft=True)
    members = {member.name: member for member in soft.panel}
    for row, label in zip(soft.comparisons(80), hard.comparisons(80), strict=True):
        gold = soft.gold.score([row.chosen, row.rejected]).values.tolist()
        gap = (gold[0] - gold[1]) / members[row.annotator or ""].temperature
        assert row.target == pytest.approx(1 / (1 + math.exp(-gap)), abs=1e-4)
        assert row.target >= 0.5
        assert {row.chosen.response, row.rejected.response} == {label.chosen.response, label.rejected.response}
        assert label.target == 1


def test_a_bias_for_length_makes_the_longer_answer_win() -> None:
    def share(bias: float) -> float:
        rows = list(Errands(seed=3, length_bias=bias).comparisons(250))
        return float(np.mean([len(tokens(r.chosen.response)) > len(tokens(r.rejected.response)) for r in rows]))

    assert share(-2) + 0.1 < share(0) < share(2) - 0.1
