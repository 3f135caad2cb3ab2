"""A decoder-only transformer of our own with random weights, for the tests of language models."""

from __future__ import annotations

from typing import List, NamedTuple, Optional, Tuple

import torch
from torch import nn
from torch.nn import functional


class Shape(NamedTuple):
    width: int
    layers: int
    heads: int
    words: int
    positions: int


class Cache:
    """Keys and values of the words so far, for each layer."""

    def __init__(self, shape: Shape, device: torch.device, kind: torch.dtype) -> None:
        size = (1, shape.heads, shape.positions, shape.width // shape.heads)
        self.keys: List[torch.Tensor] = [torch.zeros(size, device=device, dtype=kind) for _ in range(shape.layers)]
        self.values: List[torch.Tensor] = [torch.zeros(size, device=device, dtype=kind) for _ in range(shape.layers)]

    def extend(self, layer: int, start: int, keys: torch.Tensor, values: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        end = start + keys.shape[2]
        self.keys[layer][:, :, start:end] = keys
        self.values[layer][:, :, start:end] = values
        return self.keys[layer][:, :, :end], self.values[layer][:, :, :end]


class Layer(nn.Module):
    def __init__(self, shape: Shape, index: int) -> None:
        super().__init__()
        self.index = index
        self.heads = shape.heads
        self.attention_norm = nn.LayerNorm(shape.width)
        self.joined = nn.Linear(shape.width, 3 * shape.width)
        self.output = nn.Linear(shape.width, shape.width)
        self.inner_norm = nn.LayerNorm(shape.width)
        self.inner = nn.Sequential(nn.Linear(shape.width, 4 * shape.width), nn.GELU(), nn.Linear(4 * shape.width, shape.width))

    def forward(self, x: torch.Tensor, start: int, cache: Optional[Cache]) -> torch.Tensor:
        batch, length, width = x.shape
        parts = self.joined(self.attention_norm(x)).view(batch, length, 3, self.heads, width // self.heads)
        query, keys, values = parts.permute(2, 0, 3, 1, 4)
        if cache is not None:
            keys, values = cache.extend(self.index, start, keys, values)
        # One word looks at all before it; more than one are always the first of a text here.
        mixed = attention(query, keys, values, length > 1)
        x = x + self.output(mixed.transpose(1, 2).reshape(batch, length, width))
        return x + self.inner(self.inner_norm(x))


def attention(query: torch.Tensor, keys: torch.Tensor, values: torch.Tensor, causal: bool) -> torch.Tensor:
    if hasattr(functional, "scaled_dot_product_attention"):  # PyTorch 2.0
        return functional.scaled_dot_product_attention(query, keys, values, is_causal=causal)
    scores = query @ keys.transpose(-2, -1) * query.shape[-1] ** -0.5
    if causal:
        later = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).triu(1)
        scores = scores.masked_fill(later, float("-inf"))
    return scores.softmax(-1) @ values


class Decoder(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.words, shape.width)
        self.positions = nn.Embedding(shape.positions, shape.width)
        self.layers = nn.ModuleList(Layer(shape, index) for index in range(shape.layers))
        self.norm = nn.LayerNorm(shape.width)
        self.scores = nn.Linear(shape.width, shape.words, bias=False)

    def forward(self, words: torch.Tensor, start: int = 0, cache: Optional[Cache] = None, only_last: bool = False) -> torch.Tensor:
        """Scores of the next word, [batch, words given, words known]; of the last one only where that is enough."""
        places = torch.arange(start, start + words.shape[1], device=words.device)
        x = self.words(words) + self.positions(places)
        for layer in self.layers:
            x = layer(x, start, cache)
        return self.scores(self.norm(x[:, -1:] if only_last else x))
