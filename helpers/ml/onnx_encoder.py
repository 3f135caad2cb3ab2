"""Writes ONNX models as bytes, so that no package but the runtime is needed.

ONNX files are protocol buffers; field numbers are those of onnx.proto
(https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), the wire format is
https://protobuf.dev/programming-guides/encoding/. Only what our models use.
"""

from __future__ import annotations

import struct
from typing import Dict, List, NamedTuple, Sequence, Tuple, Union

FLOAT = 1
IR_VERSION = 8
OPERATOR_SET = 13

Attribute = Union[int, float, Sequence[int]]


class Node(NamedTuple):
    operator: str
    inputs: Sequence[str]
    outputs: Sequence[str]
    attributes: Dict[str, Attribute] = {}


class Tensor(NamedTuple):
    """Single precision, little endian, row after row."""

    name: str
    shape: Sequence[int]
    raw: bytes


class Value(NamedTuple):
    """A single-precision input or output."""

    name: str
    shape: Sequence[int]


def varint(number: int) -> bytes:
    """Seven bits in each byte, least significant first; negative numbers as 64-bit two's complement."""
    if not -(1 << 63) <= number < 1 << 64:
        raise ValueError("number must fit in 64 bits")
    number &= (1 << 64) - 1
    parts = bytearray()
    while number > 127:
        parts.append(number & 127 | 128)
        number >>= 7
    parts.append(number)
    return bytes(parts)


def integer(field: int, number: int) -> bytes:
    return varint(field << 3) + varint(number)


def block(field: int, content: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(content)) + content


def text(field: int, content: str) -> bytes:
    return block(field, content.encode("utf-8"))


def single(field: int, number: float) -> bytes:
    return varint(field << 3 | 5) + struct.pack("<f", number)


def encode_attribute(name: str, value: Attribute) -> bytes:
    """AttributeProto: name 1, f 2, i 3, ints 8, type 20 (1 FLOAT, 2 INT, 7 INTS)."""
    if isinstance(value, float):
        return text(1, name) + single(2, value) + integer(20, 1)
    if isinstance(value, int):
        return text(1, name) + integer(3, value) + integer(20, 2)
    return text(1, name) + b"".join(integer(8, number) for number in value) + integer(20, 7)


def encode_node(node: Node) -> bytes:
    """NodeProto: input 1, output 2, op_type 4, attribute 5."""
    return (
        b"".join(text(1, name) for name in node.inputs)
        + b"".join(text(2, name) for name in node.outputs)
        + text(4, node.operator)
        + b"".join(block(5, encode_attribute(name, value)) for name, value in node.attributes.items())
    )


def encode_tensor(tensor: Tensor) -> bytes:
    """TensorProto: dims 1, data_type 2, name 8, raw_data 9."""
    count = 1
    for size in tensor.shape:
        count *= size
    if len(tensor.raw) != 4 * count:
        raise ValueError(f"{tensor.name} has {len(tensor.raw)} bytes, its shape needs {4 * count}")
    return b"".join(integer(1, size) for size in tensor.shape) + integer(2, FLOAT) + text(8, tensor.name) + block(9, tensor.raw)


def encode_value(value: Value) -> bytes:
    """ValueInfoProto: name 1, type 2; TypeProto: tensor_type 1; its elem_type 1, shape 2; TensorShapeProto: dim 1; its dim_value 1."""
    shape = b"".join(block(1, integer(1, size)) for size in value.shape)
    return text(1, value.name) + block(2, block(1, integer(1, FLOAT) + block(2, shape)))


def encode_model(nodes: List[Node], weights: List[Tensor], inputs: List[Value], outputs: List[Value]) -> bytes:
    """ModelProto: ir_version 1, producer_name 2, graph 7, opset_import 8; GraphProto: node 1, name 2, initializer 5, input 11, output 12."""
    graph = (
        b"".join(block(1, encode_node(node)) for node in nodes)
        + text(2, "hecate")
        + b"".join(block(5, encode_tensor(weight)) for weight in weights)
        + b"".join(block(11, encode_value(value)) for value in inputs)
        + b"".join(block(12, encode_value(value)) for value in outputs)
    )
    return integer(1, IR_VERSION) + text(2, "hecate") + block(7, graph) + block(8, integer(2, OPERATOR_SET))


Field = Tuple[int, Union[int, bytes]]


def decode_fields(content: bytes) -> List[Field]:
    """One level of a message, for tests: (field number, number or content)."""
    fields: List[Field] = []
    place = 0
    while place < len(content):
        key, place = _read_varint(content, place)
        kind = key & 7
        if kind == 0:
            number, place = _read_varint(content, place)
            fields.append((key >> 3, number))
            continue
        if kind not in (2, 5):
            raise ValueError(f"wire type {kind} is not used in ONNX models")
        length = 4
        if kind == 2:
            length, place = _read_varint(content, place)
        if place + length > len(content):
            raise ValueError("the message is cut off")
        fields.append((key >> 3, content[place : place + length]))
        place += length
    return fields


def _read_varint(content: bytes, place: int) -> Tuple[int, int]:
    number = 0
    for shift in range(0, 70, 7):
        if place >= len(content):
            raise ValueError("the message is cut off")
        byte = content[place]
        place += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, place
    raise ValueError("a number has more than 64 bits")
