"""Intervals, tests and calibration against hand computations, second formulas, simulations and invariances."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from guerdon.statistics import (
    Estimate,
    bootstrap,
    bradley_terry,
    calibration_error,
    cohen_kappa,
    fit_temperature,
    kendall,
    mean_interval,
    paired_bootstrap,
    pearson,
    permutation_test,
    reliability,
    spearman,
    unbiased_bootstrap,
    wilson,
)

NAN = math.nan


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def mean(values) -> float:
    return float(np.mean(values))


columns_of_two = st.integers(2, 30).flatmap(
    lambda n: st.tuples(*(arrays(float, n, elements=st.integers(-5, 5).map(float)) for _ in range(2)))
)
predictions = st.integers(1, 60).flatmap(
    lambda n: st.tuples(
        arrays(float, n, elements=st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]) | st.floats(0, 1)),
        arrays(float, n, elements=st.sampled_from([0.0, 0.5, 1.0])),
    )
)


class TestWilson:
    def test_known_values(self):
        eight = wilson(8, 10)
        assert (eight.low, eight.high) == pytest.approx((0.4902, 0.9433), abs=1e-4)
        none = wilson(0, 10)
        assert (none.low, none.high) == pytest.approx((0.0, 0.2775), abs=1e-4)

    @given(st.integers(1, 500), st.floats(0, 1), st.sampled_from([0.5, 0.9, 0.95]))
    def test_its_ends_are_the_shares_that_the_normal_test_just_rejects(self, n, share, level):
        z = {0.5: 0.6744898, 0.9: 1.6448536, 0.95: 1.9599640}[level]
        estimate = wilson(share * n, n, level)
        for end in (estimate.low, estimate.high):
            assert (estimate.value - end) ** 2 == pytest.approx(z**2 * end * (1 - end) / n, abs=1e-7)

    @given(st.integers(1, 500), st.floats(0, 1))
    def test_it_contains_the_share_shrinks_and_mirrors(self, n, share):
        estimate, larger, mirrored = wilson(share * n, n), wilson(4 * share * n, 4 * n), wilson(n - share * n, n)
        assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1
        assert larger.high - larger.low < estimate.high - estimate.low
        assert mirrored.low == pytest.approx(1 - estimate.high, abs=1e-9)

    @pytest.mark.parametrize(("successes", "n"), [(0, 0), (3, 2), (-1, 2), (NAN, 2)])
    def test_what_is_no_share_is_refused(self, successes, n):
        with pytest.raises(ValueError, match="successes"):
            wilson(successes, n)

    def test_a_level_in_percent_is_refused(self):
        with pytest.raises(ValueError, match="coverage between 0 and 1"):
            wilson(1, 2, level=95.0)

    def test_it_prints_as_a_reader_expects(self):
        assert str(Estimate(0.6641, 0.646, 0.68249, 9)) == "0.664 [0.646, 0.682]"


class TestBootstrap:
    def test_two_rows_have_three_resampled_means(self):
        # The mean of two draws from {0, 1} is 0, 0.5 and 1 with probabilities 1/4, 1/2 and 1/4.
        wide, narrow = (mean_interval(column(0, 1), level=level) for level in (0.95, 0.4))
        assert (wide.value, wide.low, wide.high, wide.n) == (0.5, 0.0, 1.0, 2)
        assert (narrow.low, narrow.high) == (0.5, 0.5)

    @given(columns_of_two, st.integers(0, 5))
    @settings(max_examples=25)
    def test_a_mean_by_group_sums_is_the_mean_by_rows(self, columns, seed):
        values, labels = columns
        groups = [str(label) for label in labels]
        fast = mean_interval(values, groups, resamples=50, seed=seed)
        rows = bootstrap(mean, values, groups=groups, resamples=50, seed=seed)
        assert (fast.value, fast.low, fast.high) == pytest.approx((rows.value, rows.low, rows.high))

    def test_copies_of_a_row_in_one_group_add_no_certainty(self):
        values = np.random.default_rng(0).normal(size=40)
        groups = [str(row) for row in range(40)]
        alone = mean_interval(values)
        copied = mean_interval(np.repeat(values, 9), [group for group in groups for _ in range(9)])
        mistaken = mean_interval(np.repeat(values, 9))
        assert (copied.low, copied.high) == pytest.approx((alone.low, alone.high))
        assert mistaken.high - mistaken.low == pytest.approx((alone.high - alone.low) / 3, rel=0.2)

    def test_it_agrees_with_the_normal_interval_of_many_rows(self):
        values = np.random.default_rng(1).normal(3, 2, size=2000)
        estimate = mean_interval(values, resamples=4000)
        half = 1.96 * values.std() / math.sqrt(2000)
        assert estimate.high - estimate.low == pytest.approx(2 * half, rel=0.05)

    def test_its_interval_covers_the_truth_as_often_as_it_says(self):
        rng = np.random.default_rng(2)
        estimates = [mean_interval(rng.normal(size=60), resamples=200) for _ in range(300)]
        covered = np.mean([estimate.low <= 0 <= estimate.high for estimate in estimates])
        assert 0.89 <= covered <= 0.98

    def test_rows_of_several_columns_stay_together(self):
        a = np.random.default_rng(3).normal(size=30)
        estimate = bootstrap(pearson, a, 2 * a + 1, resamples=100)
        assert (estimate.low, estimate.high) == pytest.approx((1, 1))

    def test_the_seed_decides_all(self):
        values = np.random.default_rng(4).normal(size=30)
        assert mean_interval(values, seed=5) == mean_interval(values, seed=5)
        assert mean_interval(values, seed=5) != mean_interval(values, seed=6)

    def test_resamples_without_a_statistic_widen_the_interval_instead_of_vanishing(self):
        # One row of twenty differs: a third of the resamples miss it, and have no correlation.
        a = column(*[0.0] * 19, 1.0)
        estimate = bootstrap(pearson, a, a)
        assert estimate.value == 1
        assert (estimate.low, estimate.high) == (-math.inf, math.inf)

    def test_one_group_says_nothing_about_the_spread(self):
        estimate = mean_interval(column(1, 2, 3), ["a", "a", "a"])
        assert (estimate.value, estimate.low, estimate.high) == (2, -math.inf, math.inf)

    def test_a_pair_is_its_difference(self):
        a, b = np.random.default_rng(5).normal(size=(2, 50))
        assert paired_bootstrap(a, b, seed=3) == mean_interval(a - b, seed=3)

    def test_pairs_that_vary_together_are_told_apart_where_separate_intervals_overlap(self):
        common = np.random.default_rng(6).normal(size=200)
        first, second = common + 0.1, common + np.random.default_rng(7).normal(scale=0.1, size=200)
        assert mean_interval(first).low < mean_interval(second).high
        assert paired_bootstrap(first, second).low > 0

    def test_too_few_groups_are_an_error(self):
        with pytest.raises(ValueError, match="groups has 2 entries for 3 rows"):
            mean_interval(column(1, 2, 3), ["a", "b"])


class TestPermutation:
    def test_three_differences_by_hand(self):
        # Of the 8 sums of +-1, +-2, +-3, two reach 6, and two more reach 4.
        assert permutation_test(column(1, 2, 3), column(0, 0, 0)) == 0.25
        assert permutation_test(column(0, 2, 3), column(1, 0, 0)) == 0.5

    def test_equal_columns_have_no_difference(self):
        assert permutation_test(column(1, 2, 3), column(1, 2, 3)) == 1

    @given(columns_of_two)
    @settings(max_examples=30)
    def test_it_has_no_side(self, columns):
        first, second = (each[:10] for each in columns)
        assert permutation_test(first, second) == permutation_test(second, first)

    def test_sampled_patterns_agree_with_all_of_them(self):
        differences = np.random.default_rng(0).normal(0.3, 1, size=14)
        exact = permutation_test(differences, np.zeros(14), resamples=2**14)
        assert permutation_test(differences, np.zeros(14), resamples=8000) == pytest.approx(exact, abs=0.02)

    def test_under_the_null_p_is_uniform(self):
        rng = np.random.default_rng(1)
        p = np.array([permutation_test(rng.normal(size=10), np.zeros(10), resamples=1024) for _ in range(200)])
        assert np.mean(p) == pytest.approx(0.5, abs=0.07)
        assert np.mean(p <= 0.05) <= 0.1

    def test_a_shift_is_found_and_p_is_never_zero(self):
        rng = np.random.default_rng(2)
        assert permutation_test(rng.normal(1, 1, size=100), np.zeros(100), resamples=999) == 1 / 1000

    def test_the_rows_of_a_group_flip_together(self):
        ones = np.ones(6)
        assert permutation_test(ones, 0 * ones) == 2 / 2**6
        assert permutation_test(ones, 0 * ones, list("aaabbb")) == 2 / 2**2


class TestCalibration:
    probability, outcome = column(0.1, 0.2, 0.7, 0.8), column(0, 1, 1, 0)

    def test_four_predictions_by_hand(self):
        # Bins of two: |0.15 - 0.5| and |0.75 - 0.5|; one bin: |0.45 - 0.5|.
        assert calibration_error(self.probability, self.outcome, bins=2) == pytest.approx(0.3)
        assert calibration_error(self.probability, self.outcome, bins=1) == pytest.approx(0.05)
        assert calibration_error(self.probability, self.outcome) == pytest.approx((0.1 + 0.8 + 0.3 + 0.8) / 4)

    def test_bins_carry_the_frequency_with_wilsons_interval(self):
        low, high = reliability(self.probability, self.outcome, bins=2)
        half = wilson(1, 2)
        assert (low.confidence, high.confidence) == pytest.approx((0.15, 0.75))
        assert (low.frequency, low.low, low.high, low.n) == (0.5, half.low, half.high, 2)

    def test_what_happens_as_often_as_was_said_has_no_error(self):
        probability = np.repeat([0.25, 0.5, 0.75], 4)
        outcome = column(1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0)
        assert calibration_error(probability, outcome, bins=3) == pytest.approx(0)
        assert calibration_error(probability, 1 - outcome, bins=3) == pytest.approx((0.5 + 0 + 0.5) / 3)

    @given(st.integers(1, 200), st.integers(1, 20))
    def test_distinct_predictions_share_out_equally(self, n, bins):
        probability = np.random.default_rng(n).permutation(np.linspace(0, 1, n))
        sizes = [each.n for each in reliability(probability, np.zeros(n), bins)]
        assert sum(sizes) == n
        assert len(sizes) == min(n, bins)
        assert max(sizes) - min(sizes) <= 1

    @given(predictions, st.integers(1, 20), st.randoms())
    def test_the_order_of_the_rows_changes_nothing_even_with_ties(self, rows, bins, random):
        probability, outcome = rows
        order = list(range(len(probability)))
        random.shuffle(order)
        assert calibration_error(probability[order], outcome[order], bins) == pytest.approx(
            calibration_error(probability, outcome, bins)
        )

    @given(predictions, st.integers(1, 20))
    def test_the_error_is_the_gap_that_the_diagram_shows(self, rows, bins):
        probability, outcome = rows
        diagram = reliability(probability, outcome, bins)
        gaps = [each.n / len(outcome) * abs(each.confidence - each.frequency) for each in diagram]
        error = calibration_error(probability, outcome, bins)
        assert error == pytest.approx(sum(gaps))
        assert 0 <= error <= 1
        assert [each.confidence for each in diagram] == sorted(each.confidence for each in diagram)

    def test_equal_predictions_share_a_bin(self):
        (single,) = reliability(np.full(100, 0.7), np.repeat([0.0, 1.0], 50))
        assert single.confidence == pytest.approx(0.7)
        assert (single.frequency, single.n) == (0.5, 100)

    def test_scores_are_not_probabilities(self):
        with pytest.raises(ValueError, match=r"probability is 3\.5 in row 2, expected 0 to 1"):
            calibration_error(column(0.5, 3.5), column(0, 1))

    def test_no_bins_are_an_error(self):
        with pytest.raises(ValueError, match="bins=0"):
            reliability(self.probability, self.outcome, bins=0)


class TestTemperature:
    logits = np.random.default_rng(0).normal(0, 3, size=400)

    @pytest.mark.parametrize("temperature", [0.05, 0.7, 1.0, 2.5, 40.0])
    def test_it_recovers_the_temperature_of_exact_probabilities(self, temperature):
        target = sigmoid(self.logits / temperature)
        assert fit_temperature(self.logits, target) == pytest.approx(temperature, rel=1e-4)

    def test_it_recovers_the_temperature_of_drawn_labels(self):
        rng = np.random.default_rng(1)
        logits = rng.normal(0, 4, size=20_000)
        labels = (rng.random(20_000) < sigmoid(logits / 2.5)).astype(float)
        assert fit_temperature(logits, labels) == pytest.approx(2.5, rel=0.05)

    def test_at_the_minimum_the_derivative_vanishes(self):
        labels = (np.random.default_rng(2).random(400) < sigmoid(self.logits / 3)).astype(float)
        temperature = fit_temperature(self.logits, labels)
        residual = sigmoid(self.logits / temperature) - labels
        assert np.mean(self.logits * residual) == pytest.approx(0, abs=1e-4)

    @given(st.floats(1e-6, 1e6))
    @settings(max_examples=20)
    def test_it_scales_with_the_logits(self, factor):
        target = sigmoid(self.logits / 1.7)
        assert fit_temperature(factor * self.logits, target) == pytest.approx(factor * 1.7, rel=1e-4)

    def test_labels_without_an_optimum_end_the_range(self):
        size = math.sqrt(np.mean(self.logits**2))
        right = (self.logits > 0).astype(float)
        assert fit_temperature(self.logits, right) < 0.01 * size
        assert fit_temperature(self.logits, 1 - right) == pytest.approx(1000 * size, rel=1e-3)

    def test_no_temperature_explains_a_reward_that_never_decides(self):
        assert math.isnan(fit_temperature(np.zeros(3), column(0, 1, 1)))

    def test_targets_are_probabilities(self):
        with pytest.raises(ValueError, match=r"target is -1\.0 in row 1"):
            fit_temperature(column(1, 2), column(-1, 1))


@pytest.mark.parametrize(
    "call",
    [
        lambda a, b: mean_interval(a),
        lambda a, b: bootstrap(pearson, b, a),
        paired_bootstrap,
        permutation_test,
        calibration_error,
        reliability,
        fit_temperature,
        pearson,
        spearman,
        kendall,
        cohen_kappa,
        lambda a, b: bradley_terry(["a"] * 3, ["b"] * 3, a),
    ],
)
@pytest.mark.parametrize("bad", [NAN, math.inf])
def test_a_value_that_is_no_number_is_named_with_its_row(call, bad):
    with pytest.raises(ValueError, match=rf"is {bad} in row 2 \(1 of 3 rows are not finite\)"):
        call(column(0.5, bad, 0.5), column(0, 1, 1))


@pytest.mark.parametrize("call", [mean_interval, lambda a: bootstrap(mean, a), lambda a: pearson(a, a)])
def test_no_rows_are_an_error(call):
    with pytest.raises(ValueError, match="empty"):
        call(column())


def test_columns_of_unlike_length_are_an_error():
    # Called below the type check, which would speak first under test.
    from guerdon.statistics.columns import require_finite

    with pytest.raises(ValueError, match="a has 2, b has 1"):
        require_finite(a=column(1, 2), b=column(1))


def test_an_interval_of_the_calibration_error_holds_its_value() -> None:
    draw = np.random.default_rng(0)
    said = draw.uniform(0.5, 1, 300)
    came = (draw.random(300) < said).astype(float)  # calibrated: what error there is comes from noise
    plain = bootstrap(calibration_error, said, came, resamples=300)
    moved = unbiased_bootstrap(calibration_error, said, came, resamples=300)
    assert plain.low > moved.low
    assert moved.low <= moved.value <= moved.high
    assert moved.high - moved.low == pytest.approx(plain.high - plain.low)
