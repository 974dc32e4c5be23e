"""Flights: options and what is said of them, games that are read, and files that are none."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from guerdon.errors import GuerdonError
from guerdon.testbeds.flights import SAYS, described, drawn_games, drawn_options, read_games

OPTIONS = [[0.1, 1, 0, 0, 0, 0.2, 0.5, 0.9], [0.4, 0, 1, 0, 0, 0.2, 0.0, 0.3], [0.3, 0, 1, 0, 0, 0.8, 1.0, 0.3]]


def test_options_are_described_by_what_is_least_and_most():
    told = described(np.array(OPTIONS))
    assert told.shape == (3, 24)
    assert told[:, 8 + 7].tolist() == [0, 1, 1]  # least price, shared
    assert told[:, 16 + 6].tolist() == [0, 0, 1]  # most stops


def test_drawn_options_have_one_carrier_each():
    options = drawn_options(50, np.random.default_rng(0))
    assert (options[..., 1:5].sum(-1) == 1).all()
    assert options.min() >= 0
    assert options.max() <= 1


def test_simulated_people_book_what_is_best_and_say_why():
    one, two = (drawn_games(20, 3, np.random.default_rng(5)) for _ in range(2))
    known = {sentence for pair in SAYS.values() for sentence in pair}
    for game, same in zip(one, two, strict=True):
        assert [played.utterance for played in game.rounds] == [played.utterance for played in same.rounds]
        for played in game.rounds:
            assert played.utterance in known
            assert played.options[played.best] @ game.weights == pytest.approx((played.options @ game.weights).max())


def test_speakers_of_weights_say_what_they_want():
    for game in drawn_games(40, 3, np.random.default_rng(1), literal=0.0):
        said = {feature: pair for feature, pair in SAYS.items() if pair[1] == game.rounds[0].utterance}
        assert all(game.weights[feature] > 0 for feature in said)


def written(path: Path, games: object) -> Path:
    with gzip.open(path, "wt") as file:
        json.dump(games, file)
    return path


def test_rounds_without_words_or_that_failed_are_left_out(tmp_path: Path):
    rounds = [
        {"utterance": " cheap ", "options": OPTIONS, "optimal_index": 1},
        {"utterance": None, "options": OPTIONS, "optimal_index": 1, "final_correct": True},
        {"utterance": "late", "options": OPTIONS, "optimal_index": 2, "final_correct": False},
    ]
    games = [{"reward_function": [0] * 8, "rounds": rounds}, {"reward_function": [1] * 8, "rounds": rounds[1:]}]
    (game,) = read_games(written(tmp_path / "games.json.gz", games))
    assert [(one.utterance, one.best) for one in game.rounds] == [("cheap", 1)]


def test_another_file_is_an_error(tmp_path: Path):
    with pytest.raises(GuerdonError, match="expected the gzipped JSON of FlightPref"):
        read_games(written(tmp_path / "other.json.gz", [{"prompt": "x"}]))


@pytest.mark.realdata
def test_the_real_games_are_whole(data_folder: Path):
    train = read_games(data_folder / "flightpref" / "train.json.gz")
    test = read_games(data_folder / "flightpref" / "eval.json.gz")
    assert len(train) > 600
    assert len(test) > 60
    for game in train[:50] + test[:50]:
        for one in game.rounds:
            assert (one.options @ game.weights)[one.best] == pytest.approx((one.options @ game.weights).max())
