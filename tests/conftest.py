"""Shapes and types of the whole package are checked while tests run."""

import os
from pathlib import Path

import pytest
from hypothesis import settings
from jaxtyping import install_import_hook

os.environ.setdefault("HF_HUB_OFFLINE", "1")

hook = install_import_hook("guerdon", "checking.checked")

# A busy machine is no failure.
settings.register_profile("guerdon", deadline=None)
settings.load_profile("guerdon")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first: a mistake shows within a minute."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of real data; tests that ask for it are skipped where it is absent."""
    folder = os.environ.get("GUERDON_DATA")
    if not folder:
        pytest.skip("real data: set GUERDON_DATA to the folder that holds it")
    return Path(folder)
