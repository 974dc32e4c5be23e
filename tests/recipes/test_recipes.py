"""Each recipe at a tiny scale, through the command; what it concludes at that scale means nothing."""

import json
import math
from pathlib import Path

import pytest

from guerdon.cli import main

SMALL = ["--pairs", "120", "--prompts", "4", "--candidates", "8"]


def carried_out(capsys: pytest.CaptureFixture[str], slug: str, *arguments: str) -> dict:
    main(["run", slug, "--seeds", "2", *SMALL, *arguments, "--json"])
    outcome = json.loads(capsys.readouterr().out)
    assert outcome["slug"] == slug
    assert outcome["seeds"] == [0, 1]
    assert outcome["verdict"] in {"confirmed", "not confirmed", "contradicted"}
    assert outcome["difference"] == pytest.approx(outcome["method"] - outcome["baseline"])
    assert outcome["seconds"] > 0
    return outcome


@pytest.fixture(autouse=True)
def without_real_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUERDON_DATA", raising=False)


def test_embedding_reward_models(capsys):
    outcome = carried_out(capsys, "embedding-reward-models", "--members", "2", "--hidden", "4")
    controls = outcome["controls"]
    assert outcome["method"] == pytest.approx(controls["gold at n = 8, lower bound"])
    assert outcome["baseline"] == pytest.approx(controls["gold at n = 8, single"])
    assert not [name for name in controls if "hh-rlhf" in name]  # no data, no number


def test_length_correlations(capsys):
    outcome = carried_out(capsys, "length-correlations", "--n", "4", "--bucket", "60", "--length-bias", "2")
    controls = outcome["controls"]
    assert controls["longer wins, errands"] > 0.7
    assert controls["gain in words, length alone"] > controls["gain in words, balanced"]
    assert all(math.isfinite(value) for value in controls.values())


def test_helpsteer2_preference(capsys, tmp_path: Path):
    outcome = carried_out(capsys, "helpsteer2-preference", "--record", str(tmp_path))
    assert [outcome["data"], *(other["data"] for other in outcome["others"])] == [
        "errands, noisy ratings",
        "errands, noisy preferences",
    ]
    assert all(0 <= value <= 1 for value in outcome["controls"].values())
    assert json.loads((tmp_path / "helpsteer2-preference.json").read_text()) == outcome
