"""Which chart is honest: by small tables, and for every table of the demo."""

import csv
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.satudata.metadata.tables.profile import profile, records
from ckanext.satudata.metadata.tables.sources import open_source
from ckanext.satudata.publication.figures.make import make
from ckanext.satudata.publication.figures.shape import Column
from ckanext.satudata.publication.figures.words import About
from demo import description

PLACES = ["Batur", "Pagentan", "Rakit", "Susukan", "Bawang"]
YEARS = list(range(2018, 2025))


def table(header, rows):
    """Columns and rows of a small table: what looks like a number is one, `-` is none."""
    kinds = ["numeric" if all(isinstance(row[place], int | float) or row[place] in ("-", None) for row in rows)
             and any(isinstance(row[place], int | float) for row in rows) else "text" for place in range(len(header))]
    cells = [[Decimal(str(c)) if isinstance(c, int | float) else (None if kind == "numeric" else c)
              for c, kind in zip(row, kinds, strict=True)] for row in rows]
    return [Column(name, kind) for name, kind in zip(header, kinds, strict=True)], cells


def chart(header, rows, **about):
    columns, cells = table(header, rows)
    return make(columns, lambda: cells, About(**about))["chart"]


def panel(value, years=YEARS, places=PLACES):
    """A row for each place and year; `value` gives its cell."""
    return [[place, value(place, year), year] for year in years for place in places]


def by_place(place, year):
    return 100 * (PLACES.index(place) + 1) + 10 * (year - 2018)


HEADER = ["Kecamatan", "Produksi (ton)", "Tahun"]


def test_a_line_sums_what_adds_up():
    found = chart(HEADER, panel(by_place))
    assert (found["kind"], found["method"], found["parts"], found["dimension"]) == ("line", "sum", 5, "Kecamatan")
    assert found["points"][0] == ["2018", "1500"] and found["points"][-1] == ["2024", "1800"]
    assert found["finding"] == {"code": "highest", "period": "2024", "value": "1800", "since": "2018"}


@pytest.mark.parametrize("name", ["Rata-rata Produksi (ton)", "Produktivitas (kw/ha)", "Persentase (%)", "Indeks",
                                  "Harga (rupiah)", "Umur Harapan Hidup (tahun)", "Kapasitas"])
def test_what_does_not_add_up_is_never_summed(name):
    found = chart(["Kecamatan", name, "Tahun"], panel(by_place))
    assert found["kind"] != "line"


def test_what_does_not_add_up_may_be_compared_in_the_latest_period():
    found = chart(["Kecamatan", "Produktivitas (kw/ha)", "Tahun"], panel(by_place))
    assert (found["kind"], found["period"]) == ("bars", "2024")
    assert found["points"][0] == ["Bawang", "560"]


def test_the_tables_own_total_is_the_line_of_what_does_not_add_up():
    rows = panel(by_place, places=PLACES) + [["Jumlah", 60 + (y - 2018), y] for y in YEARS]
    found = chart(["Kecamatan", "Produktivitas (kw/ha)", "Tahun"], rows)
    assert (found["kind"], found["method"], found["points"][0]) == ("line", "row", ["2018", "60"])


@pytest.mark.parametrize("name", ["Jumlah", "TOTAL", "Jumlah/Total", "Kabupaten Uji", "Uji"])
def test_a_total_is_not_counted_twice(name):
    rows = [*panel(by_place), *[[name, sum(by_place(place, y) for place in PLACES), y] for y in YEARS]]
    assert chart(HEADER, rows)["points"][-1] == ["2024", "1800"]


def test_a_region_that_only_sounds_like_the_whole_is_a_part_or_nothing():
    rows = [*panel(by_place), *[["Kota Agung", 50, y] for y in YEARS]]      # a kecamatan of that name exists
    assert chart(HEADER, rows)["points"][-1] == ["2024", "1850"]
    rows = [*panel(by_place), *[["Kabupaten Uji", 50, y] for y in YEARS]]   # and nobody knows what this row is
    assert chart(HEADER, rows)["points"][-1] == ["2024", "1800"]


def test_parts_of_a_total_and_means_are_left_out():
    rows = [*panel(by_place), *[["Jumlah dataran tinggi", 300, y] for y in YEARS], *[["Rata-rata", 300, y] for y in YEARS]]
    assert chart(HEADER, rows)["points"][-1] == ["2024", "1800"]


def test_a_total_that_its_parts_contradict_is_not_believed():
    rows = [*panel(by_place), *[["Jumlah", 5000, y] for y in YEARS]]
    assert chart(HEADER, rows)["kind"] == "bars"


