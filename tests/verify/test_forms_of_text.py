"""Citations, length, repetition, JSON, tags, short answers and language, against values worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import guerdon
from guerdon.errors import GuerdonError
from guerdon.types import Example
from guerdon.verify import Citations, DistinctNgrams, ExactMatch, JsonSchema, Language, Length, TagFormat, TokenF1

PASSAGES = ["The tower stands in Paris since 1889.", ["Berlin", "has a famous zoo with pandas"]]


def scored(reward, response, **columns):
    return reward.score([Example("p", response, **columns)])


@pytest.mark.parametrize(
    ("response", "precision", "recall", "valid"),
    [
        ("The tower stands in Paris [1]. Berlin has pandas. [2]", 1, 1, 1),
        ("The tower stands in Paris [2]. Berlin has pandas [2].", 0.5, 0.5, 1),
        ("The tower stands in Paris [1, 2].", 0.5, 1, 1),
        ("The tower stands in Paris [1][7].", 0.5, 1, 0.5),
        ("The tower stands in Paris.", 0, 0, 0),
        ("The tower of Paris and the zoo of Berlin [1][2].", 0.5, 1, 1),  # tower, Paris | Berlin: two of three
        ("It is so [1]. The tower stands in Paris [1].", 1, 1, 1),  # nothing to support
    ],
)
def test_citations(response, precision, recall, valid):
    scores = scored(Citations(), response, context={"passages": PASSAGES})
    found = [float(scores.parts[name]) for name in ("precision", "recall", "valid")]
    assert found == pytest.approx([precision, recall, valid])
    expected = 2 * precision * recall / (precision + recall) if precision else 0
    assert float(scores.values) == pytest.approx(expected)


def test_citations_without_passages_or_claims_are_nan():
    scores = Citations().score([Example("p", "Sure [1]."), Example("p", "It is [1].", {"passages": PASSAGES})])
    assert scores.values.isnan().all()
    assert "passages" in scores.errors[0]
    assert "support" in scores.errors[1]


def test_length_and_repetition():
    assert float(scored(Length(), "one, two!").values) == pytest.approx(0.04)
    # a b a b a b: trigrams aba bab aba bab, two of four distinct
    assert float(scored(DistinctNgrams(3), "a b A b a b").values) == 0.5
    assert float(scored(DistinctNgrams(3), "a b").values) == 1
    with pytest.raises(ValueError, match="at least 1"):
        DistinctNgrams(0)


@given(st.text(max_size=80), st.integers(1, 4))
def test_a_text_said_twice_has_no_more_distinct_ngrams(text, n):
    once, twice = (float(scored(DistinctNgrams(n), each).values) for each in (text, f"{text} {text}"))
    assert 0 <= twice <= 1
    assert twice <= once + 1e-6 or len(text.split()) < 2 * n


def test_json_of_a_form():
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
    rows = ['{"a": 1}', '```json\n{"a": 1}\n```', '{"a": "x"}', "{a: 1}", "[" * 100000]
    scores = JsonSchema().given(schema=schema).score([Example("p", row) for row in rows])
    assert scores.values.tolist() == [1, 1, 0, 0, 0]
    assert scores.parts["json"].tolist() == [1, 1, 1, 0, 0]
    assert scores.rationale[2] == "$.a: 'x' is not of type 'integer'"
    assert "schema" in scored(JsonSchema(), "{}").errors[0]
    with pytest.raises(GuerdonError, match="no JSON schema"):
        scored(JsonSchema(), "{}", context={"schema": {"type": "nothing"}})


@pytest.mark.parametrize(
    ("response", "value"),
    [
        ("<think>a</think>\n<answer>b</answer>", 1),
        (" <think>a\nb</think><answer>c</answer> ", 1),
        ("<answer>b</answer><think>a</think>", 0),
        ("<think>a</think><answer>b</answer> end", 0),
        ("<think>a</think><answer> </answer>", 0),
        ("<think>a</think><think>a</think><answer>b</answer>", 0),
        ("<think><answer>b</answer></think>", 0),
        ("b", 0),
    ],
)
def test_tags(response, value):
    assert float(scored(TagFormat(), response).values) == value


def test_tags_are_parts():
    parts = scored(TagFormat(), "<answer>b</answer>").parts
    assert {name: float(part) for name, part in parts.items()} == {"tag:think": 0, "tag:answer": 1}
    with pytest.raises(ValueError, match="expected names"):
        TagFormat(("a b",))


def test_short_answers():
    batch = [
        Example("p", "The Eiffel Tower.", reference="eiffel tower"),
        Example(
            "p", "<think>x</think><answer>Paris, France</answer>", reference="London", context={"references": ["Paris"]}
        ),
        Example("p", "no", reference="yes"),
        Example("p", "no"),
    ]
    exact, f1 = ExactMatch().score(batch), TokenF1().score(batch)
    assert exact.values.nan_to_num(-1).tolist() == [1, 0, 0, -1]
    assert f1.values.nan_to_num(-1).tolist() == pytest.approx([1, 2 / 3, 0, -1])  # 2 * 1 / (2 + 1)
    assert "no reference" in f1.errors[3]


def test_language_of_the_prompt_or_of_the_context():
    german, english = "Das ist ein schöner Tag und ich gehe nach Hause.", "This is a nice day and I am going home."
    batch = [
        Example(english, english),
        Example(english, german),
        Example(english, german, {"language": "de"}),
        Example(english, "123"),
    ]
    scores = Language().score(batch)
    assert scores.values.nan_to_num(-1).tolist() == [1, 0, 1, -1]
    assert scores.rationale[1] == "de"
    assert "no letters" in scores.errors[3]


@pytest.mark.parametrize(
    "reward",
    [
        Citations(0.4),
        Length(10),
        DistinctNgrams(2),
        JsonSchema(),
        TagFormat(("a",)),
        ExactMatch(),
        TokenF1(),
        Language(),
    ],
)
def test_each_is_saved_and_loaded_and_scores_nothing_of_nothing(reward, tmp_path):
    reward.save(tmp_path / "reward")
    assert guerdon.load(tmp_path / "reward") == reward
    assert len(reward.score([])) == 0


def test_a_language_by_any_spelling_of_its_code_and_none_that_is_no_code():
    german, chinese = "Das ist ein schöner Satz, den man lesen kann.", "这是一个中文句子，我们来看看。"
    rows = [(german, "DE"), (chinese, "zh"), (chinese, "zh-cn"), (german, "zh"), (german, "German")]
    scores = Language().score([Example("p", text, {"language": code}) for text, code in rows])
    assert scores.values.nan_to_num(-1).tolist() == [1, 1, 1, 0, -1]
    assert "'German' is none that can be told: use one of af, ar," in scores.errors[4]


def test_one_passage_may_stand_alone():
    assert scored(Citations(), "Cats sleep [1].", context={"passages": "cats sleep"}).values.item() == 1


def test_what_python_reads_beside_json_is_none_and_a_schema_must_hold_what_it_refers_to():
    schema = {"type": "number"}
    assert scored(JsonSchema(), "NaN", context={"schema": schema}).parts["json"].item() == 0
    for target in ("#/nope", "http://example.com/schema"):
        with pytest.raises(GuerdonError, match="refers to what is not in it"):
            scored(JsonSchema(), "{}", context={"schema": {"$ref": target}})
