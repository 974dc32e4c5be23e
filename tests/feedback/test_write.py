"""What is written is read back the same."""

import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guerdon.feedback import read, write, write_table
from guerdon.records import Comparisons, Rankings, Ratings
from guerdon.types import Comparison, Example, Message, Ranking, Rating

ENDINGS = [".jsonl", ".jsonl.gz", ".jsonl.zst", ".json", ".csv", ".csv.gz", ".parquet"]

# No control characters, and not blank: those are dropped, which other tests see to.
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8).filter(str.strip)
prompts = texts | st.lists(st.builds(Message, st.sampled_from(["system", "user"]), texts), min_size=1, max_size=2).map(
    tuple
)
metas = st.dictionaries(texts, st.integers() | texts | st.none() | st.lists(texts, max_size=2), max_size=2)


@st.composite
def compared(draw, prompt):
    context, reference = draw(metas), draw(st.none() | texts)
    chosen, rejected = draw(st.lists(texts, min_size=2, max_size=2, unique=True))
    return Comparison(
        Example(prompt, chosen, context, reference, meta=draw(metas)),
        Example(prompt, rejected, context, reference, (rejected, "!"), meta=draw(metas)),
        target=draw(st.floats(0, 1)),
        strength=draw(st.none() | st.floats(-3, 3)),
        annotator=draw(st.none() | texts),
        source=draw(st.none() | texts),
        weight=draw(st.floats(0, 9)),
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), st.sampled_from(ENDINGS))
def test_any_comparison_survives_any_type_of_file(tmp_path, data, ending):
    pair = data.draw(prompts.flatmap(compared))
    path = tmp_path / f"prefs{ending}"
    write(Comparisons.of([pair]), path)
    reading = read(path)
    assert list(reading.records) == [pair]
    assert reading.formats == ("preference",)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("chat", [False, True])
def test_ratings_and_rankings_survive(tmp_path, ending, chat):
    prompt = (Message("user", "Name\na fruit."),) if chat else "Name\na fruit."
    first, second = Example(prompt, 'An "apple",\nred.', meta={"model": "a"}), Example(prompt, "A pear.")
    ratings = Ratings.of([Rating(first, {"taste": 1.25, "price": 3.0}, "x"), Rating(second, {"taste": 0.1 + 0.2})])
    rankings = Rankings.of([Ranking((first, second), (1.0, 2.0), weight=0.5)])
    for records in (ratings, rankings):
        path = tmp_path / f"{type(records).__name__}{ending}"
        write(records, path)
        assert list(read(path).records) == list(records)


def test_selected_rows_are_written_in_their_order(tmp_path):
    records = Comparisons.of(Comparison(Example(str(place), "a"), Example(str(place), "b")) for place in range(3000))
    path = tmp_path / "prefs.jsonl.gz"
    write(records.select([2999, 5, 1000]), path)
    rows = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    assert [row["prompt"] for row in rows] == ["2999", "5", "1000"]
    assert set(rows[0]) == {"prompt", "chosen", "rejected", "id"}


def test_what_was_there_is_replaced(tmp_path):
    path = tmp_path / "new" / "prefs.csv"
    for response in ("a", "c"):
        write(Comparisons.of([Comparison(Example("?", response), Example("?", "b"))]), path)
    assert path.read_text().splitlines()[1].startswith("?,c,b,")
    assert [file.name for file in path.parent.iterdir()] == ["prefs.csv"]


def test_nothing_is_written_as_an_empty_array(tmp_path):
    records = Comparisons.of([Comparison(Example("?", "a"), Example("?", "b"))])[:0]
    write(records, tmp_path / "prefs.json")
    assert json.loads((tmp_path / "prefs.json").read_text()) == []


def test_any_table_can_be_written_batch_after_batch(tmp_path):
    table = pa.table({"prompt": ["a", "b"], "score": pa.array([0.5, None])})
    for name in ("scores.parquet", "scores.csv", "scores.jsonl.gz"):
        write_table(iter(table.to_batches(max_chunksize=1)), table.schema, tmp_path / name)
    assert pq.read_table(tmp_path / "scores.parquet") == table
    assert (tmp_path / "scores.csv").read_text() == "prompt,score\na,0.5\nb,\n"
    lines = gzip.decompress((tmp_path / "scores.jsonl.gz").read_bytes()).splitlines()
    assert [json.loads(line) for line in lines] == [{"prompt": "a", "score": 0.5}, {"prompt": "b"}]
