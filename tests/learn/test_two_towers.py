"""Two towers into one space: the vectors, what they learn, and the contrast by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from guerdon.errors import GuerdonError
from guerdon.learn import (
    CosineHead,
    FineTune,
    ImageTextContrast,
    RewardModel,
    ScalarHead,
    Surface,
    TwoTowers,
    align_towers,
    fit,
    vocabulary,
)
from guerdon.learn.batch import RatingBatch
from guerdon.learn.model import Forward
from guerdon.loading import load
from guerdon.records import Comparisons, Ratings
from guerdon.types import Comparison, Example, Rating, Scores

COLOURS = {"red": "ff0000", "green": "00ff00", "blue": "0000ff", "white": "ffffff"}


def shown(colour: str, corner: int = 0) -> Example:
    """A pixel of a colour in one of the corners of a dark image."""
    pixels = ["000000"] * 4
    pixels[corner] = COLOURS[colour]
    return Example(f"a {colour} dot", "", {"image": ["".join(pixels[:2]), "".join(pixels[2:])]})


def towers(**shape) -> TwoTowers:
    return TwoTowers(vocabulary(["a dot", *COLOURS]), (2, 2), 1, width=8, dimensions=4, **shape)


def test_vectors_by_the_formula():
    reader = towers()
    example = shown("red", 3)
    with torch.no_grad():
        encoded = reader(reader.prepare([example]))
        patches = torch.zeros(4, 3)
        patches[3, 0] = 1
        kept = (reader.patches(2 * patches - 1) + reader.where).relu().flatten()
        seen = reader.whole(kept)
        words = reader.words.weight[[reader.place[word] for word in ("a", "red", "dot")]].mean(0)
        told = reader.text(words)
        expected = torch.cat([seen / seen.norm(), told / told.norm()])
    assert torch.allclose(encoded.pooled[0], expected, atol=1e-6)
    score = RewardModel(reader, CosineHead()).score([example]).values
    assert score.item() == pytest.approx(float(expected[:4] @ expected[4:]), abs=1e-6)


def test_patches_are_cut_row_by_row():
    reader = TwoTowers(("a",), (4, 2), 2, width=3, dimensions=2)
    image = torch.arange(24.0).view(4, 2, 3) / 24
    with torch.no_grad():
        kept = 2 * torch.stack([image[:2].flatten(), image[2:].flatten()]) - 1
        whole = reader.whole((reader.patches(kept) + reader.where).relu().flatten())
        assert torch.allclose(reader.see([image])[0], whole / whole.norm(), atol=1e-6)


@given(st.lists(st.sampled_from(["a red dot", "dot", "", "unknown words", "blue"]), max_size=5))
def test_neighbours_change_nothing(texts):
    reader = towers()
    with torch.no_grad():
        alone = torch.cat([torch.zeros(0, 4), *(reader.read([text]) for text in texts)])
        assert torch.allclose(reader.read(texts), alone, atol=1e-6)
        assert len(reader.see([])) == 0
        assert torch.allclose(reader.read(["red dot"]), reader.read(["dot red"]), atol=1e-6)


def batch_of(*texts: str) -> RatingBatch:
    return RatingBatch([Rating(Example(text, ""), {}) for text in texts])


def loss_of(images: list[list[float]], told: list[list[float]], *texts: str, temperature: float = 1.0) -> float:
    vectors = {"image": torch.tensor(images), "text": torch.tensor(told)}
    model = RewardModel(towers(), CosineHead())
    forward = Forward(model, lambda examples: Scores(torch.zeros(len(examples)), vectors=vectors))
    return float(ImageTextContrast(temperature)(forward, batch_of(*texts)).total)


def test_the_contrast_by_hand():
    # each image fits its own text by 1 and the other's by 0: -log(e / (e + 1)) either way
    unit = [[1.0, 0.0], [0.0, 1.0]]
    assert loss_of(unit, unit, "x", "y") == pytest.approx(math.log(1 + math.exp(-1)), abs=1e-6)
    assert loss_of(unit, unit, "x", "y", temperature=0.5) == pytest.approx(math.log(1 + math.exp(-2)), abs=1e-6)
    # one text for both images: half of the mass on each, whatever the order
    same = [[1.0, 0.0], [1.0, 0.0]]
    by_image = math.log(2)
    by_text = -(0.5 * math.log(math.e / (math.e + 1)) + 0.5 * math.log(1 / (math.e + 1)))
    assert loss_of(unit, same, "x", "x") == pytest.approx((by_image + by_text) / 2, abs=1e-6)


def test_colours_are_learned_wherever_they_are_and_kept_on_disk(tmp_path):
    rng = np.random.default_rng(100)
    train = [shown(list(COLOURS)[row % 4], int(rng.integers(4))) for row in range(200)]
    reader = align_towers(towers(), train, FineTune(4, 20, learning_rate=0.02, patience=None))
    model = RewardModel(reader, CosineHead())
    test = [shown(colour, corner) for colour in COLOURS for corner in range(4)]
    asked = [replace(example, prompt=f"a {colour} dot") for example in test for colour in COLOURS]
    best = model.score(asked).values.view(-1, 4).argmax(1)
    assert (best == torch.arange(4).repeat_interleave(4)).float().mean() >= 0.9
    model.save(tmp_path / "saved")
    assert torch.equal(load(tmp_path / "saved").score(asked).values, model.score(asked).values)


def test_what_does_not_fit_is_named():
    model = RewardModel(towers(), CosineHead())
    pair = Comparison(shown("red"), replace(shown("red"), response="x"))
    with pytest.raises(GuerdonError, match="reads ratings, got comparisons"):
        fit(model, Comparisons.of([pair]), ImageTextContrast())
    with pytest.raises(GuerdonError, match="does not hand out: use RewardModel"):
        fit(RewardModel(Surface(), ScalarHead()), Ratings.of([Rating(shown("red"), {})]), ImageTextContrast())
    with pytest.raises(GuerdonError, match="CosineHead holds an image against a text, and surface gives"):
        RewardModel(Surface(), CosineHead())
    with pytest.raises(GuerdonError, match="has 1 by 1 pixels, expected 2 by 2"):
        model.score([Example("a", "", {"image": ["ff0000"]})])
    with pytest.raises(ValueError, match="has no whole patches of 2"):
        TwoTowers(("a",), (3, 4), 2)
