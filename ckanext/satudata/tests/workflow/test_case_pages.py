"""The page of a case: status, steps, comparison, rounds, timeline, what is next, and the pages of single decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup

from ckanext.satudata.tests.factories import CSV, House, Record, upload
from ckanext.satudata.tests.workflow.test_pages import case_path, form_of, page_of, send, words
from ckanext.satudata.workflow import casepage

Under = Callable[[str], None]


@pytest.fixture
def town(house: House, under: Under) -> House:
    under("way_kanan")
    return house


def second_round(house: House, **changes: Any) -> Record:
    """A case that was returned, corrected and submitted again; it waits for the Walidata."""
    record = house.record(title="Jumlah Guru", notes="Guru 2023 per kecamatan.")
    house.walk(record, "periksa")
    house.answer("walidata", record, "tidak_sesuai", reason="Tahun salah.", fields=["notes"])
    house.edit("operator", record, **(changes or {"notes": "Guru 2024 per kecamatan.", "maintainer": "Seksi Data"}))
    house.answer("operator", record, "finish")
    return record


def soup_of(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.data, "html.parser")


def page(house: House, web: Any, who: str, record: Record, query: str = "") -> BeautifulSoup:
    answer = web.get(house.user(who), case_path(record) + query)
    assert answer.status_code == 200
    return soup_of(answer)


def text(tag: Any) -> str:
    return " ".join(tag.get_text(" ").split())


# where it stands


def test_the_status_has_the_time_of_the_sop_as_an_estimate(town: House, web: Any):
    record = town.linked()
    town.walk(record, "periksa")
    assert "Time of the SOP: estimated 1 hour." in text(page(town, web, "walidata", record).select_one(".sd-status"))
    town.walk(record, "validasi")
    assert "norm 5 days" in text(page(town, web, "kepala", record).select_one(".sd-status"))


def test_the_steps_stand_in_order_with_who_did_them_and_where_it_is(town: House, web: Any):
    record = town.linked()
    town.walk(record, "validasi")
    steps = page(town, web, "kepala", record).select(".sd-langkah > li")
    assert len(steps) == 4 and [step.get("aria-current") for step in steps] == [None, None, "step", None]
    assert "Operator" in text(steps[0]) and steps[0].find("time") and "Walidata" in text(steps[1])
    assert "estimated 3 minutes" in text(steps[3])


def test_one_round_has_no_table_two_have_one(town: House, web: Any):
    record = town.linked()
    town.walk(record, "periksa")
    assert page(town, web, "walidata", record).find(id="sd-rounds") is None
    record = second_round(town)
    table = page(town, web, "walidata", record).find("h2", id="sd-rounds").find_parent("section").find("table")
    assert [text(head) for head in table.select("thead th")] == ["Step", "Round 1", "Round 2"]
    checked = next(row for row in table.select("tbody tr") if "Memeriksa" in text(row.th))
    assert [text(cell)[:12] for cell in checked.find_all("td")] == ["Not in order", "Waiting"]


# what changed


def test_the_first_submission_is_shown_whole_the_second_as_what_changed(town: House, web: Any):
    record = town.record(title="Jumlah Guru", notes="Guru per kecamatan.")
    town.walk(record, "periksa")
    first = page(town, web, "walidata", record)
    assert first.select_one(".sd-beda") is None and "Guru per kecamatan." in text(first)
    record = second_round(town)
    shown = page(town, web, "walidata", record)
    table = shown.select_one(".sd-beda")
    assert [text(tag) for tag in table.find_all("del")] == ["removed: 2023"]
    assert [text(tag) for tag in table.find_all("ins")] == ["added: 2024", "added: Seksi Data"]
    assert "Not filled in" in text(table)
    assert "2 fields changed, " in text(shown) and "Revision 2 compared with revision 1" in text(shown)
    assert "revision 2" in text(shown.select_one("#answer-sesuai button")), "the button repeats the number"


def test_a_file_that_was_replaced_is_said_with_its_size_and_hash(town: House, web: Any):
    record = town.record()
    town.walk(record, "periksa")
    town.answer("walidata", record, "tidak_sesuai", reason="Baris kurang.")
    resource = town.act("operator", "package_show", id=record.id)["resources"][0]
    more = CSV + b"Batur,3\n"
    town.act("operator", "resource_patch", id=resource["id"], upload=upload(more, "tabel-2.csv"))
    town.answer("operator", record, "finish")
    shown = page(town, web, "walidata", record)
    assert "1 file replaced" in text(shown)
    row = next(row for row in shown.select(".sd-beda > div") if "File replaced" in text(row))
    before, after = row.select("[data-sisi]")
    assert "tabel.csv" in text(before) and f"{len(CSV)} B" in text(before.find("del"))
    assert "tabel-2.csv" in text(after) and f"{len(more)} B" in text(after.find("ins"))


def test_the_same_content_again_says_that_nothing_changed_only_if_it_is_compared(town: House, web: Any):
    record = town.linked()
    town.walk(record, "periksa")
    town.answer("walidata", record, "tidak_sesuai", reason="Periksa lagi.")
    town.answer("operator", record, "finish")
    assert town.case(record, "walidata")["topics"][0]["comparison"] is None, "the same seal is the same revision"


def test_the_other_side_is_what_the_reader_approved_else_the_round_before_and_can_be_chosen(town: House, web: Any):
    """The Walidata approved revision 1; the head returned 1 and 2: the Walidata reads 3 against 1, the head against 2."""
    record = town.record(notes="Satu.")
    for number, words_ in ((1, "Dua."), (2, "Tiga.")):
        town.walk(record, "validasi" if number == 1 else "periksa")
        if number == 1:
            town.answer("kepala", record, "kembalikan", reason="Ubah.")
        else:
            town.answer("kasi", record, "tidak_sesuai", reason="Ubah lagi.")
        town.edit("operator", record, notes=words_)
        town.answer("operator", record, "finish")

    def sides(who: str, **more: Any) -> tuple[int, int]:
        content = town.act(who, "satudata_workflow_case_show", id=record.case_id, **more)["topics"][0]["comparison"]["content"]
        return content["before"]["no"], content["no"]

    assert sides("walidata") == (1, 3) and sides("operator") == (2, 3) and sides("walidata", against="2") == (2, 3)
    for nonsense in ("99", "-1", "x", "1e3", "9" * 40, ""):
        assert sides("walidata", against=nonsense) == (1, 3)
    chosen = page(town, web, "walidata", record, "?against=2").select_one("#field-against option[selected]")
    assert chosen["value"] == "2"


def test_a_seal_that_is_no_longer_there_has_to_be_read_again(town: House, web: Any):
    record = town.linked()
    town.walk(record, "periksa")
    old = page_of(town, web, "walidata_b", record, "sesuai")
    town.answer("walidata", record, "tidak_sesuai", reason="Ubah.")
    town.edit("operator", record, notes="Lain.")
    town.answer("operator", record, "finish")
    shown = town.case(record, "walidata_b")
    typed = {"task": shown["task"]["id"], "lock_version": str(shown["lock_version"])}
    answer = send(town, web, "walidata_b", record, "sesuai", old, **typed)
    assert "The data has changed since you opened it" in words(answer) and "Load what is there now" in words(answer)
    assert soup_of(answer).find("form", id="answer-sesuai") is None, "nobody approves what he has not read"
    assert town.case(record)["step"] == "periksa"


# what happened


def test_a_return_names_the_entries_to_correct_and_leads_the_makers_there(town: House, web: Any):
    record = town.linked()
    town.walk(record, "periksa")
    asked = page_of(town, web, "walidata", record, "tidak_sesuai")
    assert soup_of(asked).find("input", attrs={"name": "fields", "value": "notes"})
    assert "comes back to “Memeriksa Kesesuaian Data”" in words(asked)
    answer = send(town, web, "walidata", record, "tidak_sesuai", asked, reason="Perjelas.", fields=["notes", "title"])
    assert answer.status_code == 302
    entry = next(e for e in town.case(record)["timeline"] if e["type"].endswith("case_returned"))
    assert [field["name"] for field in entry["fields"]] == ["notes", "title"]
    shown = page(town, web, "operator", record)
    assert "Perjelas." in text(shown.select(".sd-status")[1])
    assert [link["href"].endswith(f"#field-{name}") for link, name in zip(
        shown.select(".sd-kepala .sd-status a"), ("notes", "title"), strict=True)] == [True, True]
    assert page(town, web, "walidata", record).select(".sd-kepala .sd-status a") == [], "only the makers go there"


@pytest.mark.parametrize("fields", [["password"], ["notes", "nonsense"], ["x" * 101], ["a"] * 101])
def test_only_fields_of_the_record_can_be_named(fields: list[str], town: House):
    record = town.linked()
    town.walk(record, "periksa")
    with pytest.raises(tk.ValidationError):
        town.answer("walidata", record, "tidak_sesuai", reason="Ubah.", fields=fields)
    assert town.case(record)["step"] == "periksa"


def test_an_approval_without_its_letter_leads_to_the_file(town: House, web: Any):
    record = town.linked()
    town.walk(record, "validasi")
    answer = send(town, web, "kepala", record, "setuju")
    links = soup_of(answer).select("#sd-errors a")
    summary = text(soup_of(answer).find(id="sd-errors"))
    assert answer.status_code == 200 and "surat_validasi" not in summary, "the title of the letter, not its key"
    assert {soup_of(answer).find("input", id=link["href"][1:])["type"] for link in links} == {"file"}


def test_what_was_ticked_stays_in_a_refused_return(town: House, web: Any):
    record = town.linked()
    town.walk(record, "periksa")
    answer = send(town, web, "walidata", record, "tidak_sesuai", reason=" ", fields=["notes"])
    soup = soup_of(answer)
    assert answer.status_code == 200 and "Write the reason" in words(answer)
    assert soup.find("input", attrs={"name": "fields", "value": "notes"}).has_attr("checked")
    assert soup.select_one("#sd-errors a")["href"] == "#field-reason" and soup.find("textarea", id="field-reason")
    form_of(answer, "tidak_sesuai")


def entries(*kinds: str, actor: str = "a") -> list[dict[str, Any]]:
    return [{"id": str(n), "type": f"satudata.x.{kind}", "at": str(n), "actor": actor, "sentence": kind, "reason": None}
            for n, kind in enumerate(kinds)]


def test_the_same_again_and_again_is_one_line():
    shown = casepage.timeline(entries("record_created", *["record_changed"] * 5, "record_sealed", "record_changed"))
    assert [(entry["sentence"], entry["times"]) for entry in shown["entries"]] == [
        ("record_created", 1), ("record_changed", 5), ("record_sealed", 1), ("record_changed", 1)]
    assert shown["entries"][1]["at"] == "5" and shown["older"] == 0


def test_older_entries_are_folded_and_one_click_away():
    many = entries(*(f"kind_{n}" for n in range(40)))
    shown = casepage.timeline(many)
    assert (len(shown["entries"]), shown["older"]) == (15, 25) and shown["entries"][-1]["sentence"] == "kind_39"
    assert len(casepage.timeline(many, whole=True)["entries"]) == 40
    assert casepage.timeline(entries(*(f"kind_{n}" for n in range(17))))["older"] == 0, "two lines are not worth a click"


def test_a_long_timeline_leads_to_the_whole(town: House, web: Any):
    record = town.linked()
    for _ in range(4):
        town.walk(record, "periksa")
        town.answer("walidata", record, "tidak_sesuai", reason="Lagi.")
        town.edit("operator", record, notes=f"{len(town.case(record)['timeline'])} kali.")
    shown = page(town, web, "operator", record)
    link = shown.select_one("#sd-history > p > a")
    assert "older entries" in text(link) and len(shown.select(".sd-waktu > li")) == 15
    whole = soup_of(web.get(town.user("operator"), link["href"]))
    assert len(whole.select(".sd-waktu > li")) > 15 and whole.select_one("#sd-history > p > a") is None


# what is next


def test_after_a_decision_the_next_task_of_the_same_step_is_offered(new_house: House, web: Any, under: Under):
    under("way_kanan")
    house = new_house
    first, other_step, same_step = (house.linked(title=title) for title in ("Pertama", "Lain langkah", "Sama langkah"))
    house.name_officer("both", "kepala_opd")
    house.name_officer("both", "verifikator_instansi")
    for record in (first, same_step):
        house.walk(record, "validasi")
    house.walk(other_step, "periksa")
    house.letter("kepala", first)
    answer = send(house, web, "kepala", first, "setuju")
    assert answer.status_code == 302
    shown = page(house, web, "kepala", first)
    following = shown.select_one("a[aria-describedby=sd-next]")
    assert following["href"].endswith(case_path(same_step)) and "Sama langkah" in text(shown.find(id="sd-next"))
    assert page(house, web, "operator", first).select_one("a[aria-describedby=sd-next]") is None


def test_after_the_last_decision_the_page_says_that_nothing_else_waits(new_house: House, browsers: Any, under: Under):
    under("way_kanan")
    house = new_house
    first, second = (house.linked(title=title) for title in ("Pertama", "Terakhir"))
    for record in (first, second):
        house.walk(record, "validasi")
        house.letter("kepala", record)
    send(house, browsers, "kepala", first, "setuju")
    assert "Nothing else waits" not in text(page(house, browsers, "kepala", first))
    send(house, browsers, "kepala", second, "setuju")
    assert "Nothing else waits for you." in text(page(house, browsers, "kepala", second))


def test_the_message_to_send_names_offices_and_no_person(town: House, web: Any):
    record = town.linked(title="Jumlah Guru")
    town.walk(record, "periksa")
    message = page(town, web, "operator", record).select_one(".sd-salin textarea").get_text()
    shown = town.case(record)
    for part in (shown["number"], "Jumlah Guru", "Walidata", case_path(record), "http"):
        assert part in message
    assert "Operator" not in message, "the name of the maker in these tests"


@pytest.mark.parametrize("key", ["sesuai", "nothing", "tidak_sesuai"])
def test_the_page_of_a_decision_is_for_who_may_take_it(key: str, town: House, web: Any):
    record = town.linked()
    town.walk(record, "periksa")
    path = case_path(record, f"/decide/{key}")
    assert web.get(town.user("operator"), path).headers["Location"].endswith(case_path(record))
    assert web.get(town.user("walidata"), path).status_code == (302 if key == "nothing" else 200)
    assert web.get(town.user("stranger"), path).status_code == 403
    assert "/user/login" in web.get("", path).headers["Location"]


def test_hostile_words_stay_text_everywhere(town: House, web: Any):
    evil = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)> عدد " + "w" * 200
    record = town.linked(title=evil[:300], notes=evil)
    town.walk(record, "periksa")
    town.answer("walidata", record, "tidak_sesuai", reason=evil)
    town.edit("operator", record, notes=evil + " berubah")
    town.answer("operator", record, "finish")
    for path in (case_path(record), case_path(record, "/decide/tidak_sesuai"), case_path(record, "/cancel")):
        answer = web.get(town.user("walidata"), path)
        assert answer.status_code == 200 and "<script>alert(" not in answer.text and "<img src=x" not in answer.text
    assert "عدد" in answer.text


def test_the_page_takes_as_many_statements_for_many_rounds_as_for_few(town: House, web: Any, statements: list[str]):
    record, counts = second_round(town), []
    for _ in range(2):
        web.get(town.user("walidata"), case_path(record))
        model.Session.remove()
        statements.clear()
        assert web.get(town.user("walidata"), case_path(record)).status_code == 200
        counts.append(len(statements))
        for n in range(2):
            town.answer("walidata", record, "tidak_sesuai", reason="Lagi.")
            town.edit("operator", record, notes=f"Putaran {n}, {counts}.")
            town.answer("operator", record, "finish")
    assert counts[0] == counts[1] <= 40     # 7 of them for the clocks
