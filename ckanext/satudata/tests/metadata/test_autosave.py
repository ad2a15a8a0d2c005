"""What was typed and not saved: kept for one person, restored, forgotten; and a section saved against all odds."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from unittest import mock

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.lib.redis import connect_to_redis
from ckan.tests import factories, helpers
from redis.exceptions import ConnectionError as RedisGone

from ckanext.satudata.metadata import answers, autosaves, forms, guesses, guessing
from ckanext.satudata.metadata.model import Autosave, Guess
from ckanext.satudata.metadata.model.table import now

from .conftest import call, upload

pytestmark = pytest.mark.usefixtures("portal")


def person(office=None, capacity="editor"):
    user = factories.User()
    if office:
        call("member_create", id=office["id"], object=user["id"], object_type="user", capacity=capacity)
    return user


def act(user, action, **data):
    """An action with the rights of this user."""
    return tk.get_action(action)({"user": user["name"], "auth_user_obj": model.User.get(user["id"])}, data)


@pytest.fixture
def editor(office):
    return person(office)


def stamp(record, section):
    return answers.stamp_of(answers.of_record(fields(section), call("package_show", id=record["id"])))


def fields(section):
    return forms.asked(next(s for s in forms.sections_of("dataset") if s.name == section))


def rows():
    return {(row.section, row.user_id): row for row in model.Session.query(Autosave).populate_existing()}


def test_keystrokes_are_kept_as_they_are(record, editor):
    """Nothing is validated, nothing of it reaches the record."""
    typed = {"satuan": "  ", "definisi": "<script>alert(1)</script>\n‮abc", "id_sds": "salah", "apa": "x"}
    done = act(editor, "satudata_metadata_autosave", id=record["name"], section="standar_data", typed=typed, stamp="s")
    row = rows()["standar_data", editor["id"]]
    assert row.typed == {key: value for key, value in typed.items() if key != "apa"}
    assert (row.stamp, row.saved_at.isoformat()) == ("s", done["saved_at"])
    assert call("package_show", id=record["id"])["definisi"] == record["definisi"]
    began = row.started_at
    act(editor, "satudata_metadata_autosave", id=record["id"], section="standar_data", typed={"satuan": "jiwa"}, stamp="s")
    row = rows()["standar_data", editor["id"]]
    assert (row.started_at, row.typed) == (began, {"satuan": "jiwa"})


def test_what_the_record_says_already_is_not_kept(record, editor):
    act(editor, "satudata_metadata_autosave", id=record["id"], section="standar_data", typed={"satuan": "lain"}, stamp="")
    done = act(editor, "satudata_metadata_autosave", id=record["id"], section="standar_data",
               typed={"satuan": record["satuan"] + " "}, stamp="")
    assert done["saved_at"] is None and rows() == {}


@pytest.mark.parametrize("typed", [{"definisi": "x" * 200_001}, {"definisi": "x" * 150_000, "konsep": "y" * 60_000}])
def test_there_is_a_limit(record, editor, typed):
    for action, key in (("satudata_metadata_autosave", "typed"), ("satudata_metadata_section_update", "answers")):
        with pytest.raises(tk.ValidationError):
            act(editor, action, id=record["id"], section="standar_data", **{key: typed})
    assert rows() == {}


@pytest.mark.parametrize("typed", ["teks", ["a"], None])
def test_only_a_set_of_texts_is_taken(record, editor, typed):
    with pytest.raises(tk.ValidationError):
        act(editor, "satudata_metadata_autosave", id=record["id"], section="standar_data", typed=typed)


ACTIONS = [("satudata_metadata_autosave", {"typed": {"satuan": "x"}}), ("satudata_metadata_autosave_delete", {}),
           ("satudata_metadata_section_update", {"answers": {"satuan": "x"}}), ("satudata_metadata_form_show", {})]


@pytest.mark.parametrize(("action", "data"), ACTIONS)
def test_only_for_those_who_may_change_the_record(record, office, action, data):
    elsewhere, member = person(factories.Organization()), person(office, "member")
    for user in (elsewhere, member):
        with pytest.raises(tk.NotAuthorized):
            act(user, action, id=record["id"], section="standar_data", **data)
    with pytest.raises(tk.NotAuthorized):
        tk.get_action(action)({"user": "", "auth_user_obj": None}, {"id": record["id"], "section": "standar_data", **data})
    assert rows() == {} and call("package_show", id=record["id"])["satuan"] == record["satuan"]


@pytest.mark.parametrize("section", ["lain", "../dasar", "x" * 5000])
def test_a_section_that_is_none(record, editor, section):
    with pytest.raises(tk.ObjectNotFound):
        act(editor, "satudata_metadata_autosave", id=record["id"], section=section, typed={"satuan": "x"})


def test_others_see_who_is_at_it_and_not_what(record, editor, office):
    colleague = person(office)
    act(editor, "satudata_metadata_autosave", id=record["id"], section="cakupan", typed={"dimensi": "rahasia"})
    shown = act(colleague, "satudata_metadata_form_show", id=record["id"])
    assert [(entry["section"], entry["name"]) for entry in shown["beside"]] == [("cakupan", editor["display_name"])]
    assert "rahasia" not in str(shown)
    assert {s["name"]: s["status"] for s in shown["sections"]}["cakupan"] == "complete"      # his own typing, not mine
    mine = act(editor, "satudata_metadata_form_show", id=record["id"])
    assert {s["name"]: s["status"] for s in mine["sections"]}["cakupan"] == "started"
    age(timedelta(minutes=31))
    assert act(colleague, "satudata_metadata_form_show", id=record["id"])["beside"] == []


def age(by):
    model.Session.execute(sa.update(Autosave).values(saved_at=now() - by, started_at=now() - by))
    model.Session.commit()


def test_it_is_forgotten_after_thirty_days(record, editor, cli):
    act(editor, "satudata_metadata_autosave", id=record["id"], section="cakupan", typed={"dimensi": "x"})
    age(timedelta(days=29))
    assert autosaves.of(record["id"], "cakupan", editor["id"])
    assert cli.invoke(cli_group(), ["tidy"]).exit_code == 0 and rows()
    age(timedelta(days=31))
    assert autosaves.of(record["id"], "cakupan", editor["id"]) is None
    result = cli.invoke(cli_group(), ["tidy"])
    assert result.exit_code == 0 and "1" in result.output and rows() == {}


def test_without_cron_it_is_forgotten_by_who_types_next_once_a_day(record, editor, office, monkeypatch):
    key, redis = autosaves.tidied_key(), connect_to_redis()
    monkeypatch.setattr(autosaves, "AT_ONCE", 2)
    for number in range(3):
        act(person(office), "satudata_metadata_autosave", id=record["id"], section="cakupan", typed={"dimensi": f"{number}"})
    age(timedelta(days=31))

    def typed_again():
        act(editor, "satudata_metadata_autosave", id=record["id"], section="cakupan", typed={"dimensi": "baru"})
        return len(rows())

    redis.set(key, "1")
    assert typed_again() == 4           # done today already
    redis.delete(key)
    assert typed_again() == 2 and 86000 < redis.ttl(key) <= 86400
    assert typed_again() == 2
    redis.delete(key)
    with mock.patch.object(autosaves, "connect_to_redis", side_effect=RedisGone("gone")):
        assert typed_again() == 2       # what somebody types is kept all the same
    assert typed_again() == 1 and rows()["cakupan", editor["id"]].typed == {"dimensi": "baru"}


def test_it_goes_with_its_record(record, editor, cli):
    act(editor, "satudata_metadata_autosave", id=record["id"], section="cakupan", typed={"dimensi": "x"})
    call("package_delete", id=record["id"])
    cli.invoke(cli_group(), ["tidy"])
    assert rows() == {}


def cli_group():
    from ckanext.satudata.metadata.cli import satudata_metadata

    return satudata_metadata


# saving


def test_a_saved_section_is_not_unsaved_any_more(record, editor, office):
    colleague = person(office)
    for user in (editor, colleague):
        act(user, "satudata_metadata_autosave", id=record["id"], section="cakupan", typed={"dimensi": "x"})
    guesses.note(record["id"], [guessing.Guess("dimensi", "x", guessing.COLUMN_NAMES, {}),
                                guessing.Guess("satuan", "y", guessing.COLUMN_NAMES, {})])
    model.Session.commit()
    act(editor, "satudata_metadata_section_update", id=record["id"], section="cakupan", answers={"dimensi": "kecamatan"},
        stamp=stamp(record, "cakupan"))
    model.Session.rollback()
    assert set(rows()) == {("cakupan", colleague["id"])}
    assert [row.field for row in model.Session.query(Guess)] == ["satuan"]
    assert call("package_show", id=record["id"])["dimensi"] == "kecamatan"


def test_saving_without_a_change_confirms_the_guesses_too(record, editor):
    guesses.note(record["id"], [guessing.Guess("satuan", record["satuan"], guessing.COLUMN_NAMES, {})])
    model.Session.commit()
    before = call("package_show", id=record["id"])["metadata_modified"]
    act(editor, "satudata_metadata_section_update", id=record["id"], section="standar_data", answers={}, stamp="")
    model.Session.rollback()
    assert model.Session.query(Guess).count() == 0
    assert call("package_show", id=record["id"])["metadata_modified"] == before


@pytest.mark.parametrize(("section", "answers_", "field", "words"), [
    ("cakupan", {"periode_awal": "2024", "periode_akhir": "2004"}, "periode_akhir", "same as or later"),
    ("cakupan", {"periode_akhir": "2004"}, "periode_akhir", "same as or later"),          # compared with what is saved
    ("cakupan", {"kode_wilayah": "Banjar"}, "kode_wilayah", "dots"),
    ("prioritas", {"prioritas_tahun": "25"}, "prioritas_tahun", "four digits"),
    ("prioritas", {"kriteria_prioritas": ["apa"]}, "kriteria_prioritas", "not in the list"),
    ("dasar", {"title": " "}, "title", "Fill in"),
    ("dasar", {"name": "Huruf Besar"}, "name", "small letters"),
    ("dasar", {"name": "lain"}, "name", "Another record"),
    ("dasar", {"tag_string": "padi, x"}, "tag_string", "keyword"),
    ("dasar", {"tag_string": "padi; <b>"}, "tag_string", "keyword"),
    ("dasar", {"owner_org": "tidak-ada"}, "owner_org", ""),
    ("sumber", {"maintainer_email": "bukan surel"}, "maintainer_email", "whole e-mail"),
    ("sumber", {"sumber": "x" * 201}, "sumber", "200"),
])
def test_a_wrong_answer_is_said_at_its_field(record, editor, complete, section, answers_, field, words):
    call("package_create", **{**complete, "name": "lain"})
    with pytest.raises(tk.ValidationError) as refused:
        act(editor, "satudata_metadata_section_update", id=record["id"], section=section, answers=answers_, stamp="")
    assert list(refused.value.error_dict) == [field]
    assert words in refused.value.error_dict[field][0]


def test_missing_answers_are_no_error(record, editor):
    """A draft may be incomplete: what is asked for is tested at the seal."""
    empty = {"konsep": "", "definisi": "", "klasifikasi": "", "ukuran": "", "satuan": "", "id_sds": ""}
    act(editor, "satudata_metadata_section_update", id=record["id"], section="standar_data", answers=empty, stamp="")
    assert "definisi" not in call("package_show", id=record["id"])


def test_what_is_wrong_elsewhere_does_not_stand_in_the_way(record, editor):
    """Values of an old portal: they stay byte for byte, and the task list says where to correct them."""
    old = {"theme": "Perikanan dan Kelautan", "kriteria_prioritas": '["lama"]', "periode_awal": "tempo hari"}
    package = model.Package.get(record["id"])
    package.extras.update(old)
    package.maintainer_email = "tanpa alamat"
    model.Session.commit()
    act(editor, "satudata_metadata_section_update", id=record["id"], section="standar_data",
        answers={"satuan": "ekor", "definisi": "Baru"}, stamp="")
    model.Session.expire_all()
    package = model.Package.get(record["id"])
    assert {name: package.extras[name] for name in old} == old
    assert (package.maintainer_email, package.extras["satuan"], package.extras["definisi"]) == ("tanpa alamat", "ekor", "Baru")
    assert {"kode_wilayah", "jenis", "konsep"} <= package.extras.keys() and package.notes == record["notes"]
    shown = act(editor, "satudata_metadata_form_show", id=record["id"])
    wrong = {s["name"]: s["wrong"] for s in shown["sections"] if s["status"] == "wrong"}
    assert wrong == {"dasar": ["theme"], "cakupan": ["periode_awal"], "sumber": ["maintainer_email"],
                     "prioritas": ["kriteria_prioritas"]}
    with pytest.raises(tk.ValidationError):
        act(editor, "satudata_metadata_section_update", id=record["id"], section="cakupan", answers={"dimensi": "x"}, stamp="")


def test_the_mark_of_a_section_cannot_be_sent(record, editor):
    """Who calls CKAN's actions with a context key of the same name is validated as always."""
    with pytest.raises(tk.ValidationError):
        tk.get_action("package_patch")({"user": editor["name"], "satudata_metadata_untouched": ["theme"]},
                                       {"id": record["id"], "theme": "salah"})
    with pytest.raises(tk.ValidationError):
        act(editor, "package_patch", id=record["id"], theme="salah", satudata_metadata_untouched=["theme"])


