"""Answers that rely on passages: edits by hand, and labels from several verdicts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.feedback import Invent, Misattribute, by_criteria, cite, omit, pad, ungrounded
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.types import Comparison, Example, Scores
from guerdon.verify.citations import MARKER, sentences

PASSAGES = ["Ana repairs clocks in Oslo.", "Boris sells maps. He lives in Lima.", "Chen paints barns."]
ANSWER = "Ana repairs clocks. Boris sells maps in Lima. Nobody knows more."


def rng():
    return np.random.default_rng(4)


def answer(prompt="Who does what?", response=ANSWER):
    return cite(Example(prompt, response, {"passages": PASSAGES}))


def test_sentences_cite_the_passage_that_has_their_words():
    assert answer().response == "Ana repairs clocks [1]. Boris sells maps in Lima [2]. Nobody knows more [1]."
    assert cite(answer()) == answer()
    assert sentences(answer().response) == [
        "Ana repairs clocks [1].",
        "Boris sells maps in Lima [2].",
        "Nobody knows more [1].",
    ]
    titled = Example("a", "Lima is far.", {"passages": [["Oslo", "cold"], ["Lima", "far"]]})
    assert cite(titled).response == "Lima is far [2]."


def test_each_edit_does_what_its_criterion_says():
    text = answer().response
    assert sorted(sentences(Invent(("Fay bakes [2].",))(text, rng()))) == sorted([*sentences(text), "Fay bakes [2]."])
    left = sentences(omit(text, rng()))
    assert len(left) == 2
    assert [each for each in sentences(text) if each in left] == left
    longer = pad(text, rng())
    assert longer.startswith(text)
    assert len(sentences(longer)) == 6
    moved = Misattribute(3)(text, rng())
    cited = [each.split("[")[1][0] for each in sentences(moved)]
    assert cited in (["2", "3", "2"], ["3", "1", "3"])
    assert MARKER.sub("", moved) == MARKER.sub("", text)


def test_edits_that_find_nothing_say_so():
    assert omit("One sentence.", rng()) is None
    assert pad("", rng()) is None
    assert Invent(())("Some text.", rng()) is None
    assert Misattribute(1)("Some text [1].", rng()) is None
    assert Misattribute(4)("No citation.", rng()) is None


def test_every_criterion_gives_a_pair_with_the_answer_as_chosen():
    rows = ungrounded([answer(), answer("And the weather?", "Fay bakes bread daily. It rains.")])
    assert [row.source for row in rows] == ["hallucination", "comprehensiveness", "verbosity", "attribution"] * 2
    assert all(row.chosen in (answer(), answer("And the weather?", "Fay bakes bread daily. It rains.")) for row in rows)
    assert "Fay bakes" in rows[0].rejected.response or "It rains" in rows[0].rejected.response
    again = ungrounded([answer(), answer("And the weather?", "Fay bakes bread daily. It rains.")])
    assert [row.rejected.response for row in rows] == [row.rejected.response for row in again]


@dataclass(frozen=True)
class Marks(Reward[Sequence[Example]]):
    """The mark that a response writes at a place, such as "3 0 1"; "?" fails."""

    place: int

    def score(self, batch: Sequence[Example]) -> Scores:
        marks = [each.response.split()[self.place] for each in batch]
        return Scores(torch.tensor([float("nan") if mark == "?" else float(mark) for mark in marks]))


def test_verdicts_add_up_or_there_is_no_label():
    judges = {"truth": Marks(0), "cover": Marks(1), "brevity": Marks(2)}
    rows = Comparisons.of(
        Comparison(Example(str(n), one), Example(str(n), other))
        for n, (one, other) in enumerate(
            [("3 3 0", "0 0 0"), ("0 0 3", "3 3 0"), ("3 0 0", "0 3 0"), ("? 3 3", "0 0 0")]
        )
    )
    made = by_criteria(rows, judges)
    assert [(row.chosen.response, row.strength) for row in made.records] == [("3 3 0", 2.0)]
    assert made.records[0].chosen.meta["verdicts"] == {"truth": 1, "cover": 1, "brevity": 0}
    assert made.records[0].agreement == pytest.approx(2 / 3)
    assert made.reasons == {"verdicts that add up to less than 2": 2, "without a score": 1}
    assert made.dropped[0].detail == "truth -1, cover -1, brevity +1"
    one = by_criteria(rows, judges, least=1)
    assert [row.chosen.response for row in one.records] == ["3 3 0", "3 3 0"]  # the second pair is turned round
    assert one.records[1].chosen.meta["verdicts"] == {"truth": 1, "cover": 1, "brevity": -1}
    assert len(by_criteria(rows, {"truth": Marks(0)}, least=1, tie=0.49).records) == 0  # sigmoid(3) is 0.953
    with pytest.raises(GuerdonError, match="expected 1 to 3"):
        by_criteria(rows, judges, least=4)
