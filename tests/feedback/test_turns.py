"""Talks as the turns of one side, by hand."""

import pytest

from guerdon.errors import GuerdonError
from guerdon.feedback import by_turns
from guerdon.learn.segmenters import GivenSteps
from guerdon.types import Example, Message


def said(*turns: str) -> tuple[Message, ...]:
    return tuple(Message(*turn.split(": ", 1)) for turn in turns)


def test_the_assistants_turns_are_steps_of_one_response_to_the_opening():
    talk = Example(said("system: Be kind.", "user: Hi", "assistant: Hello.", "user: Why?"), "So.", {"user": "u"})
    turns = by_turns(talk)
    assert turns.prompt == said("system: Be kind.", "user: Hi")
    assert turns.steps == ("Hello.\n\n", "So.\n\n")
    assert turns.response == "Hello.\n\nSo.\n\n"
    assert turns.context == {"user": "u"}
    assert [ends.tolist() for ends in GivenSteps()([turns])] == [[8, 13]]


def test_one_turn_is_one_step():
    assert by_turns(Example(said("user: Hi"), "Hello.")).steps == ("Hello.\n\n",)


def test_what_has_no_turns_is_refused():
    with pytest.raises(GuerdonError, match="'Hi' is text, expected the messages of a chat"):
        by_turns(Example("Hi", "Hello."))
    with pytest.raises(GuerdonError, match="opens with the assistant"):
        by_turns(Example(said("assistant: Hi", "user: Oh"), "Hello."))
