"""Pages of cases with several records: a list of them, a choice for each, and drafts that become one case. Without scripts."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from unittest import mock

import ckan.model as model
import pytest
from bs4 import BeautifulSoup
from werkzeug.datastructures import MultiDict

from ckanext.satudata.tests.factories import PDF, House, Record
from ckanext.satudata.tests.workflow.test_batches import answer, at_check, back, drafts, joined, parts, records_of
from ckanext.satudata.tests.workflow.test_pages import typed_in, words
from ckanext.satudata.workflow.model import Case

Under = Callable[[str], None]
PATH = "/satudata/workflow/case"
SHOW = "satudata_workflow_case_show"


@pytest.fixture(autouse=True)
def _government(under: Under) -> None:
    under("uji_berbanyak")


def page(web: Any, house: House, who: str, path: str) -> BeautifulSoup:
    answered = web.get(house.user(who), path)
    assert answered.status_code == 200, answered.location
    return BeautifulSoup(answered.text, "html.parser")


def form(soup: BeautifulSoup, id_: str) -> MultiDict[str, Any]:
    """What the form sends as it stands."""
    found = soup.select_one(f"form#{id_}")
    assert found is not None
    sent: MultiDict[str, Any] = MultiDict()
    for field in found.select("input, textarea, select"):
        if field.get("type") in ("radio", "checkbox") and not field.has_attr("checked") or field.get("type") == "file":
            continue
        chosen = field.select_one("option[selected]") if field.name == "select" else None
        value = field.get_text() if field.name == "textarea" else (chosen or field).get("value", "")
        sent.add(str(field["name"]), value)
    return sent


def send(web: Any, house: House, who: str, path: str, sent: MultiDict[str, Any]) -> Any:
    return web.post(house.user(who), path, data=sent, content_type="multipart/form-data")


def test_drafts_are_ticked_and_become_one_case(house: House, web: Any):
    records = drafts(house, 3)
    path = f"{PATH}/{records[0].case_id}/join"
    assert page(web, house, "operator", f"{PATH}/{records[0].case_id}").select_one(f'a[href="{path}"]')
    soup = page(web, house, "operator", path)
    ids = {record.case_id for record in records[1:]}
    assert ids <= {str(box["value"]) for box in soup.select('input[name="cases"]')}
    sent = form(soup, "sd-join")
    nothing = send(web, house, "operator", path, sent)
    assert "Missing value" in nothing.text or "Tick" in words(nothing)
    for id_ in ids:
        sent.add("cases", id_)
    done = send(web, house, "operator", path, sent)
    assert done.status_code == 302 and done.location.endswith(records[0].case_id)
    assert records_of(records[0].case_id) == {record.id for record in records}


def test_the_case_lists_its_records_and_shows_the_chosen_one_whole(house: House, web: Any):
    case_id, records = at_check(house)
    soup = page(web, house, "walidata", f"{PATH}/{case_id}")
    links = [str(link["href"]) for link in soup.select("#sd-records")[0].find_parent("section").select("li > a")]
    assert {f"{PATH}/{case_id}?record={record.id}#sd-records" for record in records} == set(links)
    title = house.act("walidata", "package_show", id=records[1].id)["title"]
    chosen = page(web, house, "walidata", f"{PATH}/{case_id}?record={records[1].id}")
    assert [link.get_text() for link in chosen.select('section li > a[aria-current="true"]')] == [title]
    assert len(str(chosen)) > len(str(soup)) and "and 2 more" in soup.select_one("h1").get_text()


def test_some_records_are_answered_otherwise_than_the_rest(house: House, web: Any):
    case_id, (a, b, c) = at_check(house)
    path = f"{PATH}/{case_id}/records"
    sent = form(page(web, house, "walidata", path), "sd-records-form")
    assert sent["answer"] == "sesuai" and sent[f"answer-{b.id}"] == ""
    sent[f"answer-{b.id}"] = "perbaiki"
    without = send(web, house, "walidata", path, sent)
    assert without.status_code == 200 and "Write the reason" in words(without)
    kept = form(BeautifulSoup(without.text, "html.parser"), "sd-records-form")
    assert kept[f"answer-{b.id}"] == "perbaiki"
    kept["reason"] = "Satuan kurang."
    done = send(web, house, "walidata", path, kept)
    assert done.status_code == 302
    assert records_of(case_id) == {a.id, c.id}
    assert not any(entry["reason"] for entry in house.act("walidata", SHOW, id=case_id)["timeline"]), "said of none that stays"
    [part] = parts(case_id)
    told = page(web, house, "operator", f"{PATH}/{part.id}")
    assert "Satuan kurang." in told.select_one(".sd-status--awas blockquote").get_text()
    assert told.select_one(f'aside a[href="{PATH}/{case_id}"]'), "it leads to where it came from"
    assert page(web, house, "walidata", f"{PATH}/{case_id}").select_one(f'aside a[href="{PATH}/{part.id}"]')


def test_a_letter_comes_with_the_answers(house: House, web: Any):
    case_id, (_, b, _) = at_check(house)
    answer(house, "walidata", case_id, "sesuai")
    path = f"{PATH}/{case_id}/records"
    sent = form(page(web, house, "kabid", path), "sd-records-form")
    sent["answer"] = "tersedia"
    sent[f"answer-{b.id}"] = "tidak"
    missing = send(web, house, "kabid", path, sent)
    assert "A document of this step is missing" in words(missing)
    again = form(BeautifulSoup(missing.text, "html.parser"), "sd-records-form")
    again["document_berita_acara"] = (io.BytesIO(PDF), "surat.pdf")
    assert send(web, house, "kabid", path, again).status_code == 302
    assert [part.outcome for part in parts(case_id)] == ["not_available"]


def test_what_changed_meanwhile_is_said_and_what_was_typed_stays(house: House, web: Any):
    case_id, (_, b, c) = at_check(house)
    path = f"{PATH}/{case_id}/records"
    sent = form(page(web, house, "walidata", path), "sd-records-form")
    house.user("walidata_b")
    answer(house, "walidata_b", case_id, "sesuai", back(b))
    sent[f"answer-{c.id}"], sent["reason"] = "perbaiki", "Satuan kurang sekali."
    late = send(web, house, "walidata", path, sent)
    assert "answered already" in words(late) and typed_in(late, "sd-kept-1") == ["Satuan kurang sekali."]


def test_a_form_without_its_token_decides_nothing(house: House, web: Any, web_app: Any):
    case_id, records = at_check(house)
    sent = MultiDict({"answer": "sesuai", f"answer-{records[0].id}": "tolak", f"reason-{records[0].id}": "Ganda."})
    with mock.patch.dict(web_app.flask_app.config, {"WTF_CSRF_ENABLED": True}):
        refused = send(web, house, "walidata", f"{PATH}/{case_id}/records", sent)
        draft = house.linked()
        unasked = send(web, house, "operator", f"{PATH}/{draft.case_id}/join", MultiDict({"cases": house.linked().case_id}))
    assert refused.status_code == 400 and typed_in(refused, f"reason-{records[0].id}") == ["Ganda."]
    assert unasked.status_code == 400 and records_of(draft.case_id) == {draft.id}
    assert model.Session.get_one(Case, case_id).step == "periksa" and parts(case_id) == []


def test_who_may_not_decide_sees_the_list_and_no_choice(house: House, web: Any):
    case_id, _ = at_check(house)
    assert "Answer some" not in page(web, house, "operator", f"{PATH}/{case_id}").get_text()
    turned = web.get(house.user("operator"), f"{PATH}/{case_id}/records")
    assert turned.status_code == 302 and turned.location.endswith(case_id)
    assert web.get(house.user("stranger"), f"{PATH}/{case_id}/records").status_code == 403
    assert web.get("", f"{PATH}/{case_id}/records").status_code == 302


def test_the_desk_names_how_many_and_leaves_them_out_where_cases_are_decided_together(house: House, web: Any):
    case_id, records = at_check(house)
    rows = house.act("walidata", "satudata_workflow_task_list", limit=100)["results"]
    row = next(row for row in rows if row["case_id"] == case_id)
    assert row["records"] == 3 and row["title"].endswith("and 2 more")
    single: Record = house.linked()
    house.answer("operator", single, "finish")
    together = house.act("walidata", "satudata_workflow_step_show", step="periksa", org=house.org["id"])
    listed = {task["case_id"] for task in together["tasks"]}
    assert single.case_id in listed and case_id not in listed and together["others"] >= 1


def test_a_hundred_records_are_listed_in_as_many_queries_as_three(new_house: House, statements: list[str]):
    counts = []
    for number in (3, 12):
        case_id = joined(new_house, drafts(new_house, number))
        answer(new_house, "operator", case_id, "finish")
        new_house.act("walidata", SHOW, id=case_id)
        statements.clear()
        new_house.act("walidata", SHOW, id=case_id)
        counts.append(len(statements))
    assert counts[1] <= counts[0] + 5, counts
