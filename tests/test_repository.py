"""What holds for the repository as a whole: who imports whom, what is shipped, pinned and documented."""

import ast
import datetime
import hashlib
import importlib.metadata
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
import yaml
from onrecord.bot.cli import app
from onrecord.bot.settings import BotSettings
from onrecord.corpus import Article, read_articles, shipped_articles
from onrecord.index.settings import IndexSettings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pydantic_settings import BaseSettings

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("corpus", "index", "bot")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def tracked_files() -> list[Path]:
    """The files that belong to the repository; in an unpacked archive, without git, those not made here."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        listing = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
        paths = [ROOT / name for name in names if name]
    else:
        ignore = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
        ignored = {".git", *(line.strip("/") for line in ignore)}
        paths = [
            path
            for path in ROOT.rglob("*")
            if not any(part in ignored or part.endswith(".egg-info") for part in path.relative_to(ROOT).parts)
        ]
    return sorted(path for path in paths if path.is_file())


FILES = tracked_files()
MODULES = [path for path in FILES if path.suffix == ".py"]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# --- who imports whom -----------------------------------------------------------------------------


def imports_of(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield each module that a file of the product imports, and whether importing the file imports it."""
    package = ["onrecord", *path.relative_to(ROOT).parent.parts]

    def visit(node: ast.AST, at_import: bool) -> Iterator[tuple[str, bool]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from ((name.name, at_import) for name in child.names)
            elif isinstance(child, ast.ImportFrom):
                base = package[: len(package) - child.level + 1] if child.level else []
                module = ".".join([*base, *filter(None, [child.module])])
                yield from ((f"{module}.{name.name}", at_import) for name in child.names)
            else:
                deferred = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or (
                    isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING")
                )
                yield from visit(child, at_import and not deferred)

    yield from visit(ast.parse(path.read_text(encoding="utf-8")), at_import=True)


def stems(module: str) -> set[str]:
    """All prefixes of a dotted name: of ``a.b.c`` they are ``a``, ``a.b`` and ``a.b.c``."""
    parts = module.split(".")
    return {".".join(parts[:length]) for length in range(1, len(parts) + 1)}


ENCODERS = {"onnxruntime", "sentence_transformers", "torch", "transformers"}
STORES = {"faiss", "numpy", "tantivy"}
# Nowhere in the folder, not even at use.
NEVER = {
    "corpus": {"onrecord.index", "onrecord.bot", "telegram", *ENCODERS, *STORES},
    "index": {"onrecord.bot", "telegram"},
    "bot": {*ENCODERS, *STORES},
}
# Not before they are used: importing them takes seconds.
NOT_AT_IMPORT = {"corpus": set(), "index": ENCODERS, "bot": set()}


@pytest.mark.parametrize("folder", PACKAGES)
def test_imports_run_one_way_and_heavy_ones_wait(folder: str) -> None:
    wrong = [
        f"{relative(path)} imports {module}"
        for path in MODULES
        if path.is_relative_to(ROOT / folder)
        for module, at_import in imports_of(path)
        if stems(module) & (NEVER[folder] | (NOT_AT_IMPORT[folder] if at_import else set()))
    ]
    assert wrong == []


# Modules of the corpus that build on a library of an extra, and are imported only where that is used.
AT_USE = {"corpus/web/connections.py"}


def test_importing_the_corpus_needs_pydantic_alone() -> None:
    imported = {module for path in MODULES for module, at_import in imports_of(path) if at_import}
    for name in AT_USE:
        module = f"onrecord.{name.removesuffix('.py').replace('/', '.')}"
        assert not any(f"{found}.".startswith(f"{module}.") for found in imported), module
    wrong = [
        f"{relative(path)} imports {module}"
        for path in MODULES
        if path.is_relative_to(ROOT / "corpus") and relative(path) not in AT_USE
        for module, at_import in imports_of(path)
        if at_import and not module.startswith("onrecord.corpus.")
        if module.split(".")[0] not in {*sys.stdlib_module_names, "pydantic"}
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("onrecord.corpus", {"onrecord.index", "onrecord.bot", "telegram", *ENCODERS, *STORES}),
        ("onrecord.index", {"onrecord.bot", "telegram", *ENCODERS}),
        ("onrecord.bot", {"telegram", *ENCODERS}),
        ("onrecord.bot.cli", {"telegram", *ENCODERS}),
    ],
)
def test_importing_loads_nothing_heavy(module: str, unwanted: set[str], tmp_path: Path) -> None:
    code = f"import json, sys, {module}; print(json.dumps(list(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert unwanted.intersection(json.loads(run.stdout)) == set()


