"""What makes recipes quick to test: what they say at a tiny scale is that they are wired as they should be."""

from dataclasses import replace

import pytest
import torch

from guerdon.learn import Fitted, FullBatch, Numbers, Task


@pytest.fixture(autouse=True)
def numbers_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every arm reads the same texts; under checked annotations a word costs as much as a text does without."""
    plain = Numbers.encode_text
    known: dict[tuple[str, int | None], torch.Tensor] = {}

    def encode_text(self: Numbers, text: str, width: int | None = None) -> torch.Tensor:
        if (text, width) not in known:
            known[text, width] = plain(self, text, width)
        return known[text, width]

    monkeypatch.setattr(Numbers, "encode_text", encode_text)


@pytest.fixture
def short_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fits to frozen features end after some steps with one penalty."""
    plain = FullBatch.solve

    def solve(self: FullBatch, task: Task) -> Fitted:
        return plain(replace(self, l2=self.l2[-1:], iterations=min(self.iterations, 40)), task)

    monkeypatch.setattr(FullBatch, "solve", solve)
