"""InstructIR over its whole corpus, as its official scores are: for what gives texts vectors and searches by them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from guerdon.bench.instructir import InstructIR, instances, passages
from guerdon.errors import GuerdonError
from guerdon.statistics import Estimate, mean_interval

Embed = Callable[[Sequence[str]], Float[np.ndarray, "n width"]]
"""Texts to vectors whose dot product says how well they fit; of length 1 where it is the cosine."""
PASSAGES = 16_072
"""How many the whole corpus has."""
BLOCK = 512
"""Queries that are held against all passages at once."""
K = 10


@dataclass(frozen=True)
class Retrieved:
    """How far up the right passages stand among all."""

    ndcg: Estimate
    """nDCG@10, the mean over instances; of passages that tie, every order is as likely."""
    robustness: Estimate
    """Robustness@10, the mean over queries of the worst of their instances, ties lost."""
    instances: int
    passages: int
    seeds: bool
    """Whether some right passages are those that the right ones were written from, whoever asks."""

    @property
    def complete(self) -> bool:
        """Whether this is the whole benchmark; what is not, is no official score."""
        whole = sum(InstructIR.counts.values()), PASSAGES
        return (self.instances, self.passages) == whole and not self.seeds


def retrieve(embed: Embed) -> Retrieved:
    """Ranks every passage for every instance.

    Args:
        embed: such as ``learn.SentenceEmbedder``; asked once for the passages, and once for each block of prompts, which
            are "who asks [SEP] what".

    Raises:
        GuerdonError: the files are neither at hand nor on the hub, they fit nowhere together, or a vector is not finite.

    With one right passage nDCG@10 is 1 / log2(1 + rank) where the rank is at most 10, else 0.

    Source: Oh et al. 2024, "InstructIR" (arXiv 2402.14334). Official code leaves a passage out that has the id of the query;
    queries and passages have no id in common here.
    """
    corpus = passages()
    asked = list(instances(corpus))
    if not asked:
        raise GuerdonError("no instance of InstructIR has its right passage in the corpus that is here")
    places = {name: place for place, name in enumerate(corpus)}
    texts = finite(embed(list(corpus.values())))
    above, tied = [], []
    for start in range(0, len(asked), BLOCK):
        some = asked[start : start + BLOCK]
        fits = finite(embed([each.prompt for each in some])) @ texts.T
        right = fits[np.arange(len(some)), [places[each.right] for each in some]][:, None]
        above.append((fits > right).sum(1))
        tied.append((fits == right).sum(1) - 1)
    ranks = np.concatenate(above), np.concatenate(tied)
    worst: dict[str, float] = {}
    for each, value in zip(asked, gains(ranks[0] + ranks[1], np.zeros_like(ranks[1])).tolist(), strict=True):
        worst[each.query] = min(worst.get(each.query, 1.0), value)
    return Retrieved(
        mean_interval(gains(*ranks), groups=[each.query for each in asked]),
        mean_interval(np.array(list(worst.values()))),
        len(asked),
        len(corpus),
        any(each.subset != "instances" for each in asked),
    )


def gains(above: Int[np.ndarray, "n"], tied: Int[np.ndarray, "n"]) -> Float[np.ndarray, "n"]:
    """nDCG@10 of one right passage with so many above it and so many beside it, over every order of those that tie."""
    most = int((above + tied).max()) + 1
    places = np.arange(most)
    before = np.concatenate([[0.0], np.cumsum(np.where(places < K, 1 / np.log2(places + 2), 0.0))])
    return (before[above + tied + 1] - before[above]) / (tied + 1)


def finite(vectors: Float[np.ndarray, "n width"]) -> Float[np.ndarray, "n width"]:
    if not np.isfinite(vectors).all():
        raise GuerdonError("some texts have vectors that are not finite, which fit nothing")
    return vectors