def test_totals_of_a_second_category_are_left_out_too():
    rows = [[place, sex, 10 if sex != "Jumlah" else 20, year] for year in YEARS[:4] for place in PLACES
            for sex in ("Laki-laki", "Perempuan", "Jumlah")]
    rows = [[p, s, n + (y - 2018) * (2 if s == "Jumlah" else 1), y] for p, s, n, y in rows]
    found = chart(["Kecamatan", "Jenis Kelamin", "Penduduk (jiwa)", "Tahun"], rows)
    assert found["points"] == [["2018", "100"], ["2019", "110"], ["2020", "120"], ["2021", "130"]]


def test_a_missing_value_that_weighs_makes_a_gap_and_never_a_zero():
    found = chart(HEADER, panel(lambda place, year: "-" if (place, year) == ("Bawang", 2020) else by_place(place, year)))
    assert found["points"][2] == ["2020", None]
    assert found["finding"]["code"] == "up"         # no record is claimed where a period is not known


def test_a_year_that_the_table_leaves_out_is_a_gap():
    found = chart(HEADER, panel(by_place, years=[2018, 2019, 2020, 2022, 2023]))
    assert ["2021", None] in found["points"]


def test_who_never_has_a_value_lacks_nothing():
    found = chart(HEADER, panel(lambda place, year: "-" if place == "Batur" else by_place(place, year)))
    assert found["parts"] == 4 and None not in [value for _year, value in found["points"]]


@pytest.mark.parametrize(("value", "reason"), [
    (lambda place, year: by_place(place, year) * (20 if year == 2023 else 1), "jump"),      # a unit that changed
    (lambda place, year: "-" if year == 2024 and place == "Bawang" else by_place(place, year), "gap_at_end"),
    (lambda place, year: by_place(place, year) - 5000, "negative"),
    (lambda place, year: 0, "all_zero"),
    (lambda place, year: "-" if year in (2019, 2021, 2022) else by_place(place, year), "many_gaps"),
])
def test_where_the_numbers_are_doubtful_there_is_no_line(value, reason):
    found = chart(HEADER, [[p, v, y] for p, v, y in panel(value)])
    assert found["kind"] != "line" and found.get("reason") in (None, reason)


@pytest.mark.parametrize(("unit", "values", "stored", "code"), [
    ("poin", ["0.381", "0.376", "0.384", "0.379"], ["0.381", "0.376", "0.384", "0.379"], "down_from"),  # a Gini ratio
    ("%", ["0.001", "0.002", "0.004", "0.003"], ["0.001", "0.002", "0.004", "0.003"], "down_from"),
    ("%", ["71.238", "72.341", "73.4449", "73.5"], ["71.24", "72.34", "73.44", "73.5"], "highest"),
])
def test_small_numbers_keep_the_places_that_tell_them_apart(unit, values, stored, code):
    found = chart(["Tahun", f"Angka ({unit})"], [[2021 + place, float(value)] for place, value in enumerate(values)])
    assert [value for _year, value in found["points"]] == stored
    assert found["finding"]["code"] == code


@pytest.mark.parametrize(("size", "reason"), [(1e-9, "all_zero"), (1e-300, "all_zero"), (1e18, "too_large_numbers"),
                                              (1e40, "too_large_numbers"), (1e300, "too_large_numbers")])
@pytest.mark.parametrize("header", [["Tahun", "Luas (ha)"], ["Kecamatan", "Luas (ha)"]])       # lines, bars
def test_numbers_that_no_picture_can_hold_are_not_drawn(header, size, reason):
    first = [2021, 2022, 2023, 2024] if header[0] == "Tahun" else PLACES[:4]
    found = chart(header, [[name, size * (place + 1)] for place, name in enumerate(first)])
    assert found == {"kind": None, "reason": reason if header[0] == "Tahun" else "no_time"}


@pytest.mark.parametrize("places", [
    ["Kabupaten Banjarnegara", "Provinsi Jawa Tengah", "Indonesia"], ["Banjarnegara", "Jawa Tengah", "Nasional"],
    ["Kab. Banjarnegara", "Kota Magelang", "Provinsi Jawa Tengah"],
])
def test_regions_that_lie_within_each_other_are_not_added(places):
    rows = [[place, 10 ** (2 + number) + 7 * year, year] for year in YEARS for number, place in enumerate(places)]
    found = make(*_lazy(*table(["Wilayah", "Penduduk Miskin (jiwa)", "Tahun"], rows)))
    assert found["chart"]["kind"] is None and found["preview"]["sums"] is None


def _lazy(columns, cells):
    return columns, lambda: cells, About()


def test_a_third_of_a_year_is_no_quarter():
    rows = [[year, part, 100 * (year - 2000) + len(part)] for year in (2021, 2022, 2023) for part in ("I", "II", "III")]
    found = chart(["Tahun", "Caturwulan", "Produksi (ton)"], rows)
    assert [key for key, _value in found["points"]] == ["2021", "2022", "2023"]


