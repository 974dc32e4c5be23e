"""The released figures of TIA2: the labels give their shares, and they give the published table."""

import numpy as np
import pytest

from guerdon.bench.tia2 import PARTS, captions
from guerdon.bench.tia2_scores import MEASURES, released

TABLE = {
    "comprehensive": {"clip": (0.671, 0.235), "blip2": (0.683, 0.233), "imagereward": (0.761, 0.361),
                      "pickscore": (0.747, 0.325), "textnorm_ur": (0.773, 0.358)},
    "counting": {"clip": (0.595, 0.136), "blip2": (0.565, 0.072), "imagereward": (0.657, 0.208),
                 "pickscore": (0.731, 0.340), "textnorm_ur": (0.807, 0.443)},
    "composition": {"clip": (0.717, 0.431), "blip2": (0.613, 0.246), "imagereward": (0.774, 0.538),
                    "pickscore": (0.785, 0.521), "textnorm_mean": (0.844, 0.622)},
}  # fmt: skip


@pytest.mark.realdata
@pytest.mark.parametrize("part", PARTS)
def test_labels_give_the_shares_and_the_areas_give_the_table(part, data_folder):
    shares = sorted(len(each.right) / (len(each.right) + len(each.wrong)) for each in captions(part))
    areas, ranks = released(part), released(part, "spearman")
    assert sorted(areas["human"].tolist()) == pytest.approx(shares)  # two of three people, as TIA2 counts
    for name, (area, rank) in TABLE[part].items():
        assert areas[name].mean() == pytest.approx(area, abs=1e-3)
        assert np.nanmean(ranks[name]) == pytest.approx(rank, abs=2e-3)
    assert all(released(part, measure) for measure in MEASURES)


def test_without_the_data_there_is_none(tmp_path, monkeypatch):
    monkeypatch.setenv("GUERDON_DATA", str(tmp_path))
    assert released("counting") is None
