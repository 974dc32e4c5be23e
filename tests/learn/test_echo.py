"""What an answer and what is written about it have in common, by hand, and an answer read alone."""

import pytest

from guerdon.learn import (
    AnswerAlone,
    CausalEncoder,
    Echo,
    FurtherTurn,
    Joined,
    RewardModel,
    ScalarHead,
    Surface,
    WordCounts,
)
from guerdon.loading import load
from guerdon.types import Example

DAY = Example("When is 12 days after 2023-06-01 ?", "2023-06-13, at 32.0\n\nObservation: 2023-06-13", steps=("2023-06-13, at 32.0\n\n", "Observation: 2023-06-13"))  # fmt: skip


def test_shares_by_hand():
    """The answer's terms are a date, "at" and a number, of which the date is written again, beside one other word."""
    assert Echo()([DAY]).pooled[0].tolist() == pytest.approx([1 / 3, 1 / 2])


def test_what_the_prompt_says_does_not_count():
    said = Example("Is it 5 or 6 ?", "5 6", steps=("5 ", "6"))
    assert Echo()([said, Example("q", "no steps")]).pooled.tolist() == [[0, 0], [0, 0]]
    assert Echo()([]).pooled.shape == (0, 2)


def test_an_answer_is_read_without_what_is_written_about_it():
    counts = WordCounts(["at", "observation"])
    assert AnswerAlone(counts)([DAY, Example("q", "at at")]).pooled.tolist() == [[1, 0], [2, 0]]
    joined = Joined(AnswerAlone(Surface()), FurtherTurn(counts, "Check it."), Echo())([DAY])
    assert joined.pooled[0, -4:].tolist() == pytest.approx([0, 1, 1 / 3, 1 / 2])


def test_it_is_saved(tmp_path):
    encoder = Joined(AnswerAlone(Surface()), FurtherTurn(WordCounts(["observation"]), "Check it."), Echo())
    model = RewardModel(encoder, ScalarHead())
    model.head.linear.weight.data.fill_(1.0)
    model.save(tmp_path / "model")
    assert load(str(tmp_path / "model")).score([DAY]).values.equal(model.score([DAY]).values)


def test_only_frozen_encoders_are_joined(causal):
    with pytest.raises(ValueError, match="must be frozen"):
        AnswerAlone(CausalEncoder(causal))
