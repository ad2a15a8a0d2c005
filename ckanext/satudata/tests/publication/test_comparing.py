"""What changed between two sealed contents: by table, and for anything that JSON can hold."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.satudata.publication.comparing import Piece, compare, items, words

FILE = {"id": "a", "name": "Ternak", "file": "ternak.csv", "sha256": "1" * 64, "size": 4000, "format": "CSV"}
BASE: dict[str, Any] = {
    "package": {"title": "Ternak", "notes": "Populasi 2023.", "klasifikasi_penyajian": ["kecamatan"]},
    "tags": ["sapi"], "extras": {}, "resources": [FILE],
}


def other(**package: Any) -> dict[str, Any]:
    return BASE | {"package": {k: v for k, v in (BASE["package"] | package).items() if v is not None}}


def with_files(*files: dict[str, Any]) -> dict[str, Any]:
    return BASE | {"resources": list(files)}


@pytest.mark.parametrize(
    ("after", "names"),
    [
        (BASE, []),
        (other(title="Ternak Besar"), ["title"]),
        (other(satuan="ekor"), ["satuan"]),  # filled in
        (other(notes=None), ["notes"]),  # emptied
        (other(notes=""), ["notes"]),  # an empty one is one that is not there
        (other(klasifikasi_penyajian=["kecamatan", "tahun"]), ["klasifikasi_penyajian"]),
        (BASE | {"tags": ["sapi", "kerbau"]}, ["tags"]),
        (BASE | {"extras": {"kunci": "1"}}, ["extras.kunci"]),
    ],
)
def test_which_fields_differ(after: dict[str, Any], names: list[str]):
    found = compare(BASE, after)
    assert [change.name for change in found.fields] == names
    assert found.is_empty == (not names) and found.files == () and len(found.same_files) == 1
    assert found.unchanged + len(found.fields) >= 4 + 1


def test_both_sides_of_a_field_are_given():
    (change,) = compare(BASE, other(satuan="ekor")).fields
    assert (change.before, change.after) == (None, "ekor")


LATER = FILE | {"sha256": "2" * 64, "size": 5000, "file": "ternak-2024.csv"}
SECOND = FILE | {"id": "b", "name": "Unggas", "file": "unggas.csv"}


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ([FILE], [FILE], []),
        ([FILE], [LATER], ["replaced"]),
        ([FILE], [LATER | {"id": "new"}], ["replaced"]),  # taken out and uploaded again: the name says what it was
        ([FILE], [SECOND], ["added", "removed"]),
        ([FILE], [FILE, SECOND], ["added"]),
        ([FILE, SECOND], [SECOND], ["removed"]),
        ([FILE], [FILE | {"description": "Sumber: OPD"}], ["described"]),
        ([FILE], [FILE | {"mimetype": "text/csv"}], ["described"]),  # no sealed key hides
        ([{"id": "l", "url": "https://a.id"}], [{"id": "l", "url": "https://b.id"}], ["replaced"]),
        ([], [], []),
    ],
)
def test_which_files_differ_and_how(before: list, after: list, kinds: list[str]):
    found = compare(with_files(*before), with_files(*after))
    assert [change.kind for change in found.files] == kinds and found.fields == ()
    assert found.is_empty == (not kinds)


def test_a_replaced_file_has_its_description_compared_too():
    (change,) = compare(with_files(FILE), with_files(LATER | {"description": "Baru"})).files
    assert change.kind == "replaced" and [field.name for field in change.fields] == ["description"]
    assert (change.before["size"], change.after["size"]) == (4000, 5000)


def test_files_in_another_order_are_said():
    found = compare(with_files(FILE, SECOND), with_files(SECOND, FILE))
    assert found.is_reordered and not found.is_empty and found.files == ()
    assert not compare(with_files(FILE, SECOND), with_files(SECOND)).is_reordered


def test_a_table_that_was_read_anew_is_a_change_of_its_own():
    one, two = ([{"id": "a", "rows": rows, "checksum": str(rows)}] for rows in (120, 140))
    (change,) = compare(BASE, BASE, one, two).files
    assert (change.kind, change.before["rows"], change.after["rows"]) == ("reread", 120, 140)
    assert compare(BASE, BASE, one, one).is_empty


def marked(pieces: list[Piece], mark: str = "changed") -> list[str]:
    return [piece.text for piece in pieces if piece.mark == mark]


@pytest.mark.parametrize(
    ("before", "after", "gone", "come"),
    [
        ("Populasi 2018-2023.", "Populasi 2018-2024.", ["2023"], ["2024"]),
        ("sapi dan kuda", "sapi, kerbau dan kuda", [], [", kerbau"]),
        ("satu dua", "tiga empat", ["satu dua"], ["tiga empat"]),  # a space between two changes is no common word
        ("sama", "sama", [], []),
        ("", "baru", [], ["baru"]),
        ("lama", "", ["lama"], []),
        ("עברית אחת", "עברית שתיים", ["אחת"], ["שתיים"]),
    ],
)
def test_words_that_changed_are_marked(before: str, after: str, gone: list[str], come: list[str]):
    left, right = words(before, after)
    assert (marked(left), marked(right)) == (gone, come)


def test_a_long_text_is_folded_to_what_changed():
    paragraphs = [f"Paragraf {n} tentang populasi ternak di kecamatan." for n in range(20)]
    before = "\n\n".join(paragraphs)
    paragraphs[10] = paragraphs[10].replace("populasi", "jumlah")
    left, right = words(before, "\n\n".join(paragraphs))
    assert marked(left) == ["populasi"] and marked(right) == ["jumlah"]
    assert len(marked(left, "folded")) == 2
    assert "".join(p.text for p in left if p.mark != "folded").strip() == "Paragraf 10 tentang populasi ternak di kecamatan."


def test_a_very_long_paragraph_is_marked_as_a_whole_and_quickly():
    before, after = " ".join("ab"[n % 2] for n in range(50_000)), " ".join("ba"[n % 3 == 0] for n in range(50_000))
    left, right = words(before, after)
    assert "".join(p.text for p in left) == before and "".join(p.text for p in right) == after
    assert len(left) + len(right) < 10
    many = "\n".join(str(n) for n in range(5000))
    assert len(marked(words(many, many + "\n5000")[1])) == 1


def test_entries_of_lists_are_marked_one_by_one():
    left, right = items(["Purworejo Klampok", "Banjarmangu"], ["Banjarmangu", "Purwareja Klampok"])
    assert (marked(left), marked(right)) == (["Purworejo Klampok"], ["Purwareja Klampok"])


# whatever JSON can hold

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4), max_leaves=12,
)
RESOURCE = st.fixed_dictionaries(
    {}, optional={k: JSON for k in ("id", "name", "sha256", "url", "file", "size", "description", "format")}
)
CONTENT = st.fixed_dictionaries({}, optional={
    "package": st.dictionaries(st.sampled_from(["title", "notes", "theme", "x"]), JSON, max_size=4) | JSON,
    "tags": st.lists(st.text(max_size=5), max_size=3) | JSON,
    "extras": st.dictionaries(st.text(max_size=5), JSON, max_size=3) | JSON,
    "resources": st.lists(RESOURCE, max_size=4) | JSON,
})
EVIDENCE = st.lists(st.fixed_dictionaries({}, optional={k: JSON for k in ("id", "rows", "checksum")}), max_size=3)


@given(CONTENT, EVIDENCE)
@settings(max_examples=150, deadline=None)
def test_a_content_does_not_differ_from_itself(content: dict, evidence: list):
    assert compare(content, content, evidence, evidence).is_empty


@given(CONTENT, CONTENT, EVIDENCE, EVIDENCE)
@settings(max_examples=200, deadline=None)
def test_both_ways_find_the_same_fields_and_every_file_once(one: dict, two: dict, first: list, second: list):
    there, back = compare(one, two, first, second), compare(two, one, second, first)
    assert {c.name: (c.before, c.after) for c in there.fields} == {c.name: (c.after, c.before) for c in back.fields}
    for side, content in (("after", two), ("before", one)):
        entries = [entry for entry in content.get("resources", []) if isinstance(entry, dict)] if isinstance(
            content.get("resources"), list) else []
        found = [getattr(change, side) for change in there.files if getattr(change, side) is not None]
        assert len(found) + len(there.same_files) == len(entries)


TEXT = st.text(alphabet="ab .\n\u05d0", max_size=120)


@given(TEXT, TEXT)
@settings(max_examples=300, deadline=None)
def test_the_pieces_of_a_side_are_its_text_and_what_is_same_is_on_both(before: str, after: str):
    left, right = words(before, after)
    assert "".join(p.text for p in left) == before and "".join(p.text for p in right) == after
    assert "".join(p.text for p in left if p.mark != "changed") == "".join(p.text for p in right if p.mark != "changed")
    assert (before == after) == (not marked(left) and not marked(right))
