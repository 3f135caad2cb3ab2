"""Small models with random weights, and what numpy computes for them."""

from __future__ import annotations

from typing import Callable, Dict, List, NamedTuple

import numpy as np

from onnx_encoder import Node, Tensor, Value, encode_model


class Model(NamedTuple):
    content: bytes
    given: np.ndarray
    # What one run counts for: rows or images.
    items: int
    expected: Callable[[], np.ndarray]


def tensor(name: str, values: np.ndarray) -> Tensor:
    return Tensor(name, values.shape, np.ascontiguousarray(values, dtype="<f4").tobytes())


def weights_of(random: np.random.Generator, *shape: int) -> np.ndarray:
    """Scaled so that values stay about one through layers with ReLU (He et al. 2015)."""
    inputs = int(np.prod(shape[1:])) if len(shape) == 4 else shape[0]
    return (random.standard_normal(shape) * (2 / inputs) ** 0.5).astype(np.float32)


def dense() -> Model:
    """Three layers of 1024 for 32 rows."""
    random = np.random.default_rng(20)
    rows, width, layers = 32, 1024, 3
    given = random.standard_normal((rows, width)).astype(np.float32)
    weights = [weights_of(random, width, width) for _ in range(layers)]
    nodes: List[Node] = []
    for index in range(layers):
        source = "input" if index == 0 else f"hidden{index}"
        last = index == layers - 1
        nodes.append(Node("MatMul", [source, f"weight{index}"], [f"product{index}"]))
        nodes.append(Node("Relu", [f"product{index}"], ["output" if last else f"hidden{index + 1}"]))

    def expected() -> np.ndarray:
        values = given.astype(np.float64)
        for weight in weights:
            values = np.maximum(values @ weight.astype(np.float64), 0)
        return values

    tensors = [tensor(f"weight{index}", weight) for index, weight in enumerate(weights)]
    shape = (rows, width)
    return Model(encode_model(nodes, tensors, [Value("input", shape)], [Value("output", shape)]), given, rows, expected)


def convolution() -> Model:
    """Two convolutions of 64 channels over 4 images of 56 x 56, with a way around them, and the mean of each channel."""
    random = np.random.default_rng(21)
    images, channels, edge = 4, 64, 56
    given = random.standard_normal((images, channels, edge, edge)).astype(np.float32)
    weights = [weights_of(random, channels, channels, 3, 3) for _ in range(2)]
    shape = {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1], "strides": [1, 1]}
    nodes = [
        Node("Conv", ["input", "weight0"], ["first"], shape),
        Node("Relu", ["first"], ["hidden"]),
        Node("Conv", ["hidden", "weight1"], ["second"], shape),
        Node("Add", ["second", "input"], ["sum"]),
        Node("Relu", ["sum"], ["result"]),
        Node("GlobalAveragePool", ["result"], ["output"]),
    ]

    def expected() -> np.ndarray:
        values = given.astype(np.float64)
        hidden = np.maximum(convolve(values, weights[0]), 0)
        result = np.maximum(convolve(hidden, weights[1]) + values, 0)
        return result.mean(axis=(2, 3), keepdims=True)

    tensors = [tensor(f"weight{index}", weight) for index, weight in enumerate(weights)]
    outputs = [Value("output", (images, channels, 1, 1))]
    return Model(encode_model(nodes, tensors, [Value("input", given.shape)], outputs), given, images, expected)


def convolve(values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """3 x 3 with a border of zeros: one product for each place of the kernel."""
    height, width = values.shape[2:]
    padded = np.pad(values, ((0, 0), (0, 0), (1, 1), (1, 1)))
    total = np.zeros((values.shape[0], weight.shape[0], height, width))
    for row in range(3):
        for column in range(3):
            part = padded[:, :, row : row + height, column : column + width]
            total += np.einsum("nchw,oc->nohw", part, weight[:, :, row, column].astype(np.float64), optimize=True)
    return total


def attention() -> Model:
    """One head over 256 places of width 256: products, softmax, and a way around them."""
    random = np.random.default_rng(22)
    places, width = 256, 256
    given = random.standard_normal((places, width)).astype(np.float32)
    weights = {name: weights_of(random, width, width) for name in ("query", "key", "value")}
    scale = np.full((1,), width**-0.5, dtype=np.float32)
    nodes = [Node("MatMul", ["input", f"{name}Weight"], [name]) for name in weights] + [
        Node("Transpose", ["key"], ["keyTurned"], {"perm": [1, 0]}),
        Node("MatMul", ["query", "keyTurned"], ["raw"]),
        Node("Mul", ["raw", "scale"], ["scaled"]),
        Node("Softmax", ["scaled"], ["shares"], {"axis": -1}),
        Node("MatMul", ["shares", "value"], ["mixed"]),
        Node("Add", ["mixed", "input"], ["output"]),
    ]

    def expected() -> np.ndarray:
        values = given.astype(np.float64)
        query, key, value = (values @ weight.astype(np.float64) for weight in weights.values())
        scaled = query @ key.T * float(scale[0])
        powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
        return powers / powers.sum(axis=-1, keepdims=True) @ value + values

    tensors = [tensor(f"{name}Weight", weight) for name, weight in weights.items()] + [tensor("scale", scale)]
    shape = (places, width)
    return Model(encode_model(nodes, tensors, [Value("input", shape)], [Value("output", shape)]), given, places, expected)


MODELS: Dict[str, Callable[[], Model]] = {"dense": dense, "convolution": convolution, "attention": attention}