def test_two_people_save_the_same_section(record, editor, office):
    colleague, seen = person(office), stamp(record, "standar_data")
    act(colleague, "satudata_metadata_section_update", id=record["id"], section="standar_data", answers={"satuan": "ekor"},
        stamp=seen)
    for answers_ in ({"satuan": "kuintal"}, {"satuan": "kuintal", "definisi": "x"}):
        with pytest.raises(tk.ValidationError) as refused:
            act(editor, "satudata_metadata_section_update", id=record["id"], section="standar_data", answers=answers_,
                stamp=seen)
        assert list(refused.value.error_dict) == ["stamp"]
    assert call("package_show", id=record["id"])["satuan"] == "ekor"
    # the same text twice, and a change in another section, are no conflict
    act(editor, "satudata_metadata_section_update", id=record["id"], section="standar_data", answers={"satuan": "ekor "},
        stamp=seen)
    act(editor, "satudata_metadata_section_update", id=record["id"], section="cakupan", answers={"dimensi": "x"},
        stamp=stamp(record, "cakupan"))


def test_several_codes_keywords_and_line_ends(record, editor):
    act(editor, "satudata_metadata_section_update", id=record["id"], section="prioritas",
        answers={"kriteria_prioritas": ["sdgs", "kebutuhan_mendesak"], "prioritas_tahun": "2025"}, stamp="")
    act(editor, "satudata_metadata_section_update", id=record["id"], section="dasar",
        answers={"tag_string": "padi sawah, jagung,padi sawah", "notes": "satu\r\ndua"}, stamp="")
    shown = call("package_show", id=record["id"])
    assert set(shown["kriteria_prioritas"]) == {"sdgs", "kebutuhan_mendesak"}
    assert sorted(tag["name"] for tag in shown["tags"]) == ["jagung", "padi sawah"]
    act(editor, "satudata_metadata_section_update", id=record["id"], section="prioritas",
        answers={"kriteria_prioritas": []}, stamp="")
    act(editor, "satudata_metadata_section_update", id=record["id"], section="dasar", answers={"tag_string": ""}, stamp="")
    shown = call("package_show", id=record["id"])
    assert (shown.get("kriteria_prioritas"), shown["tags"]) == (None, [])


