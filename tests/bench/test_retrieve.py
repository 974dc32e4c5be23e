"""The whole corpus against the rules of contests, passage by passage; and how the two ways of InstructIR differ in name."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
import pytest
from small_folders import fill

from guerdon.bench import NDCG, WorstOfGroup, retrieve
from guerdon.bench.contest import by_score
from guerdon.bench.instructir import InstructIR, instances, passages
from guerdon.bench.instructir_corpus import gains
from guerdon.errors import GuerdonError
from guerdon.surface import words

WIDTH = 256


def hashed(texts: Sequence[str]) -> np.ndarray:
    """How often words stand in each text, by a hash, at length 1."""
    counts = np.stack(
        [np.bincount([crc32(w.encode()) % WIDTH for w in words(t)] or [0], minlength=WIDTH) for t in texts]
    )
    found = np.log1p(counts)
    return found / np.linalg.norm(found, axis=1, keepdims=True).clip(1e-9)


@pytest.fixture
def small(tmp_path, monkeypatch):
    fill(tmp_path)
    monkeypatch.setenv("GUERDON_DATA", str(tmp_path))


def coarse(texts: Sequence[str]) -> np.ndarray:
    """Few vectors, so that many passages tie."""
    return np.array([[crc32(text.encode()) % 3, 1.0] for text in texts])


def test_it_is_what_the_rules_give_contest_by_contest(small):
    import torch

    corpus = passages()
    vectors = dict(zip(corpus, coarse(list(corpus.values())), strict=True))
    standings: dict[str, list] = {}
    for each in instances(corpus):
        fits = {name: float(coarse([each.prompt])[0] @ vector) for name, vector in vectors.items()}
        right = torch.tensor([fits.pop(each.right)])
        standings.setdefault(each.query, []).append(by_score(right, torch.tensor(list(fits.values()))))
    found = retrieve(coarse)
    every = [NDCG(10)(one.wins) for group in standings.values() for one in group]
    assert found.ndcg.value == pytest.approx(np.mean(every))
    assert found.robustness.value == pytest.approx(
        np.mean([WorstOfGroup(NDCG(10)).unit(g) for g in standings.values()])
    )
    assert (found.instances, found.passages, found.seeds, found.complete) == (4, 4, False, False)


def test_gains_by_hand():
    assert gains(np.array([0, 2, 9, 10]), np.zeros(4, int)).tolist() == pytest.approx([1, 1 / 2, 1 / np.log2(11), 0])
    assert gains(np.array([0]), np.array([1])).tolist() == pytest.approx([(1 + 1 / np.log2(3)) / 2])


def test_vectors_that_are_not_finite_are_refused(small):
    with pytest.raises(GuerdonError, match="not finite"):
        retrieve(lambda texts: np.full((len(texts), 2), np.nan))


@pytest.mark.realdata
def test_all_that_is_here_is_ranked_and_is_no_official_score(data_folder):
    found = retrieve(hashed)
    assert (found.instances, found.passages, found.seeds, found.complete) == (9_906, 1_743, True, False)
    chance = gains(np.zeros(1, int), np.array([1_742])).item()
    assert 2 * chance < found.robustness.value < found.ndcg.value < 0.9
    assert found.ndcg.value > 20 * chance
    assert found.robustness.n == 1_267
    assert len({each.query for each in instances(passages())}) == 1_267
    assert sum(InstructIR.counts.values()) == found.instances
