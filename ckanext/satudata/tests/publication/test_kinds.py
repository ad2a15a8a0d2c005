"""An activity, an indicator and a publication go the same way to the public as a dataset."""

import ckan.plugins.toolkit as tk
import pytest

from . import kinds, portal


@pytest.mark.parametrize("kind", kinds.TYPES)
def test_a_record_of_each_type_is_published_by_the_same_case(people, kind):
    record = kinds.published(people, kind)
    assert people.maker.does("satudata_publication_record_show", id=record.id)["visibility"] == "published"
    assert portal.ANYBODY.does("package_show", id=record.id)["type"] == kind
