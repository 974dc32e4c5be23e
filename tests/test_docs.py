"""The documentation: the site builds, what it shows runs, and what it says is there is there."""

import importlib.util
import json
import pkgutil
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch

import guerdon
from guerdon import Comparison, Comparisons, Example, Scores, report_card, testbeds
from guerdon.audit import Finding, examine
from guerdon.cli import main
from guerdon.discover import parts
from guerdon.feedback import write
from guerdon.feedback.recognise import formats
from guerdon.learn import BradleyTerry, Forward, RewardModel, ScalarHead, Surface, fit
from guerdon.learn.batch import ComparisonBatch
from guerdon.shape import Measure

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
BLOCK = re.compile(r"(?P<skip><!-- no-run -->\n)?^```python\n(?P<code>.*?)^```", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
PLACED = re.compile(r'^`(guerdon/\S+\.py)`\n\n```{\.python}\n--8<-- "(\S+)\.py"', re.MULTILINE)
PLACES = {example: Path(path) for path, example in PLACED.findall((DOCS / "add-a-part.md").read_text())}


@pytest.fixture(scope="session")
def comparisons() -> Comparisons:
    return testbeds.open("errands", seed=0).comparisons(160)


@pytest.fixture(scope="session")
def hooks() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_hooks", DOCS / "hooks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ModuleType]]:
    """Puts an example where the page says it belongs, and changes nothing else."""
    placed = []

    def put(example: str) -> ModuleType:
        folder, name = PLACES[example].parent, PLACES[example].stem
        room = import_module(".".join(folder.parts))
        copy = tmp_path / "room" / folder
        copy.mkdir(parents=True)
        shutil.copy(DOCS / "examples" / f"{example}.py", copy / f"{name}.py")
        monkeypatch.setattr(room, "__path__", [*room.__path__, str(copy)])
        formats.cache_clear()
        placed.append((room, name))
        return import_module(f"{room.__name__}.{name}")

    yield put
    for room, name in placed:
        del sys.modules[f"{room.__name__}.{name}"]
        delattr(room, name)
    formats.cache_clear()


@pytest.mark.slow
def test_the_site_builds_without_a_warning_and_shows_what_the_code_has(tmp_path):
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr[-3000:]

    def page(name: str) -> str:
        return (tmp_path / f"{name}.html").read_text()

    assert all(f">{name}<" in page("formats") for name in formats())
    assert all(kind.title in page("report-card") for kind in parts("guerdon.audit.findings", Finding))
    assert 'class="language-python' in page("add-a-part") or "BoundedHead" in page("add-a-part")
    assert "guerdon train" in page("command-line")
    assert "BradleyTerry" in page("reference/learn")
    fetched = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="https?://[^"]+"', page("index"))
    assert not fetched


@pytest.mark.slow
@pytest.mark.parametrize("path", [page for page in PAGES if BLOCK.search(page.read_text())], ids=lambda path: path.stem)
def test_the_python_of_a_page_runs(path, comparisons, tmp_path, tmp_path_factory, monkeypatch):
    monkeypatch.setenv("GUERDON_CACHE", str(tmp_path_factory.getbasetemp() / "docs-cache"))
    monkeypatch.chdir(tmp_path)
    write(comparisons, "prefs.jsonl")
    names = {"__name__": "__main__"}
    text = path.read_text()
    for block in BLOCK.finditer(text):
        if not block["skip"]:
            line = text.count("\n", 0, block.start("code"))
            exec(compile("\n" * line + block["code"], str(path), "exec"), names)


def test_the_commands_of_the_pages_exist_with_their_options(hooks):
    helps = {" ".join(names): hooks.printed_help(*names) for names in hooks.subcommands()}
    found = 0
    for path in PAGES:
        for line in "\n".join(SHELL.findall(path.read_text())).replace("\\\n", " ").splitlines():
            words = line.split("#")[0].split()
            if words[:1] != ["guerdon"]:
                continue
            found += 1
            asked = next(name for name in (" ".join(words[1:3]), words[1], line) if name in helps or name == line)
            assert asked in helps, f"{path.name}: {line}"
            assert [word for word in words if word.startswith("--") and word not in helps[asked]] == [], line
    assert found >= 10


def test_advice_on_reading_is_of_findings_that_there_are():
    known = {kind.name() for kind in parts("guerdon.audit.findings", Finding)}
    assert {path.stem for path in (DOCS / "findings").glob("*.md")} <= known


