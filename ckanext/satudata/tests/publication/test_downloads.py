"""A table taken away: whole and exact, flat in memory, with its source, and for nobody who may not read the file."""

import csv
import io
import json
import time
import zipfile
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import unquote

import ckan.model as model
import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from ckanext.datastore.backend.postgres import get_write_engine
from ckanext.satudata.publication import downloads, records
from ckanext.satudata.publication.model import Pin

from . import portal
from .portal import ANYBODY

# names that have hurt others: quotes, markup, parameters, prototypes, 63 bytes, other scripts, right to left
NAMES = ['a"b', "it's", "<script>", "50% :x", "__proto__", "constructor", "x" * 63, "ひらがな", "مرحبا", "a;b,c", "%(x)s",
         "{0}", "f.Tahun", "sort", "\\", "$1"]
CELLS = ["=1+1", "+cmd", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\tx", "-5", "+62 812", "-", "a,b", 'say "so"', "two\nlines",
         " Batur ", "مرحبا", "0012", "", "'"]
FORMATS = ("csv", "xlsx", "json")


@pytest.fixture(scope="module")
def public(people):
    return portal.published(people)


def url(record, kind):
    return f"/satudata/publication/{record.name}/table/{record.resource_id}.{kind}"


def get(people, who, path, **asked):
    return people.portal.get(path, query_string=asked, headers=who.headers)


def fetch(people, record, kind, **asked):
    answer = get(people, ANYBODY, url(record, kind), **asked)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
    return answer.data


def as_csv(data):
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def as_xlsx(data):
    return CalamineWorkbook.from_filelike(io.BytesIO(data))


def put(record, columns, cells):
    """Another table for a public file, as some other loader would put it there."""
    table = sa.Table(record.resource_id, sa.MetaData(), sa.Column("_id", sa.Integer, primary_key=True),
                     *(sa.Column(name, kind) for name, kind in columns))
    with get_write_engine().begin() as connection:
        connection.execute(sa.text(f'DROP TABLE "{record.resource_id}"'))
        table.create(connection)
        quoted = connection.dialect.identifier_preparer.quote_identifier(record.resource_id)
        connection.execute(sa.text(f"GRANT SELECT ON {quoted} TO datastore_default"))
        for row in cells:
            connection.execute(table.insert().values(dict(zip((name for name, _kind in columns), row, strict=True))))


@pytest.fixture(scope="module")
def strange(people):
    """Hostile names and cells. `__proto__` begins with the sign of system columns, and is none that anybody is shown."""
    record = portal.published(people)
    shown = [name for name in NAMES if not name.startswith("_")]
    put(record, [(name, sa.Text) for name in shown] + [("n", sa.Numeric)],
        [[cell] * len(shown) + [Decimal("-1234567890.0123456789")] for cell in CELLS])
    record.columns = shown
    return record


# what is in it


def test_rows_are_those_of_the_file(people, public):
    assert as_csv(fetch(people, public, "csv")) == [["kecamatan", "jumlah"], ["Batur", "12"], ["Pagentan", "7"]]
    assert as_xlsx(fetch(people, public, "xlsx")).get_sheet_by_name("Data").to_python() == [
        ["kecamatan", "jumlah"], ["Batur", 12.0], ["Pagentan", 7.0]]
    found = json.loads(fetch(people, public, "json"))
    assert found["records"] == [{"kecamatan": "Batur", "jumlah": 12}, {"kecamatan": "Pagentan", "jumlah": 7}]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_choice_of_rows_is_that_of_the_page(people, public, kind):
    data = fetch(people, public, kind, **{"f.kecamatan": "Pagentan", "sort": "-jumlah", "q": "gent"})
    text = json.dumps(as_xlsx(data).get_sheet_by_index(0).to_python()) if kind == "xlsx" else data.decode()
    assert "Pagentan" in text and "Batur" not in text
    page = get(people, ANYBODY, url(public, "csv")[:-4], **{"f.kecamatan": "Pagentan"})
    assert page.status_code == 200 and "<th scope=\"row\" dir=\"auto\">Pagentan</th>" in page.body
    assert "<th scope=\"row\" dir=\"auto\">Batur</th>" not in page.body


def test_strange_names_and_cells_come_through(people, strange):
    lines = as_csv(fetch(people, strange, "csv"))
    assert lines[0] == [*strange.columns, "n"]
    found = json.loads(fetch(people, strange, "json"))
    assert [record["ひらがな"] for record in found["records"]] == CELLS
    assert list(found["records"][0]) == [*strange.columns, "n"]
    sheet = as_xlsx(fetch(people, strange, "xlsx")).get_sheet_by_index(0).to_python()
    assert sheet[0] == [*strange.columns, "n"] and [row[0] for row in sheet[1:]] == CELLS


