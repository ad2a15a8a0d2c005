"""Maker and checker are two people: whoever made any of it, in any round and in any name, does not approve it."""

from __future__ import annotations

from collections.abc import Callable

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa

from ckanext.satudata.publication.topics import PackageTopic
from ckanext.satudata.tests.factories import House, Record, errors_of, upload
from ckanext.satudata.workflow.model import Case, Decision

Under = Callable[[str], None]
MAKER = "You helped to make this data"


@pytest.fixture
def village(new_house: House, under: Under) -> House:
    """Bandar Lampung's way in a small OPD, where the operator is the verifikator too."""
    under("bandar_lampung")
    new_house.name_officer("operator", "verifikator_instansi")
    return new_house


def refused_as_maker(house: House, who: str, record: Record, key: str = "sesuai") -> bool:
    """Whether an approval is refused, on the page and in the action, because of who made the data."""
    shown = {a["key"]: a for a in house.case(record, who)["task"]["answers"]}[key]
    try:
        house.answer(who, record, key)
    except tk.ValidationError as refused:
        assert MAKER in errors_of(refused) and shown["refusal"] == "maker_is_not_checker"
        return True
    assert shown["refusal"] is None
    return False


def test_a_writes_it_is_returned_b_mends_a_comma_and_submits_and_a_may_not_approve(village: House):
    record = village.linked("operator", notes="Jumlah penduduk,per kecamatan.")
    village.answer("operator", record, "finish")
    village.answer("verifikator_b", record, "perbaiki", reason="Spasi setelah koma.")
    village.edit("operator_b", record, notes="Jumlah penduduk, per kecamatan.")
    village.answer("operator_b", record, "finish")
    assert refused_as_maker(village, "operator", record)
    assert village.case(record)["step"] == "verifikasi_instansi"
    assert not refused_as_maker(village, "verifikator", record)


def test_who_only_submits_is_a_maker(village: House):
    record = village.linked("operator_b")
    village.answer("operator", record, "finish")
    assert refused_as_maker(village, "operator", record)


def test_who_only_uploads_a_file_is_a_maker(village: House):
    record = village.record("operator_b", content=None)
    village.act("operator", "resource_create", package_id=record.id, name="Tabel", upload=upload())
    village.answer("operator_b", record, "finish")
    assert refused_as_maker(village, "operator", record)


def test_who_only_opened_the_second_round_is_a_maker_of_it(village: House):
    """B made the whole first round; A's one word in the second makes A a maker, and B stays one."""
    record = village.linked("operator_b")
    village.name_officer("operator_b", "verifikator_instansi")
    village.answer("operator_b", record, "finish")
    village.answer("verifikator", record, "perbaiki", reason="Ubah satu kata.")
    village.edit("operator", record, title="Satu Kata")
    village.answer("operator", record, "finish")
    assert refused_as_maker(village, "operator", record)
    assert refused_as_maker(village, "operator_b", record)
    assert not refused_as_maker(village, "verifikator", record)


def test_a_maker_of_a_cancelled_case_is_one_in_the_next(village: House):
    record = village.linked("operator")
    village.act("operator", "satudata_workflow_case_cancel", id=record.case_id, reason="Belum lengkap.")
    opened = village.act("operator_b", "satudata_publication_case_open", id=record.id)
    again = Record(record.id, record.name, opened["case_id"])
    village.edit("operator_b", again, title="Lengkap")
    village.answer("operator_b", again, "finish")
    assert refused_as_maker(village, "operator", again)


def test_an_administrator_who_made_it_is_a_maker_like_anybody(village: House):
    village.name_officer("admin", "operator_opd")
    village.name_officer("admin", "verifikator_instansi")
    record = village.linked("admin")
    village.answer("admin", record, "finish")
    assert refused_as_maker(village, "admin", record)


def test_an_acting_officer_for_a_maker_counts_as_the_maker(village: House):
    record = village.linked("operator_b")
    village.answer("operator_b", record, "finish")
    village.name_officer(
        "stranger", "verifikator_instansi", acting_as="plt", acting_for=village.user("operator_b"), decree="800/1"
    )
    assert refused_as_maker(village, "stranger", record)


@pytest.mark.parametrize("deed", ["edits", "submits"])
def test_whom_a_maker_acts_for_counts_as_a_maker(deed: str, village: House):
    """The Plt works in the name of the operator: so the operator does not approve it either."""
    village.name_officer("stranger", "operator_opd", acting_as="plh", acting_for=village.user("operator"), decree="800/2")
    record = village.linked("operator_b")
    if deed == "edits":
        village.edit("stranger", record, title="Judul dari Plh")
    village.answer("stranger" if deed == "submits" else "operator_b", record, "finish")
    assert refused_as_maker(village, "operator", record)


def test_an_acting_officer_for_somebody_else_may_approve(village: House):
    record = village.linked("operator_b")
    village.answer("operator_b", record, "finish")
    village.name_officer(
        "stranger", "verifikator_instansi", acting_as="plt", acting_for=village.user("kepala"), decree="800/3"
    )
    assert not refused_as_maker(village, "stranger", record)
    row = model.Session.scalar(sa.select(Decision).where(Decision.case_id == record.case_id, Decision.verb == "approve"))
    assert (row.by, row.acting_for) == (village.user_id("stranger"), village.user_id("kepala")), "both stand in the decision"


