"""What a page of an error says: what happened, in plain words, and what one can do next."""

import pytest
from ckan.lib.base import abort
from flask import Blueprint

from ckanext.satudata import helpers

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")
HOSTILE = '<script>alert(1)</script> role="main"'


@pytest.fixture
def pages(make_app):
    """A portal with pages that fail."""
    app = make_app()
    failing = Blueprint("failing", __name__)
    failing.add_url_rule("/failing/<int:code>", "said", lambda code: abort(code, HOSTILE))
    app.flask_app.register_blueprint(failing)
    return app


def test_an_address_that_is_not_there(app):
    body = app.get("/id/nowhere", status=404).get_data(as_text=True)
    assert "<h1" in body and "Halaman ini tidak ada" in body and "Periksa alamatnya" in body
    assert "requested URL" not in body and body.count("<main>") == 1 and 'role="main"' not in body


def test_what_was_said_of_the_page_stays(app):
    body = app.get("/id/dataset/nowhere", status=404).get_data(as_text=True)
    assert "Dataset tidak ditemukan atau Anda tidak berwenang melihatnya" in body


@pytest.mark.parametrize(("code", "heading"), [(400, "Permintaan tidak terbaca"), (413, "Berkas terlalu besar")])
def test_words_for_a_code__hostile_sentence(pages, code, heading):
    body = pages.get(f"/id/failing/{code}", status=code).get_data(as_text=True)
    assert heading in body and f"Kesalahan {code}" in body
    assert "<script>alert" not in body and "&lt;script&gt;alert" in body


@pytest.mark.usefixtures("with_request_context")
def test_a_fault_of_the_portal__ckan_sends_a_list():
    said = helpers.satudata_fault([500], "Internal server error", None)
    assert said["code"] == "500"
    assert "tell the administrator" in said["sentence"]


@pytest.mark.usefixtures("with_request_context")
def test_a_code_that_we_have_no_words_for():
    assert helpers.satudata_fault(418, "No coffee here.", "I'm a teapot") == {
        "title": "I'm a teapot", "sentence": "No coffee here.", "code": "418"}
