"""Encodes a small model and takes it apart again, without any package. Prints what it found as JSON."""

import json
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from onnx_encoder import Node, Tensor, Value, decode_fields, encode_model, varint  # noqa: E402


def only(fields, number):
    return [content for field, content in fields if field == number]


def numbers(content):
    return [number for number in only(decode_fields(content), 1)]


model = encode_model(
    [Node("Conv", ["x", "w"], ["y"], {"pads": [1, 1], "axis": -1, "alpha": 0.5})],
    [Tensor("w", (2, 1), struct.pack("<2f", 1.5, -2.0))],
    [Value("x", (300, 1))],
    [Value("y", (300, 2))],
)
top = decode_fields(model)
graph = decode_fields(only(top, 7)[0])
node = decode_fields(only(graph, 1)[0])
weight = decode_fields(only(graph, 5)[0])
given = decode_fields(only(graph, 11)[0])
shape = decode_fields(only(decode_fields(only(decode_fields(only(given, 2)[0]), 1)[0]), 2)[0])
attributes = {only(decode_fields(one), 1)[0].decode(): decode_fields(one) for one in only(node, 5)}

problems = []
for build in (lambda: varint(1 << 64), lambda: encode_model([], [Tensor("w", (2,), b"1234")], [], []), lambda: decode_fields(model[:-1])):
    try:
        build()
        problems.append(None)
    except ValueError as error:
        problems.append(str(error))

print(
    json.dumps(
        {
            "version": only(top, 1)[0],
            "operators": only(decode_fields(only(top, 8)[0]), 2)[0],
            "operator": only(node, 4)[0].decode(),
            "inputs": [name.decode() for name in only(node, 1)],
            "pads": only(attributes["pads"], 8),
            "axis": only(attributes["axis"], 3)[0] - (1 << 64),
            "alpha": struct.unpack("<f", only(attributes["alpha"], 2)[0])[0],
            "weights": list(struct.unpack("<2f", only(weight, 9)[0])),
            "weightShape": only(weight, 1),
            "inputShape": [only(decode_fields(dimension), 1)[0] for dimension in only(shape, 1)],
            "problems": problems,
        }
    )
)
