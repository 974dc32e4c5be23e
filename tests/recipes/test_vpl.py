"""The recipe of users as latents, tiny."""

from guerdon.recipes import vpl


def test_its_outcomes_controls_and_seeds(monkeypatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    config = vpl.Config(users=10, pairs=20, new=2, epochs=2, batch=100)
    outcomes = vpl.run(config, 100)
    assert [each.data for each in outcomes] == [
        "pets, in dispute",
        "pets, all pairs",
        "pets, against deterministic sets",
    ]
    hard, every, sets = outcomes
    assert (hard.baseline, hard.method) == (hard.controls["one for all"], hard.controls["variational"])
    assert hard.controls.keys() == every.controls.keys() >= {*vpl.ARMS, "prototypes", "a reward of each kind"}
    assert sets.baseline == hard.controls["deterministic"]
    assert (every.claim, sets.claim) == (vpl.OVERALL, vpl.VARIATIONAL)
    assert vpl.run(config, 100) == outcomes
