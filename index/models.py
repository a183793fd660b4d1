"""Loading models of sentence-transformers: from a folder or the Hugging Face hub, quietly, and never a pickle."""

from __future__ import annotations

import importlib
import logging
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from onrecord.corpus import OnRecordError

Refused = Callable[[str, str], OnRecordError]
"""Makes the error that is raised of the name of a model and the reason why it cannot be used."""

_DOWNLOADED = ("*.safetensors", "*.json", "*.txt", "*.model")
_NOISY = ("transformers", "sentence_transformers", "huggingface_hub")


def local_folder(name: str, refused: Refused) -> Path | None:
    """The folder that a model is named by; ``None`` where it is the name of one on the hub.

    Raises:
        OnRecordError: it is a path that leads nowhere, as ``refused`` makes it.
    """
    folder = Path(os.path.expanduser(name))
    try:
        if folder.is_dir():
            return folder
        is_path = folder.exists() or name.startswith((".", "/", "~")) or name.count("/") > 1
    except OSError as error:  # such as a name that is too long
        raise refused(name, str(error.strerror)) from error
    if is_path:
        raise refused(name, "there is no such folder")
    return None


def download(name: str, refused: Refused) -> Path:
    """Fetch a model from the hub, or find it among those fetched before; never a pickle.

    Raises:
        OnRecordError: the hub does not give it, as ``refused`` makes it.
    """
    with quietly():
        from huggingface_hub import snapshot_download

        try:
            return Path(snapshot_download(name, allow_patterns=list(_DOWNLOADED)))
        except (OSError, ValueError) as error:  # the hub's own errors are these
            raise refused(
                name,
                f"it is no folder, and the Hugging Face hub does not give it: {first_line(error)}",
            ) from error


def first_line(error: Exception) -> str:
    """What an error says, in one line."""
    return next(iter(str(error).splitlines()), type(error).__name__).rstrip(". ")


def readable(text: str) -> str:
    """Replace lone surrogates, the one thing in a string that tokenizers refuse."""
    return text.encode("utf-8", "replace").decode("utf-8")


@contextmanager
def quietly() -> Iterator[None]:
    """Keep the libraries' progress bars, log lines and warnings off the terminal, and put all back after.

    The settings are the process's own, since the libraries have no others; so this spans loading alone.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from huggingface_hub.utils.tqdm import are_progress_bars_disabled, disable_progress_bars

        transformers_logging: Any = importlib.import_module("transformers.utils.logging")
        loggers = [logging.getLogger(name) for name in _NOISY]
        levels = [logger.level for logger in loggers]
        bars = transformers_logging.is_progress_bar_enabled()
        hub_bars = not are_progress_bars_disabled()
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)
        transformers_logging.disable_progress_bar()  # the hub's too
        try:
            yield
        finally:
            if bars:
                transformers_logging.enable_progress_bar()  # the hub's too
                if not hub_bars:
                    disable_progress_bars()
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)
