"""Dialogues on numbers at a tiny scale."""

import numpy as np
import pytest
import torch

from guerdon.judge import BANK, Reactions
from guerdon.recipes import follow_up_likelihood as recipe

TINY = recipe.Config(dialogues=96, epochs=1, numbers=5, phrases=1)


def test_dialogues_are_right_as_often_as_said_and_reactions_follow() -> None:
    config, pairs = recipe.Config(dialogues=2000), [(1, 0), (6, 2), (5, 3)]
    thanks = {text for one in BANK.values() for text in one.pleased}
    right, pleased = [], []
    for each in recipe.dialogues(pairs, BANK, config, np.random.default_rng(0)):
        asked = [int(word.strip(",?")) for word in each.prompt_text.split() if word.strip(",?").isdigit()]
        answer, reaction = each.response.split("<end><user>")
        said = next(int(word.strip(".")) for word in answer.split() if word.strip(".").isdigit())
        right.append(said == max(asked))
        pleased.append(reaction in thanks)
    assert np.mean(right) == pytest.approx(0.6, abs=0.04)
    assert np.mean(np.array(right) == np.array(pleased)) == pytest.approx(0.9, abs=0.03)


def test_mixed_reactions_have_both_kinds_on_both_sides() -> None:
    assert recipe.mixed(Reactions(("a", "b"), ("c", "d"))) == Reactions(("a", "c"), ("b", "d"))


def test_order_by_hand() -> None:
    assert recipe.ahead(torch.tensor([1.0, 2.0, 3.0, 0.0]), torch.tensor([0.0, 2.0, 4.0, -1.0])) == 2.5 / 4


def test_all_that_is_recorded_and_a_seed_repeats() -> None:
    outcomes = recipe.run(TINY, 103)
    outcome = outcomes[0]
    assert outcome.method == outcome.controls["follow-up likelihood"]
    assert outcome.baseline == max(outcome.controls["log-probability"], outcome.controls["mean log-probability"])
    # a quarter of the ten pairs, twelve times, right and wrong, with two reactions in each of three dimensions
    assert outcome.controls["calls of follow-ups"] == 3 * 12 * 2 * 6
    assert recipe.run(TINY, 103) == outcomes
