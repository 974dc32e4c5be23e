"""Vectors of segments, and a head that scores them and the whole from one layer."""

import pytest
import torch

import guerdon
from guerdon.errors import GuerdonError
from guerdon.learn import (
    FullBatch,
    Interaction,
    JointHead,
    OutcomeLabels,
    RewardModel,
    ScalarHead,
    SegmentVectors,
    UnitHead,
    UnitLabels,
    fit,
)  # fmt: skip
from guerdon.learn.batch import batched
from guerdon.learn.model import Forward
from guerdon.learn.segmenters import Sentences
from guerdon.records import Comparisons, Ratings
from guerdon.types import Comparison, Example, Rating


def example(*sentences: str, prompt: str = "What do cats eat?") -> Example:
    return Example(prompt, " ".join(sentences))


def test_a_segment_is_read_as_a_response_of_its_own(bert):
    encoder = SegmentVectors(Sentences(), bert, max_tokens=32)
    encoded = encoder([example("clear cats.", "wrong boats."), example("kind music.")])
    alone = Interaction(bert, max_tokens=32)([example("clear cats."), example("wrong boats."), example("kind music.")])
    torch.testing.assert_close(torch.cat(encoded.states.tokens), alone.pooled)
    torch.testing.assert_close(encoded.pooled[0], alone.pooled[:2].mean(0))
    assert [ends.tolist() for ends in encoded.states.ends] == [[11, 24], [11]]


def test_a_response_without_segments_is_zero_and_scores_nan(bert):
    encoder = SegmentVectors(Sentences(), bert, max_tokens=32)
    encoded = encoder([example(""), example("clear cats.")])
    assert not encoded.pooled[0].any()
    scores = RewardModel(encoder, UnitHead("mean", Sentences())).score([example(""), example("clear cats.")])
    assert scores.values.isnan().tolist() == [True, False]


def rated(n: int) -> Ratings:
    good, bad = "clear careful cats.", "wrong rude boats."
    rows = []
    for i in range(n):
        text = example(good if i % 2 else bad, good if i % 3 else bad, prompt=f"question about {i}")
        first, end = len(good if i % 2 else bad), len(text.response)
        rows.append(
            Rating(
                text, {"correct": float(i % 2 and i % 3 > 0)}, spans=((first, float(i % 2)), (end, float(i % 3 > 0)))
            )
        )
    return Ratings.of(rows)


def test_both_levels_are_learned_from_one_layer_and_saved(bert, tmp_path):
    records = rated(60)
    model = RewardModel(SegmentVectors(Sentences(), bert, max_tokens=32), JointHead(8, Sentences()), seed=1)
    fit(model, records, OutcomeLabels() + UnitLabels(), solver=FullBatch(l2=(0.003,)))
    rows = list(records)
    scores = model.score([row.example for row in rows])
    assert scores.dense.level == "segment"
    units = torch.cat(scores.dense.values) > 0
    assert units.tolist() == [value > 0.5 for row in rows for _, value in row.spans]
    assert (scores.values > 0).tolist() == [row.values["correct"] > 0.5 for row in rows]
    model.save(tmp_path / "joint")
    again = guerdon.load(tmp_path / "joint").score([row.example for row in rows])
    torch.testing.assert_close(again.values, scores.values)
    torch.testing.assert_close(again.dense.values, scores.dense.values)


def test_the_whole_is_the_mean_over_units_of_a_second_readout(bert):
    model = RewardModel(SegmentVectors(Sentences(), bert, max_tokens=32), JointHead(4, Sentences()), seed=2)
    encoded = model.encoder([example("clear cats.", "wrong boats.")])
    head = model.head
    features = (encoded.states.tokens[0] @ head.shared.weight.T + head.shared.bias).clamp_min(0)
    scores = head(encoded)
    torch.testing.assert_close(scores.dense.values[0], features @ head.linear.weight[0] + head.linear.bias)
    torch.testing.assert_close(scores.values[0], features.mean(0) @ head.whole.weight[0] + head.whole.bias[0])


def test_outcome_labels_by_hand_and_their_errors(given_features):
    model = RewardModel(given_features({"a": torch.tensor([2.0]), "b": torch.tensor([-1.0])}, {"x": 1}), ScalarHead())
    with torch.no_grad():
        model.head.linear.weight.fill_(1.0)
    rows = [Rating(Example("p", "a"), {"correct": 1.0}), Rating(Example("q", "b"), {"correct": 0.25}, weight=3.0)]
    records = Ratings.of(rows)
    # -log s(2) = 0.126928; 0.25 * -log s(-1) + 0.75 * -log s(1) = 0.563262
    loss = OutcomeLabels()(Forward(model, model.score), batched(records, rows))
    assert loss.total.item() == pytest.approx((0.126928 + 3 * 0.563262) / 4, rel=1e-4)
    OutcomeLabels().check(model, records)
    with pytest.raises(GuerdonError, match="reads the rating 'good', which 2 of 2 rows do not have"):
        OutcomeLabels("good").check(model, records)
    with pytest.raises(GuerdonError, match="from 0 to 1, and one is 4"):
        OutcomeLabels().check(model, Ratings.of([Rating(Example("p", "a"), {"correct": 4.0})]))
    with pytest.raises(GuerdonError, match="every label is 1"):
        OutcomeLabels().check(model, Ratings.of(rows[:1]))
    with pytest.raises(GuerdonError, match="learns from ratings, got comparisons"):
        OutcomeLabels().check(model, Comparisons.of([Comparison(Example("p", "a"), Example("p", "b"))]))
