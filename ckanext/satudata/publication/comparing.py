"""What changed between two sealed contents: fields, words, files. Pure; knows no labels and no languages.

`compare` says which fields and files differ, and is cheap enough for a list of cases. `words` and `items` mark what
changed inside one text or list, for the page of one case.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Literal, TypeAlias

Mark: TypeAlias = Literal["same", "changed", "folded"]
FileKind: TypeAlias = Literal["added", "removed", "replaced", "reread", "described"]

WORD = re.compile(r"\s+|\w+|[^\w\s]")
PARAGRAPH = re.compile(r"[^\n]*\n+|[^\n]+")
TOKENS_AT_MOST = 300        # of a paragraph beyond its common ends; a longer one is marked as a whole
PARAGRAPHS_AT_MOST = 400
FOLD_FROM = 300             # characters of text around a change from which unchanged paragraphs are folded
CONTENT = ("id", "sha256", "url", "file")       # another one of these is another file
TABLE = ("rows", "checksum")
VARIABEL = "variabel"       # rows of a kegiatan
FOLLOWS = ("size", "mimetype", "url_type", "outside")      # differ by themselves when the file is another


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, or one entry of a list. `folded` is unchanged, and too far from any change to be printed."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that differs; None on a side where it is not filled in."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that differs: `replaced` its content, `reread` only its table, `described` only what is said of it.

    `before` and `after` are the sealed entries with rows and checksum of the table.
    """

    kind: FileKind
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def entry(self) -> Mapping[str, Any]:
        """The file as it is now, or as it was before it was removed."""
        found = self.after if self.after is not None else self.before
        return found if found is not None else {}


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs, in the order of the later content; `same` and `same_files` are what does not."""

    fields: tuple[FieldChange, ...] = ()
    files: tuple[FileChange, ...] = ()
    same: Mapping[str, Any] = field(default_factory=dict)
    same_files: tuple[Mapping[str, Any], ...] = ()
    is_reordered: bool = False              # the same files in another order

    @property
    def is_empty(self) -> bool:
        return not (self.fields or self.files or self.is_reordered)

    @property
    def changed_fields(self) -> int:
        """Fields of the record and of its files."""
        return len(self.fields) + sum(len(change.fields) for change in self.files)

    @property
    def unchanged(self) -> int:
        return len(self.same) + len(self.same_files)

    def files_of(self, kind: FileKind) -> int:
        return sum(change.kind == kind for change in self.files)


def compare(
    before: Mapping[str, Any], after: Mapping[str, Any],
    evidence_before: Sequence[Mapping[str, Any]] = (), evidence_after: Sequence[Mapping[str, Any]] = (),
) -> Comparison:
    """What differs between two contents as `sealing.content_of` gives them.

    Args:
        evidence_before, evidence_after: rows and checksum of the tables, as `Revision.resources` has them
    """
    old, new = _fields_of(before), _fields_of(after)
    names = list(dict.fromkeys((*new, *old)))
    changed = tuple(FieldChange(n, old.get(n), new.get(n)) for n in names if not _equal(old.get(n), new.get(n)))
    differing = {change.name for change in changed}
    old_files, new_files = _files_of(before, evidence_before), _files_of(after, evidence_after)
    pairs = _paired(old_files, new_files)
    files = [_file_change(one, other) for one, other in pairs]
    order = [_place(old_files, one) for one, other in pairs if one is not None and other is not None]
    return Comparison(
        fields=changed,
        files=tuple(change for change in files if change is not None),
        same={n: new[n] for n in names if n in new and n not in differing},
        same_files=tuple(new for (_, new), change in zip(pairs, files, strict=True) if change is None and new is not None),
        is_reordered=order != sorted(order),
    )


def _fields_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of the record by name; keywords, free extras and the variables of a kegiatan stand beside them."""
    found = dict(_mapping(content.get("package")))
    if tags := content.get("tags"):
        found["tags"] = tags
    found |= {f"extras.{key}": value for key, value in _mapping(content.get("extras")).items()}
    found |= {f"{VARIABEL}.{row.get('nama', '')}": _spoken(row) for row in _entries(content.get(VARIABEL))}
    return {str(name): value for name, value in found.items() if value not in (None, "", [], {})}


def _files_of(content: Mapping[str, Any], evidence: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    tables = {_id_of(entry): entry for entry in _entries(evidence)}
    return [
        dict(entry) | {key: value for key, value in tables.get(_id_of(entry), {}).items() if key in TABLE}
        for entry in _entries(content.get("resources"))
    ]


def _spoken(row: Mapping[str, Any]) -> list[str]:
    """A variable as one list: a line for each thing that is said of it."""
    return [f"{name}: {_in_a_line(part)}" for name, value in row.items() if name != "nama"
            for part in (value if isinstance(value, list) else [value])]


def _in_a_line(part: Any) -> str:
    """A row within a variable, such as a code with its meaning, reads as one."""
    return " · ".join(str(value) for value in part.values() if value) if isinstance(part, Mapping) else str(part)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _entries(value: Any) -> list[Mapping[str, Any]]:
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, (list, tuple)) else []


def _equal(one: Any, other: Any) -> bool:
    """Same type and value: True is not 1 in a seal."""
    return type(one) is type(other) and one == other


Pair: TypeAlias = "tuple[dict[str, Any] | None, dict[str, Any] | None]"


