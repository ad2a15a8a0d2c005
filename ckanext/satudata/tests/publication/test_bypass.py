"""Nobody makes a record public or changes what is checked or published past its case, whatever action and flags he takes."""

import ckan.model as model
import pytest

from ckanext.satudata.metadata.shared import checksum
from ckanext.satudata.publication import records as rows
from ckanext.satudata.publication import sealing

from . import attacks, portal
from .attacks import CONTENT, FLAGS, TABLES, Attempt

ALL = {**FLAGS, **CONTENT, **TABLES}


class Field:
    """The records that are attacked, and what each caller has of his own."""

    def __init__(self, people):
        self.people = people
        self.callers = attacks.callers(people)
        self.group, self.full_group = self._group(), self._group()
        drafts = {state: portal.draft(people.maker, people.office) for state in ("review", "published")}
        for record in drafts.values():
            people.sysadmin.does("member_create", id=self.full_group, object=record.id, object_type="package",
                                 capacity="public")
            portal.answer(people.maker, record, "finish")
        for key in ("sesuai", "finish"):
            portal.answer(people.reviewer, drafts["published"], key)
        self.victims = drafts
        ours, theirs = (portal.draft(who, office) for who, office in
                        ((people.maker, people.office), (people.stranger, people.other_office)))
        self.own = {name: theirs if name == "stranger" else ours for name in self.callers}

    def _group(self):
        group = self.people.sysadmin.does("group_create", name=portal.word("topik"))["id"]
        for who in (self.people.maker, self.people.org_admin, self.people.stranger, self.people.reviewer):
            self.people.sysadmin.does("group_member_create", id=group, username=who.name, role="admin")
        return group

    def attempt(self, caller, record):
        return Attempt(self.callers[caller], record, self.own[caller], self.group, self.full_group,
                       self.people.other_office)


@pytest.fixture(scope="module")
def field(people):
    return Field(people)


def tried(attack, attempt):
    """What came of it; a transaction that an action left open ends as at the end of a request."""
    try:
        attack(attempt)
        return "done"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    finally:
        model.Session.rollback()
        model.Session.expire_all()


def state_of(record):
    """All that was approved of a record, and whether it is public."""
    package, row = model.Package.get(record.id), rows.get(record.id)
    views = [(v.title, v.view_type) for v in
             model.Session.query(model.ResourceView).filter_by(resource_id=record.resource_id).order_by(model.ResourceView.order)]
    return {
        "content": sealing.content_of(record.id), "rows": checksum(record.resource_id),
        "views": views if row.frozen else "administrators mend them",
        "private": package.private, "state": package.state, "visibility": row.visibility, "basis": row.basis,
        "frozen": row.frozen, "relations": [str(r) for r in package.get_relationships()],
        "collaborators": model.Session.query(model.PackageMember).filter_by(package_id=record.id).count(),
    }


def is_shown_to_anybody(people, record):
    answer = people.portal.post("/api/3/action/package_show", json={"id": record.id})
    found = people.portal.post("/api/3/action/package_search", json={"q": f"id:{record.id}"}).json["result"]["count"]
    return answer.status_code == 200 or found > 0


@pytest.mark.parametrize("callers", [
    ("maker", "sysadmin", "ignore_auth"), pytest.param(("stranger", "reviewer", "org_admin"), marks=pytest.mark.long),
], ids=",".join)
@pytest.mark.parametrize("victim", ["review", "published"])
@pytest.mark.parametrize("attack", ALL)
def test_what_is_checked_or_published_stays_as_it_was_sealed(field, attack, victim, callers):
    record = field.victims[victim]
    before = state_of(record)
    outcomes = {caller: tried(ALL[attack], field.attempt(caller, record)) for caller in callers}
    assert state_of(record) == before, outcomes


@pytest.mark.parametrize("attack", FLAGS)
def test_a_draft_becomes_public_by_no_flag(field, attack):
    people = field.people
    package = people.maker.does("package_create", owner_org=people.office, **portal.content(portal.word("zmark")))
    record = portal.Made(package["id"], package["name"], "", "")
    outcomes = {caller: tried(FLAGS[attack], field.attempt(caller, record)) for caller in field.callers}
    assert model.Package.get(record.id).private, outcomes
    assert rows.get(record.id).visibility == "unpublished", outcomes
    assert not is_shown_to_anybody(people, record), outcomes


