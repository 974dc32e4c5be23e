"""Which samples become a pair: by hand on five numbers, and what holds for any."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guerdon.errors import GuerdonError
from guerdon.feedback import (
    Agreed,
    Group,
    Max,
    MaxOf,
    Min,
    MinOf,
    Quantile,
    Random,
    Right,
    Sigma,
    Wrong,
    scored,
    select,
)
from guerdon.shape import Recorded
from guerdon.types import Example

SCORES = [3.0, -1.0, 0.0, 9.0, 1.0]  # mean 2.4, standard deviation 3.555


def group(scores, name="task", **parts):
    examples = tuple(Example(name, f"answer {place}") for place in range(len(scores)))
    return Group(examples, np.array(scores, dtype=float), {k: np.array(v, dtype=float) for k, v in parts.items()})


def place(selector, of, seed=0):
    return selector(of, np.random.default_rng(seed))


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        (Max(), 3),
        (Min(), 1),
        (Quantile(0.5), 4),
        (Quantile(0.0), 1),
        (Sigma(0.0), 0),  # 3.0 is nearer to 2.4 than 1.0 is
        (Sigma(-0.5), 4),  # 0.62
        (Sigma(-9.0), 1),
        (Sigma(2.0), 3),  # 9.51
        (MinOf(5), 1),
        (MaxOf(9), 3),
    ],
)
def test_positions_by_hand(selector, expected):
    assert place(selector, group(SCORES)) == expected


def test_the_lowest_of_two_lies_where_counting_says():
    # Of the 10 pairs of 5 scores the lowest is the minimum in 4, the next in 3, then 2, then 1.
    rng = np.random.default_rng(5)
    drawn = [MinOf(2)(group(SCORES), rng) for _ in range(4000)]
    shares = np.bincount(drawn, minlength=5) / len(drawn)
    assert shares == pytest.approx([0.1, 0.4, 0.3, 0.0, 0.2], abs=0.03)


def test_the_lowest_of_five_normal_scores_is_not_two_standard_deviations_down():
    rng = np.random.default_rng(6)
    drawn = rng.normal(size=(300, 200))
    picked = [row[MinOf(5)(group(row), rng)] for row in drawn]
    assert np.mean(picked) == pytest.approx(-1.163, abs=0.1)


def test_right_and_wrong_select_inside_their_own():
    known = group(SCORES, correct=[1, 0, 1, 0, 0])
    assert place(Right(), known) == 0
    assert place(Wrong(), known) == 1
    assert place(Wrong(Max()), known) == 3
    assert place(Right(Min()), known) == 2
    assert place(Right(), group(SCORES, correct=[0] * 5)) is None
    with pytest.raises(GuerdonError, match="no numbers called 'correct'; there are: none"):
        place(Right(), group(SCORES))


def test_agreement_asks_both_rewards_of_the_same_draw():
    same, other = group(SCORES, second=[1, 0, 0, 2, 0]), group(SCORES, second=[5, 0, 0, 2, 0])
    assert place(Agreed(Max(), "second"), same) == 3
    assert place(Agreed(Max(), "second"), other) is None
    doubled = group(SCORES, second=[2 * score for score in SCORES])
    assert all(place(Agreed(MinOf(2), "second"), doubled, seed) is not None for seed in range(20))


def test_what_makes_no_pair_is_dropped_and_counted():
    groups = [
        group([1.0], "one"),
        group([2.0, 2.0], "equal"),
        group([float("nan"), 1.0, 2.0], "failed"),
        group([0.0, 1.0], "good"),
        Group((Example("same", "a"), Example("same", "a")), np.array([0.0, 1.0])),
        group([0.0, 1.0], "no right one", correct=[0, 0]),
    ]
    made = select(groups[:5], Max(), Min())
    assert made.reasons == {
        "prompt with fewer than two samples": 1,
        "prompt whose two samples are one": 1,
        "prompt with samples without a score": 1,
        "prompt whose two samples are the same text": 1,
    }
    assert [row.prompt for row in made.records] == ["failed", "good"]
    assert [(row.chosen.response, row.rejected.response, row.strength) for row in made.records] == [
        ("answer 2", "answer 1", 1.0), ("answer 1", "answer 0", 1.0),
    ]  # fmt: skip
    assert {row.provenance for row in made.records} == {"model"}
    assert select(groups[5:], Right(), Wrong()).reasons == {"prompt without a sample to be chosen": 1}


def test_gold_decides_who_wins_and_scores_do_elsewhere():
    tempting = group([0.0, 5.0], correct=[1, 0])
    (by_gold,) = select([tempting], Right(), Wrong()).records
    (by_score,) = select([tempting], Min(), Max()).records
    assert (by_gold.chosen.response, by_score.chosen.response) == ("answer 0", "answer 1")


@given(st.lists(st.integers(-5, 5), min_size=2, max_size=9), st.integers(0, 99))
def test_random_pairs_are_labelled_by_the_score(scores, seed):
    one = group(scores)
    for row in select([one], Random(), Random(), seed).records:
        value = {each.response: score for each, score in zip(one.examples, scores, strict=True)}
        assert value[row.chosen.response] - value[row.rejected.response] == row.strength > 0


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=9), st.sampled_from([Max(), Min(), Quantile(0.3)]))
def test_no_selector_of_order_cares_for_the_unit(scores, selector):
    assert place(selector, group(scores)) == place(selector, group([4 * score for score in scores]))


def test_a_draw_depends_on_its_own_prompt_alone():
    groups = [group(np.arange(30.0), f"task {n}") for n in range(5)]
    whole = {row.prompt: row for row in select(groups, Max(), MinOf(3), seed=1).records}
    alone = select(groups[3:4], MaxOf(30), MinOf(3), seed=1).records[0]
    assert whole["task 3"].rejected == alone.rejected
    other = {row.prompt: row for row in select(groups, Max(), MinOf(3), seed=2).records}
    assert any(whole[name].rejected != other[name].rejected for name in whole)


def test_scores_come_from_rewards_and_failures_stay_nan():
    examples = [Example("task", text) for text in "abc"]
    first = Recorded.of(examples[:2], lambda each: ord(each.response))
    second = Recorded.of(examples, lambda each: -ord(each.response))
    (found,) = scored([examples], first, {"second": second})
    assert found.scores[:2].tolist() == [97, 98]
    assert np.isnan(found.scores[2])
    assert found.part("second").tolist() == [-97, -98, -99]
    (row,) = select([found], Max(), Min()).records
    assert (row.chosen.response, row.rejected.response) == ("b", "a")


def test_impossible_selectors_are_refused():
    for make in (lambda: MinOf(0), lambda: MaxOf(-1), lambda: Quantile(1.2)):
        with pytest.raises(ValueError, match="expected"):
            make()
    with pytest.raises(ValueError, match="3 numbers for 2 samples"):
        Group((Example("a", "b"), Example("a", "c")), np.zeros(3))
