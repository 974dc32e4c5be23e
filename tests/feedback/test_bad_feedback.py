"""Everything that can be wrong with a file gives one line: what, where, what to do; and leaves nothing behind."""

import gzip
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from guerdon.errors import GuerdonError
from guerdon.feedback import FeedbackError, load, read, write

ASK = "Name a fruit."
GOOD = {"prompt": ASK, "chosen": "An apple.", "rejected": "A carrot."}


def numbered(row: int) -> dict:
    return GOOD | {"prompt": f"Name fruit number {row}."}


def complaint(source, **options) -> str:
    with pytest.raises(FeedbackError) as raised:
        read(source, **options)
    message = str(raised.value)
    assert "\n" not in message
    return message


def remains(folder: Path) -> list[str]:
    return [path.name for path in (folder / "cache").rglob("*") if path.is_file()]


def test_the_error_is_one_that_the_command_prints_and_python_expects():
    assert issubclass(FeedbackError, GuerdonError)
    assert issubclass(FeedbackError, ValueError)


def test_a_number_where_text_belongs(jsonl, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    jsonl(*map(numbered, range(1, 1204)), numbered(1204) | {"chosen": 3.5}, numbered(1205))
    assert complaint("prefs.jsonl") == (
        'prefs.jsonl, row 1,204: "chosen" is a number (3.5), expected text or chat messages. '
        "If the file holds ratings, use --format ratings."
    )
    assert remains(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"chosen": None}, '"chosen" is null, expected text or chat messages'),
        ({"prompt": {"a": 1}}, '"prompt" is an object, expected text or chat messages'),
        ({"rejected": True}, '"rejected" is true, expected text or chat messages'),
        ({"chosen": [{"role": "assistant"}]}, 'message 1 of "chosen" has no "role" and "content" in text'),
        ({"chosen": ["An apple."]}, 'message 1 of "chosen" has no "role" and "content" in text'),
        ({"chosen": "\ud83d"}, r'"chosen" holds \ud83d, one half of a character, which is not text'),
        ({"context": {"a": "\ud83d"}}, '"context" holds one half of a character, which is not text'),
        ({"probability": 1.5}, "the probability that chosen is preferred is 1.5, expected 0 to 1"),
        ({"probability": "high"}, '"probability" is text ("high"), expected a number'),
        ({"weight": -1}, "the weight is -1.0, expected a finite number of at least 0"),
        ({"prompt": [{"role": "user", "content": ASK}]}, '"prompt" is chat messages where the first row has text'),
    ],
)
def test_a_value_of_the_wrong_type(jsonl, change, problem):
    path = jsonl(numbered(1), numbered(2) | change)
    assert complaint(path) == f"{path}, row 2: {problem}. Correct or remove this row."


def test_columns_that_change_on_the_way(jsonl):
    path = jsonl(GOOD, {"prompt": ASK, "response": "An apple.", "rating": 3})
    assert complaint(path) == (
        f'{path}, row 2: "chosen" is missing, expected text or chat messages. Correct or remove this row.'
    )


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("good", '"rating" is text ("good"), expected a number'),
        (float("nan"), '"rating" is a number (nan), expected a number'),
        (None, '"rating" is null, expected a number'),
        ("x" * 50, f'"rating" is text ("{"x" * 27}..."), expected a number'),
    ],
)
def test_a_rating_that_is_no_number(jsonl, value, problem):
    path = jsonl(
        {"prompt": ASK, "response": "An apple.", "rating": 1}, {"prompt": ASK, "response": "No.", "rating": value}
    )
    assert problem in complaint(path)
    assert complaint(path).startswith(f"{path}, row 2: ")


def test_ratings_without_a_name(jsonl):
    path = jsonl({"prompt": ASK, "response": "An apple.", "ratings": {}})
    assert '"ratings" is an empty object, expected at least one named number' in complaint(path)


def test_ids_that_are_the_same(jsonl):
    path = jsonl(numbered(1) | {"id": "a"}, numbered(2) | {"id": "b"}, numbered(3) | {"id": "a"})
    assert complaint(path) == (
        f'{path}, row 3: has the same id as {path}, row 1. Make the ids differ or remove the "id" column.'
    )


