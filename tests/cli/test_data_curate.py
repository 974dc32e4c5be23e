"""guerdon data curate, as a person uses it."""

import json
from pathlib import Path

import pytest

import guerdon
from guerdon.cli import main

STEPS = """
[[step]]
use = "length-ratio"
most = 1.5

[[step]]
use = "confidence"
reward = "rule:log_words"
"""


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    path = tmp_path / "steps.toml"
    path.write_text(STEPS)
    return path


def test_it_writes_what_is_left_and_says_why(
    prefs: Path, steps: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["data", "curate", str(steps), str(prefs), "--out", str(tmp_path / "kept.parquet"), "--json"])
    said = json.loads(capsys.readouterr().out)
    assert [step["step"] for step in said["steps"]] == ["length-ratio", "confidence"]
    assert all(row["count"] > 0 and row["first"] for step in said["steps"] for row in step["dropped"])
    kept = guerdon.read(tmp_path / "kept.parquet").records
    assert len(kept) == said["rows"] < said["read"]
    assert all(len(row.chosen.response.split()) >= len(row.rejected.response.split()) - 2 for row in kept)
    lost = (tmp_path / "kept.dropped.jsonl").read_text().splitlines()
    assert len(lost) == said["read"] - said["rows"]


def test_a_dry_run_shows_the_counts_alone(
    prefs: Path, steps: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["data", "curate", str(steps), str(prefs), "--dry-run"])
    said = capsys.readouterr().out
    assert "1.5 times as long as the other" in said
    assert "such as" in said
    assert [path.name for path in tmp_path.iterdir()] == ["steps.toml"]


def test_the_names_of_steps_are_whole_on_a_narrow_terminal(
    prefs: Path, steps: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    main(["data", "curate", str(steps), str(prefs), "--dry-run"])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 50
    assert [line.split("  ")[0] for line in lines if line[0] in "12"] == ["1 length-ratio", "2 confidence"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "--dry-run"),
        (["--out", "kept.txt"], "ending"),
    ],
)
def test_what_is_wrong_is_one_line(
    prefs: Path, steps: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    with pytest.raises(SystemExit):
        main(["data", "curate", str(steps), str(prefs), *arguments])
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1


def test_benchmarks_are_named_as_texts(prefs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recipe = tmp_path / "steps.toml"
    recipe.write_text(f'[[step]]\nuse = "decontamination"\nagainst = ["{prefs}"]')
    with pytest.raises(SystemExit):
        main(["data", "curate", str(recipe), str(prefs), "--out", str(tmp_path / "kept.jsonl")])
    assert "nothing is left after decontamination" in capsys.readouterr().err
    recipe.write_text('[[step]]\nuse = "decontamination"\nagainst = ["bench:none"]')
    with pytest.raises(SystemExit):
        main(["data", "curate", str(recipe), str(prefs), "--dry-run"])
    assert "no known benchmark; use one of" in capsys.readouterr().err
