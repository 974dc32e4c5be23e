"""Labels of words at a tiny scale: every arm, the text alone, and that a seed repeats."""

import numpy as np

from guerdon.recipes import tldr_token_reward as recipe
from guerdon.recipes.tldr_token_reward import RULES, SEEN, Config, blind, run, twins
from guerdon.testbeds import Captions

TINY = Config(captions=80, epochs=1)


def test_every_arm_is_measured_and_a_seed_repeats():
    whole, paired, words = run(TINY, 103)
    assert whole.baseline == whole.controls["one label"]
    assert whole.method == paired.method == whole.controls["labels of words"]
    assert paired.baseline == whole.controls["Bradley-Terry"]
    assert words.claim is SEEN
    assert words.method == words.controls["average precision, with the image"]
    assert {f"average precision, {kind}" for kind in RULES} < set(words.controls)
    assert all(0 <= value <= 1 for value in (*whole.controls.values(), *words.controls.values()))
    # one of the eight tokens of every second caption is wrong
    assert words.controls["average precision, chance"] == 1 / 16
    assert run(TINY, 103) == [whole, paired, words]


def test_twins_differ_in_one_word_of_the_same_image_and_the_blind_see_none():
    world = Captions(103)
    rows = recipe.perturb(world.captioned(30), RULES, world.correct)
    for right, wrong in twins(rows):
        assert right.example.context == wrong.example.context
        assert len(set(right.example.response.split()) - set(wrong.example.response.split())) == 1
        assert world.correct(right.example) > world.correct(wrong.example)
    dark = blind(rows)
    assert [row.spans for row in dark] == [row.spans for row in rows]
    assert len({row.example.context["image"][0] for row in dark}) == 1
    assert len(np.unique([row.example.context["image"][0] for row in rows])) > 20
