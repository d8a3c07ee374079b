"""Vectors of words, from the static embeddings inside the ``wordllama`` package.

The two files of the installed package are read straight from its folder: its own loader would import a
download client and change the logging of the whole process. Nothing is fetched. The vectors are whitened
with the covariance of all whole English words of the model, so that no text decides how another is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from tokenizers import Tokenizer

from pipelines.enrich.themes.words import Numbers

MODEL = "l2_supercat_256"
TOKENIZER = "l2_supercat_tokenizer_config.json"
FIRST_LEARNT_TOKEN = 259  # before it stand the control tokens and single bytes
WHOLE_WORD = re.compile(r"▁[A-Za-z]{3,}")
# The first some hundred tokens are particles and endings; past them the rank tells how rare a word is.
COMMON_RANK = 300
PIECE_RARITY = 0.7
# The commonest words have a rarity of nearly zero; as words of a subject they still count a little.
LEAST_RARITY = 0.1
WHITENING = 0.35
FLOOR = 1e-3
TINY = 1e-9
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class StaticVectors:
    """The model: vectors of word pieces, and how they are made comparable.

    Attributes:
        pieces: one vector per word piece.
        tokenizer: splits a word into pieces.
        whitening: matrix that takes the directions all words share out of a vector.
    """

    pieces: Vectors
    tokenizer: Tokenizer
    whitening: Numbers


def embed_words(words: Sequence[str]) -> tuple[Vectors, Numbers]:
    """Unit vector of each word, and its rarity (higher is rarer) by the model's own vocabulary."""
    model = load_vectors()
    if not words:
        return np.zeros((0, model.pieces.shape[1]), dtype=np.float32), np.zeros(0)
    encoded = model.tokenizer.encode_batch(list(words), add_special_tokens=False)
    lengths = np.array([len(word.ids) for word in encoded])
    ids = np.concatenate([np.array(word.ids) for word in encoded])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    vectors = np.add.reduceat(model.pieces[ids], starts, axis=0)
    ranks = np.maximum(np.maximum.reduceat(ids, starts) - FIRST_LEARNT_TOKEN, 1)
    rarity = np.log1p(ranks / COMMON_RANK) + PIECE_RARITY * (lengths - 1)
    return to_unit(vectors), np.maximum(rarity, LEAST_RARITY)


@cache
def load_vectors() -> StaticVectors:
    """Reads the model from the installed package, once per process."""
    found = find_spec("wordllama")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("package wordllama: expected its folder with weights and tokenizers, found none")
    folder = Path(found.submodule_search_locations[0])
    with safe_open(folder / "weights" / f"{MODEL}.safetensors", framework="np") as weights:
        pieces = np.ascontiguousarray(weights.get_tensor("embedding.weight").astype(np.float32))
    tokenizer = Tokenizer.from_file(str(folder / "tokenizers" / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    whole = [number for name, number in sorted(tokenizer.get_vocab().items()) if WHOLE_WORD.fullmatch(name)]
    return StaticVectors(pieces, tokenizer, _whitening(to_unit(pieces[whole])))


def model_name() -> str:
    """Package, version and model: what a vector rests on."""
    return f"wordllama {version('wordllama')} {MODEL}"


def whiten(vectors: NDArray[np.floating], centre: NDArray[np.floating]) -> Numbers:
    """Vectors seen from a centre and whitened: their products are similarities from −1 to 1.

    In double precision: a product of matrices adds up in an order that depends on their size, and what that
    leaves in the last digits must stay far behind the digits that are kept.
    """
    is_empty = ~vectors.any(axis=1)
    seen = (to_unit(vectors).astype(np.float64) - centre) @ load_vectors().whitening
    seen /= np.maximum(np.linalg.norm(seen, axis=1, keepdims=True), TINY)
    seen[is_empty] = 0
    return np.asarray(seen, dtype=np.float64)


def to_unit(vectors: NDArray[np.floating]) -> Vectors:
    """Each row at length 1; rows of zeros stay."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, TINY), dtype=np.float32)


def _whitening(words: Vectors) -> Numbers:
    values, directions = np.linalg.eigh(np.cov(words.T))
    scale = (np.maximum(values, 0) + FLOOR * values.max()) ** -WHITENING
    return np.asarray(directions @ np.diag(scale) @ directions.T, dtype=np.float64)
