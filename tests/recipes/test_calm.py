"""Judges of sub-goals at a small scale: a good one helps, and its F1 is as counted."""

import sys
from pathlib import Path

import numpy as np
import pytest

from guerdon.llm import Scripted
from guerdon.recipes import calm as recipe
from guerdon.testbeds.door_key import DoorKey
from guerdon.testbeds.door_key_steps import labelled_steps

sys.path.append(str(Path(__file__).parents[1] / "llm"))
from serving import Server


def test_a_perfect_judge_helps_and_a_bad_one_does_not():
    outcomes = recipe.run(recipe.Config(worlds=8, steps=400), 100)
    found = outcomes[0].controls
    assert found["every time, no errors"] > found["no bonus"]
    assert found["every time, finds 80%, makes up 5%"] < found["every time, no errors"] - 0.2
    # without false alarms nothing can be achieved twice, so that the two are one
    assert found["every time, finds 80%, makes up 0%"] == pytest.approx(found["once, finds 80%, makes up 0%"], abs=0.1)
    assert len({outcome.data for outcome in outcomes}) == 5


def test_f1_by_hand():
    # of 100 steps 50 are achievements: 40 found, 10 missed, 5 made up
    assert recipe.f1(0.8, 0.1, 0.5) == pytest.approx(2 * 40 / (2 * 40 + 10 + 5))
    assert recipe.f1(1, 0, 0.01) == 1


def test_a_model_behind_a_server_is_asked_about_steps(tmp_path, monkeypatch):
    """It says yes wherever the key comes to be carried, and never sees that a door was unlocked: 75 % are right."""
    monkeypatch.setenv("GUERDON_CACHE", str(tmp_path))

    def sees_keys(request):
        text = request.messages[-1].content
        return "Yes" if text.count("carries nothing") == 1 and "Sub-goal: pick up" in text else "No"

    worlds = [DoorKey.drawn(np.random.default_rng(seed)) for seed in range(4)]
    with Server(Scripted(sees_keys)) as server:
        [outcome] = recipe.asked(f"{server.url}#m", worlds, seed=100)
    keys = sum(label for step, label in labelled_steps(worlds, 100, 100) if "key" in step.context["criterion"])
    assert outcome.method == (50 + keys) / 100
    assert outcome.controls == pytest.approx({"finds": keys / 50, "makes up": 0.0})
