"""Talks at a small scale: every arm says something of new turns."""

from guerdon.recipes import geli as recipe


def test_ratings_and_signs_say_which_turns_were_good():
    outcomes = recipe.run(recipe.Config(few=10, many=30, turns=4, features=4), 100)
    few, many = outcomes[0].controls, outcomes[2].controls
    assert outcomes[0].baseline == few["ratings"]
    assert outcomes[0].method == few["both, 0.7 on ratings"]
    assert many["ratings"] > 0.6
    assert many["signs"] > 0.2
    assert all(-1 <= value <= 1 for value in (*few.values(), *many.values()))
