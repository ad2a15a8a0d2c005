"""What a form sends along stays small."""

import ckan.plugins.toolkit as tk
import pytest

from .conftest import call
from .test_autosave import act, person, rows

pytestmark = pytest.mark.usefixtures("portal")


@pytest.fixture
def editor(office):
    return person(office)


def test_there_is_a_limit_for_the_stamp_too(record, editor):
    for action, key in (("satudata_metadata_autosave", "typed"), ("satudata_metadata_section_update", "answers")):
        with pytest.raises(tk.ValidationError) as refused:
            act(editor, action, id=record["id"], section="standar_data", stamp="x" * 20_001, **{key: {"satuan": "lain"}})
        assert list(refused.value.error_dict) == ["stamp"]
    assert rows() == {} and call("package_show", id=record["id"])["satuan"] == record["satuan"]
    act(editor, "satudata_metadata_autosave", id=record["id"], section="standar_data", stamp="x" * 20_000,
        typed={"satuan": "lain"})
