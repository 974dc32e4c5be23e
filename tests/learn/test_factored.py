"""Slots: probabilities by hand, what they read, what they learn, and what is refused."""

import math
from pathlib import Path

import pytest
import torch

from guerdon import load
from guerdon.errors import GuerdonError
from guerdon.learn import (
    Encoded,
    FactoredHead,
    FineTune,
    Numbers,
    RewardModel,
    ScalarHead,
    SlotLabels,
    WordGRU,
    fit,
    vocabulary,
)
from guerdon.learn.batch import RatingBatch
from guerdon.learn.model import Forward
from guerdon.records import Comparisons, Ratings
from guerdon.types import Comparison, Example, Rating

SLOTS = {"colour": ("red", "blue"), "size": ("small", "middle", "large")}


def rating(text: str, **values: float) -> Rating:
    return Rating(Example(text, ""), values)


def numbered() -> RewardModel:
    """Slots on two numbers, with weights set by hand."""
    model = RewardModel(Numbers(2), FactoredHead(SLOTS))
    with torch.no_grad():
        model.head.layers["colour"].weight.copy_(torch.tensor([[1.0, 0.0], [0.0, 1.0]]))
        model.head.layers["size"].weight.copy_(torch.tensor([[0.0, 0.0], [0.0, 0.0], [0.0, 2.0]]))
    return model


def test_each_slot_is_a_softmax_of_its_own():
    scores = numbered().score([Example("p", "1 0"), Example("p", "0 1")])
    e = math.e
    assert scores.vectors["colour"].exp()[0].tolist() == pytest.approx([e / (e + 1), 1 / (e + 1)])
    assert scores.vectors["size"].exp()[1].tolist() == pytest.approx([1 / (2 + e**2)] * 2 + [e**2 / (2 + e**2)])
    assert float(scores.values[1]) == pytest.approx(math.log(e / (e + 1)) + math.log(e**2 / (2 + e**2)))
    assert numbered().head.choices(scores)[1] == {"colour": "blue", "size": "large"}


def test_the_loss_is_the_cross_entropy_of_the_labels_that_are_there():
    model = numbered()
    rows = [
        Rating(Example("p", "1 0"), {"colour": 1.0, "size": 2.0}),
        Rating(Example("q", "0 1"), {"size": 2.0}, weight=3.0),
    ]
    loss = SlotLabels()(Forward(model, model.network), RatingBatch(rows))
    e = math.e
    colour = -math.log(1 / (e + 1)) / 4  # the second row, of weight 3, says nothing of it
    size = (math.log(3) - 3 * math.log(e**2 / (2 + e**2))) / 4
    assert float(loss.parts["slot/colour"]) == pytest.approx(colour)
    assert float(loss.total.detach()) == pytest.approx(colour + size)


def test_a_slot_reads_the_block_of_its_name_and_no_other():
    encoder = WordGRU(("a", "b"), 4, ("colour", "size"))
    model = RewardModel(encoder, FactoredHead(SLOTS))
    torch.nn.init.normal_(model.head.layers["colour"].weight)
    pooled = torch.randn(3, 8, generator=torch.Generator().manual_seed(0))
    changed = torch.cat([pooled[:, :4], torch.zeros(3, 4)], dim=1)
    one, two = (model.head(Encoded(x, encoder.blocks, (Example("a", ""),) * 3)) for x in (pooled, changed))
    assert one.vectors["colour"].equal(two.vectors["colour"])


def test_a_recurrent_reader_does_not_depend_on_its_neighbours():
    encoder = WordGRU(("go", "red", "room"), 8, seed=3)
    texts = [Example("go red", ""), Example("go to the Red room", ""), Example("", "")]
    together = encoder(encoder.prepare(texts)).pooled
    alone = torch.cat([encoder(encoder.prepare([text])).pooled for text in texts])
    assert torch.allclose(together, alone, atol=1e-6)
    assert not torch.allclose(together[0], together[1])


def sentences() -> Ratings:
    return Ratings.of(
        rating(f"{noise} {size} {colour}", colour=float(c), size=float(s))
        for noise in ("a", "the", "one", "this", "that")
        for c, colour in enumerate(SLOTS["colour"])
        for s, size in enumerate(SLOTS["size"])
        if (c, s) != (1, 2)
    )


def test_slots_are_learned_and_survive_saving(tmp_path: Path):
    records = sentences()
    encoder = WordGRU(vocabulary(row.example.prompt_text for row in records), 16, tuple(SLOTS), seed=1)
    model = RewardModel(encoder, FactoredHead(SLOTS, hidden=8), seed=1)
    fit(model, records, SlotLabels(), validation=records, solver=FineTune(20, 8, learning_rate=0.02), seed=1)
    unseen = [Example(f"some {size} {colour}", "") for size, colour in (("large", "red"), ("small", "blue"))]
    said = [{"colour": "red", "size": "large"}, {"colour": "blue", "size": "small"}]
    assert model.head.choices(model.score(unseen)) == said
    model.save(tmp_path / "model")
    again = load(str(tmp_path / "model"))
    assert again.score(unseen).vectors["size"].equal(model.score(unseen).vectors["size"])


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"shape": 0.0}, "shape = 0, expected the place of a value in one of the slots"),
        ({"size": 3.0}, r"size = 3, .*size \(0 to 2\)"),
        ({"size": 0.5}, "size = 0.5"),
        ({}, "no label"),
    ],
)
def test_labels_that_name_no_choice_are_refused(values, says):
    with pytest.raises(GuerdonError, match=says):
        SlotLabels().check(numbered(), Ratings.of([Rating(Example("p", "1 0"), values)]))


def test_other_feedback_and_heads_are_refused():
    pair = Comparison(Example("p", "1 0"), Example("p", "0 1"))
    with pytest.raises(GuerdonError, match="learns from ratings of slots, got comparisons"):
        SlotLabels().check(numbered(), Comparisons.of([pair]))
    with pytest.raises(GuerdonError, match="ScalarHead does not give"):
        SlotLabels().check(RewardModel(Numbers(2), ScalarHead()), Ratings.of([Rating(pair.chosen, {"size": 1.0})]))


def test_a_slot_of_one_value_is_no_choice():
    with pytest.raises(ValueError, match="at least two"):
        FactoredHead({"colour": ("red",)})
    with pytest.raises(ValueError, match="names each once"):
        WordGRU(("a", "a"))
