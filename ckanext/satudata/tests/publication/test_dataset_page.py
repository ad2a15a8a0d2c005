"""The page of a dataset and of a file as people see them: by state and by reader, with hostile content, and what it costs."""

from contextlib import contextmanager
from datetime import datetime, timezone
from types import SimpleNamespace

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import before_render_template
from sqlalchemy import event

from ckanext.satudata.publication import pages, provenance
from ckanext.satudata.publication.views import files

from . import portal
from .portal import ANYBODY

SCRIPT = "<script>alert('sd')</script>"
LONG = "Jumlah Penduduk Menurut Kecamatan " * 9
ARABIC = "عدد السكان حسب المنطقة"


def page(people, who, record, tail="", **kwargs):
    answer = people.portal.get(f"/dataset/{record.name}{tail}", headers=who.headers, **kwargs)
    return BeautifulSoup(answer.body, "html.parser")


def file_page(people, who, record):
    return page(people, who, record, f"/resource/{record.resource_id}")


def links(shown):
    return [link["href"] for link in shown.find_all("a", href=True)]


@pytest.fixture(scope="module")
def public(people):
    return portal.published(people)


# by state and reader


def test_a_published_record_tells_everybody_which_offices_checked_it(people, public):
    shown = page(people, ANYBODY, public)
    checked = shown.select_one(".sd-provenance")
    assert "Walidata" in checked.text and "Memeriksa data" in checked.text
    sealed = people.maker.does("satudata_workflow_case_show", id=public.case_id)["topics"][0]["seal"]
    assert sealed in checked.text
    assert "revision 1" in shown.select_one(".secondary .sd-fakta").text
    assert not shown.select(".sd-standing")             # for those who work on it
    assert not [name for name in (people.maker, people.reviewer, people.sysadmin) if name.name in shown.text]


def test_a_published_record_can_be_cited(people, public):
    office = model.Group.get(people.office).title
    said = " ".join(page(people, ANYBODY, public).select_one(".sd-attribution").text.split())
    assert f"{office} (" in said and f"Jumlah Sekolah {public.mark}. Revision 1. Satu Data, published on" in said
    assert f"http://test.ckan.net/dataset/{public.name}" in said


def test_the_parts_of_the_page(people, public):
    shown = page(people, ANYBODY, public)
    assert [h1.text for h1 in shown.find_all("h1")] == [f"Jumlah Sekolah {public.mark}"]
    assert shown.select_one(".sd-kepala .sd-pra").text.startswith("Education")
    assert {"Files", "What these figures say"} <= {heading.text for heading in shown.select(".primary h2")}
    assert f"/dataset/{public.name}/resource/{public.resource_id}" in links(shown)
    assert "2 rows" in shown.select_one("#berkas").text
    assert shown.select_one('script[type="application/ld+json"]')       # of the plugin structured_data


def test_the_year_of_a_citation_is_the_local_one_however_a_theme_prints_dates(people, monkeypatch):
    monkeypatch.setitem(tk.h, "satudata_date", lambda when: f"{when:%d/%m/%y}")
    known = provenance.Provenance("case", 1, "0" * 64, datetime(2025, 12, 31, 20, tzinfo=timezone.utc))
    package = {"type": "dataset", "name": "x", "title": "X", "metadata_modified": "2024-12-31T20:00:00"}
    monkeypatch.setitem(tk.config, "ckan.display_timezone", "Asia/Jakarta")
    with people.portal.flask_app.test_request_context():
        assert pages._citation(package, known).startswith("X (2026). Revision 1. Satu Data, published on 01/01/26.")
        adopted = pages._citation(package, provenance.Provenance("adopted"))
        assert adopted.startswith("X (2025). Satu Data, last changed on 01/01/25.")


def test_a_refused_case_leads_back_to_the_page_of_its_type(people, monkeypatch):
    def refuses(context, data):
        raise tk.ValidationError({"message": ["Tidak."]})

    monkeypatch.setattr(tk, "get_action", lambda name: refuses)
    monkeypatch.setattr(model.Package, "get", lambda id: SimpleNamespace(type="kegiatan"))
    monkeypatch.setattr(tk, "redirect_to", lambda endpoint, **values: (endpoint, values))
    with people.portal.flask_app.test_request_context():
        assert files.open_case("x") == ("kegiatan.read", {"id": "x"})


