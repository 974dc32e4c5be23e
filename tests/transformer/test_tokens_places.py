"""Which tokens are the response's: where a template writes the same words behind it, strips it, or changes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoTokenizer

from guerdon.errors import GuerdonError
from guerdon.learn import tiny
from guerdon.transformer import Tokens
from guerdon.types import Example, Message

WORDS = "one two three end assistant user < > ."
PLAIN = "{% for m in messages %}<{{ m.role }}> {{ m.content }} <end> {% endfor %}"
STRIPPED = "{% for m in messages %}<{{ m.role }}>{{ m.content | trim }}<end>{% endfor %}"
SHOUTED = "{% for m in messages %}<{{ m.role }}>{{ m.content | upper }}<end>{% endfor %}"
TURNS = (Message("user", "one end"), Message("assistant", "two"), Message("user", "end"))


def tokens(template: str) -> Tokens:
    tokenizer = AutoTokenizer.from_pretrained(tiny([WORDS], width=16))
    tokenizer.chat_template = template
    return Tokens(tokenizer, 64, places=True)


def own(template: str, response: str) -> tuple[list[str], tuple[int, ...]]:
    """The words of the tokens that are the response's, and where they end."""
    reader = tokens(template)
    [row] = reader.encode([Example(TURNS, response)])
    return [reader.tokenizer.convert_ids_to_tokens(row.ids[place]) for place in row.response], row.ends


@pytest.mark.parametrize("template", [PLAIN, STRIPPED])
@given(st.lists(st.sampled_from(WORDS.split()[:6]), min_size=1, max_size=6))
def test_the_tokens_of_a_response_are_its_words_whatever_stands_behind_it(template: str, said: list[str]) -> None:
    found, ends = own(template, " ".join(said))
    assert found == said
    assert list(ends) == [len(" ".join(said[: place + 1])) for place in range(len(said))]


@pytest.mark.parametrize("template", [PLAIN, STRIPPED])
def test_blanks_around_a_response_count_in_where_its_tokens_end(template: str) -> None:
    assert own(template, "  one end ") == (["one", "end"], (5, 9))
    assert own(template, "") == ([], ())


def test_a_template_that_rewrites_the_response_is_refused() -> None:
    with pytest.raises(GuerdonError, match="rewrites the response 'one two'"):
        own(SHOUTED, "one two")
