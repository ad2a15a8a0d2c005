"""What a reviewer reads of a seal stands as on the form."""

import pytest

from ckanext.satudata.publication import sealing


@pytest.mark.usefixtures("with_plugins")
def test_the_sealed_fields_stand_in_the_order_of_the_form():
    stored = {"jenis": "statistik", "notes": "…", "author": "…", "title": "…", "license_id": "…", "konsep": "…", "theme": "…"}
    in_order = ["title", "notes", "theme", "jenis", "konsep", "license_id", "author"]
    assert list(sealing.in_form_order("dataset", stored)) == in_order
