"""The language of moods: what its words are worth, what its corpus tells of them, and who speaks of what."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from guerdon.testbeds import Phrases
from guerdon.types import Example

WORLD = Phrases(3, topics=3, each=4)


def test_gold_is_good_minus_bad_by_the_number_of_words():
    words, moods, marks = WORLD.lexicon.words, WORLD.lexicon.moods, WORLD.lexicon.marks
    bad, neutral, good = (words[moods[1, mood, 0]] for mood in range(3))
    texts = [f"{good} {good} {bad} {neutral}", f"{bad}", f"{words[marks[1, 2]]} {neutral}", "unheard of", ""]
    scores = WORLD.gold.score([Example("p", text) for text in texts]).values
    assert scores.tolist() == pytest.approx([0.25, -1.0, 0.5, 0.0, 0.0])


def test_every_word_is_one_thing_only():
    lexicon = WORLD.lexicon
    assert len(set(lexicon.words)) == len(lexicon.words)
    assert sorted([*lexicon.topic.flat, *lexicon.moods.flat, *lexicon.marks.flat]) == list(range(len(lexicon.words)))


def test_comparisons_speak_of_their_topics_alone_and_without_marks():
    other = replace(WORLD, about=(1, 2))
    assert other.lexicon.words == WORLD.lexicon.words
    for world in (WORLD, other):
        allowed = {world.lexicon.words[place] for place in world.lexicon.moods[list(world.about)].flat}
        heard = {word for row in world.comparisons(60) for side in (row.chosen, row.rejected)
                 for word in side.response.split()}  # fmt: skip
        assert heard <= allowed
        assert len(heard) > len(allowed) / 2


def test_the_corpus_says_which_words_are_of_one_mood():
    pair_counts: Counter[tuple[int, int]] = Counter()
    for row in WORLD.corpus(400):
        values = [WORLD.values.get(word, 0) for word in row.example.response.split()]
        pair_counts.update((a, b) for place, a in enumerate(values) for b in values[:place] if a and b)
    alike = pair_counts[1, 1] + pair_counts[-1, -1]
    assert alike / sum(pair_counts.values()) > 0.7  # by chance a half


def test_labels_follow_gold_and_flips_turn_them():
    def right(world: Phrases) -> float:
        rows = list(world.comparisons(300))
        gaps = world.gold.score([r.chosen for r in rows]).values - world.gold.score([r.rejected for r in rows]).values
        return float(np.mean(gaps[gaps != 0].numpy() > 0))

    sure = replace(WORLD, quality=float("inf"))
    assert right(sure) == 1
    assert right(replace(sure, flips=0.25)) == pytest.approx(0.75, abs=0.08)


def test_the_same_seed_is_the_same_world_and_a_topic_that_is_not_there_an_error():
    assert [row.id for row in Phrases(5).comparisons(9)] == [row.id for row in Phrases(5).comparisons(9)]
    assert Phrases(5).candidates(2, 3) == Phrases(5).candidates(2, 3)
    assert Phrases(5).lexicon.words != Phrases(6).lexicon.words
    with pytest.raises(ValueError, match=r"about=\(3,\) names topics that are not among the 3"):
        Phrases(about=(3,))
