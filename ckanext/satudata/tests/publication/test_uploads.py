"""Files of records: refused plainly, stored once, rolled back with their record, and left where CKAN itself serves them."""

import io
from contextlib import contextmanager
from pathlib import Path

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import pytest
from ckan.common import config
from ckan.lib.uploader import ResourceUpload
from ckan.tests import helpers
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.satudata.publication import uploader
from ckanext.satudata.publication.model import Pin

from . import portal

OTHER = b"kecamatan,jumlah\nBatur,99\n"


def pin_of(resource_id):
    model.Session.rollback()
    return model.Session.get(Pin, resource_id, populate_existing=True)


def download(people, record, who=None, **headers):
    return people.portal.get(f"/dataset/{record.id}/resource/{record.resource_id}/download/tabel.csv",
                             headers={**(who.headers if who else {}), **headers})


def unfinished():
    return list((uploader.store().folder / "tmp").iterdir())


def empty_record(people):
    return people.maker.does("package_create", owner_org=people.office, **portal.content(portal.word("zmark")))


# refused


def test_an_empty_file_is_refused_in_plain_words_and_nothing_is_lost(people):
    record = portal.draft(people.maker, people.office)
    with pytest.raises(tk.ValidationError) as refused:
        people.maker.does("resource_create", package_id=record.id, name="Kosong", url="", upload=portal.upload(b""))
    assert refused.value.error_dict["upload"][0].startswith("The file is empty (0 bytes). Choose the file again")
    assert [r["id"] for r in people.maker.does("package_show", id=record.id)["resources"]] == [record.resource_id]


def test_an_empty_file_in_place_of_a_good_one_leaves_the_good_one(people):
    record = portal.draft(people.maker, people.office)
    with pytest.raises(tk.ValidationError):
        people.maker.does("resource_patch", id=record.resource_id, url="", upload=portal.upload(b""))
    assert download(people, record, people.maker).get_data() == portal.TABLE


@pytest.mark.ckan_config("ckan.max_resource_size", 1)
def test_a_file_over_the_limit_is_refused_in_plain_words_and_leaves_nothing(people):
    package, before = empty_record(people), set(uploader.store().folder.rglob("*"))
    with pytest.raises(tk.ValidationError) as refused:
        people.maker.does("resource_create", package_id=package["id"], name="Besar", url="",
                          upload=portal.upload(b"x" * ((1 << 20) + 1)))
    assert "larger than 1 MB" in refused.value.error_dict["upload"][0]
    assert people.maker.does("package_show", id=package["id"])["resources"] == []
    assert set(uploader.store().folder.rglob("*")) == before and unfinished() == []


@pytest.mark.ckan_config("ckan.max_resource_size", 1)
def test_a_file_of_just_the_limit_is_taken(people):
    package = empty_record(people)
    resource = people.maker.does("resource_create", package_id=package["id"], name="Besar", url="",
                                 upload=portal.upload(b"x" * (1 << 20)))
    assert pin_of(resource["id"]).size == 1 << 20


def test_the_form_says_that_a_file_is_empty_and_keeps_what_was_typed(people):
    package = empty_record(people)
    page = people.portal.post(
        f"/dataset/{package['id']}/resource/new", headers=people.maker.headers, content_type="multipart/form-data",
        data={"save": "go-dataset", "id": "", "name": "Nama yang diketik", "url": "", "url_type": "upload",
              "upload": (io.BytesIO(b""), "kosong.csv")})
    assert "The file is empty (0 bytes)" in page.body and "Nama yang diketik" in page.body


# stored


def test_the_same_file_is_stored_once(people):
    first, second = portal.draft(people.maker, people.office), portal.draft(people.stranger, people.other_office)
    one, other = pin_of(first.resource_id), pin_of(second.resource_id)
    assert one.blob == other.blob and (one.package_id, other.package_id) == (first.id, second.id)
    assert download(people, second, people.maker).status_code in (403, 404), "the same bytes are no right to read them"


def test_a_new_file_gets_a_pin_of_its_own_and_the_old_bytes_stay(people):
    record = portal.draft(people.maker, people.office)
    before = pin_of(record.resource_id)
    old, version = before.blob, before.version
    people.maker.does("resource_patch", id=record.resource_id, url="", upload=portal.upload(OTHER))
    after = pin_of(record.resource_id)
    assert (after.version, after.size) == (version + 1, len(OTHER)) and after.blob != old
    assert uploader.store().path(old).read_bytes() == portal.TABLE
    assert download(people, record, people.maker).get_data() == OTHER


class Broken(Exception):
    pass


def test_a_file_whose_save_fails_is_not_shown(people, monkeypatch):
    record = portal.draft(people.maker, people.office)
    title = people.maker.does("package_show", id=record.id)["title"]

    def fails():
        raise Broken

    with monkeypatch.context() as patch, pytest.raises(Broken):
        patch.setattr(model.repo, "commit", fails)
        people.maker.does("resource_patch", id=record.resource_id, url="", upload=portal.upload(OTHER), name="Nama baru")
    model.Session.rollback()
    model.Session.remove()
    assert download(people, record, people.maker).get_data() == portal.TABLE
    shown = people.maker.does("package_show", id=record.id)
    assert (shown["title"], shown["resources"][0]["name"]) == (title, f"Tabel {record.mark}")


