"""Words beside the decisions: who writes them, who reads them, what becomes of erased ones; decisions of one person."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa

from ckanext.satudata.tests.factories import House, Record, act, errors_of
from ckanext.satudata.tests.workflow.test_twice import CASE, at_once, told
from ckanext.satudata.workflow import commenting, events, governments, officers, opening
from ckanext.satudata.workflow.model import Event, Text
from ckanext.satudata.workflow.offices import Office

Under = Callable[[str], None]
WRITE = "satudata_workflow_comment_create"


@pytest.fixture
def at_check(house: House, under: Under) -> Record:
    under("way_kanan")
    record = house.linked()
    house.walk(record, "periksa")
    return record


def texts(house: House, record: Record, who: str) -> set[str]:
    return {entry["reason"] for entry in house.case(record, who)["timeline"] if entry["type"] == events.COMMENT_WRITTEN}


def refused(house: House, who: str, **data: Any) -> str:
    with pytest.raises(tk.ValidationError) as refusal:
        house.act(who, WRITE, **data)
    return errors_of(refusal.value)


PARTIES = ("operator", "operator_b", "verifikator", "kepala", "walidata", "kasi")


@pytest.mark.parametrize("who", PARTIES)
def test_every_party_writes_and_every_party_reads_it(who: str, at_check: Record, house: House):
    house.act(who, WRITE, id=at_check.case_id, text="  Tabel 2 menyusul.  ")
    for reader in PARTIES:
        assert "Tabel 2 menyusul." in texts(house, at_check, reader), reader
    last = house.case(at_check)["timeline"][-1]
    assert last["sentence"].endswith("wrote a comment.") and last["audience"] == "parties"


@pytest.mark.parametrize("who", ["operator_elsewhere", "kepala_elsewhere", "pembina", "stranger", "admin"])
def test_who_is_no_party_writes_nothing(who: str, at_check: Record, house: House):
    number = told(at_check)
    assert "can write in it" in refused(house, who, id=at_check.case_id, text="Halo.")
    assert told(at_check) == number


def test_a_visitor_and_a_case_that_is_not_there(at_check: Record, house: House):
    with pytest.raises(tk.NotAuthorized):
        house.act("anonymous", WRITE, id=at_check.case_id, text="Halo.")
    assert "There is no such case" in refused(house, "operator", id="tidak-ada", text="Halo.")


@pytest.mark.parametrize(
    ("writer", "readers"),
    [
        ("walidata", {"walidata", "kasi", "walidata_b"}),           # Diskominfo among itself
        ("kasi", {"walidata", "kasi", "walidata_b"}),
        ("operator", {"operator", "operator_b", "verifikator", "kepala"}),   # the OPD among itself
        ("kepala", {"operator", "operator_b", "verifikator", "kepala"}),
    ],
)
def test_an_internal_comment_is_read_in_the_writer_s_house_only(
    writer: str, readers: set[str], at_check: Record, house: House,
):
    house.act(writer, WRITE, id=at_check.case_id, text="Kita bahas dulu.", audience="internal")
    found = {who for who in (*PARTIES, "walidata_b", "admin") if "Kita bahas dulu." in texts(house, at_check, who)}
    assert found == readers


def test_an_internal_event_without_a_house_is_read_by_nobody():
    event = Event(audience="internal", data={})
    assert not commenting.may_read(event, dataclasses.replace(_actor(), offices=(Office("walidata"),)), governments.current())


def _actor() -> Any:
    from ckanext.satudata.workflow.offices import Actor

    return Actor("u", "U")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"text": ""}, "Write the comment"),
        ({"text": " \n\t"}, "Write the comment"),
        ({"text": "\x00"}, "Write the comment"),
        ({}, "Write the comment"),
        ({"text": "a" * 10_001}, "more than 10000 characters"),
        ({"text": "a", "audience": "public"}, "cannot write for these readers"),
        ({"text": "a", "audience": "requester"}, "cannot write for these readers"),    # nobody asked for this data
        ({"text": "a", "audience": "semua"}, "cannot write for these readers"),
    ],
)
def test_what_is_no_comment_is_refused_in_words(data: dict, says: str, at_check: Record, house: House):
    assert says in refused(house, "operator", id=at_check.case_id, **data)


@pytest.mark.parametrize("text", ["a" * 10_000, "<script>alert(1)</script> {who} %s", "Ünïcode 🙂 \u202e", "dua\x00belas"])
def test_any_words_are_kept_as_they_were_written(text: str, at_check: Record, house: House):
    house.act("operator", WRITE, id=at_check.case_id, text=text)
    assert text.replace("\x00", "") in texts(house, at_check, "walidata")


def test_the_same_words_sent_again_at_once_are_one_comment(at_check: Record, house: House):
    first = house.act("operator", WRITE, id=at_check.case_id, text="Sudah.")
    number = told(at_check)
    assert house.act("operator", WRITE, id=at_check.case_id, text="Sudah.") == first and told(at_check) == number
    house.act("operator_b", WRITE, id=at_check.case_id, text="Sudah.")
    house.act("operator", WRITE, id=at_check.case_id, text="Sudah.")
    assert told(at_check) == number + 2, "not at once: somebody else wrote between"


def test_a_double_click_at_the_same_moment_writes_one_comment(at_check: Record, house: House):
    user, number = house.user("operator"), told(at_check)
    write = lambda: act(user, WRITE, id=at_check.case_id, text="Bersamaan.")  # noqa: E731
    sides = at_once(CASE, {"id": at_check.case_id}, write, write)
    assert [side.error for side in sides] == [None, None] and sides[0].result == sides[1].result
    assert told(at_check) == number + 1


def test_a_comment_leaves_the_case_as_it_stands_and_a_closed_case_takes_one(at_check: Record, house: House):
    before = house.case(at_check)
    house.act("operator", WRITE, id=at_check.case_id, text="Halo.")
    after = house.case(at_check)
    assert [before[key] for key in ("lock_version", "step", "moved_at")] == [
        after[key] for key in ("lock_version", "step", "moved_at")]
    house.walk(at_check)
    house.act("walidata", WRITE, id=at_check.case_id, text="Terima kasih.")
    assert "Terima kasih." in texts(house, at_check, "operator")


def test_erased_words_are_gone_and_the_chain_still_verifies(at_check: Record, house: House):
    made = house.act("operator", WRITE, id=at_check.case_id, text="NIK 3305…")
    model.Session.execute(sa.delete(Text).where(Text.event_id == made["id"]))
    model.Session.commit()
    entry = next(e for e in house.case(at_check)["timeline"] if e["id"] == made["id"])
    assert (entry["reason"], entry["is_erased"]) == (None, True)
    assert list(events.broken(events.case_stream(at_check.case_id))) == []


def test_the_requester_is_written_to_where_the_public_takes_part(house: House, under: Under):
    """The audience is kept with the words; the desk of requests shows them to whoever asked (issue 7)."""
    under("default")
    government = governments.current()
    procedure, segment = government.bound("data_request")
    assert procedure is not None
    actor = officers.actor_of({"user": house.user("walidata")})
    case = opening.open_run(opening.Run(government, procedure, segment), actor).case
    case_id = case.id
    model.Session.commit()
    made = house.act("walidata", WRITE, id=case_id, text="Tabel mana yang dimaksud?", audience="requester")
    assert model.Session.get(Event, made["id"]).audience == "requester"
    shown = house.act("walidata", "satudata_workflow_case_show", id=case_id)
    assert "requester" in shown["comment_for"]
    assert shown["timeline"][-1]["reason"] == "Tabel mana yang dimaksud?", "the parties read it too"


# decisions of one person (single_officer)


def test_what_one_person_made_and_checked_is_marked(
    new_house: House, under: Under, monkeypatch: pytest.MonkeyPatch,
):
    under("uji")
    house = new_house
    house.name_officer("operator", "walidata")
    record = house.linked()
    house.walk(record, "periksa")
    allowed = dataclasses.replace(
        governments.of_case("uji"), single_officer=frozenset({(house.org["name"], "walidata")}))
    monkeypatch.setattr(governments, "of_case", lambda slug: allowed)
    house.answer("operator", record, "sesuai")
    shown = house.case(record)
    assert shown["timeline"][-1]["single_officer"] is True
    assert [e["type"] for e in shown["timeline"] if e["single_officer"]] == [events.STEP_APPROVED]
    marked = {step["id"]: [a["single_officer"] for a in step["attempts"]] for step in shown["steps"] if step["attempts"]}
    assert marked == {"siapkan": [False], "periksa": [True]}
