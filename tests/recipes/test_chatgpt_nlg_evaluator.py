"""The protocol at a tiny scale."""

from typing import ClassVar

import numpy as np
import pytest

from guerdon.llm import GREEDY, Grade, SimulatedJudge
from guerdon.recipes import chatgpt_nlg_evaluator as recipe
from guerdon.shape import Recorded
from guerdon.types import Example

TINY = recipe.Config(items=12)


class Stub(SimulatedJudge):
    """Keeps what it is asked."""

    asked: ClassVar[list[str]] = []

    def stream(self, requests, sampling=GREEDY):
        Stub.asked += [request.messages[-1].content for request in requests]
        return super().stream(requests, sampling)


def test_grades_are_asked_for_and_read():
    """Without errors the grade is the middle plus a sixth of the range for each standard deviation."""
    good, lost = Example("t", "good", reference="better"), Example("t", "lost")
    judge = Stub(Recorded({good.identity: 1.0, lost.identity: float("nan")}))
    said = recipe.grades(judge, [good, lost], Grade(0, 100))
    assert said[0] == round(50 + 100 / 6)
    assert np.isnan(said[1])
    assert recipe.grades(judge, [good], Grade(1, 5)).tolist() == [4]
    first, *_, last = Stub.asked
    assert "<reference>\nbetter" in first
    assert "overall quality" in first
    assert "0: as bad as" in first
    assert "5: as good as" in last


def test_one_judge_in_two_scales(monkeypatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    [outcome] = recipe.run(TINY, 103)
    controls = outcome.controls
    assert outcome.method == controls["kendall tau-b, by item, five"]
    assert controls["tied pairs, five"] > controls["tied pairs, hundred"]
    assert controls["kendall tau-a, by item, five"] <= controls["kendall tau-b, by item, five"]
    assert 0 < controls["answers that could not be read, five"] < 60
    assert controls["calls of the judge"] == 4 * 12 * 5
    assert controls["kendall tau-b, by item, five, reference"] != outcome.method  # asked in other words, he errs anew
    assert recipe.run(TINY, 103) == [outcome]


def test_shared_words_by_hand():
    found = recipe.metrics([Example("the cat sat", "a cat sat down")])
    assert found["shared words"].tolist() == pytest.approx([4 / 7])
    assert found["length"].tolist() == [4]


@pytest.mark.realdata
def test_metrics_of_real_paraphrases(data_folder):
    *_, outcome = recipe.run(TINY, 103)
    assert outcome.data == "twitter-paraphrases"
    assert outcome.method == outcome.controls["kendall tau-b, by_item, cosine"]