def test_a_file_that_comes_with_a_wrong_field_is_not_shown(people):
    record = portal.draft(people.maker, people.office)
    with pytest.raises(tk.ValidationError):
        people.maker.does("package_revise", match={"id": record.id}, update={"theme": "tidak ada"},
                          update__resources__0__upload=portal.upload(OTHER))
    assert download(people, record, people.maker).get_data() == portal.TABLE


def test_a_file_that_is_cleared_is_gone(people):
    record = portal.draft(people.maker, people.office)
    people.maker.does("resource_patch", id=record.resource_id, url="https://example.com/a.csv", url_type="",
                      clear_upload="true")
    assert pin_of(record.resource_id).blob is None
    answer = people.portal.get(f"/dataset/{record.id}/resource/{record.resource_id}/download", headers=people.maker.headers,
                               follow_redirects=False)
    assert answer.status_code == 302


@pytest.fixture(scope="module")
def rewritten(people):
    return portal.draft(people.maker, people.office)


@settings(max_examples=12, deadline=None)
@given(data=st.binary(min_size=1, max_size=4000))
def test_what_comes_down_is_what_went_up(people, rewritten, data):
    people.maker.does("resource_patch", id=rewritten.resource_id, url="", upload=portal.upload(data, "isi.bin"))
    assert download(people, rewritten, people.maker).get_data() == data


# served


def test_a_download_can_be_taken_in_pieces(people):
    record = portal.published(people)
    part = download(people, record, Range="bytes=10-19")
    assert (part.status_code, part.get_data()) == (206, portal.TABLE[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(portal.TABLE)}"
    assert download(people, record, Range="bytes=9999-").status_code == 416


def test_a_download_is_not_sent_again_until_the_file_changes(people):
    record = portal.draft(people.maker, people.office)
    etag = download(people, record, people.maker).headers["ETag"]
    again = download(people, record, people.maker, **{"If-None-Match": etag})
    assert (again.status_code, again.get_data()) == (304, b"")
    people.maker.does("resource_patch", id=record.resource_id, url="", upload=portal.upload(OTHER))
    changed = download(people, record, people.maker, **{"If-None-Match": etag})
    assert (changed.status_code, changed.get_data()) == (200, OTHER)


# left to CKAN


def core_path(record):
    return Path(ResourceUpload({}).get_path(record.resource_id))


@contextmanager
def without_us():
    """The portal after our plugins were taken out of ckan.plugins."""
    ours = config["ckan.plugins"]
    model.Session.remove()
    config["ckan.plugins"] = [name for name in tk.aslist(ours) if not name.startswith("satudata")]
    p.load_all()
    try:
        yield helpers._get_test_app()
    finally:
        config["ckan.plugins"] = ours
        p.load_all()


def test_a_draft_has_no_file_where_ckan_itself_looks(people):
    record = portal.submitted(people)
    assert not core_path(record).exists()


def test_a_published_file_is_linked_to_where_ckan_itself_looks(people):
    record = portal.published(people)
    assert core_path(record).samefile(uploader.store().path(pin_of(record.resource_id).blob))
    before = core_path(record).stat()
    uploader.settle(record.resource_id)
    assert core_path(record).stat().st_ino == before.st_ino


def test_on_another_file_system_the_published_file_is_copied(people, monkeypatch):
    def across(*_args):
        raise OSError("Invalid cross-device link")

    monkeypatch.setattr(uploader.os, "link", across)
    record = portal.published(people)
    assert core_path(record).read_bytes() == portal.TABLE
    assert not core_path(record).samefile(uploader.store().path(pin_of(record.resource_id).blob))
    assert [path.name for path in core_path(record).parent.iterdir()] == [core_path(record).name]


def test_without_our_plugins_what_is_public_stays_and_what_is_not_stays_hidden(people):
    published, checked = portal.published(people), portal.submitted(people)
    draft = portal.draft(people.maker, people.office)
    with without_us() as stock:
        assert not p.plugin_loaded("satudata_publication")
        page = stock.get(f"/dataset/{published.id}/resource/{published.resource_id}/download")
        assert (page.status_code, page.get_data()) == (200, portal.TABLE)
        assert stock.post("/api/3/action/package_show", json={"id": published.id}).status_code == 200
        rows = stock.post("/api/3/action/datastore_search", json={"resource_id": published.resource_id}).json
        assert rows["result"]["total"] == 2
        for hidden in (checked, draft):
            for path in (f"/dataset/{hidden.name}", f"/dataset/{hidden.id}/resource/{hidden.resource_id}/download",
                         f"/datastore/dump/{hidden.resource_id}"):
                assert stock.get(path).status_code in (403, 404)
            found = stock.post("/api/3/action/package_search", json={"q": f"id:{hidden.id}", "include_private": True}).json
            assert found["result"]["count"] == 0
            assert hidden.name not in stock.post("/api/3/action/package_list", json={}).json["result"]
    assert p.plugin_loaded("satudata_publication")
    assert download(people, published).get_data() == portal.TABLE