@pytest.mark.parametrize("make", [portal.draft, portal.submitted, portal.approved])
def test_what_is_not_public_is_told_to_those_who_work_on_it(people, make):
    record = make(people.maker, people.office) if make is portal.draft else make(people)
    page(people, ANYBODY, record, status=404)
    shown = page(people, people.maker, record)
    status = shown.select_one(".sd-status")
    assert "Not public" in status.text and f"/satudata/workflow/case/{record.case_id}" in "".join(links(status))
    assert not shown.select(".sd-provenance")
    assert not shown.select(".sd-attribution")          # nobody cites what nobody finds


def test_a_table_that_another_loader_made_is_shown_too(people):
    record = portal.published(people)
    ours = sa.text("DELETE FROM satudata_metadata_table WHERE resource_id = :id")
    model.Session.execute(ours, {"id": record.resource_id})
    model.Session.commit()
    assert page(people, ANYBODY, record).select_one(f"#tabel-{record.resource_id}")


def test_managing_stays_with_those_who_may(people):
    record = portal.draft(people.maker, people.office)
    assert f"/dataset/edit/{record.name}" in links(page(people, people.maker, record).select_one(".sd-tindakan"))
    assert any("/edit" in link for link in links(file_page(people, people.maker, record).select_one(".sd-tindakan")))
    public = portal.published(people)
    assert not [link for link in links(page(people, ANYBODY, public)) if "/edit" in link]


@pytest.mark.parametrize(("basis", "sentence"), [
    ("adopted", "Public since before the portal checked its data."),
    ("source", "Public as a record of a harvest source."),
])
def test_what_no_case_published_is_not_called_checked(people, basis, sentence):
    record = portal.published(people)
    model.Session.execute(sa.text("UPDATE satudata_publication_record SET basis = :basis WHERE package_id = :id"),
                          {"basis": basis, "id": record.id})
    model.Session.commit()
    shown = page(people, ANYBODY, record)
    assert sentence in shown.select_one(".sd-provenance").text
    assert "hecked and" not in shown.text and not shown.select(".sd-segel")
    assert "last changed on" in shown.select_one(".sd-attribution").text


def test_answers_of_an_older_round_are_not_counted(people):
    record = portal.returned(people)
    people.maker.does("package_patch", id=record.id, notes="Diperbaiki.")
    portal.answer(people.maker, record, "finish")
    portal.answer(people.reviewer, record, "sesuai")
    portal.answer(people.reviewer, record, "finish")
    checks = page(people, ANYBODY, record).select(".sd-provenance li")
    assert len(checks) == 1 and "Memeriksa data" in checks[0].text


@pytest.mark.parametrize("access", ["terbatas", "tertutup"])
def test_what_is_not_open_says_so_and_offers_nothing_that_would_be_refused(people, access):
    record = portal.published(people, accessRights=access, maintainer_email="data@opd.example.org")
    for shown in (page(people, ANYBODY, record), file_page(people, ANYBODY, record)):
        assert "data@opd.example.org" in shown.select_one("#akses").text
        assert not shown.select(".sd-tindakan a")
        assert not [link for link in links(shown) if "/download/" in link or "/datastore/" in link]
    assert page(people, people.maker, record).select(".sd-tindakan a.btn-primary")
    assert not page(people, people.maker, record).select("#akses")


def test_the_file_page(people, public):
    shown = file_page(people, ANYBODY, public)
    facts = {pair.dt.text.strip(): " ".join(pair.dd.text.split()) for pair in shown.select(".secondary .sd-fakta > div")}
    assert (facts["Rows"], facts["Columns"], facts["Size"]) == ("2", "2", "37 B")
    assert model.Session.scalar(sa.text("SELECT blob FROM satudata_publication_pin WHERE resource_id = :id"),
                                {"id": public.resource_id}) in facts["Fingerprint of the file"]
    assert [row.th.text.strip() for row in shown.select("#kolom tbody tr")] == ["kecamatan", "jumlah"]
    assert shown.select("#tampilan") and public.resource_id in shown.select_one("#api code").text
    assert [h1.text for h1 in shown.find_all("h1")] == [f"Tabel {public.mark}"]


def test_a_view_that_was_asked_for_is_shown(people, public):
    view = model.Session.scalars(sa.select(model.ResourceView).where(
        model.ResourceView.resource_id == public.resource_id)).first()
    assert not file_page(people, ANYBODY, public).select("iframe")      # heavy, and our own table is there
    assert page(people, ANYBODY, public, f"/resource/{public.resource_id}?view_id={view.id}").select("#tampilan iframe")


