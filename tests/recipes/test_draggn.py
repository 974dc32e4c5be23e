"""The recipe of DRAGGN at a tiny scale: its arms, and the same numbers for the same seed."""

import json

from guerdon.cli import main

SMALL = ["--sentences", "80", "--tests", "20", "--houses", "1", "--epochs", "1", "--width", "8", "--horizon", "20"]
ARMS = {"single", "joint", "independent", "frozen sentences"}


def test_draggn(capsys):
    found = []
    for _ in range(2):
        main(["run", "draggn", "--seeds", "1", *SMALL, "--json"])
        found.append(json.loads(capsys.readouterr().out))
    first, again = found
    controls = first["controls"]
    assert controls == again["controls"]
    assert {
        f"{what}, {which}, {arm}"
        for what in ("accuracy", "carried out")
        for which in ("seen", "held out")
        for arm in ARMS
    } == set(controls)
    assert controls["accuracy, held out, single"] == 0  # it cannot name what it has not seen
    assert first["method"] == controls["accuracy, held out, independent"]
    assert first["baseline"] == first["others"][0]["method"] == controls["accuracy, held out, joint"]
    assert all(0 <= value <= 1 for value in controls.values())
