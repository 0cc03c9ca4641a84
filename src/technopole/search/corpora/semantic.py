"""A sentence-embedding model that the operator supplies as a folder, run on this machine.

`TECHNOPOLE_SEMANTIC_MODEL` names the folder: `model.onnx` or a quantised one, `tokenizer.json`, and, as such models
are published, `sentence_bert_config.json`, `config.json`, `1_Pooling/config.json`, `config_sentence_transformers.json`.
Needs `pip install technopole[semantic]`. Nothing of it is imported unless a model is set.
"""

from __future__ import annotations

import functools
import hashlib
import json
import logging
import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from technopole.core.errors import TechnopoleError
from technopole.search.corpora.vectors import Vectors, key

BUDGET = 1.5
"""Seconds that a match waits for the model; what was read by then is kept, and the next match goes on from there."""
TOKENS = 256
"""The most that is read of a text: time grows with it, and what a text is about stands at its beginning."""
_BATCH = 4
"""Texts at once: more are no faster without a graphics card, and take memory that stays."""
_UNKNOWN = 0.1
"""A text of which more than this share is unknown to the vocabulary is in a language that the model does not read."""
_MODELS = (
    "model_quantized.onnx", "onnx/model_quantized.onnx", "model_int8.onnx", "onnx/model_int8.onnx", "model.onnx",
    "onnx/model.onnx",
)  # fmt: skip
_POOLINGS = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}
_INPUTS = {"input_ids", "attention_mask", "token_type_ids"}

_log = logging.getLogger(__name__)


class WrongModel(TechnopoleError):
    """The folder named by TECHNOPOLE_SEMANTIC_MODEL holds no model that can be used."""


def configured() -> Semantic:
    """The encoder of this installation, whose model is set. Cost: nothing; the model is read when it is needed."""
    return _encoder(settings.SEMANTIC_MODEL, str(settings.HOME))


def check() -> str:
    """Read the model and try it; gives what it is in words. Raises `WrongModel`."""
    model = Model(Path(settings.SEMANTIC_MODEL))
    (vector,) = model.encode(["Trial."])
    if vector is None or not np.isfinite(vector).all():
        raise WrongModel(f"The model {model.file} gives no vector for a text.", hint="Choose another model.")
    return f"{model.file}, {len(vector)} numbers, {model.pooling} pooling, {model.tokens} tokens"


@functools.lru_cache(maxsize=2)
def _encoder(folder: str, home: str) -> Semantic:
    return Semantic(Path(folder), Vectors(Path(home) / "semantic" / "vectors.sqlite3"))


class Semantic:
    """Tells how near texts are to a query, from kept vectors and, within its time, from the model."""

    def __init__(self, folder: Path, kept: Vectors, budget: float = BUDGET) -> None:
        self._folder, self._kept, self._budget = folder, kept, budget
        self._model: Model | None = None
        self._wrong = False
        self._turn = threading.Lock()  # one at a time: two would each take twice as long

    def near(self, query: str, texts: Sequence[str]) -> np.ndarray:
        """(m,) cosine of each text with the query; NaN of what there was no time for, or what the model does not read.

        Never raises: a match is answered without its model rather than not at all; the mistake is logged once.
        """
        until = time.monotonic() + self._budget
        unread = np.full(len(texts), np.nan)
        if self._wrong or not self._turn.acquire(timeout=self._budget):
            return unread
        try:
            self._model = self._model or Model(self._folder)
            return self._near(self._model, query, texts, until)
        except Exception:  # noqa: BLE001 (the model's engine has errors of its own)
            self._wrong = True
            _log.exception("the model in %s is not used any more until the next start", self._folder)
            return unread
        finally:
            self._turn.release()

    def _near(self, model: Model, query: str, texts: Sequence[str], until: float) -> np.ndarray:
        near = np.full(len(texts), np.nan)
        (asked,) = model.encode([model.query_prompt + query])
        if asked is None:
            return near
        given = [model.text_prompt + text for text in texts]
        keys = [key(model.digest, text) for text in given]
        vectors: dict[bytes, np.ndarray] = self._kept.get(keys)
        missing = [at for at, name in enumerate(keys) if name not in vectors]
        fresh: dict[bytes, np.ndarray] = {}
        took = 0.0
        for start in range(0, len(missing), _BATCH):
            begun = time.monotonic()
            if begun + took > until:
                break
            some = missing[start : start + _BATCH]
            for at, vector in zip(some, model.encode([given[at] for at in some]), strict=True):
                # what it does not read is kept as nothing, so that it is not tried again
                fresh[keys[at]] = np.zeros(len(asked), np.float32) if vector is None else vector
            took = time.monotonic() - begun
        self._kept.put(fresh)
        vectors.update(fresh)
        for at, name in enumerate(keys):
            vector = vectors.get(name)
            if vector is not None and len(vector) == len(asked) and vector.any():
                near[at] = float(vector @ asked)
        return near


