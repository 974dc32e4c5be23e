"""Sources at equal size: counts by hand."""

from collections import Counter

import pytest

from guerdon.feedback import FeedbackError, even
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example


def rows(**counts: int) -> Comparisons:
    return Comparisons.of(
        Comparison(Example(f"{name} {n}", "a"), Example(f"{name} {n}", "b"), source=name)
        for name, count in counts.items()
        for n in range(count)
    )


def test_small_sources_are_repeated_evenly_and_large_ones_drawn_from():
    found = list(even(rows(big=10, middle=4, small=3), each=7, seed=1))
    assert Counter(row.source for row in found) == {"big": 7, "middle": 7, "small": 7}
    times = Counter(row.prompt for row in found)
    assert max(times[f"big {n}"] for n in range(10)) == 1
    assert {times[f"middle {n}"] for n in range(4)} == {1, 2}
    assert {times[f"small {n}"] for n in range(3)} == {2, 3}


def test_all_grow_to_the_largest_unless_told():
    assert len(even(rows(big=10, small=3))) == 20
    assert len(even(rows(big=10)[:0])) == 0


def test_the_seed_decides_the_draw_and_the_order():
    one, same, other = (list(even(rows(big=10, small=3), seed=seed)) for seed in (1, 1, 2))
    assert one == same
    assert one != other
    assert [row.source for row in one[:10]] != ["big"] * 10


def test_rows_of_no_source_are_refused():
    nameless = Comparisons.of([Comparison(Example("p", "a"), Example("p", "b"))])
    with pytest.raises(FeedbackError, match="1 of 2 rows name no source"):
        even(Comparisons.of([*rows(big=1), *nameless]))