def test_formulas_are_texts_everywhere_and_numbers_stay_numbers(people, strange):
    column = [line[0] for line in as_csv(fetch(people, strange, "csv"))[1:]]
    assert column[:5] == ["'=1+1", "'+cmd", "'-2+3+cmd|' /C calc'!A0", "'@SUM(A1)", "'\tx"]
    assert column[5:8] == ["-5", "+62 812", "-"]
    numbers = [line[-1] for line in as_csv(fetch(people, strange, "csv"))[1:]]
    assert set(numbers) == {"-1234567890.0123456789"}
    with zipfile.ZipFile(io.BytesIO(fetch(people, strange, "xlsx"))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(("text", "written"), [
    ("\n=1+1", "'\n'=1+1"), ("\r=1+1", "'\r'=1+1"), ("\t=1+1", "'\t'=1+1"), (" =1+1", "' =1+1"), ('"=1+1', "'\"=1+1"),
    ("x;=1+1|cmd", "x;'=1+1|cmd"), ("x;\"=cmd|' /C calc'!A0;", "x;'\"=cmd|' /C calc'!A0;"), ("x\n@SUM(A1)", "x\n'@SUM(A1)"),
    ("x; +cmd;-5", "x;' +cmd;-5"), ("a; b", "a; b"), ("10;-5;+6 (7%)", "10;-5;+6 (7%)"), ("-5\n", "-5\n"), ("a-b=c", "a-b=c"),
    ("-2;x", "-2;x"), ("-2x", "'-2x"), ("", ""),
])
def test_no_cell_begins_a_formula_wherever_a_program_splits_the_line(text, written):
    assert downloads._defused(text) == written


def test_defusing_takes_no_longer_for_hostile_texts():
    for text in ("-;" * 500_000, ";-" + "1" * 1_000_000 + "x", ';' + '" ' * 500_000, "\n" * 1_000_000, "+" * 1_000_000 + "x"):
        began = time.monotonic()
        downloads._defused(text)
        assert time.monotonic() - began < 5


def test_more_digits_than_excel_keeps_are_a_text_there(people, strange):
    sheet = as_xlsx(fetch(people, strange, "xlsx")).get_sheet_by_index(0).to_python()
    assert sheet[1][-1] == "-1234567890.0123456789"
    assert '"n": -1234567890.0123456789' in fetch(people, strange, "json").decode()


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("_")])
def test_every_name_may_be_filtered_and_sorted(people, strange, name):
    data = fetch(people, strange, "csv", **{f"f.{name}": "0012", "sort": f"-{name}"})
    assert len(as_csv(data)) == 2
    assert get(people, ANYBODY, url(strange, "csv")[:-4], **{f"f.{name}": "0012", "sort": name}).status_code == 200


def test_the_page_shows_strange_things_and_runs_none(people, strange):
    page = get(people, ANYBODY, url(strange, "csv")[:-4])
    assert page.status_code == 200 and "<script>" not in page.body.split('role="region"')[1].split("</table>")[0]
    assert "&lt;script&gt;" in page.body


# whose it is


def test_the_source_is_named_where_it_breaks_nothing(people, public):
    answer = get(people, ANYBODY, url(public, "csv"))
    assert as_csv(answer.data)[0] == ["kecamatan", "jumlah"]
    name = unquote(answer.headers["X-Attribution"].removeprefix("UTF-8''"))
    assert public.name in name and f"/dataset/{public.name}>; rel=\"describedby\"" in answer.headers["Link"]
    source = json.loads(fetch(people, public, "json"))["source"]
    assert source["attribution"] == name and source["title"].endswith(public.mark)
    sheets = as_xlsx(fetch(people, public, "xlsx"))
    assert len(sheets.sheet_names) == 2
    assert name in [row[1] for row in sheets.get_sheet_by_index(1).to_python()]


def test_a_part_of_the_rows_says_that_it_is_one(people, public):
    source = json.loads(fetch(people, public, "json", **{"f.kecamatan": "Batur"}))["source"]
    assert source["rows"] == {"filters": {"kecamatan": ["Batur"]}}


def test_the_mark_for_excel_is_there_only_if_asked_for(people, public):
    assert not fetch(people, public, "csv").startswith(b"\xef\xbb\xbf")
    assert fetch(people, public, "csv", bom="true").startswith(b"\xef\xbb\xbfkecamatan")


# who may have it


PATHS = [*(f".{kind}" for kind in FORMATS), ""]


def status(people, who, record, ending, of=None):
    return get(people, who, f"/satudata/publication/{(of or record).name}/table/{record.resource_id}{ending}")


@pytest.mark.parametrize("ending", PATHS)
@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "withdrawn", "deleted"])
def test_nobody_has_rows_of_what_is_not_public(people, secret, state, ending):
    record = secret[state]
    for who in (ANYBODY, people.stranger, people.member):
        answer = status(people, who, record, ending)
        assert answer.status_code in (403, 404) and "Batur" not in answer.get_data(as_text=True)


