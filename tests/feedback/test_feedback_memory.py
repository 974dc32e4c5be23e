"""A file much larger than memory may be: what is held is a batch and a few bytes for each row."""

import json
import os
import subprocess
import sys
import textwrap

import pytest


@pytest.mark.slow
def test_peak_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "prefs.jsonl"
    texts = [os.urandom(3000).hex() for _ in range(12)]
    with path.open("w") as stream:
        for row in range(11_000):
            said = {
                "prompt": f"{row} {texts[row % 12]}",
                "chosen": texts[(row + 1) % 12],
                "rejected": texts[(row + 2) % 12],
            }
            stream.write(json.dumps(said) + "\n")
    assert path.stat().st_size > 190e6
    measured = """
        import resource, sys
        from guerdon.feedback import read

        def peak():
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

        read(sys.argv[1], limit=1)
        before = peak()
        print(len(read(sys.argv[1]).records), peak() - before)
    """
    environment = {**os.environ, "GUERDON_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-c", textwrap.dedent(measured), str(path)]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    rows, megabytes = run.stdout.split()
    assert int(rows) == 11_000
    # A batch of 16 million characters lives three times at most: as objects, as columns, as Arrow.
    assert float(megabytes) < 120
