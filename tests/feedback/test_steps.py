"""Steps of curation: what each keeps, what it says of the rest, and what it refuses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from guerdon.duplicates import repeats
from guerdon.feedback import (
    Agreement,
    Confidence,
    Decontamination,
    Distinct,
    FeedbackError,
    LengthRatio,
    Likelihood,
    Max,
    Min,
    Mix,
    Only,
    Pairs,
    Right,
    Stated,
    Texts,
    Top,
    Within,
    Wrong,
)
from guerdon.records import Comparisons, Rankings, Ratings
from guerdon.reward import Reward
from guerdon.types import Comparison, Example, Ranking, Rating, Scores


@dataclass(frozen=True)
class Said(Reward[Sequence[Example]]):
    """r = slope times the number that the response begins with; "?" fails."""

    slope: float = 1.0

    def score(self, batch: Sequence[Example]) -> Scores:
        words = [each.response.split()[0] for each in batch]
        values = [float("nan") if word == "?" else self.slope * float(word) for word in words]
        return Scores(torch.tensor(values), errors=tuple("asked back" if word == "?" else None for word in words))


@dataclass(frozen=True)
class FirstPlace(Said):
    """Prefers what stands first, whatever it is."""

    def prefer(self, first, second):
        return torch.full((len(first),), 0.9)


def pair(chosen, rejected, prompt="task", **fields):
    return Comparison(Example(prompt, str(chosen)), Example(prompt, str(rejected)), **fields)


def kept(made):
    return [(row.chosen.response, row.rejected.response) for row in made.records]


GAPS = Comparisons.of([pair(2, 0), pair(1, 0), pair(0, 1), pair(0, 3), pair(1, 0, target=0.0), pair(5, 1, target=0.5)])


def test_confidence_checks_the_label_and_leaves_ties():
    made = Confidence(Said())(GAPS)
    assert kept(made) == [("2", "0"), ("1", "0"), ("5", "1")]
    assert [each.row for each in made.dropped] == [2, 3, 4]
    # sigmoid(-1), sigmoid(-3), and sigmoid(-1) of the side that the turned label prefers
    assert [each.detail for each in made.dropped] == ["0.269", "0.047", "0.269"]


def test_confidence_by_quantile_does_not_depend_on_the_scale_of_a_reward():
    rows = Comparisons.of([pair(n, 0, f"task {n}") for n in range(1, 11)])
    for slope in (0.01, 1.0):
        made = Confidence(Said(slope), least=0.0, quantile=0.5)(rows)
        assert kept(made) == [(str(n), "0") for n in range(6, 11)]
    assert made.reasons == {"among the least sure 50%": 5}


def test_a_reward_of_pairs_is_asked_in_both_orders():
    made = Confidence(FirstPlace(), least=0.5)(GAPS[:2])
    assert not len(made.records)
    assert made.dropped[0].detail == "0.500"


def test_failures_are_dropped_with_their_cause():
    rows = Comparisons.of([pair("?", 0), pair(1, 0)])
    for step in (Confidence(Said()), Agreement((Said(),)), Likelihood(Said(), 0.0), Top(Said(), 1.0)):
        made = step(rows)
        assert kept(made) == [("1", "0")]
        assert [(each.why, each.detail) for each in made.dropped] == [("without a score", "asked back")]


def test_agreement_counts_votes_and_half_votes():
    judges = (Said(), Said(-1.0), Said(0.0))  # for the label, against it, undecided
    rows = Comparisons.of([pair(2, 0)])
    assert len(Agreement(judges, 0.5)(rows).records) == 1  # 1.5 of 3
    made = Agreement(judges, 0.51)(rows)
    assert made.reasons == {"label with which fewer than 51% of the judges agree": 1}
    assert made.dropped[0].detail == "50% agree"


def test_likelihood_looks_at_either_response():
    rows = Comparisons.of([pair(n, 20 - n, f"task {n}") for n in range(1, 10)])  # 1 to 9 and 11 to 19
    made = Likelihood(Said(), 0.2)(rows)  # the quantile of 18 numbers at 0.2 is 4.4
    assert [each.detail for each in made.dropped] == ["1.000", "2.000", "3.000", "4.000"]


def test_planted_prompts_of_a_benchmark_are_found():
    bench = Texts("bench", ("Write a short poem about the sea in winter, please.", "Why?"))
    rows = Comparisons.of(
        pair(1, 0, prompt)
        for prompt in (
            "Now: write a short POEM about the sea in winter please!",
            "Write a short poem about the sea in summer.",
            "why",
            "Why not?",
        )
    )
    made = Decontamination((bench,), n=8)(rows)
    first = "write a short poem about the sea in"
    assert [(each.row, each.detail) for each in made.dropped] == [(0, first), (1, first), (2, "why")]
    assert [each.row for each in Decontamination((bench,), n=9)(rows).dropped] == [0, 2]
    assert made.reasons == {"prompt in bench": 3}


@given(st.lists(st.text("ab ", max_size=12), max_size=6), st.text("ab ", max_size=12), st.integers(1, 4))
def test_decontamination_agrees_with_looking_for_the_words(texts, prompt, n):
    from guerdon.surface import words

    def met(text):
        mine, theirs = words(prompt), words(text)
        if min(len(mine), len(theirs)) < n:
            return bool(mine) and mine == theirs
        return f" {' '.join(mine)} ".count(" ") >= n and any(
            mine[i : i + n] == theirs[j : j + n] for i in range(len(mine) - n + 1) for j in range(len(theirs) - n + 1)
        )

    found = Decontamination((Texts("bench", tuple(texts)),), n=n)(Comparisons.of([pair(1, 0, prompt)]))
    assert bool(found.dropped) == any(map(met, texts))


def test_length_ratio_counts_words_on_either_side():
    rows = Comparisons.of([pair("a b c", "a"), pair("a", "a b c d"), pair("", "a b")])
    assert [each.detail for each in LengthRatio(3.0)(rows).dropped] == ["4.0 times"]


def test_top_takes_a_share_of_each_category():
    rows = [pair(n, n, f"task {n}", source="low") for n in range(4)]
    rows = [replace(row, rejected=Example(row.prompt, f"{n} again")) for n, row in enumerate(rows)]
    rows += [pair(n, f"{n} again", f"task {n}", source="high") for n in range(10, 14)]
    half = Top(Said(), 0.5)(Comparisons.of(rows))
    assert [each.chosen.response for each in half.records] == ["2", "3", "12", "13"]
    uneven = Top(Said(), 0.5, shares={"low": 0.25, "high": 0.75})(Comparisons.of(rows))
    assert [each.chosen.response for each in uneven.records] == ["3", "11", "12", "13"]
    overall = Top(Said(), 0.5, per="provenance")(Comparisons.of(rows))
    assert [each.source for each in overall.records] == ["high"] * 4
    moved = Top(Said(), 0.5, per="provenance", offsets={"high": 12.0})(Comparisons.of(rows))  # 0 to 3 and -2 to 1
    assert [each.chosen.response for each in moved.records] == ["1", "2", "3", "13"]


def test_only_within_and_stated():
    rows = Comparisons.of([
        pair("one two", "three", source="a", strength=2.0), pair("four", "five", source="b"),
        pair("six", "seven eight nine", source="c", strength=1.0),
    ])  # fmt: skip
    assert [row.source for row in Only(keep=("a", "b"))(rows).records] == ["a", "b"]
    assert [row.source for row in Only(drop=("a", "b"))(rows).records] == ["c"]
    assert [row.source for row in Within("log_words", most=np.log(3.5))(rows).records] == ["a", "b"]
    assert [row.source for row in Stated("strength", least=1.5)(rows).records] == ["a"]
    assert Stated("strength", least=1.5)(rows).reasons == {"no strength": 1, "strength below 1.5": 1}


def test_distinct_keeps_the_first_of_what_nearly_repeats():
    long = "the quick brown fox jumps over the lazy dog and then sleeps until the next morning comes around again "
    rows = Comparisons.of([pair(long * 2, "no"), pair("no", long * 2 + "indeed"), pair("yes", "no")])
    made = Distinct()(rows)
    assert [each.row for each in made.dropped] == [1]
    assert made.dropped[0].detail == "row 1"


@given(st.lists(st.text("abc ", max_size=20), max_size=12))
def test_repeats_name_an_earlier_text_that_is_no_repetition(texts):
    found = repeats(texts)
    assert len(found) == len(texts)
    for place, before in enumerate(found):
        assert before is None or (before < place and found[before] is None)
    assert [each is None for each in found[:1]] == [True] * len(found[:1])


def test_pairs_of_a_reward_pool_all_responses_to_a_prompt():
    rows = Comparisons.of([pair(1, 0, "a", source="s"), pair(5, 1, "a"), pair(2, 3, "b")])
    made = Pairs(Said(), Max(), Min())(rows)
    assert kept(made) == [("5", "0"), ("3", "2")]
    assert [(row.strength, row.source, row.provenance) for row in made.records] == [
        (5, "s", "model"),
        (1, None, "model"),
    ]


def test_pairs_of_ratings_and_rankings_need_no_reward():
    rated = Ratings.of(
        Rating(Example("a", text), {"overall": value, "correct": right}, annotator=who)
        for text, value, right, who in (("x", 1, 1, "p"), ("y", 4, 0, "p"), ("z", 9, 0, "q"))
    )
    made = Pairs(chosen=Max(), rejected=Min())(rated)
    assert kept(made) == [("y", "x")]
    assert made.reasons == {"prompt with fewer than two samples": 1}
    assert kept(Pairs(chosen=Right(), rejected=Wrong())(rated)) == [("x", "y")]
    ranked = Rankings.of([Ranking((Example("a", "x"), Example("a", "y"), Example("a", "z")), (2, 1, 3))])
    assert kept(Pairs(chosen=Max(), rejected=Min())(ranked)) == [("y", "z")]
    with pytest.raises(FeedbackError, match="name a reward"):
        Pairs()(GAPS)
    with pytest.raises(FeedbackError, match="no prompt has two samples"):
        Pairs()(rated[2:])


def sources(**counts):
    return Comparisons.of(pair(n, f"{n} b", f"{name} {n}", source=name) for name, k in counts.items() for n in range(k))


def counted(made):
    names = [row.source for row in made.records]
    return {name: names.count(name) for name in dict.fromkeys(names)}


def test_mixtures_have_the_shares_that_are_asked_for():
    rows = sources(a=80, b=20)
    assert counted(Mix(rows=50)(rows)) == {"a": 40, "b": 10}
    assert counted(Mix(temperature=1e9)(rows)) == {"a": 20, "b": 20}
    assert counted(Mix(temperature=2.0, rows=30)(rows)) == {"a": 20, "b": 10}  # square roots: 2 to 1
    assert counted(Mix(shares={"a": 1, "b": 3})(rows)) == {"a": 7, "b": 20}
    assert counted(Mix(shares={"a": 1})(rows)) == {"a": 80}
    made = Mix(rows=50)(rows, seed=3)
    assert [row.id for row in made.records] == [row.id for row in Mix(rows=50)(rows, seed=3).records]
    assert [row.id for row in made.records] != [row.id for row in Mix(rows=50)(rows, seed=4).records]
    assert len(made.dropped) == 50


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Mix(shares={"c": 1})(sources(a=2)), "there is no source 'c'; there are: 'a'"),
        (lambda: Mix(rows=30, shares={"a": 1, "b": 1})(sources(a=80, b=10)), "ask for 20 rows at most"),
        (lambda: Mix(temperature=0), "above 0"),
        (lambda: Mix(shares={"a": -1}), "expected numbers from 0"),
        (lambda: Confidence(Said(), least=1.0), "least is 1.0"),
        (lambda: Likelihood(Said(), 1.5), "quantile is 1.5"),
        (lambda: Agreement(()), "at least one judge"),
        (lambda: Agreement((Said(),), 0.0), "a share above 0"),
        (lambda: Decontamination((), 0), "at least 1 word"),
        (lambda: LengthRatio(0.5), "at least 1"),
        (lambda: Top(Said(), 1.5), "from 0 to 1"),
        (lambda: Only(), "the categories to keep"),
        (lambda: Within("log_wrods"), "did you mean log_words"),
        (lambda: Stated("strenght"), "use one of strength"),
        (lambda: LengthRatio()(Ratings.of([Rating(Example("a", "b"), {"x": 1})])), "put Pairs before it"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_line(make, says):
    with pytest.raises(FeedbackError, match=says):
        make()


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=1, max_size=15))
def test_every_row_is_kept_or_accounted_for_once(numbers):
    rows = Comparisons.of(pair(one, f"{other} b", f"task {n}") for n, (one, other) in enumerate(numbers))
    for step in (Confidence(Said()), Top(Said(), 0.4), LengthRatio(1.5), Distinct(), Mix(rows=len(rows) // 2)):
        made = step(rows)
        left = {row.id for row in made.records}
        lost = {rows[each.row].id for each in made.dropped}
        assert len(made.dropped) == len(lost) == len(rows) - len(made.records)
        assert not left & lost