def test_a_maker_may_send_back_and_may_carry_out_the_publication(village: House):
    """Only an approval needs four eyes; the step that publishes carries out what others approved (design §7.3)."""
    village.name_officer("operator_b", "walidata")
    record = village.linked("operator_b")
    village.walk(record, "periksa_walidata")
    village.answer("operator_b", record, "perbaiki", reason="Saya sendiri melihat salah.")
    village.answer("operator_b", record, "finish")
    village.walk(record, "terbit")
    village.answer("operator_b", record, "finish")
    assert village.case(record)["outcome"] == "completed"


def test_a_reviewer_who_then_edits_loses_the_approval_that_was_given(village: House):
    """The verifikator approves, mends something after the return and takes it back: same hash, and yet no approval."""
    village.name_officer("verifikator", "operator_opd")
    record = village.linked("operator_b", title="Asli")
    village.walk(record, "periksa_walidata")
    village.answer("walidata", record, "perbaiki", reason="Lihat judul.")
    village.edit("verifikator", record, title="Lain")
    village.edit("verifikator", record, title="Asli")
    village.answer("operator_b", record, "finish")
    assert village.case(record)["step"] == "verifikasi_instansi", "the first approval counts no more"
    assert refused_as_maker(village, "verifikator", record)
    village.answer("verifikator_b", record, "sesuai")
    assert village.walk(record)["outcome"] == "completed"


def test_without_the_edit_the_same_approval_still_counts(village: House):
    record = village.linked("operator_b", title="Asli")
    village.walk(record, "periksa_walidata")
    village.answer("walidata", record, "perbaiki", reason="Lihat judul.")
    village.edit("operator_b", record, title="Lain")
    village.edit("operator_b", record, title="Asli")
    village.answer("operator_b", record, "finish")
    assert village.case(record)["step"] == "periksa_walidata"


def test_after_publication_nobody_is_a_maker_any_more(village: House):
    record = village.linked("operator_b")
    assert PackageTopic("dataset").makers(record.id) == {village.user_id("operator_b")}
    village.walk(record, operator="operator_b")
    assert PackageTopic("dataset").makers(record.id) == frozenset()


def spoil(record: Record, change: Callable[[Decision], None], step: str = "periksa") -> None:
    """Make one approval of a case another one, past all rules."""
    row = model.Session.scalar(
        sa.select(Decision).where(Decision.case_id == record.case_id, Decision.step == step, Decision.verb == "approve")
    )
    assert row is not None
    change(row)
    model.Session.commit()


@pytest.mark.parametrize(
    ("step", "change"),
    [
        ("periksa", lambda row: setattr(row, "sha256", "0" * 64)),  # of an older content
        ("validasi", lambda row: setattr(row, "sha256", None)),
        ("periksa", lambda row: setattr(row, "acting_for", row.by)),  # control: still valid
    ],
    ids=["older content", "no content", "control"],
)
def test_a_publication_needs_every_passed_approval_on_its_own_hash(
    step: str, change: Callable, house: House, under: Under, request: pytest.FixtureRequest
):
    under("way_kanan")
    record = house.linked()
    house.walk(record, "terbit")
    spoil(record, change, step)
    if "control" in request.node.name:
        house.answer("walidata", record, "finish")
        assert house.case(record)["outcome"] == "completed"
        return
    with pytest.raises(tk.ValidationError) as refused:
        house.answer("walidata", record, "finish")
    assert "problems" in refused.value.error_dict
    assert (house.case(record)["status"], house.case(record)["step"]) == ("open", "terbit")
    with pytest.raises(tk.NotAuthorized):
        house.act("anonymous", "package_show", id=record.id)


def test_an_approval_of_a_maker_does_not_publish(house: House, under: Under):
    under("way_kanan")
    record = house.linked()
    house.walk(record, "terbit")
    maker = house.user_id("operator")
    spoil(record, lambda row: setattr(row, "by", maker))
    with pytest.raises(tk.ValidationError):
        house.answer("walidata", record, "finish")
    spoil(record, lambda row: setattr(row, "by", house.user_id("walidata")))
    spoil(record, lambda row: setattr(row, "acting_for", maker))
    with pytest.raises(tk.ValidationError):
        house.answer("walidata", record, "finish")
    assert house.case(record)["step"] == "terbit"


def test_without_any_approval_nothing_is_published(house: House, under: Under):
    under("default")
    record = house.linked()
    house.walk(record, "periksa")
    case = model.Session.get(Case, record.case_id)
    assert case is not None
    case.step = "terbit"  # as if a procedure led past the check
    task = model.Session.scalar(
        sa.text("SELECT id FROM satudata_workflow_task WHERE case_id = :id AND status = 'ready'"), {"id": record.case_id}
    )
    model.Session.execute(sa.text("UPDATE satudata_workflow_task SET step = 'terbit' WHERE id = :id"), {"id": task})
    model.Session.commit()
    with pytest.raises(tk.ValidationError) as refused:
        house.answer("walidata", record, "finish")
    assert "problems" in refused.value.error_dict
    with pytest.raises(tk.NotAuthorized):
        house.act("anonymous", "package_show", id=record.id)
