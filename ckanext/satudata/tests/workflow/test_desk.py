"""Meja Kerja and the case: who sees what, in how many statements, and without the search index."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.common import config

from ckanext.satudata.tests.factories import House, Record
from ckanext.satudata.workflow import desk, officers
from ckanext.satudata.workflow.model import Case

Under = Callable[[str], None]
LIST = "satudata_workflow_task_list"
TABS = ("mine", "others", "finished")
NOWHERE = "http://127.0.0.1:9/solr/nobody-listens"


def titles(house: House, who: str, tab: str = "mine") -> list[str]:
    """Titles of all rows, over all pages: a Walidata has those of every test on the desk."""
    found: list[str] = []
    while rows := house.act(who, LIST, tab=tab, limit=100, offset=len(found))["results"]:
        found += [row["title"] for row in rows]
    return found


def many(house: House, wanted: int) -> None:
    """As many cases on the operator's desk."""
    while house.act("operator", LIST, limit=0)["count"] < wanted:
        house.record(content=None)


_TOWN: dict[str, House] = {}


@pytest.fixture
def town(house: House, under: Under) -> House:
    """A house of its own, whose OPD has one record in each state; nobody else's records reach its officers."""
    under("bandar_lampung")
    key = house.org["id"]  # after the database was emptied there is another house, and no town yet
    if key not in _TOWN:
        _TOWN[key] = settled(House())
    return _TOWN[key]


def settled(new_house: House) -> House:
    for title, step in (
        ("Draf", "isi"),
        ("Diajukan", "verifikasi_instansi"),
        ("Terverifikasi", "periksa_walidata"),
        ("Siap", "terbit"),
        ("Terbit", "end"),
    ):
        new_house.walk(new_house.linked(title=title), step)
    returned = new_house.record(title="Dikembalikan")
    new_house.walk(returned, "verifikasi_instansi")
    new_house.answer("verifikator", returned, "perbaiki", reason="Ubah.")
    return new_house


OF_THE_OPD = {"Draf", "Diajukan", "Terverifikasi", "Siap", "Dikembalikan"}


def test_everybody_sees_what_he_may_do_and_what_waits_for_others(town: House):
    found = {}
    for who in (
        "operator",
        "operator_b",
        "verifikator",
        "kepala",
        "operator_elsewhere",
        "verifikator_elsewhere",
        "stranger",
        "admin",
    ):
        found[who] = [set(titles(town, who, tab)) for tab in TABS]
    assert found["operator"] == [{"Draf", "Dikembalikan"}, OF_THE_OPD - {"Draf", "Dikembalikan"}, {"Terbit"}]
    assert found["operator_b"] == [{"Draf", "Dikembalikan"}, OF_THE_OPD - {"Draf", "Dikembalikan"}, set()], (
        "what the OPD has open"
    )
    assert found["verifikator"] == [{"Diajukan"}, OF_THE_OPD - {"Diajukan"}, {"Terbit"}]
    assert found["kepala"] == [set(), OF_THE_OPD, set()], "no step of this procedure, but his OPD"
    for who in ("operator_elsewhere", "verifikator_elsewhere", "stranger", "admin"):
        assert found[who] == [set(), set(), set()], who
    mine = set(titles(town, "walidata"))
    assert {"Terverifikasi", "Siap"} <= mine and mine.isdisjoint({"Draf", "Diajukan", "Dikembalikan", "Terbit"})
    assert "Terbit" in titles(town, "walidata", "finished")


def test_nobody_else_has_a_desk(town: House):
    with pytest.raises(tk.NotAuthorized):
        town.act("anonymous", LIST)


def test_a_row_says_what_whose_since_when_and_who_is_next(town: House):
    row = town.act("verifikator", LIST)["results"][0]
    assert (row["title"], row["org_name"], row["step"], row["round"], row["status"]) == (
        "Diajukan",
        "Dinas Uji",
        "verifikasi_instansi",
        1,
        "open",
    )
    assert row["waits_for"] == ["Verifikator Instansi"]
    assert row["number"].startswith("PUB-") and row["since"] and row["task_id"]
    done = town.act("operator", LIST, tab="finished")["results"][0]
    assert (done["status"], done["outcome"], done["task_id"], done["waits_for"]) == ("closed", "completed", None, [])


