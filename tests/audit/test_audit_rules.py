"""Cross-fitted rules, correlations and duplicates: the machinery below the findings."""

import numpy as np
import pytest
import scipy.stats

from guerdon.audit.correlation import correlation, excess, rank_correlation, rank_within_pairs, within_pairs
from guerdon.audit.crossfit import cross_fit, folds, least_squares, logistic, temperature
from guerdon.duplicates import Corpus


def test_rows_of_one_prompt_share_a_fold_and_all_folds_are_used() -> None:
    prompts = [f"prompt {number // 3}" for number in range(300)]
    found = folds(prompts)
    assert all(len(set(found[start : start + 3])) == 1 for start in range(0, 300, 3))
    assert set(found) == {0, 1, 2, 3, 4}


def test_a_prediction_does_not_depend_on_the_labels_of_its_own_prompt() -> None:
    rng = np.random.default_rng(0)
    gaps, prompts = rng.normal(size=(60, 2)), [str(row // 2) for row in range(60)]
    target = rng.integers(2, size=60).astype(float)
    changed = np.where(np.arange(60) < 2, 1 - target, target)
    before, after = (cross_fit(logistic, gaps, labels, prompts) for labels in (target, changed))
    assert before[:2] == pytest.approx(after[:2], abs=1e-12)
    assert not np.allclose(before, after)


def test_logistic_finds_the_weights_that_made_the_labels_and_ignores_the_order_of_a_pair() -> None:
    rng = np.random.default_rng(1)
    gaps = rng.normal(size=(20_000, 2)) * [1.0, 10.0]
    target = (rng.random(20_000) < 1 / (1 + np.exp(-gaps @ [1.0, -0.05]))).astype(float)
    weights = logistic(gaps, target)(np.eye(2))
    assert weights == pytest.approx([1.0, -0.05], rel=0.06)
    assert logistic(-gaps, 1 - target)(np.eye(2)) == pytest.approx(weights, rel=1e-5)


def test_least_squares_without_noise_is_exact_up_to_its_ridge() -> None:
    gaps = np.random.default_rng(2).normal(size=(500, 3))
    gaps[:, 2] = 0  # an attribute that never differs predicts nothing
    assert least_squares(gaps, gaps @ [2.0, -1.0, 5.0])(np.eye(3)) == pytest.approx([2.0, -1.0, 0.0], abs=0.01)


def test_temperature_divides_the_logits() -> None:
    logits = np.array([[4.0], [-4.0]] * 50)
    target = np.array([0.75, 0.25] * 50)
    # sigmoid(4 / T) = 3 / 4 at 4 / T = log 3
    assert temperature(logits, target)(np.array([[4.0]])) == pytest.approx([np.log(3)], abs=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_correlations_equal_the_library_s(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, prompts = rng.normal(size=40), [str(row // 2) for row in range(40)]
    b = a + rng.integers(-2, 3, size=40)
    assert correlation(a, b, prompts).value == pytest.approx(scipy.stats.pearsonr(a, b).statistic)
    assert rank_correlation(a, b, prompts).value == pytest.approx(scipy.stats.spearmanr(a, b).statistic)
    doubled = np.concatenate([a, -a]), np.concatenate([b, -b])
    assert within_pairs(a, b, prompts).value == pytest.approx(scipy.stats.pearsonr(*doubled).statistic)
    assert rank_within_pairs(a, b, prompts).value == pytest.approx(scipy.stats.spearmanr(*doubled).statistic)


def test_within_pairs_does_not_care_which_response_is_listed_first() -> None:
    rng = np.random.default_rng(3)
    a, b, signs = rng.normal(size=50), rng.normal(size=50), rng.choice([-1, 1], size=50)
    prompts = [str(row) for row in range(50)]
    assert within_pairs(a, b, prompts).value == pytest.approx(within_pairs(a * signs, b * signs, prompts).value)


def test_excess_is_what_the_labels_and_their_noise_do_not_justify():
    prompts = [str(row) for row in range(10)]
    other = np.ones(10)

    def found(chosen: int, labelled: int) -> float:
        """The excess where so many of ten choices and labels go with the attribute: correlations (2 k - 10) / 10."""
        sides = (np.where(np.arange(10) < count, 1.0, -1.0) for count in (chosen, labelled))
        return excess(*sides, other, prompts).value

    assert found(10, 7) == pytest.approx(1 - 0.4 / 0.6)
    assert found(8, 7) == 0  # 0.6 is within 0.4 / 0.6
    assert found(6, 7) == 0  # following less is no bias
    assert found(3, 7) == pytest.approx(-0.4)  # the other way
    assert found(0, 3) == pytest.approx(-(1 - 0.4 / 0.6))
    assert excess(np.zeros(10), other, other, prompts) is None
    assert correlation(np.ones(10), other, prompts) is None


def test_duplicates_are_found_whatever_their_case_and_spaces_and_near_ones_by_their_runs() -> None:
    text = " ".join(f"word{number}" for number in range(60))
    corpus = Corpus([text, "a short one", "Ja!"])
    assert corpus.match(text.upper().replace(" ", " \n ") + "!") == "same"
    # 58 runs of three words; a changed last word alters one: 57 / 59
    assert corpus.match(text.replace("word59", "other")) == "near"
    # a changed word in every tenth place alters about three runs of ten: far below 0.8
    assert corpus.match(" ".join("x" if number % 10 == 5 else f"word{number}" for number in range(60))) is None
    assert corpus.match("ja") == "same"
    assert corpus.match("nein") is None
    assert corpus.match("") is None
    assert Corpus([]).match("anything") is None
