"""Captioned shapes: images that show what is said of them, and texts that tell nothing by themselves."""

from collections import Counter

import numpy as np
import torch

from guerdon.feedback import SwapWord, perturb
from guerdon.testbeds import Captions
from guerdon.testbeds import open as open_world
from guerdon.testbeds.captions import CELL, COLOURS, KINDS, PLACES, SHAPES
from guerdon.types import Example, image


def test_the_same_seed_gives_the_same_images_and_captions():
    assert open_world("captions", seed=2).candidates(3, 2) == Captions(2).candidates(3, 2)
    assert Captions(2).captioned(3) != Captions(3).captioned(3)


def test_the_image_shows_what_the_captions_say():
    world = Captions(1)
    for example in world.captioned(40):
        shown = (image(example) * 255).round()
        assert shown.shape == (CELL, CELL * len(PLACES), 3)
        things = world.shown(example.prompt_text)
        for place in range(len(PLACES)):
            cell = shown[:, CELL * place : CELL * (place + 1)]
            lit = cell.amax(2) >= 30
            if place not in things:
                assert not lit.any()
                continue
            colour, shape = things[place]
            assert lit.sum() == "".join(SHAPES[shape]).count("#")
            assert torch.equal(cell[lit], torch.tensor(COLOURS[colour]).float().expand(int(lit.sum()), 3))


def test_truth_is_what_is_on_the_image():
    world = Captions(4)
    prompt = next(e.prompt_text for e in world.captioned(50) if len(world.shown(e.prompt_text)) == 2)
    (place, (colour, shape)), _ = world.shown(prompt).items()
    said = f"two shapes, {colour} {shape} at the {PLACES[place]}"
    wrong = [said.replace("two", "three"), said.replace(shape, "circle" if shape != "circle" else "square"), ""]
    gold = world.gold.score([Example(prompt, text) for text in (said, *wrong)])
    assert gold.values.tolist() == [1, 0, 0, 0]


def test_true_captions_are_preferred_and_candidates_are_of_both_kinds():
    world = Captions(5)
    assert all(world.correct(row.chosen) >= world.correct(row.rejected) for row in world.comparisons(40))
    shares = [float(world.gold.score(group).values.mean()) for group in world.candidates(40, 8)]
    assert 0.3 < float(np.mean(shares)) < 0.7


def test_no_word_tells_a_wrong_caption_from_a_right_one():
    world = Captions(6)
    rules = {kind: SwapWord(words) for kind, words in KINDS.items()}
    rows = list(perturb(world.captioned(1500), rules, world.correct))
    right, wrong = (
        Counter(word for row in side for word in row.example.response.split()) for side in (rows[::2], rows[1::2])
    )
    assert right.keys() == wrong.keys()
    assert all(abs(right[word] - wrong[word]) < 4.5 * right[word] ** 0.5 for word in right)
