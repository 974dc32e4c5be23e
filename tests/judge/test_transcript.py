"""What somebody would say of new cases, from what they answered."""

import pytest
from worths import GOOD

from guerdon.judge import transcript_judge
from guerdon.llm import Local, Scripted, SimulatedJudge
from guerdon.loading import load
from guerdon.shape import Recorded
from guerdon.types import Example


class Noted(Scripted):
    """Keeps what it was asked, and says yes with probability 0.8."""

    def choice_logits(self, requests, options):
        self.asked = [request.messages[-1].content for request in requests]
        gold = Recorded({each.about[0].identity: 1.3863 for each in requests})  # log 4
        return SimulatedJudge(gold).choice_logits(requests, options)


def test_the_model_sees_answers_and_the_case() -> None:
    model = Noted(lambda request: "")
    reward = transcript_judge(model, [("Do you like it? tea", "yes"), ("Why?", "It is warm.")])
    scores = reward.score([Example("Do you like it?", "milk")])
    assert scores.values.tolist() == pytest.approx([0.8], abs=1e-4)
    [text] = model.asked
    assert "about each case: Do you like it?" in text
    assert "Question: Do you like it? tea\nAnswer: yes\n\nQuestion: Why?\nAnswer: It is warm." in text
    assert "<case>\nmilk\n</case>" in text
    assert text.endswith("Does this person say yes to it? Answer yes or no.")


def test_saved_and_loaded_it_says_the_same(tmp_path, tiny_model: Local) -> None:
    reward = transcript_judge(tiny_model, [("one?", "yes")])
    reward.save(tmp_path / "reward")
    assert load(tmp_path / "reward").score([GOOD]).values.tolist() == reward.score([GOOD]).values.tolist()
