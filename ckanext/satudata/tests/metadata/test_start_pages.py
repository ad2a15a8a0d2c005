"""The pages where a record begins, as a browser asks for them."""

import io
import re
import time

import ckan.lib.jobs as ckan_jobs
import ckan.model as model
import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories
from ckan.tests.helpers import call_action
from python_calamine import CalamineWorkbook
from werkzeug.datastructures import FileStorage

from ckanext.satudata.metadata import draft_jobs, drafts, guesses, guessing, service, starting

pytestmark = [pytest.mark.usefixtures("portal"), pytest.mark.ckan_config("ckanext.satudata.metadata.region", "33.04")]

START = "/satudata/metadata/new"
CSV = "Kecamatan,Sapi (ekor),Tahun\nSusukan,12,2023\nMandiraja,4,2024\n"


def file(name="jumlah-ternak.csv", content=CSV):
    return FileStorage(io.BytesIO(content.encode() if isinstance(content, str) else content), filename=name)


@pytest.fixture
def operator():
    return factories.UserWithToken()


@pytest.fixture
def opd(operator):
    return factories.Organization(title="Dinas Peternakan", users=[{"name": operator["name"], "capacity": "editor"}])


def headers(user):
    return {"Authorization": user["token"]}


def get(app, address, user=None, **kwargs):
    return app.get(address, headers=headers(user) if user else {}, follow_redirects=False, **kwargs)


def send(app, user, address=START, **data):
    return app.post(address, headers=headers(user), data=data, follow_redirects=False)


def soup(answer):
    return BeautifulSoup(answer.body, "html.parser")


def packages():
    return model.Session.query(model.Package).order_by(model.Package.metadata_created).all()


def test_the_page__one_office_is_chosen(app, operator, opd):
    page = soup(get(app, START, operator))
    assert page.find("input", attrs={"name": "org"})["value"] == opd["id"]
    assert "Dinas Peternakan" in page.text
    assert page.find("input", attrs={"name": "files"}).has_attr("multiple")
    assert re.search(r"at most \d+ MB each and 50 at once", page.text)


def test_the_page__several_offices_to_choose_from(app, operator, opd):
    second = factories.Organization(title="Dinas <b>A</b>", users=[{"name": operator["name"], "capacity": "admin"}])
    page = soup(get(app, f"{START}?org={second['name']}", operator))
    options = page.find("select", attrs={"name": "org"}).find_all("option")
    assert [option.text for option in options] == ["Choose an office", "Dinas <b>A</b>", "Dinas Peternakan"]
    assert page.find("option", selected=True)["value"] == second["id"]


def test_the_page__for_visitors_is_the_login(app):
    answer = get(app, START)
    assert answer.status_code == 302 and "/user/login" in answer.headers["Location"]
    assert app.post(START, follow_redirects=False).status_code == 302


def test_the_page__for_somebody_without_office_says_so(app):
    user = factories.UserWithToken()
    answer = get(app, START, user)
    assert answer.status_code == 403 and "You do not belong to an office" in soup(answer).text
    assert send(app, user, files=file()).status_code == 403
    assert not packages()


@pytest.mark.parametrize(("address", "leads_to"), [
    ("/dataset/new", START), ("/id/dataset/new", f"/id{START}"), ("/dataset/new?manual=1", None),
    ("/dataset/new?title=x", None), ("/dataset/new/", None), ("/organization/new", None),
])
def test_ckans_own_new__leads_here(app, operator, opd, address, leads_to):
    answer = get(app, address, operator)
    if leads_to:
        assert answer.status_code == 302 and answer.headers["Location"].endswith(leads_to)
    else:
        assert START not in answer.headers.get("Location", "")


def test_ckans_own_new__from_an_offices_page_keeps_the_office(app, operator, opd):
    answer = get(app, f"/dataset/new?group={opd['id']}", operator)
    assert answer.headers["Location"].endswith(f"{START}?org={opd['id']}")


def test_one_file__leads_to_its_form(app, operator, opd):
    answer = send(app, operator, org=opd["id"], files=file())
    (package,) = packages()
    assert answer.headers["Location"].endswith(f"/satudata/metadata/{package.name}/form")
    assert (package.private, package.state, package.owner_org) == (True, "draft", opd["id"])


