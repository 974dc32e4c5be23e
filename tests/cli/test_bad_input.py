"""What goes wrong is one clear line, a non-zero exit, and no half-written output."""

import errno
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from guerdon.cli import main

GOOD = {"prompt": "Name a fruit.", "chosen": "Pear.", "rejected": "No."}


def lines(*rows: object) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


BAD: dict[str, tuple[str, bytes, str]] = {
    "empty": ("p.jsonl", b"", "empty"),
    "truncated": ("p.jsonl", lines(GOOD) + b'{"prompt": "Name a fr', "row 2"),
    "mixed columns": ("p.jsonl", lines(GOOD, {"prompt": "a", "response": "b", "rating": 3}), "row 2"),
    "null": ("p.jsonl", lines(GOOD, GOOD | {"chosen": None}), "row 2"),
    "number for text": ("p.jsonl", lines(GOOD, GOOD | {"chosen": 3.5}), '"chosen" is a number (3.5)'),
    "bad UTF-8": ("p.jsonl", lines(GOOD) + b'{"prompt": "\xff\xfe"}\n', "row 2"),
    "broken gzip": ("p.jsonl.gz", gzip.compress(lines(*[GOOD] * 500))[:-9], "p.jsonl.gz"),
    "not gzip": ("p.jsonl.gz", b"plain text", "p.jsonl.gz"),
    "text for a rating": ("p.jsonl", lines({"prompt": "a", "response": "b", "rating": "good"}), "rating"),
    "duplicate ids": ("p.jsonl", lines(GOOD | {"id": "x"}, GOOD | {"id": "x", "prompt": "Another?"}), "id"),
    "all identical": ("p.jsonl", lines(GOOD | {"rejected": "Pear."}), "p.jsonl"),
    "one rating for all": (
        "p.jsonl",
        lines(*[{"prompt": "a", "response": f"b{i}", "rating": 3} for i in range(5)]),
        "p.jsonl",
    ),
    "unknown columns": ("p.jsonl", lines({"question": "a", "reply": "b"}), "--format"),
    "an ending that is unknown": ("p.docx", b"x", "p.docx"),
}