@pytest.mark.parametrize("data", [
    {"private": False}, {"private": "False"}, {"private": ""}, {"private": 0}, {"private": None}, {"state": "active"}, {},
    {"private": False, "type": "dataset"}, {"private": False, "type": ""}, {"private": False, "type": None},
    {"private": False, **attacks.FORGED}, {"private": False, "extras": attacks.HARVESTED},
    {"private": False, "resources": [{"url": "https://example.com/a.csv", "name": "a"}]},
], ids=str)
@pytest.mark.parametrize("caller", ["maker", "org_admin", "sysadmin", "ignore_auth"])
def test_a_new_record_is_private_whatever_is_sent(field, data, caller):
    name = portal.word("zmark")
    data = {"owner_org": field.people.office, **portal.content(name), **data}
    outcome = tried(lambda a: a.does("package_create", **data), field.attempt(caller, None))
    package = model.Package.get(name)
    assert outcome == "done" or package is None, outcome
    if package is not None:
        assert package.private and rows.get(package.id).visibility == "unpublished"
        assert not is_shown_to_anybody(field.people, portal.Made(package.id, name, "", name))


@pytest.mark.parametrize("type_", ["berita", "Dataset", "dataset ", "DATASET", "kegiatan"])
@pytest.mark.parametrize("caller", ["maker", "sysadmin", "ignore_auth"])
def test_a_type_that_the_portal_does_not_have_is_no_way_around(field, type_, caller):
    name = portal.word("zmark")
    data = {"owner_org": field.people.office, "private": False, **portal.content(name), "type": type_}
    tried(lambda a: a.does("package_create", **data), field.attempt(caller, None))
    package = model.Package.get(name)
    assert package is None or package.private
    assert package is None or not is_shown_to_anybody(field.people, portal.Made(package.id, name, "", name))


@pytest.mark.parametrize("attack", [
    "private=False", "state=active", "title", "resource_create", "resource_delete", "datastore_upsert", "resource_view_create",
    "resource_view_reorder", "relationship", "a second case", "moved by its own action",
])
@pytest.mark.parametrize("caller", ["anonymous", "stranger"])
def test_an_outsider_is_told_only_that_he_may_not(field, attack, caller):
    attempt = field.attempt("stranger", field.victims["review"])
    if caller == "anonymous":
        attempt.does = portal.ANYBODY.does
    told = tried(ALL[attack], attempt)
    assert told.startswith("NotAuthorized") and "checked" not in told, told


def test_only_an_administrator_deletes_what_is_published_and_it_is_not_public_again_by_being_restored(field):
    people, record = field.people, portal.published(field.people)
    assert tried(lambda a: a.does("package_delete", id=record.id), field.attempt("maker", record)).startswith("NotAuthorized")
    assert is_shown_to_anybody(people, record)
    people.sysadmin.does("package_delete", id=record.id)
    assert not is_shown_to_anybody(people, record)
    people.sysadmin.does("package_patch", id=record.id, state="active")
    assert model.Package.get(record.id).private
    assert not is_shown_to_anybody(people, record)


@pytest.mark.parametrize("who", ["maker", "org_admin"])
def test_nobody_of_the_office_deletes_what_is_checked(field, who):
    record = field.victims["review"]
    outcome = tried(lambda a: a.does("package_delete", id=record.id), field.attempt(who, record))
    assert outcome.startswith("NotAuthorized")
    assert model.Package.get(record.id).state == "active"


def test_a_record_under_check_that_an_administrator_deletes_has_no_open_case(field):
    record = portal.submitted(field.people)
    field.people.sysadmin.does("package_delete", id=record.id)
    case = field.people.sysadmin.does("satudata_workflow_case_show", id=record.case_id)
    assert (case["status"], case["outcome"]) == ("closed", "cancelled")


def test_views_of_an_open_record_can_be_put_in_order(field):
    record = portal.draft(field.people.maker, field.people.office)
    does = field.people.maker.does
    ids = [does("resource_view_create", resource_id=record.resource_id, title=title, view_type="datatables_view")["id"]
           for title in ("Pertama", "Kedua")]
    does("resource_view_reorder", id=record.resource_id, order=ids[::-1])
    assert [v["id"] for v in does("resource_view_list", id=record.resource_id)][:2] == ids[::-1]


@pytest.mark.parametrize("ids", ["resource_id", "id", "both"])
@pytest.mark.parametrize("who", ["maker", "sysadmin"])
def test_the_rows_of_an_uploaded_file_are_written_by_the_loader_only(field, who, ids):
    person, record = getattr(field.people, who), portal.draft(field.people.maker, field.people.office)
    own = person.does("resource_create", package_id=record.id, name="Tabel tangan", url="_datastore_only_resource",
                      url_type="datastore")
    person.does("datastore_create", resource_id=own["id"], fields=[{"id": "kecamatan"}], records=[{"kecamatan": "Batur"}])
    before = checksum(record.resource_id)
    named = {"both": {"resource_id": own["id"], "id": record.resource_id}}.get(ids, {ids: record.resource_id})
    outcome = tried(lambda a: a.does("datastore_upsert", method="insert", force=True, records=attacks.ROWS, **named),
                    field.attempt(who, record))
    assert checksum(record.resource_id) == before and outcome.startswith("ValidationError"), outcome
