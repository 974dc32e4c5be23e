"""Conflicts, pairs from ratings and rankings, and the summary."""

import io
import json
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from guerdon.feedback import Conflict, comparisons, conflicts, inspect, read
from guerdon.records import Comparisons, Rankings, Ratings
from guerdon.types import Comparison, Example, Ranking, Rating


def pair(better, worse, prompt="?", **fields):
    return Comparison(Example(prompt, better), Example(prompt, worse), **fields)


def test_conflicts_are_pairs_with_both_labels_whichever_way_round():
    records = Comparisons.of(
        [
            pair("a", "b"),
            pair("a", "c"),
            pair("b", "a"),
            pair("a", "b", target=0.9, annotator="x"),
            pair("a", "c", target=0.5),
            pair("c", "b", target=0.2),
            pair("b", "c", target=0.3),
            pair("b", "a", prompt="!"),
        ]
    )
    # Row 5 says b over c, row 6 says c over b; row 4 is a tie and row 7 another prompt.
    assert conflicts(records) == [Conflict((0, 3), (2,)), Conflict((5,), (6,))]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), max_size=8))
def test_there_is_a_conflict_where_votes_differ(votes):
    records = Comparisons.of(
        pair("x", "y", prompt=prompt) if first else pair("y", "x", prompt=prompt) for prompt, first in votes
    )
    split_prompts = [name for name in "ab" if len({first for prompt, first in votes if prompt == name}) == 2]
    found = conflicts(records)
    assert len(found) == len(split_prompts)
    assert sum(len(each.one_way) + len(each.other_way) for each in found) == sum(
        prompt in split_prompts for prompt, _ in votes
    )


def rated(response, prompt="?", annotator=None, **values):
    return Rating(Example(prompt, response), values or {"rating": 1.0}, annotator=annotator)


def test_ratings_of_one_prompt_by_one_annotator_become_pairs():
    ratings = Ratings.of(
        [
            rated("a", rating=1.0),
            rated("x", prompt="!", rating=5.0),
            rated("b", rating=3.0),
            rated("c", rating=3.0),
            rated("a", rating=2.0),
            rated("d", annotator="other", rating=9.0),
        ]
    )
    made = [(each.chosen.response, each.rejected.response, each.strength) for each in comparisons(ratings)]
    # a-b, a-c (gaps of 2), b-a and c-a again (gaps of 1); b-c is a tie, a-a one text, d alone with its annotator.
    assert made == [("b", "a", 2.0), ("c", "a", 2.0), ("b", "a", 1.0), ("c", "a", 1.0)]


def test_which_value_decides():
    ratings = Ratings.of([rated("a", taste=1.0, price=5.0), rated("b", taste=2.0, price=3.0)])
    by_price = comparisons(ratings, value=lambda rating: rating.values["price"])[0]
    assert (by_price.chosen.response, by_price.strength) == ("a", 2.0)
    # Without overall, rating or helpfulness the mean decides: 3 against 2.5.
    assert comparisons(ratings)[0].chosen.response == "a"


def test_rankings_become_pairs_with_the_gap_in_ranks():
    examples = tuple(Example("?", text) for text in "abc")
    rankings = Rankings.of([Ranking(examples, (2.0, 1.0, 2.0), source="s", weight=2.0)])
    made = comparisons(rankings)
    assert [(each.chosen.response, each.rejected.response, each.strength) for each in made] == [
        ("b", "a", 1.0),
        ("b", "c", 1.0),
    ]
    assert {(each.source, each.weight) for each in made} == {("s", 2.0)}


def test_comparisons_stay_as_they_are():
    records = Comparisons.of([pair("a", "b")])
    assert comparisons(records) is records


