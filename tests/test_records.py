"""Data at rest: nothing is lost on the way into the columns and back, and splits share no prompt."""

from dataclasses import replace

import pytest
from datasets import Dataset
from hypothesis import given, settings
from hypothesis import strategies as st

from guerdon.records import CHUNK, Comparisons, Rankings, Ratings
from guerdon.types import Comparison, Example, Message, Ranking, Rating

texts = st.text(max_size=12)
names = st.none() | texts.filter(bool)
numbers = st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | numbers | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
mappings = st.dictionaries(texts, json_values, max_size=3)
chats = st.lists(st.builds(Message, st.sampled_from(["system", "user", "assistant"]), texts), max_size=3).map(tuple)
provenances = st.sampled_from(["human", "model", "pseudo", "rule"])
labels = {
    "annotator": names,
    "source": names,
    "provenance": provenances,
    "weight": st.floats(0, 100),
    "id": texts.filter(bool) | st.just(""),
}
steps = st.lists(texts, max_size=3).map(tuple)


@st.composite
def responses(draw, prompts, n):
    """Examples of one prompt, which share their context and reference, as those of a row do."""
    prompt, context, reference = draw(prompts), draw(mappings), draw(st.none() | texts)
    return tuple(
        Example(prompt, draw(texts), context, reference, draw(steps), meta=draw(mappings)) for _ in range(draw(n))
    )


@st.composite
def comparisons(draw, prompts):
    chosen, rejected = draw(responses(prompts, st.just(2)))
    optional = {name: draw(st.none() | numbers) for name in ("strength", "margin", "agreement")}
    target = draw(st.floats(0, 1) | st.just(1.0))
    return Comparison(chosen, rejected, target, **optional, **draw(st.fixed_dictionaries(labels)))


@st.composite
def ratings(draw, prompts):
    (example,) = draw(responses(prompts, st.just(1)))
    values = draw(st.dictionaries(texts, numbers | st.integers(0, 5), min_size=1, max_size=3))
    return Rating(example, values, **draw(st.fixed_dictionaries(labels)))


@st.composite
def rankings(draw, prompts):
    examples = draw(responses(prompts, st.integers(2, 4)))
    ranks = tuple(float(draw(st.integers(1, 4))) for _ in examples)
    return Ranking(examples, ranks, **draw(st.fixed_dictionaries(labels)))


def of_one_kind(rows):
    """Rows that all have text prompts, or all chat prompts."""
    return st.lists(rows(texts), min_size=1, max_size=4) | st.lists(rows(chats), min_size=1, max_size=4)


def pair(prompt="p", chosen="a", rejected="b", **fields):
    return Comparison(Example(prompt, chosen), Example(prompt, rejected), **fields)


@pytest.mark.parametrize(("kind", "rows"), [(Comparisons, comparisons), (Ratings, ratings), (Rankings, rankings)])
def test_what_goes_into_the_columns_comes_back(kind, rows):
    @given(of_one_kind(rows))
    @settings(max_examples=30)
    def check(originals):
        assert list(kind.of(originals)) == originals

    check()


def test_what_was_written_to_parquet_comes_back(tmp_path):
    rows = [pair("p", "ä\u2028\x00😀", target=0.25, source="s"), pair("q", weight=0.5)]
    path = str(tmp_path / "rows.parquet")
    Comparisons.of(rows).data.to_parquet(path)
    assert list(Comparisons(Dataset.from_parquet(path, cache_dir=str(tmp_path)))) == rows


def test_a_hard_label_by_a_person_needs_three_columns_and_an_id():
    assert Comparisons.of([pair()]).data.column_names == ["prompt", "chosen", "rejected", "id"]


def test_the_columns_of_trl_are_read_as_they_are():
    plain = Comparisons(Dataset.from_dict({"prompt": ["p"], "chosen": ["a"], "rejected": ["b"]}))
    assert plain[0] == pair()
    turns = {role: [[{"role": role, "content": role}]] for role in ("user", "assistant")}
    chat = Dataset.from_dict({"prompt": turns["user"], "chosen": turns["assistant"], "rejected": turns["assistant"]})
    assert Comparisons(chat)[0].chosen == Example((Message("user", "user"),), "assistant")


def test_a_tie_stays_a_tie_and_a_certain_loss_a_loss():
    assert [row.target for row in Comparisons.of([pair(target=t) for t in (0.0, 0.5, 1.0)])] == [0.0, 0.5, 1.0]