# --- what every file keeps ------------------------------------------------------------------------


def test_modules_stay_short_enough_to_read() -> None:
    lengths = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > 420} == {}


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a folder of one machine", r"(?<![\w.~}])/(?:farm|home|opt|root|tmp|work)/\w"),
        (
            "the address of a package registry",
            r"pypi\.(?:org|python)|pythonhosted\.|npmjs\.|deb\.debian|file:/{3}",
        ),
    ],
)
def test_no_file_names(what: str, pattern: str) -> None:
    found = [
        f"{relative(path)}:{number}: {line.strip()}"
        for path in FILES
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if re.search(pattern, line)
    ]
    assert found == [], what


# --- the shipped articles -------------------------------------------------------------------------


PAGE = "https://militarytechcooperations.wordpress.com/category/peskov"
ARTICLES: dict[str, tuple[dict[str, str | datetime.date], str]] = {
    "kremlin-denies-cluster-bombs": (
        {
            "title": "Kremlin Denies HRW Allegations Russia Using Cluster Bombs in\N{NO-BREAK SPACE}Syria",
            "url": PAGE,
        },
        "b8794b8bede7aa7d3473b576e311aafdc1fcffdbee22887dd43c50329e20418a",
    ),
    "tass-2015-11-28-syria": (
        {
            "title": "Aerospace Force’s mission in Syria more effective than American – "
            "press\N{NO-BREAK SPACE}secretary",
            "source": "TASS",
            "date": datetime.date(2015, 11, 28),
            "url": PAGE,
        },
        "1f8a04a17b55ba46425929108bb6a9c2a279c60bf672b7e46cf0e11b97d853f8",
    ),
}


@pytest.mark.parametrize("name", ARTICLES)
def test_a_shipped_article_stands_to_the_letter(name: str) -> None:
    known, digest = ARTICLES[name]
    raw = (ROOT / "corpus" / "articles" / f"{name}.md").read_bytes()
    _, front_matter, text = raw.split(b"---\n", maxsplit=2)
    assert yaml.safe_load(front_matter) == {"id": name, **known}
    assert hashlib.sha256(text).hexdigest() == digest


def test_the_articles_and_whose_they_are_stand_side_by_side() -> None:
    shipped = {path.name for path in FILES if path.parent == ROOT / "corpus" / "articles"}
    assert shipped == {"NOTICE", *(f"{name}.md" for name in ARTICLES)}
    notice = (ROOT / "corpus" / "articles" / "NOTICE").read_text(encoding="utf-8")
    assert [name for name in ARTICLES if f"{name}.md" not in notice] == []


def test_the_articles_are_read_and_the_note_about_them_is_not() -> None:
    articles = [article for article in read_articles(shipped_articles()) if isinstance(article, Article)]
    assert [(article.id, article.title, article.source, article.published) for article in articles] == [
        (name, known["title"], known.get("source"), known.get("date")) for name, (known, _) in ARTICLES.items()
    ]


# --- what is installed ----------------------------------------------------------------------------


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


def requirements() -> list[Requirement]:
    project = PYPROJECT["project"]
    lines = [*project["dependencies"], *PYPROJECT["build-system"]["requires"]]
    lines += [line for extra in project["optional-dependencies"].values() for line in extra]
    return [Requirement(line) for line in lines]


def test_a_pin_satisfies_every_requirement() -> None:
    unmet = [
        str(wanted)
        for wanted in requirements()
        if wanted.name != "onrecord" and not wanted.specifier.contains(pins().get(canonicalize_name(wanted.name), "0"))
    ]
    assert unmet == []


def test_what_the_requirements_require_is_pinned_too() -> None:
    seen: set[tuple[str, str]] = set()
    waiting = [(wanted.name, extra) for wanted in requirements() for extra in ("", *wanted.extras)]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen or name == "onrecord":
            continue
        seen.add((name, extra))
        for line in importlib.metadata.requires(name) or []:
            wanted = Requirement(line)
            if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
                waiting += [(wanted.name, more) for more in ("", *wanted.extras)]
    assert {name for name, _ in seen if canonicalize_name(name) not in pins()} == set()