def test_one_file__sent_twice_is_one_draft(app, operator, opd):
    places = {send(app, operator, org=opd["id"], attempt="x", files=file()).headers["Location"] for _ in range(2)}
    assert len(places) == 1 and len(packages()) == 1


def test_several_files__one_is_refused_and_the_others_are_made(app, operator, opd, monkeypatch):
    whole = drafts.uploader.get_resource_uploader

    def one_is_full(resource):
        if resource["upload"].filename == "b.csv":
            raise drafts.tk.ValidationError({"upload": ["The file is empty."]})
        return whole(resource)

    monkeypatch.setattr(drafts.uploader, "get_resource_uploader", one_is_full)
    page = soup(send(app, operator, org=opd["id"], files=[file("jumlah sapi.csv"), file("b.csv"), file("jumlah kuda.csv")]))
    assert [p.title for p in packages()] == ["Jumlah Sapi", "Jumlah Kuda"]
    rows = page.find("ol", class_="sd-berkas").find_all("li")
    assert [bool(row.h2.find("a")) for row in rows] == [True, False, True]
    assert "The file is empty." in rows[1].text and page.h1.text == "2 drafts are made"


def test_several_files__with_a_list(app, operator, opd):
    listed = file("daftar.csv", "Berkas;Judul;Tema;Warna;Sumber data\na.csv;Ternak Besar;RAB.02;biru;SIM\n"
                                "hilang.csv;Data Lain;RAB.99;;\na.csv;;;;\n")
    page = soup(send(app, operator, org=opd["id"], files=[file("a.csv"), file("jumlah kuda.csv")], list=listed, attempt="t"))
    assert {p.title for p in packages()} == {"Ternak Besar", "Data Lain", "Jumlah Kuda", "a"}
    text = " ".join(page.text.split())
    for said in ("were not read: Warna", "The file hilang.csv was not sent", "No row of daftar.csv names this file",
                 "Row 4 names the file a.csv once more", "Theme: “RAB.99” was not filled in"):
        assert said in text
    first = call_action("package_show", id="ternak-besar")
    assert (first["theme"], first["sumber"], first["satuan"]) == ("RAB.02", "SIM", "ekor")


def test_several_files__a_list_sent_twice_makes_nothing_twice(app, operator, opd):
    for _ in range(2):
        listed = file("daftar.csv", "Berkas;Judul\na.csv;Ternak Besar\n;Tanpa berkas\n")
        send(app, operator, org=opd["id"], files=file("a.csv"), list=listed, attempt="t")
    assert len(packages()) == 2


def test_a_list_that_is_none__does_not_lose_the_files(app, operator, opd):
    answer = send(app, operator, org=opd["id"], files=[file("jumlah sapi.csv"), file("jumlah kuda.csv")],
                  list=file("d.csv", "%PDF-1.4"))
    assert len(packages()) == 2 and "The list could not be read" in soup(answer).text
    answer = send(app, operator, org=opd["id"], list=file("d.csv", "%PDF-1.4"))
    assert answer.status_code == 422 and len(packages()) == 2


def test_more_files_than_the_limit(app, operator, opd, monkeypatch):
    monkeypatch.setattr(starting, "MOST_FILES", 1)
    page = soup(send(app, operator, org=opd["id"], files=[file("jumlah sapi.csv"), file("jumlah kuda.csv")]))
    assert len(packages()) == 1 and "At most 1 files are taken at once" in page.text


@pytest.mark.parametrize("data", [{}, {"org": "x"}, {"files": "text"}])
def test_nothing_to_do__is_said_at_the_field(app, operator, opd, data):
    answer = send(app, operator, **data)
    assert answer.status_code == 422
    assert soup(answer).find(id="sd-errors").find("a", href="#field-files")


def test_an_office_of_others(app, operator, opd):
    other = factories.Organization()
    factories.Organization(users=[{"name": operator["name"], "capacity": "editor"}])
    answer = send(app, operator, org=other["id"], files=file())
    assert answer.status_code == 422 and soup(answer).find(id="sd-errors").find("a", href="#field-org")
    assert not packages()


