"""Talks at a small scale: every arm says something of new turns."""

import numpy as np
import pytest

from guerdon.recipes import geli as recipe
from guerdon.recipes.felt_talks import in_numbers, in_words
from guerdon.surface import first_person, hedges

SMALL = recipe.Config(few=10, many=30, turns=4, features=4, chats=6)


def test_ratings_and_signs_say_which_turns_were_good(monkeypatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    outcomes = recipe.run(SMALL, 100)
    assert [outcome.data for outcome in outcomes] == ["talks, 10", "talks, 10, against signs", "talks, 30"]
    few, many = outcomes[0].controls, outcomes[2].controls
    assert outcomes[0].baseline == few["ratings"]
    assert outcomes[0].method == few["both, 0.7 on ratings"]
    assert many["ratings"] > 0.6
    assert many["signs"] > 0.2
    assert all(-1 <= value <= 1 for value in (*few.values(), *many.values()))


def test_numbers_are_worth_what_their_ratings_sum():
    world = in_numbers(5, 3, 2, 0.0, 100)
    assert [row.values["rating"] for row in world.rated] == pytest.approx([worth.sum() for worth in world.worth])
    assert world.turns == 3
    assert len(world.fresh) == len(world.truth) == 50
    assert world.truth.std() == pytest.approx(1, abs=0.3)


def test_other_labels_stand_where_the_signs_stood():
    world = in_numbers(2, 3, 2, 0.0, 100)
    relabelled = world.labelled([np.arange(3.0), np.ones(3)])
    assert [[value for _, value in row.spans] for row in relabelled] == [[0, 1, 2], [1, 1, 1]]
    for row, before in zip(relabelled, world.rated, strict=True):
        assert [end for end, _ in row.spans] == [end for end, _ in before.spans]
        assert row.values == before.values


@pytest.mark.realdata
def test_chats_of_people(data_folder):
    world = in_words(60, 0.0, 100)
    assert len(world.rated) == 60
    assert len({row.example.prompt for row in world.rated}) == 60
    said = {turn for row in world.rated for turn in row.example.steps}
    assert not said & {turn.response for turn in world.fresh}
    assert min(len(row.example.steps) for row in world.rated) == min(map(len, world.worth)) == 3
    assert [row.values["rating"] for row in world.rated] == pytest.approx([worth.sum() for worth in world.worth])
    shown = [hedges(turn.response) for turn in world.fresh]
    assert np.corrcoef(shown, world.truth)[0, 1] == pytest.approx(1)
    assert abs(np.corrcoef([first_person(turn.response) for turn in world.fresh], world.truth)[0, 1]) < 0.3
    assert in_words(0, 0.0, 100) is None


@pytest.mark.realdata
def test_rewards_of_real_turns(data_folder, short_fits):
    ratings, signs = recipe.words(SMALL, 100)
    assert (ratings.data, signs.data) == ("hh-rlhf, 6 talks", "hh-rlhf, 6 talks, against signs")
    assert ratings.method == signs.method == ratings.controls["both, 0.7 on ratings"]
    assert signs.baseline == ratings.controls["signs"]
    assert all(-1 <= value <= 1 for value in ratings.controls.values())
