"""Forms that a step asks for: filled in with the answer, kept with the case, and nothing lost where one is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

from ckanext.satudata.tests.factories import House, errors_of
from ckanext.satudata.tests.workflow.test_kinds_of_steps import DECIDE, SHOW, answer, refusal, start
from ckanext.satudata.workflow import events, stepforms
from ckanext.satudata.workflow.model import Event, Text
from ckanext.satudata.workflow.stepforms import Field

FULL = {"catatan": "Rapi.\r\n", "hasil": "baik", "jumlah": "12,50", "tanggal": "2026-03-12", "hadir": "on"}
DONE = {"done_periksa": True, "done_periksa_kedua": "true", "remark_periksa_ketiga": "Kolom satuan kosong."}


@pytest.fixture(autouse=True)
def _government(request: pytest.FixtureRequest) -> None:
    if "house" in request.fixturenames:
        request.getfixturevalue("under")("uji")


# what is read (no database)

TEXT, CHOICE = Field("f", "F"), Field("f", "F", "choice", options=(("a", "A"),))
NUMBER = Field("f", "F", "number", least=Decimal(0), most=Decimal(9))
DATE, CHECK = Field("f", "F", "date"), Field("f", "F", "check")


@pytest.mark.parametrize(("field", "sent", "value"), [
    (TEXT, "  baik\r\nsekali ", "baik\nsekali"),
    (TEXT, "", None),
    (TEXT, None, None),
    (CHOICE, "a", "a"),
    (CHOICE, "", None),
    (NUMBER, "2,50", "2.5"),
    (NUMBER, 7, "7"),
    (NUMBER, 0, "0"),                           # nought is an answer
    (NUMBER, "9.0000000", "9"),
    (DATE, "2026-02-28", "2026-02-28"),
    (CHECK, True, True),
    (CHECK, "on", True),
    (CHECK, False, None),
    (CHECK, None, None),
])
def test_a_value_is_kept_in_one_way_of_writing(field: Field, sent: Any, value: Any):
    assert stepforms.read([field], {"f": sent}) == ({} if value is None else {"f": value}, [])


@pytest.mark.parametrize(("field", "sent", "code"), [
    (TEXT, "x" * 2001, "form_long"),
    (TEXT, "a\x00b", "form_text"),
    (TEXT, {"a": 1}, "form_text"),
    (TEXT, 5, "form_text"),
    (CHOICE, "b", "form_choice"),
    (CHOICE, ["a"], "form_choice"),
    (NUMBER, "dua", "form_number"),
    (NUMBER, "NaN", "form_number"),
    (NUMBER, "1e30", "form_number"),
    (NUMBER, "-1", "form_range"),
    (NUMBER, "10", "form_range"),
    (DATE, "30-02-2026", "form_date"),
    (DATE, "2026-02-30", "form_date"),
    (DATE, 20260212, "form_date"),
    (CHECK, "mungkin", "form_check"),
    (Field("f", "F", required=True), " ", "form_missing"),
    (Field("f", "F", "check", required=True), "off", "form_missing"),
    (Field("g", "G"), "x", "form_no_such_field"),
])
def test_what_is_no_answer_to_a_field_is_a_problem_on_it(field: Field, sent: Any, code: str):
    _, problems = stepforms.read([field], {"f": sent})
    assert [(problem.code, problem.field) for problem in problems] == [(code, "form_f")]


# with the answer of a step


def test_a_step_with_a_form_says_what_it_asks(house: House):
    case_id = start(house, "kasi", "kunjungan")
    form = house.act("kasi", SHOW, id=case_id)["task"]["form"]
    assert (form["name"], form["title"]) == ("uji.lembar", "Lembar kunjungan")
    assert [(field["name"], field["kind"], field["required"]) for field in form["fields"]] == [
        ("catatan", "text", True), ("hasil", "choice", False), ("jumlah", "number", False), ("tanggal", "date", False),
        ("hadir", "check", True)]
    assert form["fields"][1]["options"][0] == {"key": "baik", "label": "Baik"}
    assert (form["fields"][2]["least"], form["fields"][2]["most"]) == ("1", "100")


def test_a_form_that_is_not_filled_in_holds_the_step_up_and_names_each_field(house: House):
    case_id = start(house, "kasi", "kunjungan")
    said = refusal(house, "kasi", case_id)
    assert "The form of this step is not complete." in said and "Fill in “Catatan”." in said
    shown = house.act("kasi", SHOW, id=case_id)
    sent = {"id": shown["task"]["id"], "lock_version": shown["lock_version"], "answer": "finish"}
    for wrong, field, words in (
        ({"jumlah": "500"}, "form_jumlah", "from 1 to 100"), ({"tanggal": "kemarin"}, "form_tanggal", "year-month-day"),
        ({"hasil": "kurang", "jumlah": ""}, "form_jumlah", "Isi jumlah."), ({"hadir": ""}, "form_hadir", "Fill in “Hadir”."),
        ({"catatan": "x" * 51}, "form_catatan", "more than 50 characters"), ({"lain": "x"}, "form_lain", "no field “lain”"),
    ):
        with pytest.raises(tk.ValidationError) as refused:
            house.act("kasi", DECIDE, **sent, form=FULL | wrong)
        assert words in refused.value.error_dict[field][0]
    for nonsense in ("x", [1], {"a": {"b": 1}}, {str(n): "x" for n in range(401)}):
        with pytest.raises(tk.ValidationError) as refused:
            house.act("kasi", DECIDE, **sent, form=nonsense)
        assert "values by the names of its fields" in errors_of(refused.value)
    assert house.act("kasi", SHOW, id=case_id)["step"] == "kunjungi"


def filled(case_id: str) -> list[tuple[Event, Text | None]]:
    query = (sa.select(Event, Text).outerjoin(Text, Text.event_id == Event.id)
             .where(Event.stream == events.case_stream(case_id), Event.type == events.FORM_FILLED).order_by(Event.seq))
    return [(event, text) for event, text in model.Session.execute(query)]


def test_what_was_filled_in_stands_in_the_case_and_its_words_apart_from_the_event(house: House):
    case_id = start(house, "kasi", "kunjungan")
    shown = answer(house, "kasi", case_id, form=FULL)
    assert shown["step"] == "periksa"
    [(event, text)] = filled(case_id)
    assert event.data["values"] == {"hasil": "baik", "jumlah": "12.5", "tanggal": "2026-03-12", "hadir": True}
    assert text is not None and json.loads(text.text) == {"catatan": "Rapi."}
    assert "Rapi" not in json.dumps(event.data) and event.text_hash == events.text_hash(text.salt, text.text)
    entry = next(entry for entry in shown["timeline"] if entry["type"] == events.FORM_FILLED)
    assert entry["reason"] is None and entry["sentence"].endswith("filled in the form of “Langkah kunjungi”.")
    assert [(one["label"], one["value"]) for one in entry["answers"]] == [
        ("Catatan", "Rapi."), ("Hasil", "Baik"), ("Jumlah", "12.5"), ("Tanggal", "2026-03-12"), ("Hadir", "Yes")]
    assert list(events.broken(events.case_stream(case_id))) == []


def test_an_answer_that_is_sent_twice_fills_the_form_in_once(house: House):
    case_id = start(house, "kasi", "kunjungan")
    shown = house.act("kasi", SHOW, id=case_id)
    sent = {"id": shown["task"]["id"], "lock_version": shown["lock_version"], "answer": "finish", "form": FULL}
    assert house.act("kasi", DECIDE, **sent)["case"] == house.act("kasi", DECIDE, **sent)["case"]
    assert len(filled(case_id)) == 1


def test_the_rows_of_one_sitting_are_each_ticked_or_remarked(house: House):
    case_id = start(house, "kasi", "kunjungan")
    answer(house, "kasi", case_id, form=FULL)
    groups = [field["group"] for field in house.act("kabid", SHOW, id=case_id)["task"]["form"]["fields"]]
    assert groups[::2] == ["2. Langkah periksa", "3. Langkah periksa_kedua", "4. Langkah periksa_ketiga"]
    said = refusal(house, "kabid", case_id, "cukup", form=DONE | {"remark_periksa_ketiga": " "})
    assert "Tick row 4, or write as its remark what is missing." in said
    shown = answer(house, "kabid", case_id, "cukup", form=DONE)
    entry = [entry for entry in shown["timeline"] if entry["type"] == events.FORM_FILLED][-1]
    assert [one["value"] for one in entry["answers"]] == ["Yes", "Yes", "No", "Kolom satuan kosong."]


def test_an_answer_that_sends_it_back_asks_for_no_form_and_takes_none(house: House):
    case_id = start(house, "kasi", "kunjungan")
    answer(house, "kasi", case_id, form=FULL)
    assert "asks for no form" in refusal(house, "kabid", case_id, "kembali", reason="Lengkapi.", form=DONE)
    assert answer(house, "kabid", case_id, "kembali", reason="Lengkapi.")["step"] == "kunjungi"
    answer(house, "kasi", case_id, form=FULL | {"catatan": "Dua."})
    assert [json.loads(text.text)["catatan"] for _, text in filled(case_id) if text] == ["Rapi.", "Dua."], "each round its own"


def test_a_step_without_a_form_takes_none(house: House):
    case_id = start(house, "kasi", "minta_pendapat")
    assert "asks for no form" in refusal(house, "kasi", case_id, form={"a": "b"})


def test_cases_that_each_need_a_form_are_not_decided_together(house: House):
    for _ in range(2):
        answer(house, "kasi", start(house, "kasi", "kunjungan"), form=FULL)
    found = house.act("kabid", "satudata_workflow_step_show", step="periksa")
    assert "cukup" not in [one["key"] for one in found["answers"]]
    listed = house.act("kabid", "satudata_workflow_task_list", choices=True)
    assert next(step for step in listed["steps"] if step["id"] == "periksa")["form"] is True


# the pages


def soup(page: Any) -> BeautifulSoup:
    assert page.status_code == 200, page.status
    return BeautifulSoup(page.data, "html.parser")


def test_the_form_has_its_own_page_and_a_refused_one_comes_back_as_it_was_typed(web: Any, house: House):
    case_id = start(house, "kasi", "kunjungan")
    shown, who = house.act("kasi", SHOW, id=case_id), house.user("kasi")
    page = soup(web.get(who, f"/satudata/workflow/case/{case_id}"))
    assert page.select_one("#to-finish")["href"].endswith(f"/case/{case_id}/decide/finish")
    assert not page.select("#answer-finish")
    asked = soup(web.get(who, f"/satudata/workflow/case/{case_id}/decide/finish"))
    assert {tag["name"] for tag in asked.select("[name^=form_]")} == {f"form_{name}" for name in FULL}
    sent = {"task": shown["task"]["id"], "lock_version": shown["lock_version"], "answer": "finish",
            "form_catatan": "<b>Rapi</b>", "form_hasil": "kurang", "form_jumlah": "dua", "form_tanggal": "2026-03-12",
            "form_hadir": "true"}
    again = soup(web.post(who, f"/satudata/workflow/case/{case_id}/answer", data=sent))
    assert again.select_one("#field-form_catatan").text == "<b>Rapi</b>", "escaped"
    assert again.select_one("#field-form_hasil option[selected]")["value"] == "kurang"
    assert (again.select_one("#field-form_jumlah")["value"], again.select_one("#field-form_hadir").has_attr("checked")) == (
        "dua", True)
    links = [tag["href"] for tag in again.select(".sd-galat a, [role=alert] a, .error-summary a, a[href^='#field-form_']")]
    assert "#field-form_jumlah" in links and again.select_one("#field-form_jumlah")["aria-invalid"] == "true"
    done = web.post(who, f"/satudata/workflow/case/{case_id}/answer", data=sent | {"form_jumlah": "2"})
    assert done.status_code == 302
    told = soup(web.get(who, f"/satudata/workflow/case/{case_id}")).select_one("#sd-history").get_text(" ")
    assert "What was filled in" in told and "<b>Rapi</b>" in told and "Kurang" in told


def test_the_words_of_a_form_are_erased_and_what_was_ticked_stays(web: Any, house: House):
    case_id = start(house, "kasi", "kunjungan")
    answer(house, "kasi", case_id, form=FULL)
    [(event, _)] = filled(case_id)
    path = f"/satudata/workflow/case/{case_id}/erase/{event.id}"
    page = soup(web.get(house.user("admin"), f"/satudata/workflow/case/{case_id}"))
    assert path in [tag.get("href") for tag in page.select("#sd-history details a")]
    assert path not in str(soup(web.get(house.user("kasi"), f"/satudata/workflow/case/{case_id}")))
    assert "Rapi." in soup(web.get(house.user("admin"), path)).get_text()
    house.act("admin", "satudata_workflow_text_erase", id=event.id, because="personal_data")
    entry = next(e for e in house.act("kasi", SHOW, id=case_id)["timeline"] if e["type"] == events.FORM_FILLED)
    assert [one["label"] for one in entry["answers"]] == ["Hasil", "Jumlah", "Tanggal", "Hadir"]
    assert (entry["is_erased"], entry["has_words"]) == (True, False)
    assert list(events.broken(events.case_stream(case_id))) == []
    assert path not in str(soup(web.get(house.user("admin"), f"/satudata/workflow/case/{case_id}")))


def test_the_page_of_a_check_list_groups_what_belongs_to_a_row(web: Any, house: House):
    case_id = start(house, "kasi", "kunjungan")
    answer(house, "kasi", case_id, form=FULL)
    page = soup(web.get(house.user("kabid"), f"/satudata/workflow/case/{case_id}/decide/cukup"))
    assert [tag.text for tag in page.select("fieldset.sd-pilih legend")] == [
        "2. Langkah periksa", "3. Langkah periksa_kedua", "4. Langkah periksa_ketiga"]
    back = soup(web.get(house.user("kabid"), f"/satudata/workflow/case/{case_id}/decide/kembali"))
    assert not back.select("[name^=form_]")
