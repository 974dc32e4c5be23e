"""TextNorm on drawn shapes at a tiny scale: the arms, what they cost, and the released figures."""

import numpy as np
import pytest
import torch

from guerdon.recipes import textnorm as recipe
from guerdon.recipes.textnorm import BEST, CHANGES, CONTRAST, PARTS, RELEASED, Config, run
from guerdon.reward import Reward
from guerdon.shape import OtherWords
from guerdon.testbeds.captions import KINDS
from guerdon.testbeds.illustrator import CAPTIONS, Illustrator
from guerdon.types import Scores

TINY = Config(captions=60, epochs=1, members=2, tested=3, images=20)


def test_every_arm_is_measured_and_a_seed_repeats(monkeypatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    area, far, best = run(TINY, 103)
    assert (area.baseline, area.method) == (area.controls["plain"], area.controls["contrast"])
    assert (far.baseline, far.method) == (area.controls["random prompts"], area.method)
    assert (best.baseline, best.method) == (best.controls["best of 20, plain"], best.controls["best of 20, contrast"])
    assert (area.claim, far.claim, best.claim) == (None, CONTRAST, BEST)
    assert run(TINY, 103) == [area, far, best]


def test_every_caption_differs_in_a_word_from_as_many_prompts():
    assert {len(OtherWords(KINDS)(caption)) for caption in CAPTIONS} == {CHANGES}
    assert {other for caption in CAPTIONS[:3] for other in OtherWords(KINDS)(caption)} < set(CAPTIONS)


def test_a_reward_that_knows_has_the_whole_area_and_one_that_guesses_half():
    world = Illustrator(103)
    drawn = [world.images(caption, 30) for caption in CAPTIONS[:6]]

    class Flat(Reward):
        def score(self, batch):
            return Scores(torch.zeros(len(batch)))

    assert recipe.area(recipe.judged(world.gold, world, drawn)) == 1
    assert recipe.area(recipe.judged(Flat(), world, drawn)) == 0.5
    curve = recipe.best_of(recipe.judged(world.gold, world, drawn))
    assert curve["4"] <= curve["16"] <= curve["30"] == 1


@pytest.mark.realdata
def test_released_figures_by_half_of_the_captions(data_folder):
    outcomes = recipe.real(103)
    assert [each.data for each in outcomes] == [f"tia2, {part}" for part in PARTS]
    for each in outcomes:
        others = [value for name, value in each.controls.items() if "textnorm" not in name]
        assert len(others) == 4
        assert each.baseline == max(others)
        assert each.claim is RELEASED
        assert np.isfinite(each.method)
    assert recipe.real(104) != outcomes == recipe.real(103)
