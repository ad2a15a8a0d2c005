"""What a document says that we cannot take as it is. The sentences for people stand in `messages.py`, one for each code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NOT_JSON = "not_json"                        # line, column
NOT_TEXT = "not_text"                        # the bytes are no UTF-8
TOO_LARGE = "too_large"                      # most (bytes, or values)
TOO_DEEP = "too_deep"                        # most
TOO_MANY_ITEMS = "too_many_items"            # found, most
TOO_LONG_TEXT = "too_long_text"              # found, most (characters)
SAME_KEY_TWICE = "same_key_twice"            # key
NO_DOCUMENT = "no_document"                  # nothing in the file looks like MS-Keg, MS-Var or MS-Ind
NO_DATA = "no_data"                          # an envelope without `data`
OTHER_VERSION = "other_version"              # found
OTHER_KIND = "other_kind"                    # found, expected
WRONG_TYPE = "wrong_type"                    # found, expected
NOT_IN_LIST = "not_in_list"                  # value, vocabulary
NOT_A_COUNT = "not_a_count"                  # value
NOT_A_DAY = "not_a_day"                      # value
REGION_UNKNOWN = "region_unknown"            # value
REGION_BY_KEMENDAGRI = "region_by_kemendagri"            # value, region, right (its BPS code, or none)
# remarks: the document can be taken
KEPT_AS_WRITTEN = "kept_as_written"          # value, vocabulary
KEPT_ITEMS = "kept_items"                    # found
REGION_BY_NAME = "region_by_name"            # value, region
REGION_OTHER_NAME = "region_other_name"      # value, region, name
UNKNOWN_STATUS = "unknown_status"            # value

REMARKS = frozenset({KEPT_AS_WRITTEN, KEPT_ITEMS, REGION_BY_NAME, REGION_OTHER_NAME, UNKNOWN_STATUS})
CODES = frozenset({
    NOT_JSON, NOT_TEXT, TOO_LARGE, TOO_DEEP, TOO_MANY_ITEMS, TOO_LONG_TEXT, SAME_KEY_TWICE, NO_DOCUMENT, NO_DATA,
    OTHER_VERSION, OTHER_KIND, WRONG_TYPE, NOT_IN_LIST, NOT_A_COUNT, NOT_A_DAY, REGION_UNKNOWN, REGION_BY_KEMENDAGRI,
}) | REMARKS


@dataclass(frozen=True, slots=True)
class Row:
    """A step of a path into a list: the place of the row, and its name, by which it is found again when rows have moved."""

    index: int
    named: str = ""


@dataclass(frozen=True, slots=True)
class Alias:
    """A key in another spelling: `spelled` as it came, `key` as it is written back."""

    spelled: str
    key: str


Path = tuple["str | Row | Alias", ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """`path`: the key, as in `data.blok_iii.variabel_yang_dikumpulkan[2].nama`; empty for the whole file."""

    path: str
    code: str
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def blocks(self) -> bool:
        """Whether the document is not taken. Otherwise it is a remark."""
        return self.code not in REMARKS


@dataclass(slots=True)
class Imported:
    """What a document says.

    `record` and `contacts` hold answers by field name, only those that were given. `envelope` is all around `data`, as it
    came. `unknown` is what our fields do not hold: `[{"path": [...], "value": ...}]`, plain JSON. Stored beside the record and
    given to `to_indah`, both are written again. Both can hold personal data (the submitter, more about the technical officer),
    so they are kept where the contacts are, not in the package.
    """

    record: dict[str, Any] = field(default_factory=dict)
    contacts: dict[str, str] = field(default_factory=dict)
    envelope: dict[str, Any] = field(default_factory=dict)
    unknown: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_usable(self) -> bool:
        """Whether nothing keeps the document from being taken."""
        return not any(problem.blocks for problem in self.problems)

    def report(self, path: Path | str, code: str, **details: Any) -> None:
        """Note a problem at a key."""
        self.problems.append(Problem(path if isinstance(path, str) else shown(path), code, details))

    def keep(self, path: Path, value: Any) -> None:
        """Put aside what has no field; the path begins with `data`."""
        self.unknown.append({"path": [_stored(step) for step in path[1:]], "value": value})


    def moved(self, depth: int, row: Row) -> list[dict[str, Any]]:
        """What was kept, with this row in the place of the one at this depth of the paths."""
        return [{**kept, "path": [*kept["path"][:depth], _stored(row), *kept["path"][depth + 1:]]} for kept in self.unknown]


def step(key: str, spelled: str) -> str | Alias:
    """A step to a key."""
    return key if key == spelled else Alias(spelled, key)


def shown(path: Path) -> str:
    """A path as people write it."""
    text = ""
    for part in path:
        name = part.spelled if isinstance(part, Alias) else part
        text += f"[{name.index}]" if isinstance(name, Row) else f".{name}" if text else name
    return text


def _stored(part: str | Row | Alias) -> Any:
    if isinstance(part, Row):
        return {"row": part.index, "named": part.named}
    return part.key if isinstance(part, Alias) else part
