"""The page of notifications, the number in the head of every page, and the choice of mail."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

from ckanext.satudata.tests.factories import House
from ckanext.satudata.tests.workflow.test_notifications import returned
from ckanext.satudata.workflow.model import MailSetting, Notification

HERE = "/satudata/workflow/notifications"
SETTINGS = f"{HERE}/settings"


def page(web: Any, user: str, path: str = HERE) -> BeautifulSoup:
    answer = web.get(user, path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.data, "html.parser")


def number_in_head(found: BeautifulSoup) -> str:
    link = found.select_one(f".account-masthead a[href='{HERE}']")
    assert link is not None
    return " ".join(link.get_text(" ").split())


def test_the_head_of_every_page_has_the_number_and_a_visitor_sees_nothing_of_it(new_house: House, web: Any):
    house = new_house
    operator = house.user("operator")
    assert number_in_head(page(web, operator, "/satudata/workflow/desk")) == "Notifications"
    returned(house)
    assert number_in_head(page(web, operator, "/satudata/workflow/desk")) == "Notifications 1 are unread"
    assert HERE.encode() not in web.get("", "/satudata/workflow/procedures").data


def test_the_page_lists_what_happened_and_opening_it_marks_it_as_read(new_house: House, web: Any):
    house = new_house
    record = returned(house)
    operator = house.user("operator")
    found = page(web, operator)
    row = found.select_one("tbody tr")
    assert row is not None and "Returned for correction" in row.get_text() and "New" in row.get_text()
    form = row.select_one("form")
    assert form is not None
    data = {field["name"]: field["value"] for field in form.select("input[type=hidden]") if field.get("value")}
    answer = web.post(operator, str(form["action"]), data=data)
    assert answer.status_code == 302 and answer.headers["Location"].endswith(f"/satudata/workflow/case/{record.case_id}")
    found = page(web, operator)
    assert number_in_head(found) == "Notifications" and found.select("tbody tr form") == []
    assert found.select_one(f"tbody a[href='/satudata/workflow/case/{record.case_id}']") is not None


def test_all_are_marked_as_read_by_post_only_and_nobody_elses(new_house: House, web: Any):
    house = new_house
    house.user("operator_b")
    returned(house)
    operator, other = house.user("operator"), house.user("operator_b")
    assert web.get(operator, f"{HERE}/read").status_code in (404, 405)
    assert web.post(operator, f"{HERE}/read").status_code == 302
    assert "You have read everything." in page(web, operator, f"{HERE}?unread=1").get_text()
    assert number_in_head(page(web, other)) == "Notifications 1 are unread"


def test_a_post_without_the_token_of_the_form_changes_nothing(new_house: House, web: Any, web_app: Any):
    house = new_house
    returned(house)
    operator = house.user("operator")
    flask_config = web_app.flask_app.config
    before = flask_config["WTF_CSRF_ENABLED"]
    flask_config["WTF_CSRF_ENABLED"] = True
    try:
        assert web.post(operator, f"{HERE}/read").status_code == 400
        assert web.post(operator, SETTINGS, data={"frequency": "none", "language": "id"}).status_code == 400
    finally:
        flask_config["WTF_CSRF_ENABLED"] = before
    assert house.act("operator", "satudata_workflow_notification_list")["unread"] == 1
    assert model.Session.get(MailSetting, house.user_id("operator")) is None


def test_a_visitor_is_sent_to_the_login(house: House, web: Any):
    for path in (HERE, SETTINGS):
        answer = web.get("", path)
        assert answer.status_code == 302 and "/user/login" in answer.headers["Location"]
    assert web.post("", f"{HERE}/read").status_code in (302, 401)


def test_a_long_list_has_pages_and_odd_numbers_lead_to_the_first(new_house: House, web: Any):
    house = new_house
    returned(house)
    row = model.Session.scalars(sa.select(Notification).where(Notification.recipient == house.user_id("operator"))).one()
    case_id = row.case_id
    for n in range(25):
        model.Session.add(Notification(event_id=f"{row.event_id}-{n}", recipient=row.recipient, template="comment",
                                       case_id=case_id, data={}))
    model.Session.commit()
    operator = house.user("operator")
    first, second = page(web, operator), page(web, operator, f"{HERE}?page=2")
    assert len(first.select("tbody tr")) == 20 and len(second.select("tbody tr")) == 6
    assert first.select_one("a[rel=next]") is not None and second.select_one("a[rel=prev]") is not None
    for odd in ("0", "-1", "x", "²", "1e9", "99999", ""):
        assert len(page(web, operator, f"{HERE}?page={odd}").select("tbody tr")) == 20
    assert "To the first page" in page(web, operator, f"{HERE}?page=9999").get_text()


def test_how_often_mail_comes_is_chosen_on_its_page(new_house: House, web: Any):
    house = new_house
    operator = house.user("operator")
    found = page(web, operator, SETTINGS)
    checked = found.select_one("input[name=frequency][checked]")
    assert checked is not None and checked["value"] == "digest"
    assert web.post(operator, SETTINGS, data={"frequency": "none", "language": "id"}).status_code == 302
    found = page(web, operator, SETTINGS)
    assert [field["value"] for field in found.select("input[name=frequency][checked]")] == ["none"]
    assert [field["value"] for field in found.select("#field-language option[selected]")] == ["id"]
    answer = web.post(operator, SETTINGS, data={"frequency": "hourly"})
    assert answer.status_code == 200 and b"Error:" in answer.data
    assert house.act("operator", "satudata_workflow_mail_setting_show")["frequency"] == "none"


def test_who_has_no_mail_address_is_told_so(new_house: House, web: Any):
    house = new_house
    user = model.User.get(house.user("operator"))
    assert user is not None
    user.email = None
    model.Session.commit()
    assert "Your account has no mail address" in page(web, house.user("operator"), SETTINGS).get_text()


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "\u202egnp.exe", "A" * 3000])
def test_a_hostile_title_stands_as_text_in_its_own_direction(new_house: House, web: Any, title: str):
    house = new_house
    house.user("walidata")
    record = house.linked(title=title)
    house.walk(record, "periksa")
    house.answer("walidata", record, "tidak_sesuai", reason="Ubah.")
    row = page(web, house.user("operator")).select_one("tbody tr")
    assert row is not None and row.select("script") == []
    shown = row.select_one("[dir=auto]")       # its long words break, and its direction ends with it
    assert shown is not None and shown.get_text() == title


def test_the_page_asks_no_more_questions_for_many_rows_than_for_few(new_house: House, web: Any, statements: list[str]):
    house = new_house
    returned(house)
    operator = house.user("operator")
    page(web, operator)
    statements.clear()
    page(web, operator)
    few = len(statements)
    row = model.Session.scalars(sa.select(Notification).where(Notification.recipient == house.user_id("operator"))).one()
    for n in range(15):
        model.Session.add(Notification(event_id=f"{row.event_id}-{n}", recipient=row.recipient, template="task",
                                       case_id=row.case_id, data=row.data))
    model.Session.commit()
    statements.clear()
    page(web, operator)
    assert len(statements) <= few + 2
