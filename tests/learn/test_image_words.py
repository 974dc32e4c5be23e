"""Words that are held against an image: what is read, what is not, and that neighbours change nothing."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from guerdon.errors import GuerdonError
from guerdon.learn import ImageWords, RewardModel, ScalarHead, UnitHead, vocabulary
from guerdon.loading import load
from guerdon.types import Example, image

IMAGE = ["ff0000" * 2 + "00ff00" * 2, "000000" * 4]
KNOWN = vocabulary(["a red circle , square"])


def example(text: str, image: list[str] = IMAGE) -> Example:
    return Example("p", text, {"image": image})


def encoder() -> ImageWords:
    return ImageWords(KNOWN, (2, 4), 2, width=8, reach=1)


def test_colours_are_read_as_on_the_web():
    shown = image(example("", ["ff0080", "000000"]))
    assert shown.shape == (2, 1, 3)
    assert shown[0, 0].tolist() == pytest.approx([1.0, 0.0, 128 / 255])


def test_an_image_is_cut_into_patches_row_by_row():
    (seen,) = encoder().prepare([example("A red, circle")])
    assert seen.patches.shape == (2, 12)
    red, green = seen.patches.view(2, 4, 3)
    assert red[0].tolist() == [1, 0, 0]
    assert green[1].tolist() == [0, 1, 0]
    assert not red[2:].any()
    assert seen.ends.tolist() == [1, 5, 6, 13]
    assert [KNOWN[place] for place in seen.ids.tolist()] == ["a", "red", ",", "circle"]


def test_states_by_the_formula():
    reader = encoder()
    (seen,) = items = reader.prepare([example("red circle")])
    with torch.no_grad():
        state = reader(items).states.tokens[0]
        words, memory = reader.words(seen.ids), reader.see(seen.patches) + reader.where
        kernel, bias = reader.near.weight, reader.near.bias
        around = torch.stack([words[0], words[1]])  # one word to either side: both see both
        h = [
            words[t] + sum((kernel[:, :, place - t + 1] @ around[place] for place in (0, 1)), bias).relu()
            for t in (0, 1)
        ]
        f = [torch.stack([(reader.asked(one) * reader.shown(m) + reader.there(m)).relu() for m in memory]) for one in h]
        u = [torch.cat([one, pair.amax(0), pair.mean(0)]) for one, pair in zip(h, f, strict=True)]
        met = reader.met.weight[:, :, 1] @ u[0] + reader.met.weight[:, :, 2] @ u[1] + reader.met.bias
    assert torch.allclose(state[0], torch.cat([u[0], met.relu()]), atol=1e-5)


@settings(max_examples=20)
@given(st.lists(st.sampled_from(["a", "red circle", "square , a red", "unknown", ""]), min_size=1, max_size=5))
def test_neighbours_change_nothing(texts):
    model = RewardModel(encoder(), ScalarHead())
    torch.nn.init.normal_(model.head.linear.weight, generator=torch.Generator().manual_seed(0))
    batch = [example(text) for text in texts]
    alone = torch.cat([model.score([one]).values for one in batch])
    assert torch.allclose(model.score(batch).values, alone, atol=1e-5)


def test_a_response_without_words_has_no_tokens():
    scores = RewardModel(encoder(), UnitHead("min")).score([example(""), example("red")])
    assert scores.values.isnan().tolist() == [True, False]


def test_the_image_counts_and_gradients_reach_all_weights():
    model = RewardModel(encoder(), UnitHead("min"))
    torch.nn.init.normal_(model.head.linear.weight, generator=torch.Generator().manual_seed(0))
    other = example("a red circle", ["0000ff" * 4, "ffffff" * 4])
    assert model.score([example("a red circle")]).values != model.score([other]).values
    model.network(model.encoder.prepare([example("a red circle"), other])).values.sum().backward()
    still = [name for name, weight in model.encoder.named_parameters() if not weight.grad.any()]
    assert not still


def test_saved_and_loaded_it_says_the_same(tmp_path):
    model = RewardModel(encoder(), UnitHead("min"))
    torch.nn.init.normal_(model.head.linear.weight)
    model.save(tmp_path / "saved")
    batch = [example("a red circle"), example("square")]
    assert torch.equal(load(tmp_path / "saved").score(batch).values, model.score(batch).values)


@pytest.mark.parametrize(
    ("context", "message"),
    [
        ({}, "has no image that can be read"),
        ({"image": 3}, "has no image that can be read"),
        ({"image": ["red"]}, "has no image that can be read"),
        ({"image": ["ff0000", "ff"]}, "has no image that can be read"),
        ({"image": ["ff0000" * 4]}, "has 1 by 4 pixels, expected 2 by 4"),
    ],
)
def test_what_is_no_image_is_named(context, message):
    with pytest.raises(GuerdonError, match=message):
        encoder().prepare([replace(example("red"), context=context)])
    with pytest.raises(ValueError, match="an image of 3 by 4 pixels has no whole patches of 2"):
        ImageWords(KNOWN, (3, 4), 2)
