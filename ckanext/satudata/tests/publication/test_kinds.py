"""An activity, an indicator and a publication go the same way to the public as a dataset."""

import pytest

from . import kinds, portal


@pytest.mark.parametrize("kind", kinds.TYPES)
def test_a_record_of_each_type_is_published_by_the_same_case(people, kind):
    record = kinds.published(people, kind)
    assert people.maker.does("satudata_publication_record_show", id=record.id)["visibility"] == "published"
    assert portal.ANYBODY.does("package_show", id=record.id)["type"] == kind


def page(people, path, who=portal.ANYBODY):
    answer = people.portal.get(path, headers=who.headers)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("kind", kinds.TYPES)
def test_every_page_of_a_type_opens(people, kind):
    record = kinds.published(people, kind)
    shown = page(people, f"/{kind}/{record.name}")
    assert record.mark in shown
    assert record.mark in page(people, f"/{kind}/?q={record.mark}")
    assert page(people, f"/satudata/metadata/new?type={kind}", people.maker)
