"""Reading a large file of comparisons: seconds and peak memory, against pandas."""

import json
import sys
import tempfile
from pathlib import Path
from random import Random

import tyro
from measuring import finish, fresh

BUDGET_MEGABYTES = 1024
SENTENCES = 5000
WORDS = (
    "the",
    "of",
    "a",
    "in",
    "and",
    "is",
    "to",
    "for",
    "with",
    "on",
    "as",
    "by",
    "that",
    "this",
    "from",
    "at",
    "it",
    "be",
)
OWN = "import sys; from guerdon.feedback import read; assert len(read(sys.argv[1]).records) == int(sys.argv[2])"
PEER = "import sys, pandas; assert len(pandas.read_json(sys.argv[1], lines=True)) == int(sys.argv[2])"


def main(gigabytes: float = 1.0, peer_gigabytes: float = 0.0, seed: int = 0) -> None:
    """Reads a generated file of prompt, chosen and rejected in fresh processes with guerdon and with pandas.

    guerdon checks each row, looks for repetitions, and leaves the rows on disk; pandas holds them in memory. The ratio
    is that of the memory for each gigabyte of file beyond what the imports alone take.

    Args:
        gigabytes: The size of guerdon's file.
        peer_gigabytes: The size of pandas' file, where memory is short; the same file when 0.
        seed: Another seed, other text.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pairs.jsonl"
        rows = generate(path, gigabytes, seed)
        peer_path, peer_rows = path, rows
        if peer_gigabytes:
            peer_path = Path(folder) / "peer.jsonl"
            peer_rows = generate(peer_path, peer_gigabytes, seed)
        cache = {"GUERDON_CACHE": str(Path(folder) / "cache"), "HF_HUB_OFFLINE": "1"}
        own = fresh([sys.executable, "-c", OWN, str(path), str(rows)], cache)
        again = fresh([sys.executable, "-c", OWN, str(path), str(rows)], cache)
        peer = fresh([sys.executable, "-c", PEER, str(peer_path), str(peer_rows)])
        own_imports = fresh([sys.executable, "-c", "from guerdon.feedback import read"], cache)
        peer_imports = fresh([sys.executable, "-c", "import pandas"])
    own_growth = max(1.0, own.peak_megabytes - own_imports.peak_megabytes) / gigabytes
    peer_growth = max(1.0, peer.peak_megabytes - peer_imports.peak_megabytes) / (peer_gigabytes or gigabytes)
    finish(
        "reading",
        peer_growth / own_growth,
        gigabytes=gigabytes,
        rows=rows,
        guerdon_peak_megabytes=own.peak_megabytes,
        budget_megabytes=BUDGET_MEGABYTES,
        guerdon_imports_megabytes=own_imports.peak_megabytes,
        guerdon_seconds=own.seconds,
        guerdon_cpu_seconds=own.cpu_seconds,
        second_read_seconds=again.seconds,
        peer_gigabytes=peer_gigabytes or gigabytes,
        peer_peak_megabytes=peer.peak_megabytes,
        peer_imports_megabytes=peer_imports.peak_megabytes,
        peer_seconds=peer.seconds,
        peer_cpu_seconds=peer.cpu_seconds,
    )


def generate(path: Path, gigabytes: float, seed: int) -> int:
    """Writes a file of about this size, each row different; returns the number of rows."""
    random = Random(seed)
    sentences = [" ".join(random.choices(WORDS, k=random.randint(5, 25))) for _ in range(SENTENCES)]
    rows, size = 0, 0
    with path.open("w", encoding="utf-8") as file:
        while size < gigabytes * 2**30:
            prompt = f"Question {rows // 2}: {random.choice(sentences)}?"
            chosen, rejected = (f"{rows} {'. '.join(random.choices(sentences, k=random.randint(2, 16)))}" for _ in "ab")
            line = json.dumps({"prompt": prompt, "chosen": chosen, "rejected": rejected})
            size += file.write(line + "\n")
            rows += 1
    return rows


if __name__ == "__main__":
    tyro.cli(main)