def test_pages_of_the_desk_hold_all_rows_once_longest_waiting_first(new_house: House):
    many(new_house, 9)
    pages = [new_house.act("operator", LIST, limit=4, offset=offset) for offset in (0, 4, 8, 12)]
    assert [page["count"] for page in pages] == [9, 9, 9, 9]
    assert [len(page["results"]) for page in pages] == [4, 4, 1, 0]
    rows = [row for page in pages for row in page["results"]]
    assert len({row["case_id"] for row in rows}) == 9
    assert [row["since"] for row in rows] == sorted(row["since"] for row in rows)
    assert new_house.act("operator", LIST, limit=0)["count"] == 9


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"q": "verif"}, {"Terverifikasi"}),
        ({"q": "TERVERIFIKASI"}, {"Terverifikasi"}),
        ({"q": "PUB-"}, {"Diajukan", "Terverifikasi", "Siap"}),
        ({"q": "%"}, set()),  # a sign of the search language is a sign
        ({"q": "_raf"}, set()),
        ({"step": "terbit"}, {"Siap"}),
        ({"step": "nowhere"}, set()),
        ({"org": "nobody"}, set()),
        ({"q": " "}, OF_THE_OPD - {"Draf", "Dikembalikan"}),
    ],
)
def test_a_tab_is_narrowed_by_words_step_and_office(wanted: dict[str, str], found: set[str], town: House):
    shown = town.act("operator", LIST, tab="others", choices=True, **wanted)
    assert {row["title"] for row in shown["results"]} == found and shown["count"] == len(found)
    assert shown["counts"]["others"] == 3, "a tab says how much it holds, not how much is left of it"
    of_the_opd = town.act("operator", LIST, tab="others", org=town.org["id"])
    assert of_the_opd["count"] == 3


def test_a_desk_says_by_what_it_can_be_narrowed(town: House):
    shown = town.act("operator", LIST, tab="others", choices=True)
    assert {(step["id"], step["count"]) for step in shown["steps"]} == {
        ("verifikasi_instansi", 1), ("periksa_walidata", 1), ("terbit", 1)}
    assert [office["id"] for office in shown["organizations"]] == [town.org["id"]]
    assert shown["counts"] == {tab: town.act("operator", LIST, tab=tab)["count"] for tab in TABS}
    assert "steps" not in town.act("operator", LIST), "only who asks pays for it"


def test_a_row_says_the_time_of_the_sop_in_words(town: House):
    rows = {row["step"]: row["norm"] for row in town.act("operator", LIST, tab="others")["results"]}
    assert all(rows.values()), rows
    assert town.act("operator", LIST, tab="finished")["results"][0]["norm"] == ""


@pytest.mark.parametrize(
    "data",
    [{"tab": "all"}, {"limit": -1}, {"limit": "many"}, {"offset": -1}, {"offset": 10**30}, {"q": "x" * 201}, {"q": "a\x00b"}],
)
def test_a_desk_that_does_not_exist_is_refused(data: dict, house: House):
    with pytest.raises(tk.ValidationError):
        house.act("operator", LIST, **data)


def test_a_page_has_at_most_a_hundred_rows(house: House):
    assert house.act("operator", LIST, limit=100_000)["results"] is not None
    assert len(house.act("operator", LIST, limit=100_000)["results"]) <= 100


def test_a_removed_record_leaves_a_row_without_title_and_no_error(new_house: House):
    record = new_house.record(title="Sementara")
    new_house.act("admin", "dataset_purge", id=record.id)
    row = new_house.act("operator", LIST, tab="finished")["results"][0]
    assert (row["case_id"], row["title"], row["outcome"]) == (record.case_id, "", "cancelled")
    assert new_house.case(record)["topics"][0]["title"] == ""


# who may read a case


OPD = {"operator", "operator_b", "verifikator", "kepala"}


@pytest.mark.parametrize(
    ("step", "readers"),
    [
        ("isi", OPD),  # a draft is its OPD's own
        ("verifikasi_instansi", OPD | {"walidata", "kasi"}),  # from the submission on all who act at a step of it
        ("end", OPD | {"walidata", "kasi"}),
    ],
)
def test_a_case_is_read_by_its_parties(step: str, readers: set[str], house: House, under: Under):
    under("bandar_lampung")
    record = house.linked()
    house.walk(record, step)
    found = set()
    for who in (
        "operator",
        "operator_b",
        "operator_elsewhere",
        "verifikator",
        "verifikator_elsewhere",
        "kepala",
        "kepala_elsewhere",
        "walidata",
        "kasi",
        "kabid",
        "pembina",
        "stranger",
        "anonymous",
    ):
        try:
            house.case(record, who)
            found.add(who)
        except tk.NotAuthorized:
            pass
    assert found == readers
    assert house.case(record, "admin")["id"] == record.case_id, "administrators read"


def test_who_did_a_task_may_read_the_case_when_the_office_is_another_s(new_house: House, under: Under):
    under("bandar_lampung")
    house = new_house
    office = house.name_officer(
        "stranger", "verifikator_instansi", valid_from=str(officers.today() - officers.date.resolution)
    )
    record = house.record()
    house.walk(record, "periksa_walidata", verifikator="stranger")
    house.act(
        "admin", "satudata_workflow_officer_end", id=office["id"], last_day=str(officers.today() - officers.date.resolution)
    )
    assert house.case(record, "stranger")["task"]["mine"] is False


