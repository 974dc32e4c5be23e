"""Shapes and types of the whole package are checked while tests run."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from jaxtyping import install_import_hook

WORDS = (
    "is it good or bad ? Answer yes or no .", "Yes yes YES No no NO Maybe", "< task > text / one two three four",
    "is one more than two", "five six seven eight nine ten", "verdict A B",
)  # fmt: skip
"""What the tiny language model knows."""

if TYPE_CHECKING:
    from guerdon.llm import Local

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


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a tiny language model, made once."""
    from guerdon.learn import tiny

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GUERDON_CACHE", str(tmp_path_factory.mktemp("cache")))
        return tiny(WORDS, width=32, layers=2, heads=2, window=256, spread=0.2)


@pytest.fixture(scope="session")
def tiny_model(tiny_folder: str) -> "Local":
    from guerdon.llm import Local

    return Local(tiny_folder)


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that no other test has written to."""
    monkeypatch.setenv("GUERDON_CACHE", str(tmp_path / "cache"))
