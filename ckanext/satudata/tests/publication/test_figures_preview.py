"""The first rows as people read them: columns in groups, the newest period, sums where one is right."""

from datetime import datetime
from decimal import Decimal

import pytest

from ckanext.satudata.publication.figures.make import make
from ckanext.satudata.publication.figures.preview import heads
from ckanext.satudata.publication.figures.shape import Column
from ckanext.satudata.publication.figures.words import About

from .test_figures_chart import HEADER, YEARS, by_place, panel, table


def preview(header, rows, **about):
    columns, cells = table(header, rows)
    return make(columns, lambda: cells, About(**about))["preview"]


def test_the_newest_period_is_shown_with_its_sum():
    found = preview(HEADER, panel(by_place))
    assert found["period"] == {"column": "Tahun", "value": "2024"}
    assert (found["of"], found["total"]) == (5, 35)
    assert found["rows"][0] == ["Batur", "160", "2024"] and found["sums"] == [None, "1800", None]
    assert found["columns"][2]["choices"] == [str(year) for year in reversed(YEARS)]


def test_the_last_moment_is_shown_of_a_table_of_measurings():
    rows = [[datetime(2024, 1, day, hour, 30), Decimal(day)] for day in (1, 2, 3) for hour in (6, 18)]
    found = make([Column("Waktu", "timestamp"), Column("Tinggi air (m)", "numeric")], lambda: rows, About())["preview"]
    assert found["rows"] == [["2024-01-03T18:30:00", "3"]]


def test_a_dash_is_no_value_and_no_part_of_the_sum():
    found = preview(HEADER, panel(lambda place, year: "-" if place == "Rakit" else by_place(place, year)))
    assert found["rows"][2] == ["Rakit", None, "2024"] and found["sums"][1] == "1440"


@pytest.mark.parametrize(("column", "extra"), [
    ("Produktivitas (kw/ha)", []),                                                      # does not add up
    ("Produksi (ton)", [["Jumlah", 1500, y] for y in YEARS]),                           # has its own
])
def test_there_is_no_sum_where_it_would_be_wrong(column, extra):
    assert preview(["Kecamatan", column, "Tahun"], [*panel(by_place), *extra])["sums"] is None


def test_twenty_rows_are_enough():
    rows = [[f"Desa {n}", n] for n in range(1, 100)]
    found = preview(["Desa", "Penduduk (jiwa)"], rows)
    assert (len(found["rows"]), found["of"], found["period"]) == (20, 99, None)


def test_a_table_without_rows_or_columns_has_a_preview_too():
    assert make([], lambda: [], About())["preview"]["rows"] == []
    assert make([Column("x", "numeric")], lambda: [], About())["preview"]["total"] == 0


def test_long_texts_are_cut_in_the_preview_only():
    found = make([Column("Catatan")], lambda: [["x" * 10_000]], About())["preview"]
    assert len(found["rows"][0][0]) == 500


def columns(*labels):
    return [{"id": label, "label": label, "kind": "dimension" if label in ("Kecamatan", "Tahun") else "measure"}
            for label in labels]


@pytest.mark.parametrize(("labels", "groups"), [
    (["Kecamatan", "Luas Panen Jagung", "Produksi Jagung", "Luas Panen Ubi", "Produksi Ubi"],
     [("", ["Kecamatan"]), ("Jagung", ["Luas panen", "Produksi"]), ("Ubi", ["Luas panen", "Produksi"])]),
    (["Kecamatan", "Sekolah Negeri", "Sekolah Swasta", "Guru Negeri", "Guru Swasta"],
     [("", ["Kecamatan"]), ("Sekolah", ["Negeri", "Swasta"]), ("Guru", ["Negeri", "Swasta"])]),
    (["Kecamatan", "Sapi", "Kambing"], [("", ["Kecamatan"]), ("", ["Sapi"]), ("", ["Kambing"])]),
    # two of six that share a word are no reason for a second line of heads
    (["A", "Ilmu Murni", "Ilmu Terapan", "B", "C", "D"],
     [("", ["A"]), ("", ["Ilmu murni"]), ("", ["Ilmu terapan"]), ("", ["B"]), ("", ["C"]), ("", ["D"])]),
    (["Sapi", "Sapi"], [("", ["Sapi"]), ("", ["Sapi"])]), ([], []),
])
def test_columns_that_share_words_stand_under_one_head(labels, groups):
    assert [(group["group"], [column["head"] for column in group["columns"]]) for group in heads(columns(*labels))] == groups


def test_memory_does_not_grow_with_the_rows():
    import tracemalloc

    names = [Column("Desa"), Column("Penduduk (jiwa)", "numeric"), Column("Tahun", "numeric")]

    def rows(count):
        return lambda: ([f"Desa {n}", Decimal(n), Decimal(2018 + n % 7)] for n in range(count))

    peaks = []
    for count in (20_000, 40_000):
        tracemalloc.start()
        made = make(names, rows(count), About())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert made["preview"]["total"] == count
    assert peaks[1] < peaks[0] * 1.5 + (4 << 20)


