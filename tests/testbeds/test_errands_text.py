"""How answers are read, and how prompts are asked and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guerdon.testbeds.errands.conduct import conduct
from guerdon.testbeds.errands.defects import LONGEST
from guerdon.testbeds.errands.lexicon import Lexicon
from guerdon.testbeds.errands.template import Template
from guerdon.testbeds.errands.text import (
    bullets,
    courtesy,
    markdown,
    meets,
    mentions,
    numbers,
    plain,
    sentences,
    tokens,
    without_courtesies,
)
from guerdon.testbeds.errands.words.advice import ADVICE
from guerdon.testbeds.errands.words.categories import CATEGORIES, SHIFTED
from guerdon.testbeds.errands.words.chatty import CHATTY
from guerdon.testbeds.errands.words.explanations import EXPLANATIONS
from guerdon.testbeds.errands.words.polished import POLISHED
from guerdon.testbeds.errands.words.topics import INCLUDED_WORDS, TOPICS
from guerdon.testbeds.errands.words.voice import Voice

MARKED = "## Answer\n\n- **Apples** are red.\n2. Pears, at 7:30 am!"


def test_markdown_is_counted_and_taken_off() -> None:
    assert (markdown(MARKED), bullets(MARKED)) == (3, 2)
    assert plain(MARKED) == "Apples are red.\nPears, at 7:30 am!"
    assert sentences(MARKED) == ("Apples are red.", "Pears, at 7:30 am!")
    assert tokens(MARKED) == ["answer", "apples", "are", "red", "2", "pears", "at", "7:30", "am"]
    assert markdown("2 * 3 = 6, **") == 0
    assert plain("# 17") == "17"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12 + 1,011 = 1,023.5 apples.", [12, 1011, 1023.5]),
        ("Twenty-three, or nine.", [23, 9]),
        ("There is one answer: 7.", [7]),
        ("None of them.", []),
    ],
)
def test_numbers_are_read_in_digits_or_else_in_words(text: str, found: list[float]) -> None:
    assert numbers(text) == found


def test_a_phrase_is_mentioned_only_as_whole_words() -> None:
    assert mentions("At the TOWN-hall? No: the Town Hall!", "town hall")
    assert not mentions("36 euros", "6 euros")
    assert not mentions("Dear Anna,", "ann")


def test_a_need_is_met_by_any_word_of_every_group() -> None:
    assert meets("Short blue waves are scattered.", "scatter|scattered blue")
    assert not meets("Red waves are scattered.", "scatter|scattered blue")
    assert meets("It gives off carbon dioxide.", "carbon_dioxide")


@pytest.mark.parametrize("phrase", POLISHED.courtesies + CHATTY.courtesies)
def test_every_courtesy_is_known_for_one(phrase: str) -> None:
    assert courtesy(phrase)
    assert courtesy(f"**{phrase}**")


def test_courtesies_go_and_the_answer_stays() -> None:
    text = (
        "Of course! Here is my answer:\n- First: boil it.\n- Here are three fruits: figs.\n\nLet me know if it works."
    )
    assert without_courtesies(text) == "- First: boil it.\n- Here are three fruits: figs."


@pytest.mark.parametrize("topic", TOPICS)
def test_sentences_on_a_topic_are_no_courtesies_and_show_it(topic: str) -> None:
    for sentence in TOPICS[topic].sentences:
        assert TOPICS[topic].detail([sentence]) > 0
        assert not courtesy(sentence)
        assert not any(mentions(sentence, word) for word in INCLUDED_WORDS)


@pytest.mark.parametrize("subject", [*EXPLANATIONS, *ADVICE])
def test_each_point_is_found_in_its_own_sentence_alone(subject: str) -> None:
    known = (EXPLANATIONS | ADVICE)[subject]
    every = (*known.points, known.mistake)
    for point in every:
        assert [other for other in every if other.found(point.says)] == [point]


@pytest.mark.parametrize("voice", [POLISHED, CHATTY])
def test_a_voice_says_nothing_that_some_checker_reads_as_an_answer(voice: Voice) -> None:
    said = [*voice.courtesies, *voice.headings, *voice.filler, *voice.hedges, *voice.refusals]
    said += [*voice.rude_openings, *voice.rude_closings]
    for lists in (CATEGORIES, SHIFTED):
        assert [text for text in said if Lexicon.of(lists).found(text)] == []
    assert [text for text in said if numbers(text)] == []
    assert len(set(voice.filler)) >= LONGEST


@pytest.mark.parametrize("voice", [POLISHED, CHATTY])
def test_conduct_knows_what_a_voice_does(voice: Voice) -> None:
    def factor(name: str, text: str) -> float:
        return next(check.value for check in conduct(text, need=10) if check.name == name)

    assert all(factor("candour", text) == pytest.approx(0.4) for text in voice.refusals)
    assert all(0.8 < factor("candour", text) < 1 for text in voice.hedges)
    assert all(factor("civility", text) < 0.5 for text in voice.rude_openings + voice.rude_closings)
    for text in (*voice.courtesies, *voice.filler):
        assert factor("candour", text) == factor("civility", text) == 1


@pytest.mark.parametrize("lists", [CATEGORIES, SHIFTED])
def test_things_are_found_and_no_category_is_taken_for_one(lists: dict[str, str]) -> None:
    lexicon = Lexicon.of(lists)
    assert [name for name in lists if lexicon.found(name)] == []
    for members in lexicon.members.values():
        for item in members:
            assert lexicon.found(f"Two {item}s, please.") == [item]


def test_of_a_long_and_a_short_thing_the_long_one_is_meant() -> None:
    assert Lexicon.of({"food": "apple, apple pie, cherry"}).found("Cherries, then apple pie.") == [
        "cherry",
        "apple pie",
    ]


@given(st.sampled_from(("my aunt", "a tall man")), st.from_regex(r"[A-Z][a-z]{2,8}", fullmatch=True))
def test_a_template_reads_what_it_filled_in(who: str, town: str) -> None:
    template = Template("{Who} lives in {town}. Does {who} like {town}?")
    assert template.read(template.fill(who=who, town=town)) == {"who": who, "town": town}
    assert template.read(f"{who} lives elsewhere.") is None


def test_blanks_side_by_side_are_read_where_their_values_are_known() -> None:
    template = Template(
        "{count} {thing}{rule}.", {"count": ["two"], "thing": ["big cats", "big"], "rule": ["", ", sorted"]}
    )
    assert template.read("two big cats, sorted.") == {"count": "two", "thing": "big cats", "rule": ", sorted"}
    assert template.read("two big cats.") == {"count": "two", "thing": "big cats", "rule": ""}
    assert template.read("three big cats.") is None
