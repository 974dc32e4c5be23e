"""The released areas of five rewards on TIA2, caption by caption."""

import gzip
import json

import numpy as np
from jaxtyping import Float

from guerdon.bench.tia2 import DATA

MEASURES = ("auroc", "auprc", "ap5", "ap10", "ap25", "spearman", "kendall")
"""What was released of each reward."""


def released(part: str, measure: str = "auroc") -> dict[str, Float[np.ndarray, "captions"]] | None:
    """One of ``MEASURES`` of every reward, and the share of images that fit as ``human``, over the captions of a part.

    The scores of single images were not released. The captions are those that ``TIA2`` takes from the labels.

    Returns:
        None where the data is not at hand.

    Source: Kim et al. 2024 (arXiv 2404.01863).
    """
    folder = DATA.found()
    path = folder and folder / f"alignment_scores_{part}.json.gz"
    if path is None or not path.exists():
        return None
    rows = list(json.loads(gzip.decompress(path.read_bytes())).values())
    shares = {"human": np.array([row["human"] for row in rows])}
    return shares | {name: np.array([row[name][measure] for row in rows]) for name in rows[0] if name != "human"}
