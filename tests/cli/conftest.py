"""A small data set and a reward trained on it, through the command."""

import json
from pathlib import Path

import pytest

from guerdon.cli import main
from guerdon.testbeds import Errands


@pytest.fixture(scope="session")
def prefs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "prefs.jsonl"
    rows = Errands(seed=5).comparisons(160)
    lines = [{"prompt": r.prompt, "chosen": r.chosen.response, "rejected": r.rejected.response} for r in rows]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


@pytest.fixture(scope="session")
def trained(prefs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "my-reward"
    main(["train", str(prefs), "--out", str(out)])
    return out
