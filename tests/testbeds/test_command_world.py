"""Commands: what sentences mean, and which combinations are held out."""

import numpy as np

from guerdon.testbeds import Command
from guerdon.testbeds.commands import EVERY, SLOTS, covered, drawn, held_out, said


def test_there_is_every_combination_once():
    # rooms 6, things 4, things in rooms 24, things carried 4, four directions of five counts 20
    assert len(EVERY) == len(set(EVERY)) == 6 + 4 + 24 + 4 + 20


def test_labels_are_places_and_read_back():
    command = Command("thing_in_room", ("lamp", "green"))
    assert command.labels == {"unit": 3.0, "thing": 2.0, "room": 2.0}
    filled = {slot: SLOTS[slot][int(place)] for slot, place in command.labels.items()} | {"count": "4"}
    assert Command.of(filled) == command  # the count belongs to another unit


def test_no_two_commands_share_a_sentence():
    meant: dict[str, Command] = {}
    generator = np.random.default_rng(0)
    for command in EVERY * 40:
        sentence = said(command, generator)
        assert meant.setdefault(sentence, command) == command


def test_held_out_combinations_are_of_known_parts():
    for seed in range(5):
        seen, kept = held_out(0.25, np.random.default_rng(seed))
        assert len(kept) == 14
        assert not set(seen) & set(kept)
        assert set(seen) | set(kept) == set(EVERY)
        assert covered(kept) <= covered(seen)


def test_sentences_are_by_the_generator_alone():
    one, two = (drawn(EVERY, 20, np.random.default_rng(1)) for _ in range(2))
    assert one == two
    assert len({sentence for sentence, _ in one}) > 15