def test_no_pin_names_a_build_that_other_machines_lack() -> None:
    assert [version for version in pins().values() if "+" in version] == []
    assert [name for name in pins() if name.startswith(("nvidia-", "cuda-", "triton"))] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree, built in a copy of it."""
    tree, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    for path in FILES:
        copy = tree / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", out, tree], check=True)
    return next(out.glob("onrecord-*.whl"))


@pytest.mark.slow
def test_the_wheel_holds_the_packages_the_articles_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    licences = {name for name in names if ".dist-info/licenses/" in name}
    assert {Path(name).name for name in licences} == {"LICENSE", "NOTICE"}
    assert {name for name in names if ".dist-info/" not in name} == {
        f"onrecord/{relative(path)}" for path in FILES if relative(path).split("/")[0] in PACKAGES
    }


@pytest.mark.slow
def test_what_is_unpacked_from_the_wheel_works_without_the_repository(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = (
        "import importlib, json;"
        f"modules = [importlib.import_module('onrecord.' + name) for name in {PACKAGES}];"
        "print(json.dumps([module.__file__ for module in modules]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path.parent,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert all(Path(file).is_relative_to(tmp_path) for file in json.loads(run.stdout))


# --- what is documented ---------------------------------------------------------------------------


def environment_names(settings: type[BaseSettings]) -> set[str]:
    prefix = settings.model_config.get("env_prefix", "")
    fields = settings.model_fields.items()
    return {str(field.validation_alias or prefix + name).upper() for name, field in fields}


def test_the_example_of_dot_env_names_every_setting_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    shown = set(re.findall(r"^(?:# ?)?([A-Z][A-Z0-9_]+)=", example, flags=re.MULTILINE))
    assert shown == environment_names(IndexSettings) | environment_names(BotSettings)


def documented_commands(program: str) -> list[list[str]]:
    """The arguments of every call of a program in the README's shell blocks; output in them is not a call."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    calls = []
    for language, block in re.findall(r"^```(console|sh|bash)\n(.*?)^```", readme, flags=re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            if language == "console" and not line.startswith("$ "):
                continue
            words = shlex.split(line.removeprefix("$ "), comments=True)
            places = [place for place, word in enumerate(words) if word.split("/")[-1] == program]
            calls += [words[place + 1 :] for place in places]
    return calls


def test_the_readme_calls_targets_that_the_makefile_has() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    called = {word for call in documented_commands("make") for word in call if "=" not in word}
    assert {"ask", "test"} <= called <= targets


def test_the_readme_calls_commands_and_options_that_exist() -> None:
    commands = vars(typer.main.get_command(app))["commands"]
    for command, *words in documented_commands("onrecord"):
        named = {word.split("=")[0] for word in words if re.fullmatch(r"--?[a-z].*", word)}
        known = {option for parameter in commands[command].params for option in parameter.opts}
        assert named <= known, f"onrecord {command}"


# --- make -----------------------------------------------------------------------------------------


MAKE = shutil.which("make")


@pytest.mark.skipif(MAKE is None, reason="make is not installed")
@pytest.mark.parametrize(
    "question",
    [
        "What did Peskov say about the Kurds?",
        "$(shell touch ran) ${shell touch ran} `touch ran` $(touch ran)",
        "'; touch ran; '\"; touch ran; \"",
        "$$ $@ $HOME ${HOME} $(",
        "100 % # of \\ * ?",
        "two\nlines",
        "--help",
        "",
        "«Курды» — 🦊",
    ],
)
def test_make_hands_a_question_to_the_command_unaltered(question: str, tmp_path: Path) -> None:
    for name in ("Makefile", "constraints.txt", "pyproject.toml"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    command = tmp_path / ".venv" / "bin" / "onrecord"
    command.parent.mkdir(parents=True)
    command.write_text('#!/bin/sh\nprintf "%s|" "$@" > asked\n')
    command.chmod(0o755)
    for stamp in (".created", ".runtime"):
        (tmp_path / ".venv" / stamp).touch()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    subprocess.run([str(MAKE), "ask", f"Q={question}"], cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / "asked").read_text(encoding="utf-8") == f"ask|--|{question}|"
    assert not (tmp_path / "ran").exists()
