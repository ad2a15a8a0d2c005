"""A login that ends, or begins anew, while somebody fills in a form of a case: nothing is done, and nothing typed is lost."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from unittest import mock
from urllib.parse import unquote

import ckan.model as model
import pytest
from bs4 import BeautifulSoup
from redis.exceptions import ConnectionError as RedisGone

from ckanext.satudata import kept
from ckanext.satudata.tests.factories import PDF, House, Record
from ckanext.satudata.tests.form_browser import HOSTILE, PASSWORD, Browser, filled
from ckanext.satudata.workflow import together

TYPED = f"Satuan kosong.\r\nKolom kecamatan kurang. {HOSTILE}"
TITLE = "Jumlah guru yang tidak boleh disebut"


@dataclass
class Form:
    """A form on its page, and what somebody types into it."""

    house: House
    record: Record
    who: str
    path: str
    selector: str
    typed: dict[str, Any]

    @property
    def state(self) -> Any:
        """Where the case stands; it changes with whatever is done to it."""
        case = self.house.case(self.record)
        asked = case["task"]["holding"]["offices_added"] if case["task"] else []
        return case["status"], case["step"], case["lock_version"], len(case["documents"]), asked

    def on(self, page: BeautifulSoup) -> dict[str, Any]:
        """What stands in the typed fields of this page."""
        found = filled(page.select_one(self.selector))
        return {name: sorted(text) if isinstance(text := found.get(name), list) else text for name in self.typed}


def answer(town: House) -> Form:
    record = town.linked(title=TITLE)
    town.walk(record, "periksa")
    return Form(town, record, "walidata", f"/satudata/workflow/case/{record.case_id}/decide/tidak_sesuai",
                "#answer-tidak_sesuai", {"reason": TYPED, "fields": ["notes", "title"]})


def letter(town: House) -> Form:
    record = town.linked(title=TITLE)
    town.walk(record, "validasi")
    return Form(town, record, "kepala", f"/satudata/workflow/case/{record.case_id}", "#answer-setuju",
                {"number_surat_validasi": HOSTILE, "dated_on_surat_validasi": "2026-03-12"})


def cancel(town: House) -> Form:
    record = town.linked(title=TITLE)
    return Form(town, record, "operator", f"/satudata/workflow/case/{record.case_id}/cancel", "#sd-cancel", {"reason": TYPED})


def several(town: House) -> Form:
    records = [town.linked(title=f"{TITLE} {n}") for n in range(3)]
    for record in records:
        town.walk(record, "validasi")
    path = f"/satudata/workflow/together?step=validasi&org={town.org['id']}"
    tasks = town.act("kepala", "satudata_workflow_step_show", step="validasi", org=town.org["id"])["tasks"]
    chosen = [f"{task['id']}:{task['lock_version']}:{task['seal']}" for task in tasks if task["case_id"] == records[1].case_id]
    return Form(town, records[1], "kepala", path, "#sd-together",
                {"reason": TYPED, "answer": "kembalikan", "task": chosen, "number_surat_validasi": HOSTILE})


def check(town: House) -> Form:
    record = town.linked(title=TITLE)
    return Form(town, record, "operator", f"/satudata/publication/{record.name}/check", "form.sd-formulir",
                {"number_berita_acara": HOSTILE})


def escalate(town: House) -> Form:
    record = town.linked(title=TITLE)
    town.walk(record, "periksa")
    return Form(town, record, "operator", f"/satudata/workflow/case/{record.case_id}/task/escalate", "#sd-task-form",
                {"reason": TYPED})


def comment(town: House) -> Form:
    record = town.linked(title=TITLE)
    return Form(town, record, "operator", f"/satudata/workflow/case/{record.case_id}", "#sd-comment",
                {"text": TYPED})


FORMS = {"answer": answer, "letter": letter, "cancel": cancel, "several": several, "check": check, "escalate": escalate,
         "comment": comment}
TAKING_FILES = ("#answer-setuju", "#sd-together", "form.sd-formulir")
ENDING = ("answer", "cancel", "several", "escalate")        # what was typed is enough to do it


@pytest.fixture
def checked(web_app: Any, on_portal: None) -> Iterator[Any]:
    """The application with CKAN's check of tokens, as in production."""
    with mock.patch.dict(web_app.flask_app.config, {"WTF_CSRF_ENABLED": True}):
        yield web_app


@pytest.fixture
def form(request: pytest.FixtureRequest, new_house: House, under: Callable[[str], None], checked: Any) -> Form:
    """`checked` comes before: the actions of the story need no token."""
    under("uji_bersurat" if request.param == "check" else "way_kanan")
    return FORMS[request.param](new_house)