def test_pairs_are_capped_evenly_and_by_seed():
    many = [rated(f"r{place}", prompt=prompt, rating=float(place)) for prompt in "?!" for place in range(12)]
    everything = {(f"r{high}", f"r{low}") for low, high in combinations(range(12), 2)}
    drawn = comparisons(Ratings.of(many), per_prompt=7, seed=1)
    assert len(drawn) == 14
    chosen = [(each.chosen.response, each.rejected.response) for each in drawn]
    assert set(chosen[:7]) < everything
    assert len(set(chosen[:7])) == 7
    assert chosen[:7] != chosen[7:]
    assert list(comparisons(Ratings.of(many), per_prompt=7, seed=1)) == list(drawn)
    assert list(comparisons(Ratings.of(many), per_prompt=7, seed=2)) != list(drawn)
    # What is drawn for a prompt does not depend on the others.
    alone = comparisons(Ratings.of(many[12:]), per_prompt=7, seed=1)
    assert [(each.chosen.response, each.rejected.response) for each in alone] == chosen[7:]


def test_inspection_of_comparisons(jsonl):
    rows = [
        {"prompt": "one two", "chosen": "a b c", "rejected": "a", "source": "x"},
        {"prompt": "one two", "chosen": "a", "rejected": "a b c", "source": "x"},
        {"prompt": "one two three four", "chosen": "a b", "rejected": "b", "probability": 0.3, "source": "y"},
        {"prompt": "one two", "chosen": "d", "rejected": "c d", "probability": 0.5},
        {"prompt": "one two", "chosen": "d", "rejected": "e"},
        {"prompt": "one two", "chosen": "d", "rejected": "d"},
    ]
    summary = inspect(read(jsonl(*rows)))
    assert (summary.kind, summary.formats, summary.rows, summary.prompts) == ("comparisons", ("preference",), 5, 2)
    assert summary.chat is False
    assert summary.sources == {"x": 2, "y": 1}
    assert summary.labels == {"hard": 3, "soft": 1, "tie": 1}
    assert summary.conflicts == 1
    assert summary.dropped == {"identical answers": 1}
    # Of the three decided comparisons of unlike lengths the longer wins the first alone.
    assert summary.longer_wins.value == pytest.approx(1 / 3)
    assert summary.longer_wins.n == 3
    assert summary.prompt_words.median == 3.0
    assert summary.response_words.median == 1.0
    assert json.loads(json.dumps(summary.to_json()))["longer_wins"]["n"] == 3


def test_lengths_are_told_by_percentiles(jsonl):
    # The answers have 2, 4, ..., 40 words: the 5th percentile lies 0.05 * 19 steps above the first, the 95th as much below the last.
    rows = [{"prompt": f"p{n}", "chosen": "w " * (2 * n), "rejected": "v " * (42 - 2 * n)} for n in range(1, 11)]
    summary = inspect(read(jsonl(*rows)))
    assert summary.to_json()["response_words"] == {"median": 21.0, "p5": 3.9, "p95": 38.1}
    assert str(summary.response_words) == "21 words (5–95 %: 4 to 38)"


def test_inspection_of_ratings_and_rankings(jsonl):
    chat = [{"role": "user", "content": "one two"}]
    ratings = inspect(read(jsonl({"prompt": chat, "response": "a", "ratings": {"taste": 1, "price": 2}})))
    assert (ratings.labels, ratings.chat, ratings.conflicts, ratings.longer_wins) == (
        {"taste": 1, "price": 1},
        True,
        None,
        None,
    )
    row = {"prompt": "?", "responses": ["a", "b", "c"], "ranks": [1, 2, 3]}
    assert inspect(read(jsonl(row, name="ranks.jsonl"))).labels == {"of 3": 1}


def test_inspection_on_a_terminal(jsonl):
    rows = [{"prompt": f"p{place}", "chosen": "a b", "rejected": "b", "source": f"s{place}"} for place in range(10)]
    console = Console(file=io.StringIO(), width=120)
    console.print(inspect(read(jsonl(*rows))).render())
    shown = console.file.getvalue()
    assert "10 comparisons of 10 prompts" in shown
    assert "and 2 more" in shown
    assert "0 pairs with both labels" in shown
    assert "1.000 [0.722, 1.000]" in shown
    assert "nothing" in shown