def test_rows_come_by_place_by_slice_and_in_turn():
    originals = [pair(str(number)) for number in range(CHUNK + 3)]
    records = Comparisons.of(originals)
    assert len(records) == CHUNK + 3
    assert [row.prompt for row in records] == [row.prompt for row in originals]
    assert records[CHUNK] == originals[CHUNK]
    assert records[-1] == originals[-1]
    assert list(records[5:1:-2]) == [originals[5], originals[3]]
    assert list(records.select([7, 2, 7])) == [originals[7], originals[2], originals[7]]
    with pytest.raises(IndexError):
        records[CHUNK + 3]


def test_records_add_up_though_their_optional_columns_differ():
    first, second = [pair("p", target=0.7)], [pair("q", source="s", weight=2.0)]
    assert list(Comparisons.of(first) + Comparisons.of(second)) == first + second


def test_text_beside_chats_becomes_a_chat():
    chat = pair((Message("system", "s"), Message("user", "p")), target=0.7)
    text = pair("q", source="s")
    said = replace(pair((Message("user", "q"),), source="s"), id=text.id)
    assert list(Comparisons.of([text]) + Comparisons.of([chat])) == [said, chat]
    assert list(Comparisons.of([chat]) + Comparisons.of([text] * 2)) == [chat, said, said]
    assert list(Comparisons.of([]) + Comparisons.of([chat])) == [chat]
    ranks = Ranking((Example("q", "a"), Example("q", "b")), (0.0, 1.0))
    alike = replace(ranks, examples=tuple(replace(each, prompt=(Message("user", "q"),)) for each in ranks.examples))
    assert list(Rankings.of([ranks]) + Rankings.of([alike])) == [alike, alike]


def test_no_rows_are_no_error():
    nothing = Comparisons.of([])
    assert len(nothing) == 0
    assert list(nothing) == []
    assert [len(half) for half in nothing.split()] == [0, 0]
    assert list(nothing + Comparisons.of([pair()])) == [pair()]


def test_a_table_keeps_one_kind_of_prompt():
    chat = pair((Message("user", "p"),))
    with pytest.raises(ValueError, match="row 3: the prompt is chat messages, row 1 has text"):
        Comparisons.of([pair(), pair(), chat])
    with pytest.raises(ValueError, match="row 2: the prompt is text, row 1 has chat messages"):
        Comparisons.of([chat, pair()])


def test_what_a_row_cannot_keep_is_refused_and_not_dropped():
    with pytest.raises(ValueError, match="unlike contexts"):
        Comparisons.of([Comparison(Example("p", "a", {"x": 1}), Example("p", "b"))])
    with pytest.raises(ValueError, match="media"):
        Ratings.of([Rating(Example("p", "a", media=("image",)), {"overall": 1.0})])


class TestSplit:
    def records(self, prompts=400, each=3):
        return Comparisons.of([pair(f"prompt {n % prompts}", chosen=str(n)) for n in range(prompts * each)])

    def test_the_parts_share_no_prompt_and_lose_no_row(self):
        records = self.records()
        larger, smaller = records.split(0.3)
        assert not set(larger.prompts()) & set(smaller.prompts())
        places = [int(row.chosen.response) for part in (larger, smaller) for row in part]
        assert sorted(places) == list(range(len(records)))

    def test_each_part_keeps_the_order(self):
        for part in self.records().split():
            places = [int(row.chosen.response) for row in part]
            assert places == sorted(places)

    @pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
    def test_the_share_is_about_the_one_asked_for(self, share):
        _, smaller = self.records(prompts=1000, each=1).split(share)
        assert len(smaller) / 1000 == pytest.approx(share, abs=4 * (share * (1 - share) / 1000) ** 0.5)

    def test_more_rows_do_not_move_a_prompt(self):
        few, many = self.records(prompts=100), self.records(prompts=300)
        assert set(few.split()[1].prompts()) == set(many.split()[1].prompts()) & set(few.prompts())

    def test_the_seed_decides(self):
        records = self.records()
        assert list(records.split(seed=1)[1]) == list(records.split(seed=1)[1])
        assert records.split(seed=1)[1].prompts() != records.split(seed=2)[1].prompts()

    def test_splits_for_two_purposes_are_independent(self):
        records = self.records(prompts=1000, each=1)
        test = set(records.split(0.5)[1].prompts())
        validation = set(records.split(0.5, purpose="validation")[1].prompts())
        assert len(test & validation) == pytest.approx(250, abs=60)

    def test_a_larger_share_holds_the_smaller_one(self):
        records = self.records()
        assert set(records.split(0.1)[1].prompts()) < set(records.split(0.4)[1].prompts())

    def test_chat_prompts_are_told_apart_by_every_turn(self):
        turns = [(Message("user", "a"),), (Message("system", "a"),), (Message("user", "a"), Message("user", "b"))]
        assert len(set(Comparisons.of([pair(prompt) for prompt in turns]).prompts())) == 3