def browser(app: Any, house: House, who: str) -> Browser:
    name = house.user(who)
    user = model.User.get(name)
    assert user is not None
    user.password = PASSWORD
    model.Session.commit()
    return Browser(app, {"name": name})


def send(person: Browser, page: BeautifulSoup, form: Form, changes: dict[str, Any] | None = None) -> Any:
    at = page.select_one(form.selector)
    assert at is not None, page.text
    data = filled(at) | (changes or {})
    return person.client.post(at.get("action") or form.path, data=data, follow_redirects=False,
                              content_type="multipart/form-data")


def lost(person: Browser, form: Form, changes: dict[str, Any] | None = None) -> Any:
    """Fill in the form and press its button after the login has ended."""
    page = person.open(form.path)
    person.forget_cookies()
    return send(person, page, form, form.typed | (changes or {}))


def back_from(answer: Any) -> str:
    """Where the login leads from the page that keeps the text."""
    return Browser.read(answer).select_one(".sd-tindakan a.btn-primary")["href"].split("came_from=")[1]


@pytest.mark.parametrize("form", FORMS, indirect=True)
def test_a_login_that_ends_loses_nothing(form: Form, checked: Any):
    person, before = browser(checked, form.house, form.who), form.state
    answer = lost(person, form)
    assert answer.status_code == 401 and form.state == before
    assert "<script>alert" not in answer.body and TITLE not in answer.body
    shown = Browser.read(answer)
    texts = [area.text.removeprefix("\n").replace("\r\n", "\n") for area in shown.select("textarea[readonly]")]
    written = [text.replace("\r\n", "\n") for name, text in form.typed.items() if isinstance(text, str) and name != "answer"]
    assert sorted(texts) == sorted(written)
    location = person.login(back_from(answer)).location
    again = person.open(location)
    assert form.on(again) == form.typed and "logged in again" in again.text and form.state == before
    takes_files = bool(again.select(f"{form.selector} input[type=file]"))
    assert ("Files have to be chosen again" in again.text) is takes_files is (form.selector in TAKING_FILES)
    nothing = {name: "" for name in ("reason", "text") if name in form.typed}
    assert send(person, again, form, nothing).status_code in (200, 422)
    assert form.state == before


@pytest.mark.parametrize("form", ENDING, indirect=True)
def test_it_goes_on_after_the_login_and_is_forgotten_then(form: Form, checked: Any):
    person, before = browser(checked, form.house, form.who), form.state
    location = person.login(back_from(lost(person, form))).location
    done = send(person, person.open(location), form)
    assert done.status_code in (200, 302) and form.state != before
    assert "logged in again" not in person.open(location).text


@pytest.mark.parametrize("form", FORMS, indirect=True)
def test_another_account_does_not_see_the_text(form: Form, checked: Any):
    person = browser(checked, form.house, form.who)
    address = unquote(back_from(lost(person, form)))
    for who in ("verifikator" if form.who == "kepala" else "kepala", "admin", "stranger"):
        body = browser(checked, form.house, who).client.get(address).body
        assert "alert(1)" not in body and "Kolom kecamatan" not in body and "logged in again" not in body


@pytest.mark.parametrize("form", FORMS, indirect=True)
def test_a_login_that_began_anew_loses_nothing(form: Form, checked: Any):
    """Logging in again ends the tokens of all open pages."""
    person, before = browser(checked, form.house, form.who), form.state
    page = person.open(form.path)
    person.forget_cookies()
    person.login()
    answer = send(person, page, form, form.typed)
    assert answer.status_code == 400 and form.state == before
    again = person.read(answer)
    assert "press the button once more" in again.select_one(".sd-galat").text and form.on(again) == form.typed
    token = "input[name=_csrf_token]"
    assert again.select_one(f"{form.selector} {token}")["value"] != page.select_one(f"{form.selector} {token}")["value"]
    if "reason" in form.typed:
        assert send(person, again, form).status_code in (200, 302) and form.state != before


@pytest.mark.parametrize("form", ["letter", "several", "check"], indirect=True)
def test_files_have_to_be_chosen_again(form: Form, checked: Any):
    kind = "berita_acara" if form.selector == "form.sd-formulir" else "surat_validasi"
    person, before = browser(checked, form.house, form.who), form.state
    page = person.open(form.path)
    person.forget_cookies()
    sent = {f"document_{kind}": (io.BytesIO(PDF), "surat.pdf")}
    gone = send(person, page, form, sent)
    assert gone.status_code == 401 and "Files have to be chosen again" in gone.body
    person.login()
    stale = send(person, page, form, {f"document_{kind}": (io.BytesIO(PDF), "surat.pdf")})
    assert stale.status_code == 400 and "Files have to be chosen again" in stale.body and form.state == before