def fails(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one line that a command ends with."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code not in (0, None)
    said = capsys.readouterr().err.strip()
    assert said.startswith("guerdon: ")
    assert "\n" not in said
    assert "Traceback" not in said
    return said


@pytest.mark.parametrize("case", BAD)
def test_bad_data_is_one_line(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, content, expected = BAD[case]
    (tmp_path / name).write_bytes(content)
    said = fails(["train", str(tmp_path / name), "--out", str(tmp_path / "r")], capsys)
    assert expected in said
    assert sorted(file.name for file in tmp_path.iterdir()) == [name]


def test_a_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "nowhere.jsonl" in fails(["train", str(tmp_path / "nowhere.jsonl"), "--out", str(tmp_path / "r")], capsys)


def test_too_few_prompts_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.jsonl").write_bytes(lines(GOOD))
    assert "prompt" in fails(["train", str(tmp_path / "p.jsonl"), "--out", str(tmp_path / "r")], capsys)
    assert not (tmp_path / "r").exists()


def test_an_output_folder_of_something_else_is_refused_at_once(
    prefs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    assert "holds no reward" in fails(["train", str(prefs), "--out", str(tmp_path)], capsys)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_demo_into_a_folder_of_something_else_is_refused_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    assert "holds no reward" in fails(["demo", "--out", str(tmp_path)], capsys)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["train", "DATA", "--out", "OUT", "--lora"], "only --finetune reads --lora"),
        (["train", "DATA", "--out", "OUT", "--finetune", "--epochs", "0"], "--epochs is 0, expected at least 1"),
        (["train", "DATA", "--out", "OUT", "--max-tokens", "0"], "--max-tokens is 0, expected at least 1"),
        (["run", "length-correlations", "--seeds", "0"], "--seeds is 0, expected at least 1"),
        (["bench", "rule:log_words", "--limit", "0"], "--limit is 0, expected at least 1"),
        (["bench", "rule:log_words", "--data", "OUT"], "no such folder"),
    ],
)
def test_an_option_that_cannot_be_meant_is_refused_at_once(
    arguments: list[str], expected: str, prefs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = {"DATA": str(prefs), "OUT": str(tmp_path / "r")}
    assert expected in fails([places.get(word, word) for word in arguments], capsys)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["train", "DATA", "--out", "FILE/r"],
        ["score", "rule:log_words", "DATA", "--out", "FILE/s.jsonl"],
        ["audit", "rule:log_words", "DATA", "--html", "FILE/r.html"],
        ["bench", "rule:log_words", "--html", "FILE/r.html"],
        ["bench", "rule:log_words", "--out", "FILE"],
        ["leaderboard", "FOLDER", "--out", "FILE/l.html"],
        ["elicit", "Is it good?", "--from", "DATA", "--out", "FILE/t.jsonl"],
        ["run", "length-correlations", "--record", "FILE"],
    ],
    ids=" ".join,
)
def test_a_place_that_cannot_be_written_is_told_before_any_work(
    arguments: list[str], prefs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "afile"
    file.write_text("years of work")
    places = {"DATA": str(prefs), "FOLDER": str(tmp_path)}
    said = fails([places.get(word, word.replace("FILE", str(file))) for word in arguments], capsys)
    assert "no file can be made in" in said
    assert "not a directory" in said
    assert file.read_text() == "years of work"


@pytest.mark.parametrize("number", [errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.EROFS])
def test_a_place_that_turns_out_unwritable_is_one_line(
    number: int, prefs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), "here")

    monkeypatch.setattr("guerdon.audit.report_card", refused)
    assert f"here: {os.strerror(number)}" in fails(["audit", "rule:log_words", str(prefs)], capsys)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.jsonl", b'"Pear."\n\n{"response": \n', "a.jsonl, line 3: not JSON"),
        ("a.json", b'["Pear.",\n"Plum."\n"Fig."]', "a.json, line 3: not JSON"),
        ("a.jsonl", b'"Pear."\n{"text": "Plum."}\n', "a.jsonl, row 2: expected a text"),
        ("a.txt", b"Pear.\n\xff", "a.txt: not text in UTF-8 (byte 7)"),
    ],
)
def test_a_broken_file_of_candidates_says_where(
    name: str, content: bytes, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    assert expected in fails(["rank", "rule:log_words", "--prompt", "p", "--from", str(tmp_path / name)], capsys)


def test_a_missing_file_of_candidates_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = fails(["rank", "rule:log_words", "--prompt", "p", "--from", str(tmp_path / "none.txt")], capsys)
    assert said.endswith("none.txt: cannot be read (no such file or directory)")


def test_scores_that_have_all_failed_are_kept_with_their_reasons_and_are_no_success(
    prefs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "checked.jsonl"
    said = fails(["score", "verify:math-answer", str(prefs), "--limit", "4", "--out", str(out)], capsys)
    reason = json.loads(out.read_text().splitlines()[0])["error"]
    assert said.endswith(f"none of the 8 responses could be scored: {reason} (8); see the column error of {out}")
    assert all("reference" in json.loads(line)["error"] for line in out.read_text().splitlines())


def damage_version(folder: Path) -> None:
    description = json.loads((folder / "guerdon.json").read_text())
    (folder / "guerdon.json").write_text(json.dumps(description | {"format": 99}))


def damage_json(folder: Path) -> None:
    (folder / "guerdon.json").write_text("{")


def damage_weights(folder: Path) -> None:
    (folder / "head.safetensors").write_bytes(b"short")


def add_pickle(folder: Path) -> None:
    (folder / "extra.pkl").write_bytes(b"\x80\x04.")


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (damage_version, "format 99"),
        (damage_json, "damaged"),
        (damage_weights, "head.safetensors"),
        (add_pickle, "extra.pkl"),
    ],
)
def test_a_damaged_reward_is_refused(
    damage: Callable[[Path], None],
    expected: str,
    trained: Path,
    tmp_path: Path,
    prefs: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copy = tmp_path / "reward"
    copy.mkdir()
    for file in trained.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    damage(copy)
    assert expected in fails(["audit", str(copy), str(prefs)], capsys)


def test_no_reward_there(tmp_path: Path, prefs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no such folder" in fails(["audit", str(tmp_path / "none"), str(prefs)], capsys)
    assert "no rule" in fails(["audit", "rule:charm", str(prefs)], capsys)


def test_an_unknown_part_names_the_known_ones(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "content" in fails(["rank", str(trained), "a", "b", "--prompt", "p", "--part", "charm"], capsys)


def test_an_unknown_system_names_the_closest(capsys: pytest.CaptureFixture[str]) -> None:
    said = fails(["run", "length-correlation"], capsys)
    assert said.startswith("guerdon: no system is called 'length-correlation': did you mean length-correlations")
    assert "guerdon systems" in said
    assert fails(["run", "qqq"], capsys) == "guerdon: no system is called 'qqq': guerdon systems lists them all"


def test_a_prompt_over_the_window_is_cut_and_counted(prefs: Path, tmp_path: Path) -> None:
    long = tmp_path / "long.jsonl"
    rows = [json.loads(line) for line in prefs.read_text().splitlines()[:80]]
    rows = [row | {"prompt": "background " * 600 + row["prompt"]} for row in rows]
    long.write_bytes(lines(*rows))
    main(["train", str(long), "--out", str(tmp_path / "r")])
    assert "texts cut" in (tmp_path / "r" / "report.html").read_text()


def test_a_full_disk_leaves_nothing_behind(prefs: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(small)], check=False).returncode
    ):
        pytest.skip("a small file system cannot be mounted here")
    try:
        run = subprocess.run(
            [sys.executable, "-m", "guerdon", "data", "convert", str(prefs), "--out", str(small / "prefs.jsonl")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert run.returncode == 1
        assert len(run.stderr.strip().splitlines()) == 1
        assert "space" in run.stderr
        assert not list(small.iterdir())
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_control_c_stops_with_one_line_and_nothing_half_written(prefs: Path, tmp_path: Path) -> None:
    environment = os.environ | {"GUERDON_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "guerdon", "train", str(prefs), "--out", str(tmp_path / "r")]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()  # what was read is printed: the work has begun
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.strip().splitlines()[-1].startswith("guerdon: stopped")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["cache"]