class Model:
    """A model and its tokeniser. Raises `WrongModel` saying what is missing. Cost: a tenth of a second and its size."""

    def __init__(self, folder: Path) -> None:
        self.file = _model_file(folder)
        onnxruntime, tokenizers = _libraries()
        described = {name: _json(folder / name) for name in _DESCRIPTIONS}
        self.pooling = _pooling(folder, described["1_Pooling/config.json"])
        self.tokens = _tokens(described)
        prompts = described["config_sentence_transformers.json"].get("prompts") or {}
        self.query_prompt, self.text_prompt = str(prompts.get("query") or ""), str(prompts.get("document") or "")
        try:
            self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._tokenizer.no_padding()
            self._tokenizer.enable_truncation(self.tokens)
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = min(4, len(os.sched_getaffinity(0)))
            options.inter_op_num_threads = 1
            options.enable_cpu_mem_arena = False  # it never gives memory back
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads would burn cores
            options.log_severity_level = 3
            self._session = onnxruntime.InferenceSession(str(self.file), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # noqa: BLE001 (both libraries raise plain exceptions of their own)
            raise WrongModel(
                f"The model in {folder} cannot be read: {error}",
                hint="Copy its files there again, from where the model is published.",
            ) from error
        asked = self._session.get_inputs()
        self._inputs = {each.name: np.int32 if "int32" in each.type else np.int64 for each in asked}
        if not {"input_ids"} <= set(self._inputs) <= _INPUTS:
            raise WrongModel(
                f"The model {self.file} asks for {', '.join(self._inputs)}, not for tokens of one text.",
                hint="Choose a sentence-embedding model that is exported to ONNX.",
            )
        names = [each.name for each in self._session.get_outputs()]
        self._output = next((name for name in ("sentence_embedding", "last_hidden_state") if name in names), names[0])
        self._unknown = self._unknown_token()
        self.digest = self._digest(folder)

    def encode(self, texts: Sequence[str]) -> list[np.ndarray | None]:
        """The vector of each text, of length one; None for a text in letters that the model does not know."""
        tokens = [each.ids for each in self._tokenizer.encode_batch(list(texts))]
        known = [at for at, ids in enumerate(tokens) if self._reads(ids)]
        vectors: list[np.ndarray | None] = [None] * len(texts)
        if known:
            for at, vector in zip(known, self._run([tokens[at] for at in known]), strict=True):
                vectors[at] = vector
        return vectors

    def _run(self, tokens: list[list[int]]) -> np.ndarray:
        longest = max(map(len, tokens))
        numbers = np.zeros((len(tokens), longest), np.int64)
        mask = np.zeros_like(numbers)
        for row, ids in enumerate(tokens):
            numbers[row, : len(ids)] = ids
            mask[row, : len(ids)] = 1
        every = {"input_ids": numbers, "attention_mask": mask, "token_type_ids": np.zeros_like(numbers)}
        given = {name: every[name].astype(kind) for name, kind in self._inputs.items()}
        out = np.asarray(self._session.run([self._output], given)[0], np.float32)
        if out.ndim == 3:
            if self.pooling == "cls":
                out = out[:, 0]
            else:
                weights = mask[:, :, None].astype(np.float32)
                out = (out * weights).sum(axis=1) / weights.sum(axis=1)
        if out.ndim != 2 or len(out) != len(tokens):
            raise WrongModel(f"The model {self.file} gives {out.shape}, not one vector for each text.")
        return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12))

    def _reads(self, ids: list[int]) -> bool:
        return bool(ids) and (self._unknown is None or ids.count(self._unknown) <= _UNKNOWN * len(ids))

    def _unknown_token(self) -> int | None:
        for name in ("[UNK]", "<unk>"):
            number = self._tokenizer.token_to_id(name)
            if number is not None:
                return int(number)
        return None

    def _digest(self, folder: Path) -> str:
        """Another model, tokeniser or way to pool has other vectors."""
        found = hashlib.sha256(f"{self.pooling} {self.tokens}".encode())
        for file in (self.file, folder / "tokenizer.json"):
            with file.open("rb") as handle:
                found.update(hashlib.file_digest(handle, "sha256").digest())
        return found.hexdigest()


_DESCRIPTIONS = (
    "config.json", "sentence_bert_config.json", "1_Pooling/config.json", "config_sentence_transformers.json",
)  # fmt: skip


def _model_file(folder: Path) -> Path:
    if not folder.is_dir():
        raise WrongModel(
            f"TECHNOPOLE_SEMANTIC_MODEL names {folder}, which is no folder.",
            hint="Name the folder of a model, or unset it to rank by words alone.",
        )
    if not (folder / "tokenizer.json").is_file():
        raise WrongModel(f"The model folder {folder} has no tokenizer.json.", hint="Copy it from where the model is.")
    for name in _MODELS:
        if (folder / name).is_file():
            return folder / name
    raise WrongModel(
        f"The model folder {folder} has none of {', '.join(_MODELS)}.",
        hint="Copy the model's ONNX file there; a quantised one is four times smaller and twice as fast.",
    )


def _libraries() -> tuple[Any, Any]:
    try:
        import onnxruntime
        import tokenizers
    except ImportError as error:
        raise WrongModel(
            f"A model is set with TECHNOPOLE_SEMANTIC_MODEL, but {error.name} is not installed.",
            hint="Install it: pip install 'technopole[semantic]'.",
        ) from None
    return onnxruntime, tokenizers


def _json(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        found = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise WrongModel(f"{file} is not JSON: {error}", hint="Copy it from where the model is published.") from None
    return found if isinstance(found, dict) else {}


def _pooling(folder: Path, described: dict[str, Any]) -> str:
    chosen = [name for name, value in described.items() if name.startswith("pooling_mode_") and value is True]
    if len(chosen) > 1 or not set(chosen) <= set(_POOLINGS):
        raise WrongModel(
            f"{folder / '1_Pooling' / 'config.json'} asks for {', '.join(sorted(chosen))}.",
            hint="Models with mean or CLS pooling can be used.",
        )
    return _POOLINGS[chosen[0]] if chosen else "mean"


def _tokens(described: dict[str, dict[str, Any]]) -> int:
    """So many tokens of a text are read: what the model's makers say, and no more than `TOKENS`."""
    stated = described["sentence_bert_config.json"].get("max_seq_length")
    positions = described["config.json"].get("max_position_embeddings")
    # models after RoBERTa count the padding token among their positions
    limits = [stated, positions - 2 if isinstance(positions, int) else None, TOKENS]
    return max(8, min(limit for limit in limits if isinstance(limit, int)))
