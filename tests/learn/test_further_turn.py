"""What is written about an answer as a turn: what is read, what is learned, and how two terms change places."""

import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.learn import (
    BradleyTerry,
    CausalEncoder,
    Crossfade,
    FineTune,
    Forward,
    FurtherTurn,
    Joined,
    Likelihood,
    RewardModel,
    ScalarHead,
    WordCounts,
    fit,
    tiny,
)  # fmt: skip
from guerdon.learn.batch import batched
from guerdon.loading import load
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example, Message

ASK = "Check it ."


def written(answer, text):
    return Example("What is one ?", f"{answer}\n\n{text}", steps=(f"{answer}\n\n", text))


ROWS = [Comparison(written("two", "it is wrong"), written("one", "it is right"), target=0.0)] * 24


@pytest.fixture
def encoder(tmp_path, monkeypatch):
    monkeypatch.setenv("GUERDON_CACHE", str(tmp_path / "cache"))
    return CausalEncoder(
        tiny(["What is one two ? Check it is . right wrong"], width=16, layers=1, spread=0.25), language=True
    )


def test_the_conversation_by_hand(encoder):
    turns = FurtherTurn(encoder, ASK)
    laid = turns.laid_out(written("two", "it is wrong"))
    said = [(turn.role, turn.content) for turn in laid.messages]
    assert said == [("user", "What is one ?"), ("assistant", "two"), ("user", ASK), ("assistant", "it is wrong")]
    [item] = turns.prepare([written("two", "it is wrong")])
    assert encoder.tokenizer.decode(item.ids[item.response]) == "it is wrong"


def test_an_answer_of_which_nothing_is_written_has_no_score(encoder):
    with pytest.raises(GuerdonError, match="nothing is written about the answer 'two'"):
        RewardModel(FurtherTurn(encoder, ASK), ScalarHead()).score([Example("What is one ?", "two")])


def test_only_what_was_written_is_learned(encoder):
    """The term equals the inner model's own likelihood of the critique after the whole conversation before it."""
    model, example = RewardModel(FurtherTurn(encoder, ASK), ScalarHead()), written("two", "it is wrong")
    batch = batched(Comparisons.of(ROWS), [Comparison(example, example)])
    term = Likelihood()(Forward(model, lambda some: model.network(model.encoder.prepare(some))), batch)
    turns = (Message("user", "What is one ?"), Message("assistant", "two"), Message("user", ASK))
    alone = RewardModel(encoder, ScalarHead()).score([Example(turns, "it is wrong")]).vectors
    assert term.total.item() == pytest.approx(-float(alone["logprob"][0]) / 3, rel=1e-5)
    assert alone["tokens"].tolist() == [3.0]


def test_a_model_learns_both_and_is_saved(encoder, tmp_path):
    model = RewardModel(FurtherTurn(encoder, ASK), ScalarHead())
    records = Comparisons.of(ROWS)
    joint = BradleyTerry() + 1.25 * Likelihood()
    fitted = fit(
        model, records, joint, validation=records, solver=FineTune(epochs=4, batch_size=8, learning_rate=1e-2), seed=0
    )
    losses = [row["validation_loss"] for row in fitted.history if "validation_loss" in row]
    assert losses[-1] < losses[0] / 2
    wrong, right = model.score([written("two", "it is wrong"), written("one", "it is right")]).values
    assert right > wrong
    model.save(tmp_path / "model")
    assert torch.allclose(load(str(tmp_path / "model")).score([ROWS[0].chosen]).values, wrong)


def test_the_weights_change_places():
    fade = Crossfade(Likelihood(), BradleyTerry(), start=1.0, end=0.2, hold=0.5)
    assert [fade.weight(done) for done in (0.0, 0.5, 0.75, 1.0)] == pytest.approx([1, 1, 0.6, 0.2])
    with pytest.raises(ValueError, match="weights from 0 to 1"):
        Crossfade(Likelihood(), BradleyTerry(), hold=1.0)


def test_the_loss_is_the_weighted_sum(encoder):
    model, batch = RewardModel(FurtherTurn(encoder, ASK), ScalarHead()), batched(Comparisons.of(ROWS), ROWS[:2])

    def forward(done):
        return Forward(model, lambda some: model.network(model.encoder.prepare(some)), done)

    first, second = (term(forward(0.5), batch).total.item() for term in (Likelihood(), BradleyTerry()))
    loss = Crossfade(Likelihood(), BradleyTerry(), end=0.0)(forward(0.25), batch)
    assert loss.total.item() == pytest.approx(0.75 * first + 0.25 * second, rel=1e-5)
    assert set(loss.parts) == {"likelihood", "bradley_terry"}


def test_an_encoder_that_joins_others_reads_the_same_conversation():
    """A joined encoder hands examples on as they are."""
    turns, example = FurtherTurn(WordCounts(["wrong", "two"]), ASK), written("two", "it is wrong")
    alone = turns(turns.prepare([example])).pooled
    assert alone.tolist() == WordCounts(["wrong", "two"])([Example("", "it is wrong")]).pooled.tolist()
    assert Joined(turns)([example]).pooled.equal(alone)