@pytest.fixture(scope="module")
def secret(people):
    found = {
        "draft": portal.draft(people.maker, people.office), "submitted": portal.submitted(people),
        "returned": portal.returned(people), "withdrawn": portal.published(people),
        "deleted": portal.draft(people.maker, people.office),
    }
    records.hide(records.lock(found["withdrawn"].id), records.WITHDRAWN)
    model.Package.get(found["withdrawn"].id).private = True
    model.Session.commit()
    people.sysadmin.does("package_delete", id=found["deleted"].id)
    return found


@pytest.fixture(scope="module", params=["terbatas", "tertutup"])
def closed(request, people):
    return portal.published(people, accessRights=request.param)


@pytest.mark.parametrize("ending", PATHS)
def test_what_is_not_open_goes_to_its_parties_only(people, closed, ending):
    for who in (ANYBODY, people.stranger, people.member):
        answer = status(people, who, closed, ending)
        assert answer.status_code == 403 and "Batur" not in answer.get_data(as_text=True)
    answer = status(people, people.maker, closed, ending)
    assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("ending", PATHS)
def test_the_address_of_a_public_record_opens_no_table_of_another_one(people, public, secret, ending):
    assert status(people, ANYBODY, secret["draft"], ending, of=public).status_code == 404


def test_a_file_that_was_taken_out_gives_nothing(people):
    record = portal.published(people)
    pin = model.Session.get(Pin, record.resource_id)
    pin.removed = True
    model.Session.commit()
    for ending in PATHS:
        answer = status(people, ANYBODY, record, ending)
        assert answer.status_code in (403, 404) and "Batur" not in answer.get_data(as_text=True)


def test_a_pin_decides_which_table_is_given(people):
    record = portal.published(people)
    other = portal.published(people, table=b"kecamatan,jumlah\nKalibening,3\n")
    pin = model.Session.get(Pin, record.resource_id)
    pin.ds_table = other.resource_id
    model.Session.commit()
    assert as_csv(fetch(people, record, "csv")) == [["kecamatan", "jumlah"], ["Kalibening", "3"]]


def test_columns_of_other_kinds_come_through(people):
    record = portal.published(people)
    put(record, [("lama", sa.Interval), ("daftar", sa.ARRAY(sa.Integer)), ("mulai", sa.DateTime), ("ya", sa.Boolean),
                 ("x", sa.Float)],
        [[timedelta(days=1), [1, 2], datetime(2024, 3, 1), True, float("nan")]])
    assert as_csv(fetch(people, record, "csv"))[1] == ["1 day, 0:00:00", "[1, 2]", "2024-03-01", "true", ""]
    assert json.loads(fetch(people, record, "json"))["records"][0] == {
        "lama": "1 day, 0:00:00", "daftar": "[1, 2]", "mulai": "2024-03-01", "ya": True, "x": None}
    assert as_xlsx(fetch(people, record, "xlsx")).get_sheet_by_index(0).to_python()[1][:4] == [
        "1 day, 0:00:00", "[1, 2]", "2024-03-01", "true"]
    shown = ANYBODY.does("satudata_publication_table_show", resource_id=record.resource_id, filters={"ya": "true"})
    assert shown["matching"] == 1
    for asked in ({"sort": "lama"}, {"f.daftar": "{1,2}"}, {"f.lama": "1 day"}):
        assert get(people, ANYBODY, url(record, "csv"), **asked).status_code == 200


def test_what_is_public_is_asked_for_anew_each_time(people, public):
    assert "no-cache" in get(people, ANYBODY, url(public, "csv")).headers["Cache-Control"]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("asked", [
    {"sort": "x"}, {"f.x": "1"}, {"f.jumlah": "banyak"}, {"f._id": "1"}, {"sort": "_full_text"}])
def test_what_the_table_does_not_have_is_refused_in_words(people, public, kind, asked):
    answer = get(people, ANYBODY, url(public, kind), **asked)
    assert answer.status_code == 400 and answer.get_data(as_text=True).strip().endswith(".")


def test_no_file_and_no_table_are_not_found(people, public):
    for path in (f"/satudata/publication/{public.name}/table/none.csv", "/satudata/publication/none/table/none.csv",
                 f"/satudata/publication/{public.name}/table/{public.resource_id}.exe"):
        assert people.portal.get(path).status_code == 404


# what it costs


def test_a_table_too_long_for_excel_is_refused_with_a_sentence(people, public, monkeypatch):
    monkeypatch.setattr(downloads, "MOST_CELLS", 3)
    answer = get(people, ANYBODY, url(public, "xlsx"))
    assert answer.status_code == 400 and "CSV" in answer.get_data(as_text=True)


def test_a_cell_too_long_for_excel_is_refused_and_not_cut(people):
    record = portal.published(people, table=b"kecamatan,catatan\nBatur," + b"x" * 40_000 + b"\n")
    assert get(people, ANYBODY, url(record, "xlsx")).status_code == 400
    assert len(as_csv(fetch(people, record, "csv"))[1][1]) == 40_000
