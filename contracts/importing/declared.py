"""What people say about a file: how it is to be read, and what its names mean. As plain JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Declared:
    """How a file is to be read; None leaves it to what the file shows.

    `encoding` is utf-8, utf-16 or cp1252; `delimiter` one of , ; tab |; `header_line` a line of the
    file, from 1; `date_order` DMY, MDY or YMD; `decimal` . or ,; `profile` a profile's name;
    `mapping` leads from our fields to the file's columns.
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_line: int | None = None
    date_order: str | None = None
    decimal: str | None = None
    profile: str | None = None
    mapping: Mapping[str, str] | None = None

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> "Declared":
        known = {item.name for item in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the file's names stand for, where a person has said so.

    `clients` leads from a name in the file to a client's key, None for a new client; `services` to
    the key of a service, or to `{"category": …, "pricing": …}` of a new one; `kinds` from an item
    to a kind of invoice line. All are remembered when the import is applied.
    """

    clients: Mapping[str, int | None] = field(default_factory=dict)
    services: Mapping[str, int | Mapping[str, str]] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {name: dict(value) for name, value in asdict(self).items()}

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> "Decisions":
        known = {item.name for item in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})


UNDECIDED = Decisions()
