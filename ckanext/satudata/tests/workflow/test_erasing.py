"""Words that are erased: gone from every table, the chain whole, and the case says who erased them and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest import mock

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan.lib.redis import connect_to_redis

from ckanext.satudata.tests.factories import House, Record, act, context_of, errors_of, unique
from ckanext.satudata.tests.workflow.test_pages import case_path, words
from ckanext.satudata.tests.workflow.test_twice import CASE, at_once
from ckanext.satudata.workflow import erasing, events, verifying
from ckanext.satudata.workflow.model import Event, Text

Under = Callable[[str], None]
ERASE, COPIES, COMMENT = (f"satudata_workflow_{name}" for name in ("text_erase", "text_copies", "comment_create"))


@pytest.fixture
def at_check(house: House, under: Under) -> Record:
    under("way_kanan")
    for who in ("walidata", "walidata_b", "kasi"):
        house.user(who)
    record = house.linked(title="Jumlah Guru")
    house.walk(record, "periksa")
    return record


def holding(said: str) -> set[str]:
    """Every table of the main database with a row that holds these words, and every key of Redis that does."""
    model.Session.rollback()
    with model.ensure_engine().connect() as connection:
        tables = connection.scalars(sa.text(
            "SELECT quote_ident(table_name) FROM information_schema.tables "
            "WHERE table_schema = 'public' AND table_type = 'BASE TABLE'")).all()
        assert len(tables) > 40
        found = {name for name in tables if connection.scalar(
            sa.text(f"SELECT EXISTS (SELECT 1 FROM {name} t WHERE t::text LIKE :said)"), {"said": f"%{said}%"})}
    redis: Any = connect_to_redis()
    dumped = ((key, redis.dump(key) or b"") for key in redis.scan_iter())
    return found | {key.decode(errors="replace") for key, value in dumped if said.encode() in key + value}


def entry_of(house: House, record: Record, event_id: str, who: str = "operator") -> dict[str, Any]:
    return next(entry for entry in house.case(record, who)["timeline"] if entry["id"] == event_id)


def with_reason(house: House, record: Record, said: str) -> str:
    """Id of the event of the case that has these words."""
    return next(entry["id"] for entry in house.case(record)["timeline"] if entry["reason"] == said)


def told(record: Record) -> int:
    return model.Session.scalar(
        sa.select(sa.func.count()).select_from(Event).where(Event.stream == events.case_stream(record.case_id)))


def test_erased_words_stand_in_no_table_any_more(at_check: Record, house: House):
    said = f"Nama petugas Sukarno {unique('nik')} salah"
    house.act("walidata", COMMENT, id=at_check.case_id, text=f"{said}, komentar.")
    house.act("walidata", COMMENT, id=at_check.case_id, text=f"{said}, intern.", audience="internal")
    house.act("kasi", "satudata_workflow_case_pause", id=at_check.case_id, whose="producer", reason=f"{said}, jeda.")
    house.act("kasi", "satudata_workflow_case_resume", id=at_check.case_id)
    house.answer("walidata", at_check, "tidak_sesuai", reason=f"{said}, kembali.")
    assert holding(said) == {"satudata_workflow_text"}, "the words lie in one place, so that they can be erased there"
    ids = model.Session.scalars(sa.select(Text.event_id).where(Text.text.startswith(said))).all()
    assert len(ids) == 4
    for event_id in ids:
        house.act("admin", ERASE, id=event_id, because="personal_data")
    assert holding(said) == set()
    assert list(verifying.faults(events.case_stream(at_check.case_id))) == []


def test_the_case_says_that_words_were_erased_when_why_and_by_whom(at_check: Record, house: House):
    house.answer("walidata", at_check, "tidak_sesuai", reason="NIK 3304… salah.")
    event_id = with_reason(house, at_check, "NIK 3304… salah.")
    answer = house.act("admin", ERASE, id=event_id, because="personal_data")
    assert (answer["id"], answer["because"], answer["events"]) == (event_id, "personal_data", 1)
    entry = entry_of(house, at_check, event_id)
    assert (entry["reason"], entry["is_erased"]) == (None, True)
    assert entry["erased"] == {"at": answer["erased_at"], "because": "personal_data"}
    last = house.case(at_check)["timeline"][-1]
    assert (last["type"], last["actor"], last["audience"]) == (events.TEXT_ERASED, house.user_id("admin"), "parties")
    assert last["sentence"] == "Admin erased the words of an earlier entry: they held personal data."
    assert last["reason"] is None and last["erased"] is None


PEOPLE = ("operator", "kepala", "walidata", "kasi", "stranger", "anonymous")


@pytest.mark.parametrize("who", PEOPLE)
def test_only_an_administrator_erases(who: str, at_check: Record, house: House):
    """Not even who wrote it: what was said to the parties stays said, until somebody outside the case erases it."""
    made = house.act("operator", COMMENT, id=at_check.case_id, text="Halo.")
    number = told(at_check)
    for action, more in ((ERASE, {"because": "personal_data"}), (COPIES, {})):
        with pytest.raises(tk.NotAuthorized):
            house.act(who, action, id=made["id"], **more)
    assert told(at_check) == number and entry_of(house, at_check, made["id"])["reason"] == "Halo."


def test_the_portal_itself_erases_nothing(at_check: Record, house: House):
    made = house.act("operator", COMMENT, id=at_check.case_id, text="Halo.")
    with pytest.raises(tk.ValidationError, match="Only a person can erase words"):
        house.act("site", ERASE, id=made["id"], because="personal_data")
    with pytest.raises(tk.ValidationError, match="Only a person can erase words"):
        tk.get_action(ERASE)({"ignore_auth": True, "user": ""}, {"id": made["id"], "because": "personal_data"})
    assert entry_of(house, at_check, made["id"])["reason"] == "Halo."


def test_what_an_office_said_among_itself_is_told_as_erased_to_that_office_only(at_check: Record, house: House):
    made = house.act("walidata", COMMENT, id=at_check.case_id, text="Rahasia.", audience="internal")
    answer = house.act("admin", ERASE, id=made["id"], because="secret")
    assert "text" not in answer and "Rahasia" not in str(answer)
    erased = {who: [e["type"] for e in house.case(at_check, who)["timeline"]].count(events.TEXT_ERASED)
              for who in ("walidata", "kasi", "operator", "admin")}
    assert erased == {"walidata": 1, "kasi": 1, "operator": 0, "admin": 0}
    assert entry_of(house, at_check, made["id"], "kasi")["erased"]["because"] == "secret"


def test_sent_again_it_is_the_first_ones_result_also_at_the_same_moment(at_check: Record, house: House):
    made = house.act("operator", COMMENT, id=at_check.case_id, text="Halo.")
    number, admin = told(at_check), house.user("admin")
    erase = lambda: act(admin, ERASE, id=made["id"], because="personal_data")  # noqa: E731
    sides = at_once(CASE, {"id": at_check.case_id}, erase, erase)
    assert [side.error for side in sides] == [None, None] and sides[0].result == sides[1].result
    assert house.act("admin", ERASE, id=made["id"], because="misplaced") == sides[0].result
    assert told(at_check) == number + 1


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"id": "tidak-ada"}, "id", "There is no such entry"),
        ({"because": "bosan"}, "because", "Choose why the words are erased."),
        ({"because": ""}, "because", "Choose why"),
        ({"id": ""}, "id", "Missing value"),
    ],
)
def test_a_call_that_is_wrong_says_so_and_erases_nothing(
    changes: dict, field: str, sentence: str, at_check: Record, house: House,
):
    made = house.act("operator", COMMENT, id=at_check.case_id, text="Halo.")
    with pytest.raises(tk.ValidationError) as refused:
        house.act("admin", ERASE, **({"id": made["id"], "because": "secret"} | changes))
    assert list(refused.value.error_dict) == [field] and sentence in errors_of(refused.value)
    assert entry_of(house, at_check, made["id"])["reason"] == "Halo."


def test_an_entry_without_words_has_nothing_to_erase(at_check: Record, house: House):
    first = house.case(at_check)["timeline"][0]
    with pytest.raises(tk.ValidationError, match="no words that could be erased"):
        house.act("admin", ERASE, id=first["id"], because="secret")


def test_in_a_transaction_of_the_caller_it_ends_with_it(at_check: Record, house: House):
    made = house.act("operator", COMMENT, id=at_check.case_id, text="Halo.")
    context = context_of(house.user("admin")) | {"defer_commit": True}
    tk.get_action(ERASE)(context, {"id": made["id"], "because": "secret"})
    model.Session.rollback()
    assert entry_of(house, at_check, made["id"])["reason"] == "Halo."


def test_what_one_person_wrote_to_many_cases_is_erased_in_all_of_them(at_check: Record, house: House):
    said = f"Petugas {unique('nama')} salah."
    other = house.linked()
    house.walk(other, "periksa")
    ids = [house.act("walidata", COMMENT, id=record.case_id, text=said)["id"] for record in (at_check, other)]
    ids.append(house.act("walidata", COMMENT, id=other.case_id, text=said, audience="internal")["id"])
    kept = house.act("kasi", COMMENT, id=other.case_id, text=said)["id"]
    assert house.act("admin", COPIES, id=ids[0]) == {"count": 2}
    answer = house.act("admin", ERASE, id=ids[0], because="personal_data", copies=True)
    assert (answer["id"], answer["events"]) == (ids[0], 3)
    assert model.Session.scalars(sa.select(Text.event_id).where(Text.text == said)).all() == [kept], "another's own words"
    assert house.act("admin", COPIES, id=ids[0]) == {"count": 0}
    for record in (at_check, other):
        assert list(verifying.faults(events.case_stream(record.case_id))) == []


def test_a_crash_between_the_copies_leaves_the_one_that_was_named_so_that_a_second_call_finds_the_rest(
    at_check: Record, house: House, monkeypatch: pytest.MonkeyPatch,
):
    said = f"Petugas {unique('nama')} salah."
    ids = [house.act("walidata", COMMENT, id=at_check.case_id, text=f"{said}")["id"]]
    house.act("operator", COMMENT, id=at_check.case_id, text="Baik.")
    ids.append(house.act("walidata", COMMENT, id=at_check.case_id, text=said)["id"])
    real = erasing.erase

    def dies(event_id: str, *rest: Any) -> Event:
        if event_id == ids[0]:
            raise RuntimeError("the power is off")
        return real(event_id, *rest)

    monkeypatch.setattr(erasing, "erase", dies)
    with pytest.raises(RuntimeError):
        house.act("admin", ERASE, id=ids[0], because="personal_data", copies=True)
    model.Session.rollback()
    monkeypatch.setattr(erasing, "erase", real)
    assert model.Session.scalars(sa.select(Text.event_id).where(Text.text == said)).all() == [ids[0]]
    house.act("admin", ERASE, id=ids[0], because="personal_data", copies=True)
    assert not model.Session.scalars(sa.select(Text.event_id).where(Text.text == said)).all()


def test_the_return_whose_reason_was_erased_still_stands_on_the_page_of_the_makers(at_check: Record, house: House, web: Any):
    house.answer("walidata", at_check, "tidak_sesuai", reason="Ubah tabel 2.")
    house.act("admin", ERASE, id=with_reason(house, at_check, "Ubah tabel 2."), because="asked")
    page = web.get(house.user("operator"), case_path(at_check))
    assert page.status_code == 200 and "Ubah tabel 2." not in words(page)


# the page


def links(page: Any) -> list[str]:
    return [a["href"] for a in BeautifulSoup(page.data, "html.parser").select("a[href*='/erase/']")]


@pytest.mark.parametrize("who", PEOPLE[:4])
def test_the_case_offers_it_to_nobody_else(who: str, at_check: Record, house: House, web: Any):
    made = house.act("operator", COMMENT, id=at_check.case_id, text="Halo.")
    assert links(web.get(house.user(who), case_path(at_check))) == []
    path = case_path(at_check, f"/erase/{made['id']}")
    assert web.get(house.user(who), path).status_code == 403
    assert web.post(house.user(who), path, data={"because": "secret"}).status_code in (400, 403)
    assert entry_of(house, at_check, made["id"])["reason"] == "Halo."


def test_a_visitor_is_sent_to_the_login(at_check: Record, house: House, web: Any):
    made = house.act("operator", COMMENT, id=at_check.case_id, text="Halo.")
    answer = web.get("", case_path(at_check, f"/erase/{made['id']}"))
    assert answer.status_code == 302 and "/user/login" in answer.headers["Location"]


def test_an_administrator_erases_on_a_page_that_says_what_follows(at_check: Record, house: House, web: Any):
    said = f"<b>Sukarno</b> {unique('nama')}"
    for _ in range(2):
        made = house.act("walidata", COMMENT, id=at_check.case_id, text=said)
        house.act("operator", COMMENT, id=at_check.case_id, text="Baik.")
    admin = house.user("admin")
    path = case_path(at_check, f"/erase/{made['id']}")
    assert path in links(web.get(admin, case_path(at_check)))
    page = web.get(admin, path)
    assert said in words(page) and "cannot be brought back" in words(page) and "Also in the one other entry" in words(page)
    soup = BeautifulSoup(page.data, "html.parser")
    assert [o["value"] for o in soup.select("#field-because option")] == ["", *erasing.BECAUSE]
    sent = {i["name"]: i["value"] for i in soup.select("#sd-erase input[type=hidden]")}
    missing = web.post(admin, path, data=sent)
    assert missing.status_code == 200 and "Choose why the words are erased." in words(missing)
    done = web.post(admin, path, data=sent | {"because": "personal_data", "copies": "1"})
    assert done.status_code == 302
    shown = web.get(admin, case_path(at_check, "?history=all"))
    assert said not in words(shown) and words(shown).count("they held personal data. (2 times)") == 1
    moment = tk.h.satudata_moment(entry_of(house, at_check, made["id"])["erased"]["at"])
    assert words(shown).count(f"The words were erased on {moment}: they held personal data.") == 2
    assert web.get(admin, path).status_code == 302, "there is nothing to erase any more"


def test_without_the_token_of_the_form_nothing_is_erased(at_check: Record, house: House, web: Any, web_app: Any):
    made = house.act("walidata", COMMENT, id=at_check.case_id, text="Halo.")
    with mock.patch.dict(web_app.flask_app.config, {"WTF_CSRF_ENABLED": True}):
        answer = web.post(house.user("admin"), case_path(at_check, f"/erase/{made['id']}"), data={"because": "secret"})
    assert answer.status_code == 400 and "press the button once more" in words(answer)
    assert entry_of(house, at_check, made["id"])["reason"] == "Halo."
