"""A tiny language model, made once."""

from pathlib import Path

import pytest

from guerdon.learn import tiny
from guerdon.llm import Local

TEXTS = ("is it good or bad ? Answer yes or no .", "Yes yes YES No no NO Maybe", "< task > text / one two three four")


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GUERDON_CACHE", str(tmp_path_factory.mktemp("cache")))
        return tiny(TEXTS, width=32, layers=2, heads=2, window=256, spread=0.2)


@pytest.fixture(scope="session")
def tiny_model(tiny_folder: str) -> Local:
    return Local(tiny_folder)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUERDON_CACHE", str(tmp_path / "cache"))