def test_ids_that_are_the_same_in_two_files(jsonl):
    one, two = jsonl(numbered(1) | {"id": 0}, name="a.jsonl"), jsonl(numbered(2) | {"id": 0}, name="b.jsonl")
    assert complaint([one, two]).startswith(f"{two}, row 1: has the same id as {one}, row 1.")


def test_an_exact_repetition_with_its_id_is_no_clash(jsonl):
    reading = read(jsonl(GOOD | {"id": "a"}, GOOD | {"id": "a"}))
    assert (len(reading.records), reading.dropped) == (1, {"duplicates": 1})


def test_json_that_is_broken(jsonl, tmp_path):
    path = jsonl(GOOD)
    path.write_bytes(path.read_bytes() + b'{"prompt": oops}\n' + path.read_bytes())
    assert complaint(path).startswith(f"{path}, row 2: no valid JSON (Expecting value")
    assert complaint(path).endswith("Correct this line.")
    assert "cut off" not in complaint(path)


def test_json_lines_that_are_cut_off(jsonl):
    path = jsonl(numbered(1), numbered(2))
    path.write_bytes(path.read_bytes()[:-20])
    assert f"{path}, row 2: no valid JSON" in complaint(path)
    assert "it is the last line, so the file may be cut off" in complaint(path)


def test_a_line_that_is_no_object(jsonl):
    path = jsonl(GOOD)
    path.write_text(path.read_text() + "[1, 2]\n")
    assert complaint(path).startswith(f"{path}, row 2: a list of 2 where a JSON object with the columns is expected.")


def test_json_nested_too_deep(tmp_path):
    path = tmp_path / "deep.jsonl"
    path.write_text("[" * 200_000 + "\n")
    assert complaint(path).startswith(f"{path}, row 1: no valid JSON (maximum recursion depth")


@pytest.mark.parametrize("name", ["prefs.jsonl", "prefs.json", "prefs.csv"])
def test_bytes_that_are_not_utf8(tmp_path, name):
    path = tmp_path / name
    write(read_rows(tmp_path, numbered(1), numbered(2)), path)
    path.write_bytes(path.read_bytes().replace(b"number 2", b"number \xff"))
    assert (
        complaint(path)
        == f"{path}, row {2 if name != 'prefs.json' else 1}: byte 0xff is not UTF-8. Save the file as UTF-8."
    )


def read_rows(folder: Path, *rows: dict):
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return read(path).records


@pytest.mark.parametrize(("ending", "squeeze"), [("gz", gzip.compress), ("zst", zstandard.compress)])
def test_an_archive_that_is_cut_off_or_damaged(tmp_path, ending, squeeze):
    text = "".join(json.dumps(numbered(row)) + "\n" for row in range(300)).encode()
    whole = squeeze(text)
    path = tmp_path / f"prefs.jsonl.{ending}"
    path.write_bytes(whole[: len(whole) // 2])
    message = complaint(path)
    assert "damaged or cut off after row" in message
    assert message.endswith("Get the file again.")
    path.write_bytes(b"this was never compressed" + text)
    assert complaint(path).startswith(f"{path}: damaged or cut off after row 0 (")
    assert remains(tmp_path) == []


def test_a_gzip_file_with_a_wrong_byte(tmp_path):
    whole = bytearray(gzip.compress("".join(json.dumps(numbered(row)) + "\n" for row in range(200)).encode()))
    whole[-6] ^= 0xFF  # in the checksum
    path = tmp_path / "prefs.jsonl.gz"
    path.write_bytes(whole)
    assert "damaged or cut off after row" in complaint(path)


def test_parquet_that_is_cut_off(tmp_path):
    path = tmp_path / "prefs.parquet"
    pq.write_table(pa.Table.from_pylist([GOOD]), path)
    path.write_bytes(path.read_bytes()[:-10])
    assert complaint(path).startswith(f"{path}: damaged or cut off after row 0 (")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("prompt,chosen,rejected\na,b,c\na,b\n", "row 2: has 2 cells, but the header has 3."),
        ('prompt,chosen,rejected\na,b,c\na,"b,c\n', "row 2: no valid CSV (unexpected end of data)."),
        ("prompt,chosen,chosen\na,b,c\n", "row 1: the header names a column twice. Rename one of them."),
    ],
)
def test_csv_that_is_broken(tmp_path, text, problem):
    path = tmp_path / "prefs.csv"
    path.write_text(text)
    assert f"{path}, {problem}" in complaint(path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[{"a": 1} {"a": 2}]', 'row 1: "{" where "," is expected in the array.'),
        ('[{"a": 1}, {"a": ]', "row 2: no valid JSON (Expecting value"),
        ('[{"a": 1}, {"a": "x', "row 2: no valid JSON (Unterminated string"),
        ('[{"a": 1}', 'row 1: the end of the file where "," is expected in the array.'),
        ('[{"a": 1}, 2]', "row 2: a number (2) where a JSON object with the columns is expected."),
    ],
)
def test_a_json_array_that_is_broken(tmp_path, text, problem):
    path = tmp_path / "prefs.json"
    path.write_text(text.replace('"a": 1', json.dumps(GOOD)[1:-1]))
    assert f"{path}, {problem}" in complaint(path)