@pytest.mark.parametrize("years", [[2024], [2023, 2024]])
def test_fewer_than_three_points_are_no_line(years):
    assert chart(HEADER, panel(by_place, years=years))["kind"] == "bars"


def test_rows_that_repeat_each_other_are_not_summed():
    assert chart(HEADER, panel(by_place) * 2) == {"kind": None, "reason": "repeated_rows"}


def test_indicators_in_rows_are_not_summed():
    rows = [[name, 10 + i, year] for year in YEARS for i, name in enumerate(("Penduduk", "Keluarga", "Rumah"))]
    assert chart(["Indikator", "Jumlah", "Tahun"], rows, units="jiwa")["kind"] != "line"


def test_rows_of_several_units_are_neither_summed_nor_compared():
    rows = [[name, unit, 10 + i + year, year] for year in YEARS
            for i, (name, unit) in enumerate((("Padi", "ton"), ("Lahan", "ha"), ("Petani", "orang")))]
    assert chart(["Komoditas", "Satuan", "Nilai", "Tahun"], rows)["kind"] is None


def test_one_unit_in_its_own_column_is_the_unit():
    rows = [[place, "orang", by_place(place, year), year] for year in YEARS for place in PLACES]
    assert chart(["Kecamatan", "Satuan", "Jumlah Guru", "Tahun"], rows)["measure"]["unit"] == "orang"


def test_more_than_25_categories_are_no_bars():
    rows = [[f"Desa {n}", n] for n in range(1, 28)]
    assert chart(["Desa", "Penduduk (jiwa)"], rows)["kind"] is None
    assert chart(["Desa", "Penduduk (jiwa)"], rows[:25])["kind"] == "bars"


def test_bars_count_what_has_no_number_and_draw_no_zero():
    rows = [[place, "-" if place == "Rakit" else by_place(place, 2018)] for place in PLACES]
    found = chart(["Kecamatan", "Luas (ha)"], rows)
    assert [name for name, _value in found["points"]] == ["Bawang", "Susukan", "Pagentan", "Batur"]
    assert found["missing"] == 1


def test_what_hardly_moves_is_compared_by_category_instead():
    found = chart(["Jenis Penggunaan", "Luas (ha)", "Tahun"], panel(lambda place, year: 1000 * (PLACES.index(place) + 1)),
                  title="Luas Lahan Menurut Jenis Penggunaan")
    assert (found["kind"], found["measure"]["label"]) == ("bars", "Luas Lahan")


@pytest.mark.parametrize(("last", "code"), [
    (200, "highest"), (90, "lowest"), (111, "up"), (109, "down"), (110, "same"),
])
def test_the_finding_is_a_rule(last, code):
    values = [100, 120, 130, 110, last]
    rows = [["Uji", value, 2020 + place] for place, value in enumerate(values)]
    found = chart(["Kabupaten", "Produksi (ton)", "Tahun"], rows)["finding"]
    assert found["code"] == code
    if code in ("up", "down"):
        assert (found["percent"], found["before"]) == ("0.9", "2023")


def test_months_are_held_against_the_same_month_a_year_ago():
    rows = [[month, 50 + i, year] for year in (2022, 2023) for i, month in enumerate(
        ("Januari", "Februari", "Maret", "April", "Mei", "Juni"))]
    rows[-1][1] = 100
    rows[0][1] = 300
    found = chart(["Bulan", "Pengunjung (orang)", "Tahun"], rows)
    assert (found["finding"]["before"], found["finding"]["was"], found["finding"]["code"]) == ("2022-06", "55", "up")


@pytest.mark.parametrize(("column", "about", "label"), [
    ("Jumlah", {"title": "Banyaknya Lumbung Menurut Kecamatan", "units": "unit"}, "Banyaknya Lumbung"),
    ("Luas", {"title": "Produksi Tanaman Hias", "units": "m2"}, "Luas"),        # the title says something else
    ("Sapi", {"title": "x", "units": "ekor", "measures": "Jumlah"}, "Jumlah sapi"),
    ("Kambing", {"title": "Produksi Daging Ternak", "units": "kg", "measures": "Produksi"}, "Produksi daging kambing"),
    ("Kolam Ikan Produksi (kg)", {"title": "x"}, "Produksi kolam ikan"),
])
def test_a_measure_has_a_name_that_says_what_it_is(column, about, label):
    found = chart(["Kecamatan", column, "Tahun"], panel(by_place), **about)
    assert found["measure"]["label"] == label


# pictures


