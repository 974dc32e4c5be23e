"""The recipe of rewards from language in context at a tiny scale: its arms, and the same numbers for the same seed."""

import json

import pytest

from guerdon.cli import main

SMALL = ["--games", "15", "--alternatives", "8", "--particles", "60", "--unseen", "20", "--most", "2", "--columns", "8"]


def test_language_reward_pragmatics(capsys, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    found = []
    for _ in range(2):
        main(["run", "language-reward-pragmatics", "--seeds", "1", *SMALL, "--json"])
        found.append(json.loads(capsys.readouterr().out))
    first, again = found
    assert first["controls"] == again["controls"]
    assert [first["data"], *(other["data"] for other in first["others"])] == [
        "simulated, against options alone",
        "simulated, against rewards alone",
    ]
    controls = first["controls"]
    for arm in ("combined", "options alone", "rewards alone"):
        assert all(0 <= controls[f"accuracy after {count}, {arm}"] <= 1 for count in (1, 2))
        assert controls[f"distance after 2, {arm}"] > 0
    assert first["method"] == controls["accuracy after 2, combined"]
    assert first["baseline"] == controls["accuracy after 2, options alone"]
    assert (controls["guess"], controls["oracle"]) == (pytest.approx(1 / 3), 1.0)
