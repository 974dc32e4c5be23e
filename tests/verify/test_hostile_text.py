"""No text keeps a verifier busy: what is long and nearly fits is given up or read in time that grows as its length does."""

import time

import pytest

from guerdon.types import Example
from guerdon.verify import Citations, Constraints, DistinctNgrams, MathAnswer, TagFormat, TokenF1, stated
from guerdon.verify.check import kinds
from guerdon.verify.code import program

PIECES = [
    "1,", "{", "answer is ", "$", "\\boxed{", "'", "* ", "- ", "_ ", "a", "\n", "1 ", "#### ", "<answer>", "**", "```\n", "[1",
    "<<", "|-", "A: ", "#", " ", "9", "1/", "-", ".1", "[[x", "Section ", "1. ", "a. ", ". ", "\\frac{", "x<", "A B,",
]  # fmt: skip
PROMPT = (
    "Use at most 5 words, exactly 3 sentences, 2 paragraphs, 3 bullet points, a numbered list, 3 sections, a code block, and a "
    "table. The entire output should be in JSON. Give it a title, wrapped in double angular brackets. Wrap your entire response "
    "with double quotation marks. Part it by the markdown divider: ***. Include keywords 'a' and 'b'. The word 'a' should appear 3 "
    "times. Highlight at least 2 sections. Use at least 2 placeholders. Use bold headers, markdown headers, headings in all "
    "caps. End your response with 'x'. Add a postscript. Give two different responses. "
    "The title should be wrapped in double curly braces."
)
REWARDS = [MathAnswer(), Constraints(), Citations(), TagFormat(), DistinctNgrams(), TokenF1()]


NEARLY = ["A" + " " * 30000 + "a", "." * 30000 + "x", "!" * 15000 + '"' * 15000 + "x", "Section" + " " * 30000 + "x"]
"""Texts that are nearly a heading or the end of a sentence, as a model writes that repeats itself."""


@pytest.mark.parametrize(
    "text", [(piece * 30000)[:30000] for piece in PIECES] + NEARLY, ids=lambda text: repr(text[:9])
)
def test_long_texts_are_read_at_once(text):
    started = time.process_time()
    for reward in REWARDS:
        reward.score([Example(PROMPT, text, {"passages": ["a b c d"]}, reference="5")])
    program(Example("p", text, {"entry_point": "f"}))
    stated(text)
    assert time.process_time() - started < 8  # a quadratic expression takes minutes


def test_the_prompt_asks_for_many_kinds():
    assert len({type(check) for check in stated(PROMPT).checks}) > len(kinds()) / 3
