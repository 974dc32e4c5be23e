"""Equal content, equal hash, and the image of an example in every form."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image as Pillow

from guerdon.errors import GuerdonError
from guerdon.ledger import Ledger
from guerdon.reward import Reward
from guerdon.types import Example, Scores, Trajectory, Transitions, content_hash, image

BYTES = arrays.arrays(np.uint8, st.tuples(st.integers(1, 3), st.integers(1, 3), st.just(3)))


@given(BYTES, BYTES)
def test_arrays_are_told_apart_by_content_alone(one, other):
    assert content_hash(one) == content_hash(one.copy())
    same = one.shape == other.shape and bool((one == other).all())
    assert (content_hash(one) == content_hash(other)) == same


def test_kind_and_shape_count():
    flat = np.zeros(4, np.uint8)
    distinct = [
        flat, flat.reshape(2, 2), flat.astype(bool), torch.zeros(4), torch.zeros(4, dtype=torch.bfloat16), [0, 0, 0, 0],
        "0000", b"0000", 0, 0.0, None, {"a": 0}, [[0, 0], [0, 0]], [[0], [0, 0, 0]], Pillow.new("RGB", (2, 2)),
        Pillow.new("L", (2, 2)), np.array(["a", None], dtype=object), np.array(["b", None], dtype=object),
    ]  # fmt: skip
    assert len({content_hash(each) for each in distinct}) == len(distinct)
    assert content_hash(torch.ones(3, requires_grad=True)) == content_hash(torch.ones(3))
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1})


def test_trajectories_are_told_by_their_steps():
    def walk(last: int) -> Trajectory:
        rows = np.array([0, last])
        return Trajectory(Transitions(rows, rows, rows, rows > 5, rows > 9), {"seed": 1})

    assert content_hash(walk(1)) == content_hash(walk(1)) != content_hash(walk(2))
    stranger = object()
    assert content_hash(stranger) == content_hash(stranger) != content_hash(object())


def test_the_hash_is_the_same_in_another_process():
    code = "import numpy as np; from guerdon.types import content_hash; print(content_hash(np.arange(6).reshape(2, 3)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert said == content_hash(np.arange(6).reshape(2, 3))


def test_a_ledger_resumes_with_images(tmp_path):
    class Redness(Reward):
        asked = 0

        def score(self, batch):
            self.asked += len(batch)
            return Scores(torch.stack([image(example)[..., 0].mean() for example in batch]))

    def examples() -> list[Example]:
        return [Example("red", "", media=(np.full((2, 2, 3), level, np.uint8),)) for level in (0, 255, 0)]

    file = tmp_path / "scores.jsonl"
    first, second = Redness(), Redness()
    Ledger(first, file).read(examples())
    again = Ledger(second, file)
    again.read(examples())
    assert (first.asked, second.asked) == (2, 0)
    assert [again.values[example.identity] for example in examples()] == [0, 1, 0]


def test_every_form_holds_the_same_image():
    colours = np.array([[[255, 0, 128], [0, 51, 0]]], np.uint8)
    forms = [
        {"media": (colours,)},
        {"media": (Pillow.fromarray(colours),)},
        {"media": (torch.from_numpy(colours),)},
        {"media": (colours / 255,)},
        {"context": {"image": ["ff0080003300"]}},
    ]
    expected = [[[1, 0, 128 / 255], [0, 0.2, 0]]]
    for form in forms:
        shown = image(Example("p", "", **form))
        assert shown.dtype == torch.float32
        assert shown.tolist() == [[pytest.approx(pixel) for pixel in row] for row in expected]


def test_gradients_flow_to_a_tensor():
    picture = torch.full((2, 2, 3), 0.5, requires_grad=True)
    image(Example("p", "", media=(picture,))).sum().backward()
    assert picture.grad is not None
    assert picture.grad.eq(1).all()


@pytest.mark.parametrize("held", [np.zeros((2, 2), np.uint8), np.zeros((2, 2, 4), np.uint8), "cat.png", object()])
def test_what_is_no_image_is_named(held):
    with pytest.raises(GuerdonError, match="the example 'p' has no image that can be read"):
        image(Example("p", "", media=(held,)))
