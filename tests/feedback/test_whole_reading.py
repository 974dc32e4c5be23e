"""Reading everything, for benchmarks: what nothing can be learned from is a row there all the same."""

import json

from guerdon.feedback import read

ROWS = [
    {"prompt": "p", "chosen": "a", "rejected": "b"},
    {"prompt": "p", "chosen": "a", "rejected": "b"},
    {"prompt": "p", "chosen": "a", "rejected": "a"},
    {"prompt": "p", "chosen": "", "rejected": "b"},
]


def test_the_same_file_is_read_for_learning_and_whole(tmp_path):
    file = tmp_path / "prefs.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    learning, whole = read(file), read(file, whole=True)
    assert (len(learning.records), learning.dropped) == (1, {"duplicates": 1, "identical answers": 1, "empty": 1})
    assert (len(whole.records), whole.dropped) == (4, {})
    assert [(row.chosen.response, row.rejected.response) for row in whole.records] == [
        (row["chosen"], row["rejected"]) for row in ROWS
    ]
    assert len(read(file).records) == 1, "the cache keeps the two apart"
