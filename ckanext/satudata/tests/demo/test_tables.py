"""The tables are those that were published, byte for byte."""

import hashlib

import pytest

from demo.description import TABLES, people, sources


@pytest.mark.parametrize("source", sources().values(), ids=lambda source: source.file)
def test_a_table_is_as_published(source):
    content = (TABLES / source.file).read_bytes()
    assert (str(len(content)), hashlib.sha256(content).hexdigest()) == (source.bytes, source.sha256)


def test_each_table_has_its_source():
    names = {path.name for path in TABLES.glob("*.csv")} - {"sources.csv"}
    assert names == set(sources())
    assert len(names) == 41


def test_the_offices_are_those_of_the_tables():
    offices = {row["title"] for row in people().organizations}
    assert {source.office for source in sources().values()} <= offices


def test_the_sources_are_named_in_words():
    text = (TABLES / "SOURCES.md").read_text()
    for source in sources().values():
        assert source.repository in text
        assert source.commit[:12] in text
        assert source.office in text
