"""Images drawn for captions: what is on them, how often it is right, and that gold sees what a reader of pixels sees."""

import torch

from guerdon.testbeds.captions import CELL, COLOURS, PLACES, SHAPES, true_of
from guerdon.testbeds.illustrator import CAPTIONS, Illustrator, asked
from guerdon.types import image

CAPTION = "two shapes, red circle at the left"


def read(example) -> list[str]:
    """The captions that are true of an image, from its pixels alone."""
    shown = (image(example) * 255).round()
    things = {}
    for place in range(len(PLACES)):
        cell = shown[:, CELL * place : CELL * (place + 1)]
        lit = cell.amax(2) >= 30
        if lit.any():
            colour = next(
                name for name, value in COLOURS.items() if torch.equal(cell[lit][0], torch.tensor(value).float())
            )
            size = int(lit.sum())
            shape = next(name for name, rows in SHAPES.items() if "".join(rows).count("#") == size)
            things[place] = (colour, shape)
    return true_of(things)


def test_gold_is_what_can_be_seen():
    world = Illustrator(100)
    for caption in CAPTIONS[::7]:
        batch = world.images(caption, 12)
        gold = world.gold.score(batch).values.tolist()
        assert gold == [float(caption in read(example)) for example in batch]


def test_each_word_is_right_as_often_as_is_said():
    assert len(set(CAPTIONS)) == 54
    assert [word for word, _ in asked(CAPTION)] == ["two", "red", "circle", "left"]
    assert Illustrator(100, 1.0).gold.score(Illustrator(100, 1.0).images(CAPTION, 50)).values.mean() == 1
    # all four right, or something else on the image that happens to be what was asked for
    share = float(Illustrator(100).gold.score(Illustrator(100).images(CAPTION, 2000)).values.mean())
    assert 0.65**4 - 0.03 < share < 0.65**4 + 0.06


def test_the_same_seed_draws_the_same():
    assert Illustrator(1).images(CAPTION, 3) == Illustrator(1).images(CAPTION, 4)[:3]
    assert Illustrator(1).images(CAPTION, 3) != Illustrator(2).images(CAPTION, 3)