def test_nothing_there(tmp_path, jsonl):
    missing = tmp_path / "none.jsonl"
    for name in (str(missing), "data/none.jsonl", "none.jsonl", "./data/of/prefs"):
        assert complaint(name) == f"{name}: no such file or folder"
    assert complaint("prefs").startswith("prefs: no such file or folder, nor one of the known data sets (hh-rlhf, ")
    empty = jsonl()
    assert complaint(empty) == f"{empty}: empty, there are no rows to read"
    header = tmp_path / "header.csv"
    header.write_text("prompt,chosen,rejected\n")
    assert complaint(header) == f"{header}: empty, there are no rows to read"
    array = tmp_path / "array.json"
    array.write_text("[]")
    assert complaint(array) == f"{array}: empty, there are no rows to read"
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "notes.txt").write_text("nothing")
    assert complaint(folder).startswith(f"{folder}: no file in this folder can be read")
    assert complaint(folder / "notes.txt").startswith(
        f'{folder}/notes.txt: the ending ".txt" is unknown; use one of .csv, .json'
    )
    assert complaint([]).startswith("no source is named")


def test_a_file_that_may_not_be_read(jsonl):
    path = jsonl(GOOD)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("the superuser may read everything")
    assert complaint(path) == f"{path}: cannot be read (permission denied)"


def test_nothing_left(jsonl, tmp_path):
    path = jsonl(GOOD | {"rejected": "An apple."}, GOOD | {"chosen": "  "}, GOOD | {"prompt": ""})
    assert complaint(path) == f"{path}: nothing is left, all 3 rows were dropped (1 identical answers, 2 empty)"
    assert remains(tmp_path) == []


def test_columns_that_fit_no_format(jsonl):
    path = jsonl({"inquiry": "a", "answer": "b"})
    remedy = "rename them, or choose with --format: guerdon data formats lists them all"
    assert complaint(path) == f"{path}: its columns (inquiry, answer) fit no known format; {remedy}"
    path = jsonl({"prompt": "a", "chosen": "b", "loser": "c"}, name="near.jsonl")
    near = "fit no known format (preference lacks rejected)"
    assert complaint(path) == f"{path}: its columns (prompt, chosen, loser) {near}; {remedy}"


def test_columns_that_fit_several_formats(jsonl):
    path = jsonl(GOOD | {"response": "A pear.", "rating": 2})
    assert complaint(path).endswith("fit several formats; choose one with --format: preference, ratings")
    assert read(path, format="preference").kind == "comparisons"
    assert read(path, format="ratings").kind == "ratings"


def test_a_format_that_does_not_exist_or_does_not_fit(jsonl):
    path = jsonl(GOOD)
    assert complaint(path, format="csv").startswith("'csv' is no known format; use one of alpaca-eval, ")
    assert complaint(path, format="ratings").startswith(f'{path}, row 1: "response" is missing')


def test_kinds_that_cannot_be_one_table(jsonl):
    one, two = jsonl(GOOD, name="a.jsonl"), jsonl({"prompt": ASK, "response": "A.", "rating": 1}, name="b.jsonl")
    assert complaint([one, two]) == f"{one} holds comparisons and {two} holds ratings: read them one after the other"


