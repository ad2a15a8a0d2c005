"""The guesses held against real tables and the descriptions that people wrote for them: how often right, how often silent."""

import pytest

from ckanext.satudata.metadata import guessing
from demo.description import datasets

PORTAL, NAMES = "33.04", ("Kabupaten Banjarnegara",)


def _words(text):
    return {word.strip(".,;()").casefold() for word in (text or "").replace(",", " ").replace("-", " ").split()}


def _same(guess, truth):
    return guess == truth


def _about_the_same(guess, truth):
    """A title may leave out what the file does not say; it may not be about something else."""
    return len(_words(guess) & _words(truth)) >= 0.6 * len(_words(guess))


def _one_word(guess, truth):
    return all(any(word[:5] in truth.casefold() for word in _words(tag)) for tag in guess.split(","))


def _same_groups(guess, truth):
    """Without the counts that people add in brackets."""
    return _words(guess) <= _words(truth) | {"menurut", "dan", "jenis"}


def _begins(guess, truth):
    return truth.startswith(guess)


# field, when a guess is right, least share of guesses that are right, least share of tables with a guess
FLOORS = [
    ("title", _about_the_same, 0.85, 1.0),
    ("periode_awal", _same, 1.0, 1.0),
    ("periode_akhir", _same, 1.0, 1.0),
    ("accrualPeriodicity", _same, 1.0, 1.0),
    ("kode_wilayah", _same, 1.0, 1.0),
    ("level_penyajian", _same, 1.0, 1.0),
    ("satuan", _same, 1.0, 0.3),             # most of these files do not name their units
    ("ukuran", _begins, 1.0, 0.85),
    ("dimensi", _same, 1.0, 0.5),            # wide tables hide a dimension in the names of their columns
    ("klasifikasi", _same_groups, 0.9, 0.5),
    ("tag_string", _one_word, 0.85, 0.8),
]


@pytest.fixture(scope="module")
def guessed():
    found = []
    for dataset in datasets():
        with dataset.table.open("rb") as stream:
            look = guessing.look(stream, "csv")
        guesses = {guess.field: guess for guess in guessing.of_file(dataset.table.name, look, PORTAL, NAMES)}
        found.append((dataset, guesses))
    assert len(found) == 41
    return found


def _truth(dataset, field):
    if field == "tag_string":
        return f"{','.join(dataset.tags)} {dataset.fields['title']}"
    return dataset.fields.get(field) or ""


@pytest.mark.parametrize(("field", "is_right", "precision", "recall"), FLOORS, ids=[row[0] for row in FLOORS])
def test_guesses__of_all_real_tables(guessed, field, is_right, precision, recall):
    made = [(dataset, guesses[field].value) for dataset, guesses in guessed if field in guesses]
    wrong = [(dataset.file, value, _truth(dataset, field)) for dataset, value in made
             if not is_right(value, _truth(dataset, field))]
    assert len(made) >= recall * len(guessed)
    assert len(wrong) <= (1 - precision) * len(made), wrong


def test_guesses__each_says_where_it_was_found(guessed):
    for _, guesses in guessed:
        assert {guess.origin for guess in guesses.values()} <= set(guessing.ORIGINS)
        assert all(guess.details["column"] for guess in guesses.values() if guess.origin == guessing.COLUMN)
