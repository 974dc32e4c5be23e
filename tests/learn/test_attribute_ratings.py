"""The objective of several rated attributes: by hand, where some are missing, and what it refuses."""

from collections.abc import Sequence

import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.learn import AttributeHead, Attributes, Forward, Numbers, Regression, RewardModel, ScalarHead, fit
from guerdon.learn.batch import RatingBatch
from guerdon.records import Comparisons, Ratings
from guerdon.types import Comparison, Example, Rating, Scores


def told(examples: Sequence[Example]) -> Scores:
    """The part ``double`` is twice the part ``plain``, which is the number of the response."""
    plain = torch.tensor([float(example.response) for example in examples], requires_grad=True)
    return Scores(plain, parts={"plain": plain, "double": 2 * plain})


def loss(names: tuple[str, ...], *rows: Rating) -> dict[str, float]:
    model = RewardModel(Numbers(1), AttributeHead(("plain", "double")))
    result = Attributes(names)(Forward(model, told), RatingBatch(rows))
    result.total.backward()
    return {"total": float(result.total.detach()), **{name: float(part) for name, part in result.parts.items()}}


def test_by_hand_with_a_missing_rating():
    rows = [
        Rating(Example("p", "1.0"), {"plain": 3.0, "double": 2.0}),  # errors -2 and 0
        Rating(Example("q", "2.0"), {"double": 1.0}, weight=3.0),  # error 3
    ]
    found = loss(("plain", "double"), *rows)
    assert found["attribute/plain"] == pytest.approx(4 * 1 / 4)
    assert found["attribute/double"] == pytest.approx(9 * 3 / 4)
    assert found["total"] == pytest.approx(1 + 6.75)
    assert loss(("plain",), *rows)["total"] == pytest.approx(1)


def ratings(n: int = 200) -> Ratings:
    """One attribute rises with the first number, the other falls with the second; every third lacks one."""
    drawn = torch.randn(n, 2, generator=torch.Generator().manual_seed(0)).round(decimals=3).tolist()
    return Ratings.of(
        Rating(Example(f"p{row}", f"{x} {y}"), {"up": 2 * x + 1} | ({} if row % 3 else {"down": -y}))
        for row, (x, y) in enumerate(drawn)
    )


def test_each_part_learns_its_attribute():
    model = RewardModel(Numbers(2), AttributeHead(("up", "down")))
    fit(model, ratings(), Attributes(("up", "down")))
    scores = model.score([Example("q", "1 0"), Example("q", "0 2")])
    assert scores.parts["up"].tolist() == pytest.approx([3, 1], abs=0.1)
    assert scores.parts["down"].tolist() == pytest.approx([0, -2], abs=0.1)


def test_one_attribute_is_regression_on_it():
    rows = Ratings.of(row for row in ratings() if "down" in row.values)
    one, other = RewardModel(Numbers(2), AttributeHead(("down",))), RewardModel(Numbers(2), ScalarHead())
    fit(one, rows, Attributes(("down",)))
    fit(other, rows, Regression("down"))
    examples = [row.example for row in rows]
    assert torch.allclose(one.score(examples).values, other.score(examples).values, atol=1e-3)


def test_what_does_not_fit_is_refused():
    model = RewardModel(Numbers(2), AttributeHead(("up", "down")))
    with pytest.raises(GuerdonError, match="cannot learn 'wit': no row rates it"):
        fit(model, ratings(), Attributes(("up", "wit")))
    flat = Ratings.of(Rating(Example(f"p{n}", "1 2"), {"up": 3}) for n in range(40))
    with pytest.raises(GuerdonError, match="cannot learn 'up': every rating of it is 3"):
        fit(model, flat, Attributes(("up",)))
    with pytest.raises(GuerdonError, match="Attributes learns the part 'up'"):
        fit(RewardModel(Numbers(2), ScalarHead()), ratings(), Attributes(("up",)))
    pair = Comparison(Example("p", "1 2"), Example("p", "2 1"))
    with pytest.raises(GuerdonError, match="from ratings, got comparisons"):
        fit(model, Comparisons.of([pair] * 40), Attributes(("up",)))