@pytest.mark.parametrize("form", ["answer", "check", "cancel"], indirect=True)
def test_where_nothing_was_typed_the_login_follows_at_once(form: Form, checked: Any):
    person = browser(checked, form.house, form.who)
    page = person.open(form.path)
    person.forget_cookies()
    answer = send(person, page, form)
    assert answer.status_code == 302 and "/user/login" in answer.location and "kept" not in answer.location


@pytest.mark.parametrize("form", FORMS, indirect=True)
def test_nothing_is_stored_without_the_ticket_of_this_form(form: Form, checked: Any):
    person = browser(checked, form.house, form.who)
    user = model.User.get(form.house.user(form.who))
    assert user is not None
    page = person.open(form.path)
    person.forget_cookies()
    elsewhere = kept.issue(kept.Ticket(user.id, ("satudata_workflow.answer", "another")))
    with mock.patch.object(kept, "keep") as keep:
        for ticket in ("", "salah", elsewhere):
            assert send(person, page, form, form.typed | {"ticket": ticket}).status_code == 401
    keep.assert_not_called()


@pytest.mark.parametrize("form", ["answer"], indirect=True)
def test_the_page_holds_everything_while_the_store_is_away_and_for_another_tab(form: Form, checked: Any):
    person, before = browser(checked, form.house, form.who), form.state
    with mock.patch.object(kept, "connect_to_redis", side_effect=RedisGone("gone")):
        answer = lost(person, form)
    assert answer.status_code == 401 and "kept%3D" not in answer.body
    person.login()
    resent = person.read(answer).select_one("form.sd-bagian")
    again = person.client.post(resent["action"], data=filled(resent), follow_redirects=False)
    assert again.status_code == 400 and form.on(person.read(again)) == form.typed and form.state == before
    too_long = send(person, person.open(form.path), form, {"reason": "x" * 200_001})
    assert too_long.status_code == 200 and form.state == before


@pytest.mark.parametrize("form", ["answer", "cancel"], indirect=True)
def test_who_may_not_read_the_case_gets_the_own_text_back_and_does_nothing(form: Form, checked: Any):
    stranger, before = browser(checked, form.house, "stranger"), form.state
    path = f"/satudata/workflow/case/{form.record.case_id}/{'cancel' if form.selector == '#sd-cancel' else 'answer'}"
    token = stranger.open("/satudata/workflow/desk").select_one("meta[name=_csrf_token]")["content"]
    for sent in (token, "salah"):
        answer = stranger.client.post(path, data={"reason": TYPED, "_csrf_token": sent}, follow_redirects=False)
        assert answer.status_code in (200, 403) and form.state == before and TITLE not in answer.body
        assert "Kolom kecamatan" in answer.body and "<script>alert" not in answer.body


@pytest.mark.parametrize("form", ["several"], indirect=True)
def test_a_case_that_changed_meanwhile_has_to_be_ticked_again(form: Form, checked: Any):
    person = browser(checked, form.house, form.who)
    location = person.login(back_from(lost(person, form))).location
    form.house.answer("kepala", form.record, "kembalikan", reason="Perjelas.")
    form.house.edit("operator", form.record, notes="Lain.")
    form.house.answer("operator", form.record, "finish")
    form.house.walk(form.record, "validasi")
    again = person.open(location)
    assert not again.select("input[name=task][checked]") and len(again.select("input[name=task]")) == 3
    assert again.select_one("[name=reason]").text.startswith("Satuan kosong.")


@pytest.mark.parametrize("form", ["several"], indirect=True)
def test_what_is_in_the_cases_is_compared_for_the_page_only(form: Form, checked: Any):
    person = browser(checked, form.house, form.who)
    with mock.patch.object(together, "_overviews", wraps=together._overviews) as compare:
        page = person.open(form.path)
        assert compare.call_count == 1
        letter = {"document_surat_validasi": (io.BytesIO(PDF), "surat.pdf")}
        answer = send(person, page, form, form.typed | letter)
        assert "1 of 1 cases are decided" in answer.body and "2 more cases of this step" in answer.body
        assert compare.call_count == 1
    assert form.house.case(form.record)["documents"] == [], "a return takes no letter"


@pytest.mark.parametrize("form", FORMS, indirect=True)
def test_the_forms_warn_before_they_are_left(form: Form, checked: Any):
    page = browser(checked, form.house, form.who).open(form.path)
    assert page.select_one(form.selector)["data-module"] == "sd-unsaved"