def test_the_case_says_who_is_next_and_what_the_reader_may_do(house: House, under: Under):
    under("way_kanan")
    record = house.record(title="Jumlah Sekolah")
    house.walk(record, "periksa")
    shown = house.case(record, "walidata")
    assert shown["waits_for"] == ["Walidata"] and shown["topics"][0]["title"] == "Jumlah Sekolah"
    assert shown["task"]["mine"] and {a["key"]: a["refusal"] for a in shown["task"]["answers"]} == {
        "sesuai": None,
        "tidak_sesuai": None,
    }
    assert [s["id"] for s in shown["steps"] if s["is_current"]] == ["periksa"]
    assert shown["topics"][0]["content"]["package"]["title"] == "Jumlah Sekolah", (
        "the sealed content stands beside the decision"
    )
    assert len(shown["topics"][0]["content"]["resources"]) == 1
    seen = house.case(record, "kepala")
    assert seen["task"]["mine"] is False and {a["refusal"] for a in seen["task"]["answers"]} == {"not_your_office"}


# the search index, and the number of statements


def test_desk_case_and_decision_need_no_search_index(house: House, web: Any, under: Under, monkeypatch: pytest.MonkeyPatch):
    under("way_kanan")
    record = house.record(title="Tanpa Solr")
    house.walk(record, "periksa")
    monkeypatch.setitem(config, "solr_url", NOWHERE)
    with pytest.raises(Exception, match="(?i)solr|search|connect"):
        tk.get_action("package_search")({"ignore_auth": True}, {"q": "x"})
    for tab in TABS:
        assert web.get(house.user("walidata"), f"/satudata/workflow/desk?tab={tab}").status_code == 200
    assert web.get(house.user("walidata"), f"/satudata/workflow/case/{record.case_id}").status_code == 200
    assert "Tanpa Solr" in titles(house, "walidata")
    house.answer("walidata", record, "sesuai")
    house.letter("kepala", record)
    house.answer("kepala", record, "setuju")
    done = house.answer("walidata", record, "finish")
    assert (done["case"]["outcome"], done["search_follows"]) == ("completed", True), "published; the index follows"
    assert house.act("anonymous", "package_show", id=record.id)["title"] == "Tanpa Solr"


def test_the_desk_takes_as_many_statements_for_twenty_rows_as_for_five(new_house: House, web: Any, statements: list[str]):
    house, counts = new_house, {}
    user = house.user("operator")
    for rows in (5, 20):
        many(house, rows)
        web.get(user, "/satudata/workflow/desk")  # what is read once in a process has been read
        for what, call in (
            ("action", lambda: house.act("operator", LIST)),
            ("page", lambda: web.get(user, "/satudata/workflow/desk")),
        ):
            model.Session.remove()
            statements.clear()
            answer = call()
            counts[what, rows] = len(statements)
            assert (len(answer["results"]) if what == "action" else answer.data.count(b"<tr>") - 1) == rows
    assert counts["action", 5] == counts["action", 20] <= 12
    assert counts["page", 5] == counts["page", 20] <= 20


@pytest.mark.parametrize("tab", ["others", "finished"])
def test_the_other_tabs_do_neither(tab: str, new_house: House, statements: list[str]):
    house, counts = new_house, []
    for _ in range(2):
        for _ in range(3):
            record = house.record(content=None)
            if tab == "others":
                case = model.Session.get(Case, record.case_id)
                house.act("admin", "satudata_workflow_case_show", id=case.id)
            else:
                house.act("operator", "satudata_workflow_case_cancel", id=record.case_id, reason="Uji.")
        who = "kepala" if tab == "others" else "operator"
        house.act(who, LIST, tab=tab)
        model.Session.remove()
        statements.clear()
        rows = house.act(who, LIST, tab=tab)["results"]
        counts.append((len(rows), len(statements)))
    assert [rows for rows, _ in counts] == [3, 6]
    assert counts[0][1] == counts[1][1]


def test_a_case_of_many_rounds_takes_as_many_statements_as_one_of_few(house: House, under: Under, statements: list[str]):
    under("default")
    record, counts = house.linked(), []
    for _ in range(2):
        for _ in range(2):
            house.walk(record, "periksa")
            house.answer("walidata", record, "tidak_sesuai", reason="Lagi.")
        house.case(record)
        model.Session.remove()
        statements.clear()
        house.case(record)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_the_desk_of_somebody_without_office_is_empty(house: House):
    actor = officers.actor_of({"user": house.user("stranger"), "auth_user_obj": None})
    assert desk.rows(actor, desk.MINE, 10) == ([], 0)
    assert actor.offices == ()


def test_may_see_is_false_for_a_visitor(house: House):
    record: Record = house.record(content=None)
    case = model.Session.get(Case, record.case_id)
    assert desk.may_see(officers.actor_of({"user": ""}), case) is False
