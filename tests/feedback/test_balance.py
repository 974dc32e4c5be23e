"""Balancing and resampling: what is kept, counted by hand and by what must hold."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from guerdon.feedback import balance, resample
from guerdon.records import Comparisons
from guerdon.surface import length
from guerdon.types import Comparison, Example


def pairs(*sizes: tuple[int, int], target: float = 1.0) -> Comparisons:
    """Comparisons of so many words against so many, each of a prompt of its own."""
    return Comparisons.of(
        Comparison(Example(f"p{place}", "a " * first), Example(f"p{place}", "b " * second), target=target)
        for place, (first, second) in enumerate(sizes)
    )


def gaps(rows: Comparisons) -> list[int]:
    return [length(row.chosen.response) - length(row.rejected.response) for row in rows]


def test_mirrored_bins_keep_as_many_as_the_smaller_has():
    # gaps: three of +5, one of -5, one of +25 without a mirror, one of 0
    kept = balance(pairs((6, 1), (7, 2), (8, 3), (1, 6), (26, 1), (4, 4)), step=10)
    assert Counter(gaps(kept)) == {5: 1, -5: 1, 0: 1}


def test_a_target_below_one_half_names_the_second_as_preferred():
    mixed = pairs((6, 1)) + pairs((6, 1), target=0.2)
    assert len(balance(mixed)) == 2  # one longer and one shorter winner
    assert len(balance(pairs((6, 1), (7, 2)))) == 0


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), min_size=1, max_size=40), st.integers(0, 5))
def test_the_longer_wins_as_often_as_not_in_every_bin(sizes, seed):
    kept = balance(pairs(*sizes), step=7, seed=seed)
    bins = Counter((gap > 0, abs(gap) // 7) for gap in gaps(kept) if gap)
    assert all(count == bins[not longer, size] for (longer, size), count in bins.items())
    assert set(kept.prompts()) <= {f"p{place}" for place in range(len(sizes))}


def test_resampling_draws_whole_prompts_with_replacement():
    rows = [Comparison(Example(f"p{n % 50}", f"a{n}"), Example(f"p{n % 50}", f"b{n}")) for n in range(100)]
    sample = resample(Comparisons.of(rows), seed=3)
    counts = Counter(row.chosen.response for row in sample)
    assert len(sample) == 100
    assert all(counts[f"a{n}"] == counts[f"a{n + 50}"] for n in range(50))  # both rows of a prompt, or neither
    assert 0.5 < len({row.prompt for row in sample}) / 50 < 0.8  # 1 - 1/e = 0.63
    assert list(sample) == list(resample(Comparisons.of(rows), seed=3))
    assert list(sample) != list(resample(Comparisons.of(rows), seed=4))
