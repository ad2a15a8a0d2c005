"""Each type has its words in the reader's language; a number stands in its words as the language writes it."""

import pytest
from flask_babel import force_locale

from ckanext.satudata.metadata import type_words

pytestmark = pytest.mark.usefixtures("with_plugins")


@pytest.mark.parametrize(("kind", "language", "every", "found", "nothing"), [
    ("dataset", "en", "Datasets", "1 dataset", "No dataset for “padi”"),
    ("kegiatan", "en", "Statistical activities", "1 statistical activity", "No statistical activity for “padi”"),
    ("kegiatan", "id", "Kegiatan statistik", "1 kegiatan statistik", "Tidak ada kegiatan statistik untuk “padi”"),
    ("publikasi", "en", "Publications of statistics", "1 publication", "No publication for “padi”"),
    ("foreign", "en", "Datasets", "1 dataset", "No dataset for “padi”"),
])
def test_words_of_a_type(app, kind, language, every, found, nothing):
    with app.flask_app.test_request_context(), force_locale(language):
        words = type_words.of(kind)
        assert (type_words.every(kind), words.every, words.found(1), words.none_for("padi")) == (every, every, found, nothing)


def test_types_without_files_say_nothing_of_them(app):
    with app.flask_app.test_request_context():
        assert [kind for kind in ("dataset", "kegiatan", "indikator", "publikasi") if type_words.of(kind).no_file] == [
            "dataset", "publikasi"]
