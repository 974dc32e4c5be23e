"""Responses whose worth is known."""

from guerdon.shape import Recorded
from guerdon.types import Example

GOOD, PLAIN, BAD = Example("p", "good"), Example("p", "plain"), Example("p", "bad")
GOLD = Recorded({GOOD.identity: 1.0, PLAIN.identity: 0.0, BAD.identity: -1.0})
