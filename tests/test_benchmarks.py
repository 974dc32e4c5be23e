"""Each benchmark runs to its end, small, and says what it measured; how fast is for people to read, not for tests."""

import json
import math
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
SMALL = {
    "startup": ["--limit", "1"],
    "scoring": ["--limit", "6", "--rounds", "1"],
    "train": ["--causal", "--limit", "8", "--held-out", "4", "--rounds", "2", "--batch-size", "2"],
    "cached_training": ["--limit", "400", "--rounds", "1", "--train-pairs", "120"],
    "embeddings": ["--limit", "900", "--sizes", "2"],
    "shaping": ["--limit", "6", "--rounds", "1"],
    "reading": ["--gigabytes", "0.001"],
    "verifiers": ["--limit", "4", "--checks", "20", "--rounds", "1"],
    "judging": ["--limit", "20", "--rounds", "1"],
}


def run(name: str, folder: Path, arguments: Sequence[str] = ()) -> dict:
    """The last line of a benchmark, at a small size unless arguments say another, on generated data."""
    environment = {key: value for key, value in os.environ.items() if key != "GUERDON_DATA"}
    environment |= {"GUERDON_CACHE": str(folder), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / f"{name}.py"), *(arguments or SMALL[name])],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_every_benchmark_has_a_small_run():
    assert set(SMALL) == {path.stem for path in BENCHMARKS.glob("*.py") if "tyro.cli(main)" in path.read_text()}


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_it_ends_with_its_figures(name, tmp_path):
    figures = run(name, tmp_path)
    assert figures["name"] == name
    assert math.isfinite(figures["ratio"])
    assert figures["ratio"] > 0
    assert len(figures) > 5
    if name == "startup":
        assert figures["imports_torch"] is False
    if name == "scoring":
        assert figures["largest_difference"] < 1e-4 < figures["score_spread"]
    if name == "train":
        # The same weights, rows and rates: what the two learn differs by the rounding of float32 alone.
        assert figures["steps"] == 4
        assert figures["largest_loss_difference"] < 1e-4
        assert figures["peer_accuracy"] == figures["guerdon_accuracy"]
        assert figures["tokens_over_distinct_tokens"] > 1
    if name == "cached_training":
        assert figures["guerdon_accuracy"] == pytest.approx(figures["peer_accuracy"], abs=0.1)
    if name == "embeddings":
        assert figures["comparisons"] == [300, 900]
        assert 0.5 < figures["accuracy"][1] < figures["best_possible_accuracy"][1] + 0.05


@pytest.mark.slow
def test_candidates_of_one_prompt_are_scored_alike_by_a_causal_model(tmp_path):
    figures = run("scoring", tmp_path, ["--causal", "--groups", "1", "--rounds", "1"])
    assert (figures["texts"], figures["mean_tokens"], figures["texts_cut_or_beside_one"]) == (16, 560, 0)
    assert figures["tokens_over_distinct_tokens"] == pytest.approx(16 * 560 / (500 + 16 * 60), rel=0.02)
    assert figures["largest_difference"] < 1e-4 < figures["score_spread"]
