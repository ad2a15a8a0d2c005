"""Alur SOP: what everybody reads, what only officers are led to, and what nobody is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup, Tag
from ckan.common import config

from ckanext.satudata.tests.factories import House, act
from ckanext.satudata.tests.workflow import files
from ckanext.satudata.workflow import governments
from ckanext.satudata.workflow.model import Case, ProcedureVersion
from ckanext.satudata.workflow.model.base import new_id, now

Under = Callable[[str], None]
INDEX = "/satudata/workflow/procedures"
WAY_KANAN = "penyelenggaraan_sistem_informasi"
SHIPPED = [
    (slug, key) for slug, government in governments.load_all().items() for key in government.procedures
    if slug != "default" or government.procedures[key].government == slug
]
HOSTILE = "<script>alert(1)</script>\u202e\"><img src=x onerror=alert(2)> " + "panjang" * 40


def path(slug: str, key: str) -> str:
    return f"{INDEX}/{slug}/{key}"


def soup(answer: Any) -> BeautifulSoup:
    assert answer.status_code == 200, answer.status_code
    return BeautifulSoup(answer.data, "html.parser")


def words(found: Tag) -> str:
    return " ".join(found.get_text(" ").split())


def row(page: BeautifulSoup, step: str) -> Tag:
    found = page.find("tr", id=f"s-{step}")
    assert isinstance(found, Tag)
    return found


def counted(page: BeautifulSoup) -> dict[str, int]:
    """The numbers in the shapes, by step."""
    found = {}
    for tr in page.select(".sd-alur tbody tr"):
        if number := tr.select_one(".sd-bentuk.ada > b"):
            found[str(tr["id"]).removeprefix("s-")] = int(number.get_text())
    return found


# who may read, and what stands there


@pytest.mark.parametrize("who", ["anonymous", "stranger", "operator", "admin"])
def test_sops_are_public(who: str, house: House, web: Any, under: Under):
    under("way_kanan")
    assert web.get(house.user(who), INDEX).status_code == 200
    assert web.get(house.user(who), path("way_kanan", WAY_KANAN)).status_code == 200


@pytest.mark.parametrize("language", ["", "/id"])
@pytest.mark.parametrize(("slug", "key"), SHIPPED)
def test_every_shipped_sop(slug: str, key: str, language: str, web: Any, under: Under):
    under("banjarnegara")
    answer = web.get("", language + path(slug, key))
    page = soup(answer)
    procedure = governments.load_all()[slug].procedures[key]
    assert [str(tr["id"]) for tr in page.select(".sd-alur tbody tr")] == [f"s-{step}" for step in procedure.steps]
    assert len(page.select("h1")) == 1 and page.select_one(".sd-sampul") is not None
    assert len(answer.data) < 150_000
    assert not page.select(".sd-sop script, .sd-kepala script"), "no script of its own"
    for step in procedure.steps.values():
        if not step.is_row:
            assert row(page, step.id).select_one(".lanjut") is not None, "the drawing is not all that says where it goes"


def test_the_list__the_portals_own_government_first(web: Any, under: Under):
    under("banjarnegara")
    page = soup(web.get("", INDEX))
    headings = [words(h2) for h2 in page.select(".sd-bagian h2")]
    assert headings[0] == "Banjarnegara Regency" and "Way Kanan Regency" in headings[1:]
    first = page.select(".sd-bagian")[0]
    entry = next(li for li in first.select("li") if path("banjarnegara", WAY_KANAN) in str(li.select("h3 a")[0]["href"]))
    says = words(entry)
    assert "11 steps" in says and "SOP 800/212.j/IV.16-WK/2023" in says and "taken over from: Way Kanan Regency" in says
    assert "Used for: Publication, Revision" in says
    unbound = next(li for li in first.select("li") if "SOP 800/212.a/IV.16-WK/2023" in words(li))
    assert "Used for" not in words(unbound), "another SOP is bound to its kind"


def test_an_unknown_sop_is_said_on_the_page(web: Any, under: Under):
    under("way_kanan")
    for wrong in (path("way_kanan", "nothing"), path("nobody", WAY_KANAN), path("default", WAY_KANAN)):
        answer = web.get("", wrong)
        assert answer.status_code == 404 and b"There is no such SOP" in answer.data


def test_another_government_shows_its_own_name_and_sheet(web: Any, under: Under):
    under("banjarnegara")
    theirs, ours = (soup(web.get("", path(slug, WAY_KANAN))) for slug in ("way_kanan", "banjarnegara"))
    assert "Kabupaten Way Kanan" in words(row(soup(web.get("", "/id" + path("way_kanan", WAY_KANAN))), "terbit"))
    assert "Banjarnegara Regency" in words(row(ours, "terbit"))
    sheet = words(theirs.select(".sd-sampul")[0])
    assert "800/212.j/IV.16-WK/2023" in sheet and "23 November 2023" in sheet and "not set yet" not in sheet
    sheet = words(ours.select(".sd-sampul")[0])
    assert "800/212.j" not in sheet and "not set yet" in sheet
    assert "Taken over from Way Kanan Regency: SOP 800/212.j/IV.16-WK/2023" in words(ours.select(".sd-identitas")[0])
    assert "This portal does not run this SOP" in words(theirs) and "does not run this SOP" not in words(ours)


def test_what_the_page_says_of_the_print_and_of_what_was_inferred(web: Any, under: Under):
    under("way_kanan")
    page = soup(web.get("", path("way_kanan", WAY_KANAN)))
    assert "Who does the steps 1, 2, 3, 4, 5, 6, 7, 9, 10, 11 was read from the wording" in words(page)
    assert "Answers that the SOP does not print: 8 (Return)" in words(page)
    link = row(page, "unggah").select_one("a.beda")
    assert link is not None and "Lampung Tengah" in words(page.select(str(link["href"]))[0])
    assert row(page, "validasi").select_one("a.beda") is None
    segments = [words(s) for s in page.select(".ruas")]
    assert segments == ["Deciding on the list of data", "Collection in the OPD", "Publication of data", "Report"]
    assert [str(tr["id"]) for tr in page.select("tr.jalan")] == [
        "s-tentukan_daftar_data", "s-periksa_ketersediaan", "s-kumpulkan", "s-unggah", "s-periksa", "s-validasi", "s-terbit",
        "s-evaluasi", "s-sampaikan"], "the parts for an OPD and for the government run as well"


def test_the_drawing_is_decoration__the_words_say_where_each_step_leads(web: Any, under: Under):
    under("way_kanan")
    page = soup(web.get("", "/id" + path("way_kanan", WAY_KANAN)))
    following = row(page, "periksa").select_one(".lanjut")
    assert following is not None and "Sesuai → " in words(following)
    assert words(following).count("8") == 1 and words(following).count("6") == 1
    for label in page.select(".sd-alur em, .sd-alur u"):
        assert label["aria-hidden"] == "true"
    assert not [i for i in page.select(".sd-alur i, .sd-alur s") if i.get_text()]
    region = page.select_one(".sd-gulir")
    assert region is not None and (region["tabindex"], region["role"]) == ("0", "region") and region["aria-label"]


# counts


def test_counts__for_everybody_by_step_and_never_a_title_or_a_name(house: House, web: Any, under: Under):
    under("way_kanan")
    before = counted(soup(web.get("", path("way_kanan", WAY_KANAN))))
    at_check = house.linked(title="Rahasia Sekali")
    for submitted in (at_check, house.linked()):
        house.walk(submitted, "periksa")
    house.linked(title="Draf Rahasia")
    answer = web.get("", path("way_kanan", WAY_KANAN))
    page = soup(answer)
    after = counted(page)
    assert after["periksa"] == before.get("periksa", 0) + 2
    assert after.get("unggah") == before.get("unggah"), "a draft that was never submitted is counted for nobody"
    for who in ("operator", "walidata"):
        assert counted(soup(web.get(house.user(who), path("way_kanan", WAY_KANAN)))) == after
    assert f"{sum(after.values())} cases" in words(page).replace(",", "")
    for secret in ("Rahasia", house.case(at_check)["number"], house.user("operator"), "Dinas Uji", at_check.id):
        assert secret not in answer.get_data(as_text=True)
    assert not page.select(".sd-alur a.sd-bentuk"), "a visitor has no desk"
    text = words(row(page, "periksa"))
    assert f"{after['periksa']} open case" in text, "the number has words for who does not see the shape"


@pytest.mark.parametrize("key", ["informasi_dikecualikan", "layanan_permintaan_data"])
def test_counts__of_what_is_kept_or_asked_for_are_for_officers(key: str, house: House, web: Any, under: Under):
    under("way_kanan")
    for who in ("", house.user("stranger")):
        shown = act(who or None, "satudata_workflow_procedure_show", government="way_kanan", key=key)
        assert (shown["open_cases"], shown["by_step"]) == (None, {})
        assert shown["versions"] == [], "a version is kept with the first case: when that was is not told either"
        listed = act(who or None, "satudata_workflow_procedure_list")
        assert [one["open_cases"] for one in listed if one["is_own"] and one["key"] == key] == [None]
        page = words(soup(web.get(who, path("way_kanan", key))))
        assert "counted for officers only" in page and "in progress" not in page
    for who in ("operator", "admin"):
        shown = house.act(who, "satudata_workflow_procedure_show", government="way_kanan", key=key)
        assert shown["open_cases"] == sum(shown["by_step"].values())
        assert "in progress" in words(soup(web.get(house.user(who), path("way_kanan", key))))


def test_counts__of_the_portals_own_government_only(house: House, web: Any, under: Under):
    under("way_kanan")
    house.walk(house.linked(), "periksa")
    assert counted(soup(web.get("", path("way_kanan", WAY_KANAN))))
    under("banjarnegara")
    for who in ("", house.user("admin"), house.user("walidata")):
        page = soup(web.get(who, path("way_kanan", WAY_KANAN)))
        assert counted(page) == {} and "in progress" not in words(page)


OF_EVERY_OPD = {"periksa_ketersediaan", "kumpulkan"}      # other tests open the collection of all OPDs


@pytest.mark.parametrize(
    ("who", "led_to"),
    [("operator", {"unggah"}), ("walidata", {"periksa", "terbit"}), ("kasi", {"periksa", "terbit"}), ("kepala", {"validasi"}),
     ("pembina", set()), ("stranger", set()), ("admin", set())],
)
def test_officers_are_led_to_their_desk(who: str, led_to: set[str], house: House, web: Any, under: Under):
    under("way_kanan")
    for step in ("periksa", "validasi", "terbit"):
        house.walk(house.linked(), step)
    returned = house.linked()
    house.walk(returned, "validasi")
    house.answer("kepala", returned, "kembalikan", reason="Satuan kosong.")
    page = soup(web.get(house.user(who), path("way_kanan", WAY_KANAN)))
    links = {str(a["href"]).partition("?step=")[2] for a in page.select(".sd-alur a.sd-bentuk")}
    assert led_to <= links <= led_to | (OF_EVERY_OPD if who == "operator" else set())
    assert set(counted(page)) >= {"unggah", "periksa", "validasi", "terbit"}
    for step in led_to:
        assert web.get(house.user(who), f"/satudata/workflow/desk?step={step}").status_code == 200


def test_open_cases_of_an_older_version_are_counted_and_said(house: House, web: Any, under: Under):
    under("uji")
    old = house.linked()
    house.walk(old, "periksa")
    case = model.Session.get(Case, old.case_id)
    assert case is not None
    present = model.Session.get(ProcedureVersion, case.procedure_id)
    assert present is not None
    older = ProcedureVersion(id=new_id(), government="uji", key="terbitkan", version="0", sha256=new_id(),
                             body=present.body | {"version": "0"}, active_from=now().replace(year=2020))
    model.Session.add(older)
    model.Session.flush()
    case.procedure_id, kept = older.id, case.procedure_id
    model.Session.commit()
    try:
        page = soup(web.get("", path("uji", "terbitkan")))
        assert "1 case goes on under version 0" in words(page) and "Version 1, in use since" in words(page)
        shown = act(None, "satudata_workflow_procedure_show", government="uji", key="terbitkan")
        assert [(v["version"], v["is_present"], v["open_cases"]) for v in shown["versions"]][-1] == ("0", False, 1)
        assert shown["open_cases"] == sum(v["open_cases"] for v in shown["versions"])
    finally:
        case = model.Session.get(Case, old.case_id)
        assert case is not None
        case.procedure_id = kept
        model.Session.commit()


def test_one_query_counts_all_steps(house: House, web: Any, under: Under, statements: list[str]):
    under("way_kanan")
    house.linked()
    for where in (path("way_kanan", WAY_KANAN), INDEX):
        statements.clear()
        assert web.get("", where).status_code == 200
        counting = [sql for sql in statements if "satudata_workflow_case" in sql]
        assert len(counting) <= 1, counting
        assert len(statements) < 12, statements


# actions


def test_actions__anonymous_and_over_http(house: House, web: Any, under: Under):
    under("way_kanan")
    found = act(None, "satudata_workflow_procedure_list")
    assert found[0]["is_own"] and found[0]["government"] == "way_kanan" and found[0]["open_cases"] is not None
    assert all(entry["open_cases"] is None and not entry["in_use"] for entry in found if not entry["is_own"])
    assert len({(entry["government"], entry["key"]) for entry in found}) == len(found)
    answer = web.get("", f"/api/3/action/satudata_workflow_procedure_show?government=way_kanan&key={WAY_KANAN}")
    shown = json.loads(answer.data)["result"]
    assert [step["no"] for step in shown["steps"]] == list(range(1, 12))
    assert set(shown["by_step"]) <= {step["id"] for step in shown["steps"]}
    assert "segments" in shown and shown["legal_basis"][0].startswith("Undang-Undang Nomor 16 Tahun 1997")


@pytest.mark.parametrize("data", [{}, {"government": "way_kanan"}, {"key": WAY_KANAN}])
def test_actions__what_is_missing_is_named(data: dict[str, str], on_portal: None):
    with pytest.raises(tk.ValidationError):
        act(None, "satudata_workflow_procedure_show", **data)
    with pytest.raises(tk.ObjectNotFound):
        act(None, "satudata_workflow_procedure_show", government="way_kanan", key="nothing")


# files that somebody else wrote


@pytest.fixture
def hostile(tmp_path: Path, on_portal: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """A government whose every text is markup; also an SOP of which only the cover sheet is left."""
    def step(id_: str, **more: Any) -> dict[str, Any]:
        said = {"text": HOSTILE, "text_as_written": HOSTILE + " lain", "note": HOSTILE, "inputs": [HOSTILE],
                "outputs": [{"text": HOSTILE, "as_written": HOSTILE + "x"}], "phase": HOSTILE,
                "time": {"value": None, "as_written": HOSTILE},
                "actors": [{"title": HOSTILE + id_, "role": "walidata", "inferred": True, "column": HOSTILE + id_}]}
        return {"id": id_, "type": "task"} | said | more

    lists = ("legal_basis", "related", "qualifications", "equipment", "warnings", "records", "remarks")
    procedure = {
        "procedure": "jahat", "version": HOSTILE, "title": HOSTILE, "kind": "generic",
        "source": {"document": HOSTILE, "sop": HOSTILE, "created": HOSTILE, "unit": HOSTILE, "approved_by": HOSTILE},
        "segments": {"x": {"from": "a", "to": "b", "kind": "generic", "per": "record", "title": HOSTILE}},
        "steps": [
            step("a", next="b"),
            step("b", decisions={"ya": {"verb": "choose", "to": "end", "label": HOSTILE, "inferred": True},
                                 "lagi": {"verb": "return", "to": "a", "label": HOSTILE}}),
        ],
        **{name: [HOSTILE] for name in lists},
    }
    bare = {"procedure": "sampul", "version": "1", "title": "Sampul", "kind": "generic", "source": {"document": "x"},
            "steps": []}
    raw = {"government": "jahat", "zone": "WIB", "names": {k: HOSTILE for k in ("daerah", "nama", "portal", "pemerintah")},
           "offices": {"diskominfo": HOSTILE}}
    files.write(tmp_path, raw, procedure, bare)
    monkeypatch.setitem(config, "ckanext.satudata.workflow.governments_folder", str(tmp_path))
    monkeypatch.setitem(config, "ckanext.satudata.government", "jahat")
    return "jahat"


@pytest.mark.parametrize("language", ["", "/id"])
def test_markup_in_a_procedure_is_text(hostile: str, language: str, web: Any):
    for where in (INDEX, path(hostile, "jahat")):
        answer = web.get("", language + where)
        page = soup(answer)
        assert "<script>alert(1)" not in answer.get_data(as_text=True) and "<img src=x" not in answer.get_data(as_text=True)
        assert not page.select("img[onerror]")
        assert "<script>alert(1)</script>" in page.get_text(), "it is shown as it was written"
        assert len(page.select("footer.site-footer")) == 1, "the page is whole"
    labels = [em.get_text() for em in page.select(".sd-alur em")]
    assert labels == [" ".join(HOSTILE.split())] * 2 or labels == [HOSTILE] * 2
    assert all("<" not in str(i["style"]) for i in page.select(".sd-alur i"))


def test_a_cover_sheet_alone(hostile: str, web: Any):
    page = soup(web.get("", path(hostile, "sampul")))
    assert page.select_one(".sd-alur") is None and page.select_one(".sd-sampul") is not None
    assert "Only the identity sheet of this SOP is known" in words(page)
    assert "only the identity sheet" in words(soup(web.get("", INDEX)))


def test_the_stylesheet_keeps_its_weight():
    sheet = Path(__file__).parents[2] / "assets" / "css" / "flow.css"
    assert sheet.stat().st_size <= 6 * 1024
