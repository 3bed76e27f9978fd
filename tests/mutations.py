"""Bytes gone wrong: a file with a few mutations, the same ones for the same seed."""

from collections.abc import Callable, Sequence
from random import Random

Mutation = Callable[[Random, bytes, Sequence[bytes]], bytes]
# What parsers take for more than a letter.
TELLING = [
    b'"',
    b",",
    b";",
    b"\n",
    b"\r",
    b"\t",
    b"\0",
    b"<",
    b"&",
    b"\xff",
    b"-",
    b"9" * 30,
    b"1e9",
]
LONGEST = 40


def mutated(seed: int, files: Sequence[bytes]) -> bytes:
    """One of the files after one to four mutations."""
    random = Random(seed)
    data = random.choice(files)
    for _ in range(random.randint(1, 4)):
        data = random.choice(MUTATIONS)(random, data, files)
    return data


def _span(random: Random, data: bytes) -> tuple[int, int]:
    start = random.randint(0, len(data))
    return start, min(len(data), start + random.randint(1, LONGEST))


def _flip(random: Random, data: bytes, _files: Sequence[bytes]) -> bytes:
    if not data:
        return data
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]


def _delete(random: Random, data: bytes, _files: Sequence[bytes]) -> bytes:
    start, end = _span(random, data)
    return data[:start] + data[end:]


def _insert(random: Random, data: bytes, _files: Sequence[bytes]) -> bytes:
    at = random.randint(0, len(data))
    added = random.choice([*TELLING, random.randbytes(random.randint(1, LONGEST))])
    return data[:at] + added + data[at:]


def _duplicate(random: Random, data: bytes, _files: Sequence[bytes]) -> bytes:
    start, end = _span(random, data)
    return data[:end] + data[start:end] * random.choice([1, 2, 50]) + data[end:]


def _truncate(random: Random, data: bytes, _files: Sequence[bytes]) -> bytes:
    return data[: random.randint(0, len(data))]


def _splice(random: Random, data: bytes, files: Sequence[bytes]) -> bytes:
    """The beginning of this file and the end of another."""
    other = random.choice(files)
    return data[: random.randint(0, len(data))] + other[random.randint(0, len(other)) :]


MUTATIONS: list[Mutation] = [_flip, _delete, _insert, _duplicate, _truncate, _splice]