def test_old_versions_keep_the_page_of_ckan(people):
    record = portal.draft(people.maker, people.office)
    people.maker.does("package_patch", id=record.id, notes="Lain.")
    activity = people.sysadmin.does("package_activity_list", id=record.id)[0]["id"]
    shown = page(people, people.sysadmin, record, f"/history/{activity}")
    assert "old version" in shown.select_one(".alert-danger").text and not shown.select(".sd-status")
    assert shown.find("h1")
    old = page(people, people.sysadmin, record, f"/resources/{record.resource_id}/history/{activity}")
    assert not old.select(".sd-fakta")


# hostile content


@pytest.mark.parametrize("words", [SCRIPT, LONG, ARABIC, SCRIPT + LONG + ARABIC])
def test_hostile_words_stay_words(people, words):
    mark = portal.word("zjahat")
    fields = dict.fromkeys(("notes", "konsep", "definisi", "klasifikasi", "ukuran", "satuan", "dimensi", "maintainer"), words)
    table = f'"{words}",jumlah\nBatur,12\n'.encode()
    record = _published(people, mark, table, title=words + mark, sumber=words[:200], **fields)
    for shown in (page(people, ANYBODY, record), file_page(people, ANYBODY, record)):
        assert not [script for script in shown.find_all("script") if "alert('sd')" in script.text and not script.get("type")]
        assert not shown.find_all(attrs={"onerror": True})
        assert words.split("<")[0].strip()[:200] in shown.text
    title = page(people, ANYBODY, record).select_one("h1")
    assert title.text == words + mark
    assert title["dir"] == "auto"


def _published(people, mark, table, **fields):
    record = portal.draft(people.maker, people.office, mark, table=table, **fields)
    people.maker.does("resource_patch", id=record.resource_id, name=fields["title"], description=fields["notes"])
    portal.answer(people.maker, record, "finish")
    portal.answer(people.reviewer, record, "sesuai")
    portal.answer(people.reviewer, record, "finish")
    return record


def test_an_address_that_is_none_is_no_link(people):
    record = portal.draft(people.maker, people.office)
    resource = people.maker.does("resource_create", package_id=record.id, name="Tautan", url="javascript:alert(1)")
    for tail in ("", f"/resource/{resource['id']}"):
        assert not [link for link in links(page(people, people.maker, record, tail)) if link.startswith("javascript:alert")]


# many files, and what it costs


def with_files(people, number):
    """A draft with so many files."""
    record = portal.draft(people.maker, people.office)
    shown = people.maker.does("package_show", id=record.id)
    extra = [{"name": f"Berkas {n}", "url": f"https://data.example.org/{n}.csv", "format": "CSV"} for n in range(number - 1)]
    people.maker.does("package_update", **{**shown, "resources": shown["resources"] + extra})
    return record


def test_two_hundred_files_stay_whole(people):
    record = with_files(people, 200)
    shown = page(people, people.maker, record)
    assert len(shown.select("#berkas > .sd-baris > li")) == 20
    assert len(shown.select("#berkas details .sd-baris > li")) == 180
    assert "Show 180 more files" in shown.select_one("#berkas summary").text


@contextmanager
def counted():
    """Statements of all databases: of the whole request, and of them those while the page is rendered."""
    found = {"all": 0, "rendering": 0}
    rendering = []

    def statement(*_args):
        found["all"] += 1
        found["rendering"] += bool(rendering)

    def begins(*_args, **_kwargs):
        rendering.append(True)

    event.listen(sa.Engine, "before_cursor_execute", statement)
    before_render_template.connect(begins)
    try:
        yield found
    finally:
        event.remove(sa.Engine, "before_cursor_execute", statement)
        before_render_template.disconnect(begins)


def test_no_query_in_a_loop(people):
    """CKAN's view asks for the views of each file, one by one; the page itself asks the same for 2 files and for 30.

    Not for 1: the only file is still held by the session when its table is shown, which saves a statement.
    """
    costs = {}
    for number in (2, 30):
        record = with_files(people, number)
        for who in (people.maker, people.sysadmin):
            page(people, who, record)                   # whatever is made once
            with counted() as found:
                page(people, who, record)
            costs[number, who.name] = found["rendering"]
            with counted() as found:
                file_page(people, who, record)
            costs[number, who.name, "file"] = found["rendering"]
    for who in (people.maker, people.sysadmin):
        assert costs[2, who.name] == costs[30, who.name]
        assert costs[2, who.name, "file"] == costs[30, who.name, "file"]