def test_a_data_set_that_the_hub_does_not_give(monkeypatch):
    def missing(*_, **__):
        raise FileNotFoundError("Dataset 'x/y' doesn't exist on the Hub")

    monkeypatch.setattr("datasets.load_dataset", missing)
    message = complaint("x/y:test")
    assert message.startswith(
        "x/y: neither a file or folder here nor a data set that the hub gives (Dataset 'x/y' doesn't"
    )
    assert "the split (test)" in message


def test_a_hub_that_cannot_be_reached_is_one_line(monkeypatch, caplog):
    from huggingface_hub import logging

    before = logging.get_verbosity()

    def unreached(*_, **__):
        logging.get_logger("huggingface_hub.utils._http").warning("Retrying in 1s [Retry 1/5].")
        raise ConnectionError("Couldn't reach 'x/y' on the Hub (LocalEntryNotFoundError)")

    monkeypatch.setattr("datasets.load_dataset", unreached)
    message = complaint("x/y:test")
    assert message.startswith("x/y: no such file or folder here, and the Hugging Face hub cannot be reached. Check the")
    assert "GUERDON_DATA" in message
    assert "Retrying" not in caplog.text
    assert logging.get_verbosity() == before


def test_known_data_sets_that_are_nowhere(monkeypatch, tmp_path):
    monkeypatch.setenv("GUERDON_DATA", str(tmp_path))
    with pytest.raises(
        FeedbackError, match=r"rmb: not on the hub; get it from https://github\.com/.* and set GUERDON_DATA"
    ):
        load("rmb")
    with pytest.raises(FeedbackError, match=r"nothing: no known data set; use one of hh-rlhf"):
        load("nothing")


def test_a_limit_that_is_none(jsonl):
    assert complaint(jsonl(GOOD), limit=0) == "limit is 0, expected at least 1"


def test_a_testbed_that_does_not_exist():
    assert complaint("testbed:nowhere").startswith("testbed:nowhere: there is no testbed 'nowhere'; known are ")
    assert "pairs=none is no number of comparisons" in complaint("testbed:errands?pairs=none")


def test_a_cache_that_cannot_be_written(jsonl, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("GUERDON_CACHE", str(tmp_path / "file"))
    message = complaint(jsonl(GOOD))
    assert message.startswith(f"{tmp_path}/file/feedback: cannot be written (")
    assert message.endswith("Free some space there, or set GUERDON_CACHE to another folder.")


def run_in_process(code: str, *args: object) -> subprocess.Popen:
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, args)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_disk_that_is_full(tmp_path):
    path = tmp_path / "prefs.jsonl"
    path.write_text("".join(json.dumps(numbered(row)) + "\n" for row in range(3000)))
    full = """
        import resource, signal, sys
        from guerdon.feedback import FeedbackError, read
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            read(sys.argv[1])
        except FeedbackError as error:
            print(error)
    """
    said, errors = run_in_process(full, path).communicate(timeout=120)
    assert "cannot be written (file too large). Free some space there" in said, errors
    assert remains(tmp_path) == []


def test_ctrl_c_in_the_middle_leaves_nothing(tmp_path):
    path = tmp_path / "prefs.jsonl"
    path.write_text("".join(json.dumps(numbered(row)) + "\n" for row in range(200_000)))
    slow = """
        import sys
        from guerdon.feedback import read
        print("reading", flush=True)
        read(sys.argv[1])
    """
    reader = run_in_process(slow, path)
    assert reader.stdout.readline() == "reading\n"
    deadline = time.monotonic() + 60
    while not remains(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.01)
    reader.send_signal(signal.SIGINT)
    _, errors = reader.communicate(timeout=60)
    assert reader.returncode != 0
    assert "KeyboardInterrupt" in errors
    assert remains(tmp_path) == []


def test_written_files_appear_whole_or_not_at_all(tmp_path):
    records = read_rows(tmp_path, GOOD)
    with pytest.raises(FeedbackError, match=r'the ending "\.txt" is unknown'):
        write(records, tmp_path / "out.txt")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(
        FeedbackError, match=r"file: cannot be written .*Free some space there, or choose another folder"
    ):
        write(records, tmp_path / "file" / "out.jsonl")
    assert not (tmp_path / "out.txt").exists()
