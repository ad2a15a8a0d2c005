"""What another site sends in a person's name changes nothing, also after CKAN has ended its own check of a view."""

from unittest import mock

import ckan.model as model
import pytest

from . import portal

ADDRESSES = (
    "workflow/case/{case}/cancel", "workflow/case/{case}/answer", "workflow/together", "publication/{name}/case",
    "metadata/table/{name}/load", "metadata/{name}/form/berkas/discard",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_visitor_does_not_end_the_check_of_tokens(app, people, address):
    record = portal.draft(people.maker, people.office)
    portal.answer(people.maker, record, "finish")
    path = "/satudata/" + address.format(case=record.case_id, name=record.name)
    sent = {"reason": "Dari luar.", "_csrf_token": "salah"}
    visitor, maker = app.test_client(), app.test_client(user=model.User.get(people.maker.id))
    before = people.maker.does("satudata_workflow_case_show", id=record.case_id)
    with mock.patch.dict(app.flask_app.config, {"WTF_CSRF_ENABLED": True}):
        visitor.get(path, follow_redirects=False)
        visitor.post(path, data=sent, follow_redirects=False)
        assert maker.post(path, data=sent, follow_redirects=False).status_code == 400
    after = people.maker.does("satudata_workflow_case_show", id=record.case_id)
    assert (after["status"], after["lock_version"]) == (before["status"], before["lock_version"])
