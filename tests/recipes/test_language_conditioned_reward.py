"""The recipe of LC-RL at a tiny scale: its arms, and the same numbers for the same seed."""

import json

from guerdon.cli import main

SMALL = ["--houses", "10", "--new", "1", "--tasks", "1", "--demonstrations", "2", "--nav", "6", "--pick", "8"]
ARMS = {"reward learned", "regression on last states", "oracle", "cloned", "cloned, two layers"}


def test_language_conditioned_reward(capsys):
    found = []
    for _ in range(2):
        main(["run", "language-conditioned-reward", "--seeds", "1", *SMALL, "--json"])
        found.append(json.loads(capsys.readouterr().out))
    first, again = found
    assert [first["data"], first["others"][0]["data"]] == ["NAV", "PICK"]
    for one, two in ((first, again), (first["others"][0], again["others"][0])):
        assert one["controls"] == two["controls"]
        assert set(one["controls"]) == {f"done in {where} houses, {arm}" for where in ("known", "new") for arm in ARMS}
        assert all(-1e-6 <= value <= 1 + 1e-6 for value in one["controls"].values())
        assert one["method"] == one["controls"]["done in new houses, reward learned"]
        assert one["baseline"] == one["controls"]["done in new houses, cloned"]