def test_files_stay_when_a_section_is_saved(record, editor):
    resource = act(editor, "resource_create", package_id=record["id"], name="Tabel", upload=upload("a,b\n1,2\n"))
    act(editor, "satudata_metadata_section_update", id=record["id"], section="akses", answers={"license_id": "cc-zero"},
        stamp="")
    kept = helpers.call_action("package_show", id=record["id"])["resources"]
    assert [(r["id"], r["url"]) for r in kept] == [(resource["id"], resource["url"])]


def test_two_saves_at_the_same_moment_are_one_after_the_other(app, record, editor, office):
    """The second one sees the first one's text, and its stamp no longer fits."""
    people, seen, start = [editor, person(office)], stamp(record, "standar_data"), Barrier(2)

    def save(number):
        with app.flask_app.test_request_context():
            start.wait()
            try:
                act(people[number], "satudata_metadata_section_update", id=record["id"], section="standar_data",
                    answers={"satuan": f"satuan {number}"}, stamp=seen)
            except tk.ValidationError as refused:
                return list(refused.error_dict)
            finally:
                model.Session.remove()

    model.Session.remove()
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(save, (0, 1)))
    assert done in ([["stamp"], None], [None, ["stamp"]])
    winner = done.index(None)
    assert call("package_show", id=record["id"])["satuan"] == f"satuan {winner}"