def test_pictures_say_nothing_that_is_not_escaped():
    evil = '<script>alert("x")</script>'
    rows = [[f"{evil}{n}", n * 10] for n in range(1, 6)]
    found = chart(["Jenis & <b>", "Luas (ha)"], rows)
    for language in ("id", "en"):
        for size in ("wide", "narrow"):
            body = found["svg"][language][size]["body"]
            assert "<script" not in body and "&lt;script&gt;" in body


def test_numbers_of_pictures_are_those_of_the_language():
    found = chart(HEADER, panel(lambda place, year: by_place(place, year) * 100))
    assert ">180.000<" in found["svg"]["id"]["wide"]["body"] and ">180,000<" in found["svg"]["en"]["wide"]["body"]


def test_an_axis_begins_at_zero_and_a_gap_breaks_the_line():
    found = chart(HEADER, panel(lambda place, year: "-" if (place, year) == ("Bawang", 2020) else by_place(place, year)))
    body = found["svg"]["id"]["wide"]["body"]
    assert ">0</text>" in body and body.count("<polyline") == 2


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**12)), min_size=3, max_size=90))
def test_every_line_stays_inside_its_picture(values):
    rows = [["Uji", value, 1990 + place] for place, value in enumerate(values)]
    if not any(isinstance(value, int) for value in values):
        return
    found = chart(["Kabupaten", "Produksi (ton)", "Tahun"], rows)
    if found["kind"] != "line":
        return
    for size in ("wide", "narrow"):
        picture = found["svg"]["id"][size]
        for piece in picture["body"].split('points="')[1:]:
            for x, y in (map(float, spot.split(",")) for spot in piece.split('"')[0].split()):
                assert 0 <= x <= picture["width"] and 0 <= y <= picture["height"]


# the real tables


def of_demo(dataset):
    with dataset.table.open("rb") as stream:
        source = open_source(stream, "csv")
        known = profile(source)
        rows = list(records(source, known))
    said = {name: column for name, column in dataset.columns.items()}
    columns = [Column(c.name, c.type, said[c.name].label if c.name in said else c.label,
                      (said[c.name].unit or "") if c.name in said else "") for c in known.columns]
    cells = [[Decimal(v) if v is not None and c.is_numeric else v for v, c in zip(row, columns, strict=True)] for row in rows]
    about = About(dataset.fields["title"], dataset.fields.get("satuan", ""), dataset.fields.get("ukuran", ""))
    return make(columns, lambda: cells, about)


# what each demo table gives: kind of chart, label, last value; looked at by eye, one by one
EXPECTED = {
    "tempat-pelayanan-kesehatan": ("line", "Jumlah posyandu", "1567"),
    "sekolah-guru-murid-sekolah-dasar": ("line", "Jumlah sekolah negeri", "595"),
    "luas-panen-dan-produksi-padi": ("line", "Produksi padi sawah", "176080"),
    "populasi-ternak-besar": ("line", "Jumlah sapi", "21052"),
    "populasi-ternak-kecil": ("line", "Jumlah kambing", "205618"),
    "luas-dan-produksi-budidaya-ikan": ("line", "Produksi kolam pembesaran ikan", "40509587"),
    "luas-lahan-menurut-jenis-penggunaan": ("bars", "Luas Lahan", "45800.23"),
    "anggota-baru-perpustakaan": ("line", "Jumlah pelajar perempuan", "99"),
    # a third of all vegetables would be melons, in one year of nine
    "produksi-sayuran-dan-buah-semusim": (None, None, None),
    # no unit in the file, none in the record
    "luas-dan-produksi-ikan-perairan-umum": (None, None, None),
    "produksi-daging-unggas": (None, None, None),
}


@pytest.mark.parametrize("dataset", description.datasets(), ids=lambda dataset: dataset.name)
def test_a_real_table(dataset):
    made = of_demo(dataset)
    found, preview = made["chart"], made["preview"]
    if dataset.name in EXPECTED:
        said = (found["kind"], found.get("measure", {}).get("label"), found.get("finding", {}).get("value"))
        assert said == EXPECTED[dataset.name]
    if found["kind"]:
        assert found["measure"]["unit"] and "tidak" not in found["measure"]["unit"]
        assert all(len(found["svg"]["id"][size]["body"].encode()) < 5000 for size in ("wide", "narrow"))
    with dataset.table.open(encoding="utf-8-sig", errors="replace") as stream:
        lines = sum(1 for row in csv.reader(stream, delimiter=";" if ";" in stream.readline() else ",") if any(
            cell.strip() for cell in row))
    assert preview["total"] == lines and 0 < len(preview["rows"]) <= 20
    assert preview["period"] is not None


def test_the_demo_names_tables_that_exist():
    assert set(EXPECTED) <= {dataset.name for dataset in description.datasets()}
