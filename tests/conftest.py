"""What several test modules share: the shipped articles, indexed once, by the real encoder."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

if "PYTEST_XDIST_WORKER" in os.environ:
    # A worker a processor: with threads for every processor as well, each waits for the others at every step.
    os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pytest
from onrecord.bot import cli
from onrecord.corpus import shipped_articles
from onrecord.index import Encoder, Retriever, build

from tests.admin import Desk
from tests.running import Ran

pytest_plugins = ["tests.botapi.running", "tests.webs"]


@pytest.fixture(scope="session")
def shipped_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the shipped articles; never written to."""
    folder = tmp_path_factory.mktemp("shipped") / "index"
    build([shipped_articles()], folder, Encoder.load())
    return folder


@pytest.fixture(scope="session")
def shipped_retriever(shipped_index: Path) -> Retriever:
    """A retriever over the shipped articles, with the default encoder."""
    return Retriever.open(shipped_index)


UNKNOWN = "[UNK]"


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another encoder than the bundled one: a real model of a few kilobytes, whose words have random vectors."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = "what did say about kurds syria rain rains it said peskov . , ?".split()
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate([*words, UNKNOWN])}, UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    weights = np.random.default_rng(1).normal(size=(len(words) + 1, 8)).astype(np.float32)
    folder = tmp_path_factory.mktemp("encoder") / "tiny"
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)]).save(str(folder))
    return folder


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Work in an empty folder, without settings."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("ONRECORD_", "TELEGRAM_"))]:
        monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture
def logging_restored() -> Iterator[None]:
    """Let what a command does about logging, which is for its process, end with the test."""
    root, own = logging.getLogger(), logging.getLogger("onrecord")
    handlers, levels = root.handlers[:], (root.level, own.level)
    yield
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    own.setLevel(levels[1])


@pytest.fixture
def onrecord(elsewhere: Path, capsys: pytest.CaptureFixture[str], logging_restored: None) -> Callable[..., Ran]:
    """Run the command in this process, in an empty folder and without settings."""

    def onrecord(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        status = cli.run([str(argument) for argument in arguments])
        return Ran(status, *capsys.readouterr())

    return onrecord


@pytest.fixture
def desk(onrecord: Callable[..., Ran], elsewhere: Path, tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An administrator's desk, with an encoder of a few kilobytes."""
    monkeypatch.setenv("ONRECORD_ENCODER", str(tiny_encoder))
    return Desk(onrecord, elsewhere)


@pytest.fixture
def onrecord_process(elsewhere: Path) -> Callable[..., subprocess.Popen[bytes]]:
    """Start the command in a process of its own, as :func:`onrecord` does; ``under`` is a command to start it by."""

    def start(
        *arguments: str | Path, under: tuple[str, ...] = (), stdout: int = subprocess.PIPE
    ) -> subprocess.Popen[bytes]:
        command = [*under, sys.executable, "-c", "from onrecord.bot.cli import main; main()", *map(str, arguments)]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE)

    return start
