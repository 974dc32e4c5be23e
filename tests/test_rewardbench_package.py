"""The package rewardbench as a peer: its environment is whole or none, and its own pipeline scores as the loop written out."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def said(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs code beside the benchmarks."""
    return subprocess.run(
        [sys.executable, "-c", code], cwd=BENCHMARKS, env=os.environ | environment, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def package() -> Path:
    """The Python of the package's environment; tests that ask for it are skipped where nobody made one."""
    found = said("import rewardbench_package as peer; print(peer.interpreter() or '')").stdout.strip()
    if not found:
        pytest.skip("rewardbench 0.1.4: python benchmarks/rewardbench_package.py makes its environment")
    return Path(found)


@pytest.mark.slow
def test_an_environment_that_could_not_be_filled_is_none(tmp_path):
    offline = {"GUERDON_PEERS": str(tmp_path), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)}
    made = said("import rewardbench_package as peer; peer.environment()", **offline)
    assert made.returncode != 0
    assert "No matching distribution found for rewardbench==0.1.4" in made.stderr
    assert (tmp_path / "rewardbench-0.1.4" / "bin" / "python").exists()
    assert said("import rewardbench_package as peer; print(peer.interpreter())", **offline).stdout.strip() == "None"


@pytest.mark.slow
def test_its_environment_has_the_pipeline_that_is_driven(package):
    asked = (
        "import pkg_resources, setuptools, rewardbench, rewardbench_driver;"
        "print(rewardbench.__version__, rewardbench_driver.KIND['pipeline_builder'].__name__, setuptools.__version__)"
    )
    done = subprocess.run([str(package), "-W", "ignore", "-c", asked], cwd=BENCHMARKS, capture_output=True, text=True)
    version, pipeline, setuptools = done.stdout.split()
    assert (version, pipeline) == ("0.1.4", "RewardBenchPipeline")
    assert int(setuptools.partition(".")[0]) < 81


COMPARED = """
import json, sys, tempfile
from pathlib import Path
from models import as_transformers, causal_model, spread_out
from pairs import of_some_prompts
from plain_loop import WrittenOut, written
from rewardbench_package import Package, interpreter
from guerdon import testbeds

rows = of_some_prompts(testbeds.open("errands").comparisons(60), 20)
model = causal_model(rows, 640)
spread_out(model, 0)
sides = [[row.chosen for row in rows], [row.rejected for row in rows]]
classifier, tokenizer = as_transformers(model)
texts = [written(tokenizer, side)[0] for side in sides]
with tempfile.TemporaryDirectory() as folder:
    model.save(Path(folder) / "reward")
    with Package(interpreter(), Path(folder) / "reward", texts, 3, 640, 1) as package:
        span, theirs = package.turn()
        again = package.turn()[1]
_, ours = WrittenOut(classifier, tokenizer, sides, 3, 640).turn()
longest = max(len(tokenizer(text).input_ids) for side in texts for text in side)
print(json.dumps([ours, theirs, again, span.seconds, longest]))
"""


@pytest.mark.slow
def test_its_own_pipeline_gives_the_scores_of_the_loop_written_out(package):
    done = said(COMPARED)
    assert done.returncode == 0, done.stderr
    ours, theirs, again, seconds, longest = json.loads(done.stdout.splitlines()[-1])
    assert longest <= 640, "nothing is cut: the package cuts on the left, the loop on the right"
    assert len(ours) == len(theirs) >= 40
    assert theirs == pytest.approx(ours, abs=1e-4)
    assert max(ours) - min(ours) > 1
    assert again == theirs
    assert seconds > 0
