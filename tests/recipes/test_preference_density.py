"""The recipe of densities, small: what is exact in it holds at any scale."""

import pytest

from guerdon.recipes import preference_density as recipe

SMALL = recipe.Config(choices=2000, users=4, said=50)


def test_its_outcomes_and_controls(monkeypatch):
    monkeypatch.setattr(recipe, "PENALTIES", (1e-3, 1e-4))
    line, tempered, strings, kinds = recipe.run(SMALL, 100)
    assert (line.baseline, line.method) == (line.controls["draws"], line.controls["choices"])
    assert line.controls["a tenth of the choices"] < line.method < 0
    assert line.controls["choices around 0 alone"] < line.method
    assert (tempered.claim, strings.claim, kinds.claim) == (None, None, recipe.SEVERAL)
    # the mean log-density of a letter makes long words look as likely as short ones
    assert strings.controls["mean length, softmax of the reward"] > strings.controls["mean length, truth"] + 0.5
    assert strings.controls["mean length, implied density"] == pytest.approx(
        strings.controls["mean length, truth"], abs=0.2
    )
    assert {"kinds known", "kinds found, names shuffled", "no data"} <= set(kinds.controls)
