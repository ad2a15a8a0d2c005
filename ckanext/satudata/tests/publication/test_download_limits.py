"""A large table taken away: flat in memory, a place among few, one state of the rows, and an end."""

import tracemalloc

import pytest
import sqlalchemy as sa

from ckanext.datastore.backend.postgres import get_write_engine
from ckanext.satudata.publication import downloads, rows

from . import portal
from .portal import ANYBODY
from .test_downloads import FORMATS, get, url

ROWS = 200_000


@pytest.fixture(scope="module")
def large(people):
    record = portal.published(people)
    with get_write_engine().begin() as connection:
        connection.execute(sa.text(
            f'INSERT INTO "{record.resource_id}" (kecamatan, jumlah) '
            f"SELECT 'Kecamatan dengan nama yang panjang ' || n, n FROM generate_series(1, {ROWS}) n"))
    return record


def peak(pieces):
    tracemalloc.start()
    size = sum(map(len, pieces))
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found, size


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_memory_is_flat(people, large, kind):
    table = rows.table_of(large.resource_id)
    source = downloads.Source("t", "o", "", "", "http://x", "")
    pieces = (downloads.as_csv(table, rows.Question()) if kind == "csv"
              else downloads.as_json(table, rows.Question(), source))
    used, size = peak(pieces)
    assert size > 8 << 20 and used < 4 << 20


@pytest.mark.long
def test_memory_is_flat_for_a_workbook_too(people, large, monkeypatch):
    monkeypatch.setattr(downloads, "MOST_CELLS", 3 * ROWS)
    table = rows.table_of(large.resource_id)
    source = downloads.Source("t", "o", "", "", "http://x", "")
    tracemalloc.start()
    pieces = downloads.as_xlsx(table, rows.Question(), source, {"sheet": "Sumber"})
    size = sum(map(len, pieces))
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 1 << 20 and used < 16 << 20


def test_a_reader_who_goes_away_gives_the_connection_back(people, large):
    table = rows.table_of(large.resource_id)
    pages, before = rows.engine().pool.checkedout(), rows.stream_engine().pool.checkedout()
    pieces = downloads.begin(downloads.as_csv(table, rows.Question()))
    next(pieces)
    assert rows.stream_engine().pool.checkedout() == before + 1
    assert rows.engine().pool.checkedout() == pages, "a download takes no connection from the pages"
    pieces.close()
    assert rows.stream_engine().pool.checkedout() == before
    answer = people.portal.test_client().head(url(large, "csv"))
    answer.close()
    assert answer.status_code == 200 and rows.stream_engine().pool.checkedout() == before


def test_readers_who_hold_every_place_hold_up_no_page(people, large, monkeypatch):
    table = rows.table_of(large.resource_id)
    monkeypatch.setattr(rows, "WAIT", 1)
    monkeypatch.setattr(rows, "_stream_engines", {})        # made anew, with the shorter wait
    held = [downloads.begin(downloads.as_csv(table, rows.Question())) for _ in range(rows.STREAMS)]
    for kind in FORMATS:
        monkeypatch.setattr(downloads, "MOST_CELLS", 3 * ROWS)
        answer = get(people, ANYBODY, url(large, kind))
        assert answer.status_code == 503 and answer.headers["Retry-After"]
        assert answer.get_data(as_text=True).strip().endswith("Try again in a minute.")
    assert get(people, ANYBODY, url(large, "csv")[:-4]).status_code == 200
    for pieces in held:
        pieces.close()
    with people.portal.test_client().get(url(large, "csv")) as answer:
        assert answer.status_code == 200
    rows.stream_engine().dispose()


def test_a_download_ends_after_a_while(people, large, monkeypatch):
    table = rows.table_of(large.resource_id)
    before = rows.stream_engine().pool.checkedout()
    found = rows.stream(table, rows.Question())
    next(found)
    monkeypatch.setattr(rows.time, "monotonic", lambda now=rows.time.monotonic: now() + rows.LONGEST)
    with pytest.raises(rows.Busy):
        next(found)
    assert rows.stream_engine().pool.checkedout() == before


def test_a_workbook_of_very_many_cells_is_not_made(people, large):
    answer = get(people, ANYBODY, url(large, "xlsx"))
    assert answer.status_code == 400 and "CSV" in answer.get_data(as_text=True)


def test_a_stream_shows_one_state_of_the_table(people, large):
    table = rows.table_of(large.resource_id)
    pieces = downloads.begin(downloads.as_csv(table, rows.Question()))
    first = next(pieces)
    with get_write_engine().begin() as connection:
        connection.execute(sa.text(f'UPDATE "{large.resource_id}" SET kecamatan = \'lain\''))
    text = (first + b"".join(pieces)).decode()
    assert "lain\r\n" not in text and ",lain" not in text and text.count("\r\n") == ROWS + 3
