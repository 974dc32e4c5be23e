"""Critiques that are written, read and averaged, by hand."""

import math

import pytest
import torch

from guerdon.judge import (
    Critic,
    CriticGrade,
    CritiqueThenScore,
    FailingError,
    Written,
    appended,
    read,
)
from guerdon.learn import tiny
from guerdon.llm import Grade, Local, Sampling, Scripted, SimulatedJudge
from guerdon.loading import load
from guerdon.reward import Reward
from guerdon.shape import Measure, Recorded
from guerdon.types import Example, Message, Scores

QUESTION = Example("What is 2 + 2?", "5")
TWO = Sampling(n=2, temperature=1.0)


class Counting(Reward):
    """The number of times "right" is said; no score for a text with "?"."""

    def score(self, batch):
        values = [math.nan if "?" in each.response else float(each.response.count("right")) for each in batch]
        lost = tuple("it asks" if math.isnan(value) else None for value in values)
        return Scores(
            torch.tensor(values), parts={"length": torch.tensor([float(len(e.steps)) for e in batch])}, errors=lost
        )


def test_what_is_written_is_a_further_step_of_the_response():
    after = appended(Example("q", "a b", steps=("a ", "b")), "It is ", "wrong.")
    assert after.response == "a b\n\nIt is wrong."
    assert after.steps == ("a b\n\n", "It is ", "wrong.")
    assert after.prompt == "q"


def test_scores_are_means_over_critiques_and_failures_keep_their_reasons():
    batch = [QUESTION] * 4
    written = [
        Written((("right right right",), ("right",))), Written((("what?",), ("right",))),
        Written((("what?",), ("who?",))), Written(error="no answer"),
    ]  # fmt: skip
    said = read(Counting(), batch, written)
    assert said.values.tolist()[:2] == [2.0, 1.0]
    assert said.std.tolist()[:2] == [1.0, 0.0]
    assert said.values[2:].isnan().all()
    assert said.errors == (None, None, "it asks", "no answer")
    assert said.rationale == ("right right right\n\nright", "what?\n\nright", "what?\n\nwho?", None)
    assert said.parts["length"].tolist()[:2] == [2.0, 2.0]
    assert not len(read(Counting(), [], []))


def test_a_critic_is_asked_in_a_further_turn():
    critic = Critic(Scripted(lambda request: "wrong"))
    asked = critic.asked(Example((Message("user", "What is 2 + 2?"),), "5"))
    assert [turn.role for turn in asked.messages] == ["user", "assistant", "user"]
    assert asked.messages[1].content == "5"
    assert asked.messages[-1].content == critic.ask
    assert critic.ask.endswith("better answer.")
    assert Critic(critic.llm, form=Grade()).ask.endswith("from 1 to 10.")


def test_critiques_are_the_rationale_and_what_is_scored():
    critic = Critic(Scripted(lambda request: ["right right", "no"]), sampling=TWO)
    said = CritiqueThenScore(critic, Counting()).score([QUESTION])
    assert said.values.tolist() == [1.0]
    assert said.std.tolist() == [1.0]
    assert said.rationale == ("right right\n\nno",)


def test_a_critic_that_says_nothing_stops_the_run():
    judge = CritiqueThenScore(Critic(Scripted(lambda request: "")), Counting())
    assert judge.score([QUESTION]).errors[0].startswith("the answer is empty")
    with pytest.raises(FailingError, match="have failed"):
        judge.score([QUESTION] * 40)


def test_a_simulated_critic_says_what_it_sees():
    good, bad = Example("q", "good"), Example("q", "bad")
    gold = Recorded({good.identity: 1.0, bad.identity: -1.0})
    judge = CritiqueThenScore(Critic(SimulatedJudge(gold)), Counting())
    assert judge.score([good, bad]).values.tolist() == [1.0, 0.0]
    graded = Critic(SimulatedJudge(gold, noise=0.5), form=Grade(), sampling=Sampling(n=40, temperature=1.0))
    high, low = CriticGrade(graded).score([good, bad]).values.tolist()
    assert high == pytest.approx(7, abs=0.5)  # 5.5 + 1.5 a standard deviation
    assert low == pytest.approx(4, abs=0.5)


def test_it_is_saved(tmp_path, monkeypatch):
    monkeypatch.setenv("GUERDON_CACHE", str(tmp_path / "cache"))
    critic = Local(tiny(["What is 2 + 5 ? right wrong"], width=16, layers=1, spread=0.25))
    few = Sampling(n=2, temperature=1.0, max_tokens=4)
    reward = CritiqueThenScore(Critic(critic, sampling=few), Measure("log_words"))
    reward.save(tmp_path / "judge")
    again = load(str(tmp_path / "judge"))
    assert again.critic.sampling == few
    assert again.score([QUESTION]).rationale == reward.score([QUESTION]).rationale