def test_hostile_words__stay_words(app, operator, opd):
    name = "<script>alert(1)<b>jumlah sapi.csv"
    page = soup(send(app, operator, org=opd["id"], files=[file(name), file("b" * 300 + ".csv")]))
    rows = page.find("ol", class_="sd-berkas")
    assert name in rows.text and not rows.find(["script", "b"])


def test_the_empty_list(app, operator, opd):
    answer = get(app, f"{START}/sheet.xlsx", operator)
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_name("Daftar").to_python()
    assert rows[0][:2] == ["Berkas", "Judul"] and "Produsen Data (OPD)" not in rows[0]
    assert get(app, f"{START}/sheet.xlsx").status_code == 302
    assert get(app, f"{START}/sheet.xlsx?type=x", operator).status_code == 404


@pytest.fixture
def last_period(opd, complete):
    return call_action("package_create", **(complete | {"owner_org": opd["id"], "title": "Jumlah Ternak", "name": "ternak"}))


def test_copy__from_the_page_of_the_dataset(app, operator, last_period):
    assert soup(get(app, "/dataset/ternak", operator)).find("a", href="/satudata/metadata/ternak/copy")
    assert not soup(get(app, "/dataset/ternak")).find("a", href="/satudata/metadata/ternak/copy")
    assert soup(get(app, "/satudata/metadata/ternak/copy", operator)).find("input", attrs={"name": "upload"})


def test_copy__leads_to_the_form_of_the_new_draft(app, operator, last_period):
    answer = send(app, operator, "/satudata/metadata/ternak/copy", upload=file())
    package = model.Session.query(model.Package).filter_by(state="draft").one()
    assert answer.headers["Location"].endswith(f"/satudata/metadata/{package.name}/form")
    assert guesses.of_package(package.id)["definisi"].details == {"title": "Jumlah Ternak"}


def test_copy__without_file_says_so(app, operator, last_period):
    answer = send(app, operator, "/satudata/metadata/ternak/copy")
    assert answer.status_code == 422 and soup(answer).find(id="sd-errors").find("a", href="#field-upload")


def test_copy__not_for_others(app, last_period):
    other = factories.UserWithToken()
    factories.Organization(users=[{"name": other["name"], "capacity": "editor"}])
    assert get(app, "/satudata/metadata/ternak/copy", other).status_code == 403
    assert send(app, other, "/satudata/metadata/ternak/copy", upload=file()).status_code == 403
    assert get(app, "/satudata/metadata/ternak/copy").status_code == 302
    assert get(app, "/satudata/metadata/tidak-ada/copy", other).status_code == 404
    assert not model.Session.query(model.Package).filter_by(state="draft").count()


def test_the_overview_says_that_a_large_file_is_being_read(app, operator, opd, monkeypatch):
    monkeypatch.setattr(drafts, "SMALL", 10)
    address = send(app, operator, org=opd["id"], files=file()).headers["Location"]
    assert "The file is being read" in soup(app.get(address, headers=headers(operator))).text


def test_many_files__are_read_in_the_request_for_a_while_and_then_by_jobs(app, operator, opd, monkeypatch):
    look = guessing.look

    def slow(*args):
        time.sleep(0.2)
        return look(*args)

    monkeypatch.setattr(guessing, "look", slow)
    monkeypatch.setattr(starting, "MOST_SECONDS", drafts.MOST_SECONDS + 0.1)
    files = [file(f"jumlah-ternak-{n}.csv", f"{CSV}{n},1,2025\n") for n in "abc"]
    page = soup(send(app, operator, org=opd["id"], files=files))
    made = packages()
    assert len(made) == 3 and "3" in page.h1.text
    assert [guesses.is_reading(package.id) for package in made] == [False, True, True]
    assert [package.extras.get("periode_akhir") for package in made] == ["2025", None, None]
    jobs = [job for job in ckan_jobs.get_queue(service.QUEUE).jobs if job.func is draft_jobs.read_file]
    assert {job.args[0] for job in jobs} == {package.id for package in made[1:]}
    for job in jobs:
        draft_jobs.read_file(*job.args)
    model.Session.expire_all()
    assert [package.extras.get("periode_akhir") for package in packages()] == ["2025"] * 3
