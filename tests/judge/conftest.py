"""Models here keep what they said in a cache of the test's own."""

import pytest


@pytest.fixture(autouse=True)
def apart(own_cache: None) -> None: ...
