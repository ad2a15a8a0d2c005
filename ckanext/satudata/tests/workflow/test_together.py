"""Several cases of one step decided together: one letter, one answer, a result for each, and the rules of each."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from werkzeug.datastructures import MultiDict

from ckanext.satudata.tests.factories import PDF, House, Record, upload
from ckanext.satudata.tests.workflow.test_pages import typed_in, words
from ckanext.satudata.workflow import documents

Under = Callable[[str], None]
DECIDE, ADD, STEP = "satudata_workflow_tasks_decide", "satudata_workflow_document_add", "satudata_workflow_step_show"
PATH = "/satudata/workflow/together"


@pytest.fixture
def town(new_house: House, under: Under) -> House:
    under("way_kanan")
    return new_house


def at_validation(house: House, count: int = 3) -> list[Record]:
    """Cases that wait for the head of the OPD, who signs each with a Surat Validasi."""
    records = [house.linked(title=f"Tabel {n}") for n in range(1, count + 1)]
    for record in records:
        house.walk(record, "validasi")
    return records


def listed(house: House, who: str = "kepala", **data: Any) -> list[dict[str, Any]]:
    return house.act(who, STEP, **{"step": "validasi", **data})["tasks"]


def sent(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: task[key] for key in ("id", "lock_version", "seal")} for task in tasks]


def letter(house: House, tasks: list[dict[str, Any]], who: str = "kepala", **data: Any) -> dict[str, Any]:
    ids = [task["id"] for task in tasks]
    return house.act(who, ADD, task_ids=ids, kind="surat_validasi", upload=upload(PDF, "surat.pdf"), **data)


def steps(house: House, records: list[Record]) -> list[str]:
    return [house.case(record)["step"] for record in records]


def test_one_letter_and_one_answer_for_all_cases_of_a_step(town: House):
    records = at_validation(town)
    tasks = listed(town)
    given = letter(town, tasks, number="400/1", dated_on="2026-03-12")
    results = town.act("kepala", DECIDE, tasks=sent(tasks), answer="setuju")["results"]
    assert [result["decided"] for result in results] == [True] * 3 and given["refused"] == {}
    assert steps(town, records) == ["terbit"] * 3
    for record in records:
        shown = town.case(record)
        seal = shown["topics"][0]["seal"]
        assert [(d["id"], d["number"], d["seal"]) for d in shown["documents"]] == [(given["id"], "400/1", seal)]
        kinds = [entry["type"].rpartition(".")[2] for entry in shown["timeline"]]
        assert kinds.count("document_added") == 1, "an event in each case"
        assert kinds.count("step_approved") == 2, "of the Walidata and of the head"


def test_a_form_that_is_sent_twice_changes_nothing_more(town: House):
    records = at_validation(town)
    tasks = listed(town)
    first = letter(town, tasks, number="400/2")
    once = town.act("kepala", DECIDE, tasks=sent(tasks), answer="setuju")
    before = [len(town.case(record)["timeline"]) for record in records]
    again = letter(town, tasks, number="400/2")
    twice = town.act("kepala", DECIDE, tasks=sent(tasks), answer="setuju")
    assert again["id"] == first["id"] and again["refused"] == {}
    assert [r["decided"] for r in twice["results"]] == [r["decided"] for r in once["results"]] == [True] * 3
    assert [len(town.case(record)["timeline"]) for record in records] == before


def test_what_is_refused_holds_up_no_other_and_the_letter_stays(town: House):
    records = at_validation(town, 4)
    tasks = listed(town)
    letter(town, tasks)
    gone, changed = records[1], records[2]
    town.act("operator", "satudata_workflow_case_cancel", id=gone.case_id, reason="Batal.")
    town.answer("kepala", changed, "kembalikan", reason="Satuan kosong.")
    results = town.act("kepala", DECIDE, tasks=sent(tasks), answer="setuju")["results"]
    assert [(result["decided"], result.get("code")) for result in results] == [
        (True, None), (False, "case_closed"), (False, "task_answered"), (True, None)]
    assert [bool(result.get("why")) for result in results] == [False, True, True, False]
    assert {result["title"] for result in results} == {f"Tabel {n}" for n in range(1, 5)}
    assert [len(town.case(record)["documents"]) for record in records] == [1, 1, 1, 1]
    assert steps(town, [records[0], records[3]]) == ["terbit", "terbit"]


def test_the_rules_of_each_case_stay(town: House):
    """A maker approves nothing, whoever he is; another seal or version is not what was read."""
    town.name_officer("walidata_maker", "walidata")
    town.name_officer("walidata_maker", "operator_opd")
    records = [town.linked("walidata_maker", title="Milik sendiri"), *(town.linked(title=t) for t in ("Milik lain", "Basi"))]
    for record in records:
        town.walk(record, "periksa")
    tasks = {task["title"]: task for task in listed(town, "walidata_maker", step="periksa", org=town.org["id"])}
    assert tasks["Milik sendiri"]["warning"] and not tasks["Milik lain"]["warning"]
    asked = sent([tasks["Milik sendiri"], tasks["Milik lain"], tasks["Basi"]])
    asked[2]["seal"] = "0" * 64
    results = town.act("walidata_maker", DECIDE, tasks=asked, answer="sesuai")["results"]
    assert [result.get("code") for result in results] == ["maker_is_not_checker", None, "content_changed"]
    assert steps(town, records) == ["periksa", "validasi", "periksa"]


@pytest.mark.parametrize("who", ["operator", "walidata", "kepala_elsewhere", "stranger", "admin", "site"])
def test_nobody_else_decides_or_signs(who: str, town: House):
    records = at_validation(town, 2)
    tasks = listed(town)
    results = town.act(who, DECIDE, tasks=sent(tasks), answer="setuju")["results"]
    assert {result["code"] for result in results} <= {"not_your_office", "not_a_person"}
    with pytest.raises(tk.ValidationError):
        letter(town, tasks, who)
    assert steps(town, records) == ["validasi"] * 2 and listed(town, who) == []
    for result in results:      # who may not read the case learns nothing of it
        assert ("title" in result) == (who in ("operator", "walidata"))


def test_a_visitor_is_refused(town: House):
    for action, data in ((DECIDE, {"tasks": [], "answer": "setuju"}), (STEP, {"step": "validasi"})):
        with pytest.raises(tk.NotAuthorized):
            town.act("anonymous", action, **data)


@pytest.mark.parametrize(
    "tasks",
    [None, [], "x", {}, [1], [{"id": "x"}], [{"lock_version": 1}], [{"id": "x", "lock_version": "many"}],
     [{"id": str(n), "lock_version": 1} for n in range(101)]],
)
def test_what_is_no_list_of_tasks_is_refused(tasks: Any, house: House):
    with pytest.raises(tk.ValidationError) as refused:
        house.act("kepala", DECIDE, tasks=tasks, answer="setuju")
    assert "tasks" in refused.value.error_dict


def test_a_task_that_does_not_exist_is_a_result_like_any_other(house: House):
    (result,) = house.act("kepala", DECIDE, tasks=[{"id": "nothing", "lock_version": 1}], answer="setuju")["results"]
    assert (result["decided"], result["code"]) == (False, "no_such_task")


@pytest.mark.parametrize("ids", [[], [1], ["x"] * 101, "x," * 101, {"a": 1}])
def test_what_is_no_list_of_ids_takes_no_letter(ids: Any, house: House):
    before = {path for path in documents.store().folder.rglob("*") if path.is_file()}
    with pytest.raises(tk.ValidationError):
        house.act("kepala", ADD, task_ids=ids, kind="surat_validasi", upload=upload(PDF, "surat.pdf"))
    assert {path for path in documents.store().folder.rglob("*") if path.is_file()} == before


def test_a_letter_for_some_is_kept_for_them_and_refused_for_the_rest(town: House):
    records = at_validation(town, 2)
    tasks = listed(town)
    others = town.case(town.linked(title="Draf"))["task"]
    given = letter(town, [*tasks, others, {"id": "nothing"}])
    assert set(given["refused"]) == {others["id"], "nothing"} and all(given["refused"].values())
    assert [len(town.case(record)["documents"]) for record in records] == [1, 1]
    later = at_validation(town, 1)
    again = letter(town, listed(town))
    assert again["id"] == given["id"], "the same letter for one more case is linked, not kept twice"
    assert [d["id"] for d in town.case(later[0])["documents"]] == [given["id"]]


@pytest.fixture
def two_offices(town: House) -> list[Record]:
    """A case of each of two OPDs, both of which wait for the same head."""
    for who, role in (("kepala", "kepala_opd"), ("operator", "operator_opd")):
        town.name_officer(who, role, town.elsewhere)
    records = [town.linked(title=org["title"], owner_org=org["id"]) for org in (town.org, town.elsewhere)]
    for record in records:
        town.walk(record, "validasi")
    return records


def test_one_letter_is_never_for_the_cases_of_several_offices(town: House, two_offices: list[Record]):
    tasks = listed(town)
    assert {task["org_id"] for task in tasks} == {town.org["id"], town.elsewhere["id"]}
    before = {path for path in documents.store().folder.rglob("*") if path.is_file()}
    with pytest.raises(tk.ValidationError) as refused:
        letter(town, tasks)
    assert "one OPD at a time" in str(refused.value.error_dict["upload"])
    assert [town.case(record)["documents"] for record in two_offices] == [[], []]
    assert {path for path in documents.store().folder.rglob("*") if path.is_file()} == before
    given = {task["org_id"]: letter(town, [task])["id"] for task in tasks}
    assert len(set(given.values())) == 2, "the same file for another office is another letter"
    with pytest.raises(tk.ValidationError):
        letter(town, tasks)
    for who, own, other in (("operator_b", town.org, town.elsewhere), ("operator_elsewhere", town.elsewhere, town.org)):
        assert town.act(who, "satudata_workflow_document_show", id=given[own["id"]])["id"] == given[own["id"]]
        with pytest.raises(tk.NotAuthorized):
            town.act(who, "satudata_workflow_document_show", id=given[other["id"]])


def test_the_page_leads_to_the_cases_of_one_office(town: House, two_offices: list[Record], web: Any):
    page = web.get(town.user("kepala"), f"{PATH}?step=validasi")
    ways = [link["href"] for link in BeautifulSoup(page.data, "html.parser").select("#sd-together section a[href*='org=']")]
    assert sorted(ways) == sorted(f"{PATH}?step=validasi&org={org['id']}" for org in (town.org, town.elsewhere))
    refused = send(town, web, page, **surat())
    assert "one OPD at a time" in words(refused) and steps(town, two_offices) == ["validasi"] * 2
    one = web.get(town.user("kepala"), ways[0])
    assert "1 of 1 cases are decided" in words(send(town, web, one, **surat()))
    assert sorted(steps(town, two_offices)) == ["terbit", "validasi"]


def test_a_step_is_shown_in_as_many_statements_for_twelve_cases_as_for_three(town: House, statements: list[str]):
    counts = []
    for more in (3, 9):
        at_validation(town, more)
        listed(town)
        model.Session.remove()
        statements.clear()
        tasks = listed(town)
        counts.append((len(tasks), len(statements)))
    assert [count for count, _ in counts] == [3, 12] and counts[0][1] == counts[1][1] <= 15


def test_a_task_says_what_changed_since_the_round_before(town: House):
    (record,) = at_validation(town, 1)
    (task,) = listed(town)
    assert (task["revision"], task["changes"]) == (1, "new")
    town.answer("kepala", record, "kembalikan", reason="Perjelas.")
    town.edit("operator", record, notes="Lebih jelas.", title="Tabel 1 baru")
    town.answer("operator", record, "finish")
    town.walk(record, "validasi")
    (task,) = listed(town)
    assert task["revision"] == 2 and task["changes"].startswith("2 fields changed") and task["round"] == 2


# the page


def form_of(page: Any) -> tuple[MultiDict, list[Any]]:
    form = BeautifulSoup(page.data, "html.parser").find("form", id="sd-together")
    assert form is not None
    fields = MultiDict()
    boxes = form.select("input[name=task]")
    for field in form.find_all("input"):
        is_box = field.get("type") in ("checkbox", "radio")
        if field.get("name") and field.get("type") != "file" and (not is_box or field.has_attr("checked")):
            fields.add(field["name"], field.get("value", ""))
    return fields, boxes


def send(house: House, web: Any, page: Any, who: str = "kepala", without: int = 0, **typed: Any) -> Any:
    """The form as the page prints it, some cases ticked off."""
    fields, _ = form_of(page)
    ticked = fields.poplist("task")[without:]
    data = {key: fields[key] for key in fields} | {"task": ticked} | typed
    return web.post(house.user(who), PATH, data=data, content_type="multipart/form-data")


def surat() -> dict[str, Any]:
    return {"document_surat_validasi": (io.BytesIO(PDF), "surat.pdf"), "number_surat_validasi": "400/9",
            "dated_on_surat_validasi": "2026-03-12"}


def test_the_page_has_all_cases_ticked_and_one_letter_for_them(town: House, web: Any):
    records = at_validation(town)
    desk = web.get(town.user("kepala"), "/satudata/workflow/desk")
    assert f"{PATH}?step=validasi" in desk.text
    page = web.get(town.user("kepala"), f"{PATH}?step=validasi")
    fields, boxes = form_of(page)
    assert len(boxes) == len(fields.getlist("task")) == 3 and fields["answer"] == "setuju"
    answer = send(town, web, page, without=1, **surat())
    assert answer.status_code == 200 and "2 of 2 cases are decided" in words(answer)
    assert sorted(steps(town, records)) == ["terbit", "terbit", "validasi"]
    left = next(record for record in records if town.case(record)["step"] == "validasi")
    assert town.case(left)["documents"] == []


def test_the_page_sent_twice_says_the_same(town: House, web: Any):
    at_validation(town)
    page = web.get(town.user("kepala"), f"{PATH}?step=validasi")
    answers = [send(town, web, page, **surat()) for _ in range(2)]
    assert [("3 of 3 cases are decided" in words(answer)) for answer in answers] == [True, True]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "document of this step is missing"),
        ({"document_surat_validasi": (io.BytesIO(b""), "surat.pdf")}, "empty (0 bytes)"),
        ({"answer": "kembalikan", "reason": " "}, "Write the reason"),
        ({"task": []}, "Tick at least one case"),
        ({"answer": ""}, "Missing value"),
    ],
    ids=["no letter", "empty letter", "no reason", "nothing ticked", "no answer"],
)
def test_a_refused_form_keeps_what_was_typed_and_decides_nothing(typed: dict, says: str, town: House, web: Any):
    records = at_validation(town)
    page = web.get(town.user("kepala"), f"{PATH}?step=validasi")
    data = {"reason": "Alasan panjang.", "number_surat_validasi": "400/7"} | typed
    answer = send(town, web, page, without=1, **data)
    assert answer.status_code == 200 and says in words(answer)
    fields, _ = form_of(answer)
    soup = BeautifulSoup(answer.data, "html.parser")
    assert all(soup.find(id=link["href"][1:]) for link in soup.select("#sd-errors a")), "a link of the summary leads somewhere"
    assert fields["number_surat_validasi"] == "400/7"
    assert len(fields.getlist("task")) == (0 if typed.get("task") == [] else 2)
    if typed.get("reason") is None:
        assert typed_in(answer, "reason") == ["Alasan panjang."]
    assert steps(town, records) == ["validasi"] * 3


def test_cases_are_returned_together_with_one_reason(town: House, web: Any):
    records = at_validation(town, 2)
    page = web.get(town.user("kepala"), f"{PATH}?step=validasi")
    answer = send(town, web, page, answer="kembalikan", reason="Satuan kosong.", **surat())
    assert "2 of 2" in words(answer) and steps(town, records) == ["unggah"] * 2
    for record in records:
        assert [entry["reason"] for entry in town.case(record)["timeline"] if entry["reason"]] == ["Satuan kosong."]
        assert town.case(record)["documents"] == [], "a return takes no letter"


def test_what_was_returned_is_ticked_by_hand_until_it_is_submitted_again(town: House, web: Any):
    corrected, returned, new = at_validation(town, 2) + [town.linked(title="Tabel baru")]
    for record in (corrected, returned):
        town.answer("kepala", record, "kembalikan", reason="Perjelas satuannya.")
    page = web.get(town.user("operator"), f"{PATH}?step=unggah")
    assert words(page).count("It was returned. Tick it only if") == 2
    fields, boxes = form_of(page)
    assert len(boxes) == 3 and [value.split(":")[0] for value in fields.getlist("task")] == [town.case(new)["task"]["id"]]
    town.answer("operator", corrected, "finish")
    assert [task["warning"] for task in listed(town)] == [None]


def test_each_result_stands_on_the_page_with_its_sentence(town: House, web: Any):
    records = at_validation(town, 2)
    page = web.get(town.user("kepala"), f"{PATH}?step=validasi")
    town.act("operator", "satudata_workflow_case_cancel", id=records[0].case_id, reason="Batal.")
    answer = words(send(town, web, page, **surat()))
    assert "1 of 2 cases are decided" in answer and "This case is closed." in answer and "Tabel 1" in answer


def test_without_a_task_the_page_says_so(town: House, web: Any):
    assert "No task of this step waits for you" in words(web.get(town.user("kepala"), f"{PATH}?step=validasi"))
    assert "No task of this step waits for you" in words(web.get(town.user("stranger"), f"{PATH}?step=nowhere"))
    assert web.get(town.user("kepala"), PATH).status_code == 302
    assert web.get(town.user("kepala"), f"{PATH}?step={'x' * 300}").status_code == 400
    assert "/user/login" in web.get("", f"{PATH}?step=validasi").headers["Location"]
    back = web.post("", PATH, data={"step": "validasi"})
    assert back.status_code == 302 and "step%3Dvalidasi" in back.headers["Location"]


def test_titles_are_text_on_the_page(town: House, web: Any):
    record = town.linked(title="<script>alert(1)</script> عدد السكان " + "x" * 260)
    town.walk(record, "validasi")
    page = web.get(town.user("kepala"), f"{PATH}?step=validasi")
    assert b"<script>alert(1)" not in page.data and "عدد السكان" in page.text