def _paired(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[Pair]:
    """Each file with what it was: all the same, else the same id, else the same name; removed ones last."""
    left = list(old)
    found: dict[int, dict[str, Any]] = {}
    for key in (_all_of, _id_of, name_of):
        for place, entry in enumerate(new):
            if place not in found and (match := next((o for o in left if key(o) and key(o) == key(entry)), None)) is not None:
                found[place] = match
                left = [o for o in left if o is not match]
    return [*((found.get(place), entry) for place, entry in enumerate(new)), *((entry, None) for entry in left)]


def _all_of(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, sort_keys=True, default=str)


def _id_of(entry: Mapping[str, Any]) -> str:
    return str(entry.get("id") or "")


def name_of(entry: Mapping[str, Any]) -> str:
    """What a file is called: its name, else that of the file itself, else its address."""
    return str(entry.get("name") or entry.get("file") or entry.get("url") or "")


def _place(files: list[dict[str, Any]], entry: dict[str, Any]) -> int:
    return next(place for place, one in enumerate(files) if one is entry)


def _file_change(before: dict[str, Any] | None, after: dict[str, Any] | None) -> FileChange | None:
    if before is None or after is None:
        return FileChange("added" if before is None else "removed", before, after)
    def differ(names: Sequence[str]) -> bool:
        return any(not _equal(before.get(key), after.get(key)) for key in names)

    is_other = differ(CONTENT)
    apart = (*CONTENT, *TABLE, *FOLLOWS) if is_other else (*CONTENT, *TABLE)
    names = [n for n in dict.fromkeys((*after, *before)) if n not in apart]
    fields = tuple(FieldChange(n, before.get(n), after.get(n)) for n in names if differ((n,)))
    if is_other:
        return FileChange("replaced", before, after, fields)
    if differ(TABLE):
        return FileChange("reread", before, after, fields)
    return FileChange("described", before, after, fields) if fields else None


Sides: TypeAlias = "tuple[list[Piece], list[Piece]]"


def items(before: Sequence[Any], after: Sequence[Any]) -> Sides:
    """Two lists entry by entry; an entry that only moved is no change."""
    old, new = [str(entry) for entry in before], [str(entry) for entry in after]
    return (
        [Piece("same" if entry in new else "changed", entry) for entry in old],
        [Piece("same" if entry in old else "changed", entry) for entry in new],
    )


def words(before: str, after: str) -> Sides:
    """Two texts word by word. The pieces of a side, put together, are its text again, folded ones included."""
    old, new = PARAGRAPH.findall(before), PARAGRAPH.findall(after)
    if max(len(old), len(new)) > PARAGRAPHS_AT_MOST:
        return _whole(before, after)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        one, other = "".join(old[i:j]), "".join(new[k:m])
        sides = ([Piece("same", one)], [Piece("same", other)]) if tag == "equal" else _in_paragraph(one, other)
        left += sides[0]
        right += sides[1]
    return _folded(left), _folded(right)


def _whole(before: str, after: str) -> Sides:
    mark: Mark = "same" if before == after else "changed"
    return [Piece(mark, before)] if before else [], [Piece(mark, after)] if after else []


def _in_paragraph(before: str, after: str) -> Sides:
    old, new = WORD.findall(before), WORD.findall(after)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    core, other = old[head:len(old) - tail], new[head:len(new) - tail]
    left, right = [Piece("same", "".join(old[:head]))], [Piece("same", "".join(new[:head]))]
    if max(len(core), len(other)) > TOKENS_AT_MOST:
        sides = _whole("".join(core), "".join(other))
        left, right = left + sides[0], right + sides[1]
    else:
        for tag, i, j, k, m in SequenceMatcher(None, core, other, autojunk=False).get_opcodes():
            is_same = tag == "equal" and bool("".join(core[i:j]).strip())       # a space between two changes is one with them
            left.append(Piece("same" if is_same else "changed", "".join(core[i:j])))
            right.append(Piece("same" if is_same else "changed", "".join(other[k:m])))
    left.append(Piece("same", "".join(old[len(old) - tail:])))
    right.append(Piece("same", "".join(new[len(new) - tail:])))
    return _joined(left), _joined(right)


def _common(one: list[str], other: list[str]) -> int:
    """How many words two lists begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbours of one mark made one; empty ones left out."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].mark == piece.mark:
            found[-1] = Piece(piece.mark, found[-1].text + piece.text)
        elif piece.text:
            found.append(piece)
    return found


def _folded(pieces: list[Piece]) -> list[Piece]:
    """A long text shows the paragraphs that changed; whole paragraphs that did not are folded."""
    joined = _joined(pieces)
    if sum(len(piece.text) for piece in joined) < FOLD_FROM or all(piece.mark == "same" for piece in joined):
        return joined
    found: list[Piece] = []
    for place, piece in enumerate(joined):
        found += [piece] if piece.mark != "same" else _fold(piece.text, place == 0, place == len(joined) - 1)
    return found


def _fold(text: str, is_first: bool, is_last: bool) -> list[Piece]:
    """An unchanged stretch: what shares a paragraph with a change stays, the paragraphs between are folded."""
    begin = 0 if is_first else text.find("\n") + 1 or len(text)
    end = len(text) if is_last else max(text.rfind("\n") + 1, begin)
    if not text[begin:end].strip():
        return [Piece("same", text)]
    parts = (Piece("same", text[:begin]), Piece("folded", text[begin:end]), Piece("same", text[end:]))
    return [piece for piece in parts if piece.text]