def test_the_architecture_names_every_room():
    said = (ROOT / "ARCHITECTURE.md").read_text()
    rooms = [module.name for module in pkgutil.iter_modules(guerdon.__path__) if module.name != "__main__"]
    assert [room for room in rooms if f"`{room}`" not in said] == []


def test_every_example_is_shown_and_named_after_its_file():
    assert {path.stem for path in (DOCS / "examples").glob("*.py")} == set(PLACES)
    assert all(example == path.stem and (ROOT / path.parent).is_dir() for example, path in PLACES.items())


def test_a_head_is_one_file(place, comparisons, tmp_path):
    model = RewardModel(Surface(), place("bounded").BoundedHead(limit=0.5))
    fit(model, comparisons)
    examples = [row.chosen for row in comparisons]
    scores = model.score(examples).values
    assert scores.abs().max() <= 0.5
    assert scores.std() > 0.01
    model.save(tmp_path / "saved")
    assert torch.equal(guerdon.load(tmp_path / "saved").score(examples).values, scores)


def test_an_objective_is_one_file(place, comparisons):
    term = place("centre").Centre()
    model = RewardModel(Surface(), ScalarHead())
    batch = ComparisonBatch(comparisons[:2])
    said = Forward(model, lambda examples: Scores(torch.tensor([1.0, 2.0, 0.5, -2.0])))
    assert term(said, batch).total.item() == pytest.approx(((1.0 + 0.5) ** 2 + (2.0 - 2.0) ** 2) / 2)
    assert (0.5 * term)(said, batch).total.item() == pytest.approx(1.125 / 2)
    assert fit(model, comparisons, BradleyTerry() + 0.1 * term).validation_loss < 1


def test_a_transform_is_one_file(place, tmp_path):
    clipped = Measure("log_words") >> place("clipped").Clipped(0.0, 1.0)
    examples = [Example("?", "word " * 50), Example("?", "word")]
    assert clipped.score(examples).values.tolist() == pytest.approx([1.0, np.log(2)], abs=1e-6)
    clipped.save(tmp_path / "clipped")
    assert torch.equal(guerdon.load(tmp_path / "clipped").score(examples).values, clipped.score(examples).values)


def test_a_format_is_one_file(place, tmp_path, monkeypatch):
    monkeypatch.setenv("GUERDON_CACHE", str(tmp_path / "cache"))
    place("better_worse")
    survey = tmp_path / "survey.csv"
    survey.write_text("question,better,worse,voter\nA fruit?,Plum.,Brick.,7\nA tree?,Oak.,Spoon.,\n")
    reading = guerdon.read(survey)
    assert reading.formats == ("better-worse",)
    assert [(row.chosen.response, row.annotator) for row in reading.records] == [("Plum.", "7"), ("Oak.", None)]


def test_a_finding_is_one_file(place, comparisons, tmp_path):
    kind = place("exclamations").Exclamations
    loud, calm = "Yes! Surely!", "Yes, it is so indeed."
    rows = [Comparison(Example(f"{n}?", loud), Example(f"{n}?", calm + " More." * (n % 4 == 0))) for n in range(20)]
    short = examine(-Measure("log_words"), Comparisons.of(rows))
    assert kind.measure(short).chosen.value == 1
    card = report_card(Measure("log_words"), comparisons + Comparisons.of(rows))
    assert "more_exclamation_marks_chosen" in card.estimates
    assert "Does it like exclamation marks?" in card.to_html(tmp_path / "report.html").read_text()


def test_a_testbed_is_one_file(place, tmp_path, monkeypatch):
    monkeypatch.setenv("GUERDON_CACHE", str(tmp_path / "cache"))
    place("brevity")
    records = guerdon.read("testbed:brevity?noise=0&pairs=40").records
    assert len(records) == 40
    assert all(len(row.chosen.response.split()) < len(row.rejected.response.split()) for row in records)
    world = testbeds.open("brevity", seed=3)
    gold = [world.gold.score(each).values for each in world.candidates(prompts=5, n=4)]
    assert [len(each) for each in gold] == [4] * 5


@pytest.mark.slow
def test_a_recipe_is_one_file(place, capsys):
    place("smooth_labels")
    main(["run", "smooth-labels", "--seeds", "2", "--pairs", "200", "--jobs", "1", "--json"])
    outcome = json.loads(capsys.readouterr().out)
    assert outcome["slug"] == "smooth-labels"
    assert outcome["verdict"] in ("confirmed", "not confirmed", "contradicted")
    assert outcome["difference"] == pytest.approx(outcome["method"] - outcome["baseline"])
    main(["systems"])
    assert "smooth-labels" in capsys.readouterr().out
