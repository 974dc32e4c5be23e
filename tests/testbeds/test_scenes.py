"""Frames of MountainCar: what is rendered and said, and the table against the environment."""

import numpy as np
import pytest

pytest.importorskip("pygame")

from guerdon.testbeds.captions import rows_of
from guerdon.testbeds.hill import PEAK, SPEEDS, Hill, moved
from guerdon.testbeds.scene import LIGHTS, smaller


@pytest.fixture(scope="module")
def hill() -> Hill:
    return Hill()


def test_a_block_is_its_mean():
    image = np.zeros((40, 20, 3), np.uint8)
    image[:20, :10] = 200
    assert smaller(image).tolist() == [[[100.0] * 3], [[0.0] * 3]]


def test_frames_show_the_state_and_the_light(hill):
    scene, rng = hill, np.random.default_rng(100)
    states = scene.states(300, rng)
    frames = np.stack(scene.frames(states[:8], ["white"] * 8))
    assert frames.shape == (8, 20, 30, 3)
    for one, first in zip(states[:8], frames, strict=True):
        for other, second in zip(states[:8], frames, strict=True):
            assert (first == second).all() == (one == other).all()
    white, dim = scene.frame(states[0], "white").astype(float), scene.frame(states[0], "dim").astype(float)
    assert np.abs(dim - white / 2).max() <= 1
    assert 0.1 < scene.reached(states).mean() < 0.5


def test_captions_are_true(hill):
    scene, rng = hill, np.random.default_rng(100)
    for state in scene.states(200, rng):
        assert (scene.says(state, rng).startswith(scene.goal)) == bool(scene.reached(state[None])[0])
    said = [example.prompt_text for example in scene.captioned(400, rng)]
    lit = [text for text in said if text.endswith("light")]
    assert len(lit) == pytest.approx(200, abs=40)
    assert {text.split(", in ")[1] for text in lit} == {f"{light} light" for light in LIGHTS}
    assert sum(text.split(",")[0] == scene.baseline for text in said) == pytest.approx(100, abs=35)


def test_light_may_go_with_the_goal(hill):
    peak = [
        example for example in hill.captioned(600, np.random.default_rng(100), 0.8) if "peak" in example.prompt_text
    ]
    frames = {
        light: rows_of(hill.frame(np.array([0.6]), light))[0] for light in LIGHTS
    }  # the sky, which is always there
    blue = np.mean([example.context["image"][0] == frames["blue"] for example in peak])
    assert blue == pytest.approx(0.8 + 0.2 / 5, abs=0.12)


def test_the_dynamics_are_those_of_gymnasium(hill):
    rng = np.random.default_rng(100)
    for _ in range(200):
        state, action = np.array([rng.uniform(-1.2, 0.6), rng.uniform(-0.07, 0.07)]), int(rng.integers(3))
        hill.world.state = state
        after, *_ = hill.world.step(action)
        assert np.concatenate(moved(state[:1], state[1:], action)) == pytest.approx(after, abs=1e-5)


def test_the_table_keeps_the_mean(hill):
    table, places = hill.table, np.repeat(hill.positions, SPEEDS)
    speeds = np.tile(np.linspace(-0.07, 0.07, SPEEDS), len(hill.positions))
    for action in range(3):
        after, faster = moved(places, speeds, action)
        assert table.transition[:, action] @ places == pytest.approx(after, abs=1e-9)
        assert table.transition[:, action] @ speeds == pytest.approx(faster, abs=1e-9)


def test_a_car_that_is_paid_for_the_flag_gets_there_and_one_that_is_paid_for_the_valley_does_not(hill):
    true = (hill.positions >= PEAK).astype(float)
    assert hill.at_the_flag(true) > 0.2
    assert hill.at_the_flag(-np.abs(hill.positions + 0.5)) == 0
