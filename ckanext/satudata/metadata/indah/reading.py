"""From INDAH's JSON to our record. Nothing is lost: what is not understood is reported, what has no field is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ckanext.satudata.metadata import rules as conditions
from ckanext.satudata.metadata.rules_file import Rule

from . import kinds, limits, mapping, problems, status, values
from .mapping import Branch, Question
from .problems import Imported, Path, Row

DATA = "data"
VERSIONS = ("v2", "2", "2.0")
Answers = dict[str, Any]
_SIGNS = {"kegiatan": ("judul_kegiatan", "blok_i", "blok_iv"), "variabel": ("apakah_variabel_bisa_diakses_umum", "tipe_data"),
          "indikator": ("apakah_indikator_komposit", "apakah_indikator_bisa_diakses_umum", "interpretasi")}


def from_indah(kind: str, document: Any, rules: Iterable[Rule] | None = None) -> Imported:
    """What a document says.

    Args:
        kind: kegiatan, variabel or indikator
        document: the JSON of one record, with its envelope
        rules: the portal's own, where it has some; they say which questions are not asked. Where BPS's clients fill in 0 or
            "no" for such a question, that is no answer
    """
    found = Imported()
    try:
        document = limits.clean(document)
    except limits.Refused as refusal:
        found.problems.append(refusal.problem)
        return found
    data = _data_of(kind, document, found)
    if data is None:
        return found
    answers = Answers()
    _read_branch(mapping.tree(kind), data, (DATA,), found, answers)
    if not answers and kind_of(document) is None:
        found.report(DATA, problems.NO_DOCUMENT)
    _part(kind, found, answers)
    _drop_fillers(kind, found, conditions.load(kind) if rules is None else rules)
    return found


def kind_of(document: Any) -> str | None:
    """Which of the three a document is, by keys that only one of them has."""
    data = document.get(DATA) if isinstance(document, dict) else None
    if not isinstance(data, dict):
        return None
    return next((kind for kind, signs in _SIGNS.items() if any(sign in data for sign in signs)), None)


def _data_of(kind: str, document: Any, found: Imported) -> dict[str, Any] | None:
    if not isinstance(document, dict):
        return found.report("", problems.WRONG_TYPE, found=type(document).__name__, expected="object")
    found.envelope = {key: value for key, value in document.items() if key != DATA}
    version = document.get("version")
    if version is not None and str(version).strip().lower() not in VERSIONS:
        return found.report("version", problems.OTHER_VERSION, found=str(version)[:80])
    data = document.get(DATA)
    if not isinstance(data, dict) or not data:
        return found.report(DATA, problems.NO_DATA)
    other = kind_of(document)
    if other not in (None, kind):
        return found.report(DATA, problems.OTHER_KIND, found=other, expected=kind)
    word = document.get("status")
    if word is not None and word not in status.STATUSES:
        found.report("status", problems.UNKNOWN_STATUS, value=str(word)[:80])
    return data


def _read_branch(branch: Branch, value: Any, path: Path, found: Imported, into: Answers) -> None:
    if branch.first is not None:
        _read_first(branch.first, value, path, found, into)
    elif branch.options is not None and not isinstance(value, dict):
        _answer(branch.options, kinds.read(branch.options, value, path, found), into)
    elif isinstance(value, dict):
        _read_keys(branch, value, path, found, into)
    elif not values.is_nothing(value):
        found.report(path, problems.WRONG_TYPE, found=type(value).__name__, expected="object")


def _read_first(below: Branch | Question, value: Any, path: Path, found: Imported, into: Answers) -> None:
    """The first item of a list; the others are kept."""
    items = [item for item in values.items_of(value) if not _is_blank(item, below)]
    if isinstance(below, Branch):
        items = [{below.main_key: item} if isinstance(item, str) else item for item in items]
    if items:
        _read_key(below, items[0], (*path, Row(0)), found, into)
    if len(items) > 1:
        found.report(path, problems.KEPT_ITEMS, found=len(items))
        for index, item in enumerate(items[1:], start=1):
            found.keep((*path, Row(index)), item)


def _is_blank(item: Any, below: Branch | Question) -> bool:
    """No answer, and no key that we do not know."""
    known = below.keys.keys() if isinstance(below, Branch) else ()
    return values.says_nothing(item) and not (isinstance(item, dict) and item.keys() - known)


def _read_keys(branch: Branch, value: Mapping[str, Any], path: Path, found: Imported, into: Answers) -> None:
    rest = dict(value)
    for key, below in branch.keys.items():
        for spelled in mapping.keys_of(key):
            if spelled in rest:
                _read_key(below, rest.pop(spelled), (*path, problems.step(key, spelled)), found, into)
    if branch.options is not None:
        rest = _read_options(branch.options, rest, path, found, into)
    for key, part in rest.items():
        found.keep((*path, key), part)


def _read_key(below: Branch | Question, value: Any, path: Path, found: Imported, into: Answers) -> None:
    if isinstance(below, Branch):
        _read_branch(below, value, path, found, into)
    elif below.row is not None:
        _answer(below, _read_rows(below, below.row, value, path, found), into)
    else:
        _answer(below, kinds.read(below, value, path, found), into)


def _read_rows(question: Question, row: Branch, value: Any, path: Path, found: Imported) -> list[Answers] | None:
    rows: list[Answers] = []
    for index, item in enumerate(values.items_of(value)):
        if values.is_nothing(item):
            continue
        item = {row.main_key: item} if isinstance(item, str) else item
        answers, aside = Answers(), Imported(problems=found.problems)
        _read_branch(row, item, (*path, Row(index)), aside, answers)
        if answers:
            name = item.get(row.main_key) if isinstance(item, dict) else None
            found.unknown += aside.moved(len(path) - 1, Row(len(rows), values.words_of(name)))
            rows.append(answers)
        elif aside.unknown:
            found.keep((*path, Row(index)), item)
    return rows or None


def _read_options(
    question: Question, rest: Mapping[str, Any], path: Path, found: Imported, into: Answers,
) -> dict[str, Any]:
    """The chosen ones; answers what is left of the object."""
    left, codes = {}, []
    for key, value in rest.items():
        entry = values.entry_of(question.vocabulary, key)
        if entry is None:
            left[key] = value
        elif _is_chosen(value, (*path, key), found):
            codes.append(entry.value)
    _answer(question, values.in_order(question, codes), into)
    return left


def _is_chosen(value: Any, path: Path, found: Imported) -> bool:
    if values.is_nothing(value) or isinstance(value, bool):
        return bool(value is True)
    entry = values.entry_of("ya_tidak", value) if isinstance(value, str | int) else None
    if entry is None:
        found.report(path, problems.WRONG_TYPE, found=type(value).__name__, expected="yes_no")
    return entry is not None and entry.value == "ya"


def _answer(question: Question, answer: Any, into: Answers) -> None:
    """The first of two spellings of a key that both hold an answer is taken."""
    if answer is None:
        return
    into.setdefault(question.name, answer)
    for name, implied in mapping.IMPLIED.get(question.name, {}).items():
        into.setdefault(name, implied)


def _part(kind: str, found: Imported, answers: Answers) -> None:
    """Answers about persons go apart."""
    private = {question.name for question in mapping.questions(kind) if question.is_contact}
    found.contacts = {name: answer for name, answer in answers.items() if name in private}
    found.record = {name: answer for name, answer in answers.items() if name not in private}


def _drop_fillers(kind: str, found: Imported, rules: Iterable[Rule]) -> None:
    not_asked = conditions.not_asked(rules, found.record)
    for question in mapping.questions(kind):
        if question.name in not_asked and found.record.get(question.name) == question.filler:
            found.record.pop(question.name, None)
