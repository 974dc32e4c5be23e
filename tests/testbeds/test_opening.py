"""Worlds open by name and settings."""

import pytest

from guerdon.testbeds import Errands
from guerdon.testbeds import open as open_world


def test_a_name_alone_opens_the_default() -> None:
    assert open_world("errands") == Errands()
    assert open_world("errands", seed=5) == Errands(seed=5)


def test_settings_take_the_types_of_their_defaults() -> None:
    world = open_world("errands?length_bias=1&noise=0.5&annotators=2&soft=true&families=sums,notes", seed=3)
    assert world == Errands(3, noise=0.5, length_bias=1.0, annotators=2, soft=True, families=("sums", "notes"))


def test_the_spec_may_set_the_seed() -> None:
    assert open_world("errands?seed=9", seed=1) == Errands(seed=9)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("mistakes", "there is no testbed 'mistakes'; known are"),
        ("errands?bias=1", "the testbed errands has no setting 'bias'; it has seed, noise, length_bias"),
        ("errands?noise=loud", "noise='loud' is no float"),
        ("errands?soft=maybe", "soft='maybe' is no bool"),
        ("errands?noise=-1", "noise=-1, expected a positive number"),
    ],
)
def test_what_cannot_be_opened_is_told_in_one_sentence(spec: str, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("?", r"\?")):
        open_world(spec)
