"""The recipe of prototypes for users, tiny."""

from guerdon.recipes import pal


def test_its_outcomes_controls_and_seeds():
    config = pal.Config(users=10, pairs=25, new=2)
    seen, new = pal.run(config, 100)
    assert seen.controls.keys() >= {"k = 1, three times as wide", "true groups", "own rewards", "what the truth gets"}
    assert (seen.baseline, seen.method) == (seen.controls["one for all"], seen.controls["k = 3"])
    assert new.controls.keys() >= {"k = 3, no labels", "own rewards, 50 labels"}
    assert new.claim == pal.NEW
    assert pal.run(config, 100) == [seen, new]
