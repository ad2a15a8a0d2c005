"""What descriptions and reasons say of the figures, computed from the files: nobody is accused of what is not there."""

from collections.abc import Callable

import pytest

from demo.description import Dataset, datasets

from .figures import cell, dotted, figure, rows, total

SD = "t-jumlah-sekolah-sd.csv"
SMP = "t-jumlah-sekolah-smp.csv"
TK = "t-jumlah-sekolah-tk.csv"
YEARLY_FRUIT = "produksi-buah-buahan-dan-sayuran-tahunan-menurut-jenis-tanaman.csv"
SEASONAL = "produksi-tanaman-sayuran-dan-buah-buahan-semusim.csv"
FISH_VALUE = "produksi-dan-nilai-produksi-perikanan-budidaya-menurut-kecamatan-dan-jenis-budidaya.csv"
HEALTH = "tempat-pelayanan-kesehatan-2018-2024.csv"
POULTRY = "jumlah-unggas-menurut-kecamatan-dan-jenis-ternak.csv"
POULTRY_MEAT = "produksi-daging-unggas-menurut-kecamatan-dan-jenis-unggas.csv"


def said(file: str) -> str:
    """All that is said of a table: description, reason, columns."""
    found: Dataset = next(dataset for dataset in datasets() if dataset.file == file)
    return " ".join([found.fields["notes"], found.reason or "", *(column.notes for column in found.columns.values())])


def of_year(year: str, name: str = "Tahun") -> Callable[[dict[str, str]], bool]:
    return lambda row: row[name] == year


def sum_of(file: str, column: str, year: str) -> str:
    return dotted(total(file, column, lambda row: list(row.values())[-1] == year))


def test_pupils_of_private_primary_schools_jump():
    before = {row["Kecamatan"]: figure(row["Murid Swasta"]) for row in rows(SD) if row["Tahun Ajaran"] == "2023/2024"}
    after = {row["Kecamatan"]: figure(row["Murid Swasta"]) for row in rows(SD) if row["Tahun Ajaran"] == "2024/2025"}
    jumped = [name for name in after if (after[name] or 0) >= 10 * (before[name] or 0)]
    assert (len(jumped), len(after)) == (19, 20)
    assert "di 19 dari 20 kecamatan" in said(SD)
    susukan = next(r for r in rows(SD) if (r["Kecamatan"], r["Tahun Ajaran"]) == ("Susukan", "2024/2025"))
    assert (susukan["Sekolah Swasta"], susukan["Guru Swasta"]) == ("1", "-")
    assert f"dari {dotted(before['Susukan'])} menjadi {dotted(after['Susukan'])}" in said(SD)
    assert sum(row["Guru Swasta"] == "" for row in rows(SD) if row["Tahun Ajaran"] == "2019/2020") == 2


def test_pupils_of_private_kindergartens_in_one_year():
    with_schools = {row["Kecamatan"] for row in rows(TK) if figure(row["Sekolah Negeri"])}
    assert len(with_schools) == 4
    assert all(figure(row["Murid Negeri"]) for row in rows(TK) if row["Tahun Ajaran"] == "2022/2023")


def test_the_total_of_health_facilities_is_no_total():
    wrong = [row for row in rows(HEALTH) if figure(row["Jumlah"]) != sum(figure(v) or 0 for v in list(row.values())[1:6])]
    assert (len(wrong), len(rows(HEALTH))) == (139, 140)
    assert all(row["Jumlah"] == "0" for row in wrong)


def test_the_melons_are_the_sum_of_all_others():
    melon = cell(SEASONAL, "Jumlah (ton)", **{"Jenis Tanaman": "25. Buah Melon/Melon", "Tahun": "2024"})
    others = total(SEASONAL, "Jumlah (ton)", lambda row: row["Tahun"] == "2024" and "Melon" not in row["Jenis Tanaman"])
    assert f"({dotted(melon)} ton)" in said(SEASONAL)
    assert f"({dotted(others)} ton)" in said(SEASONAL)


@pytest.mark.parametrize(("plant", "years"), [
    ("Petai", ("2022", "2021", "2023")), ("Durian", ("2023", "2022", "2024")), ("Salak", ("2023", "2022", "2024")),
])
def test_fruit_that_jumps(plant, years):
    for year in years:
        found = cell(YEARLY_FRUIT, "Produksi (ton)", **{"Jenis tanaman": plant, "Tahun": year})
        assert dotted(found) in said(YEARLY_FRUIT)


def test_values_of_fish_are_a_thousand_times_too_large():
    cages, paddy = "Nilai Produksi (ribu rupiah) Karamba Jaring Apung", "Nilai Produksi (ribu rupiah) Minapadi Tumpang Sari"
    assert dotted(cell(FISH_VALUE, cages, Kecamatan="Wanadadi", Tahun="2022")) in said(FISH_VALUE)
    assert dotted(cell(FISH_VALUE, paddy, Kecamatan="Mandiraja", Tahun="2022")) in said(FISH_VALUE)
    for column in (cages, paddy):
        assert total(FISH_VALUE, column, of_year("2022")) > 200 * total(FISH_VALUE, column, of_year("2019"))


def test_poultry_is_nearly_the_same_in_two_years():
    def of(year):
        return {row["Kecamatan"]: list(row.values())[1:-1] for row in rows(POULTRY) if row["Tahun"] == year}

    same = [name for name, values in of("2022").items() if of("2023")[name] == values]
    assert f"({len(same)} dari 20 kecamatan sama persis)" in said(POULTRY)
    negative = {row["Kecamatan"]: row["Itik Biasa"] for row in rows(POULTRY) if row["Itik Biasa"].startswith("(")}
    assert negative == {"Karangkobar": "(65)", "Pandanarum": "(23)"}


# sums over the regency that a description names
@pytest.mark.parametrize(("file", "column", "year"), [
    (SD, "Murid Swasta", "2024/2025"), (SD, "Murid Swasta", "2023/2024"),
    (SMP, "Murid Negeri", "2023/2024"), (SMP, "Murid Negeri", "2024/2025"),
    (SMP, "Murid Swasta", "2023/2024"), (SMP, "Murid Swasta", "2024/2025"),
    (TK, "Murid Negeri", "2022/2023"), (TK, "Guru Swasta", "2022/2023"), (TK, "Guru Swasta", "2021/2022"),
    (POULTRY_MEAT, "Jenis Ternak Ayam Ras Layer", "2022"), (POULTRY_MEAT, "Jenis Ternak Ayam Ras Layer", "2023"),
    (POULTRY_MEAT, "Jenis Ternak Ayam Ras Layer", "2024"),
    ("luas-panen-produksi-dan-rata-rata-produksi-tanaman-pangan-kacang-tanah-dan-kedelai.csv", "Produksi Kacang Tanah (Ton)",
     "2020"),
    ("luas-panen-produksi-dan-rata-rata-produksi-tanaman-pangan-kacang-tanah-dan-kedelai.csv", "Produksi Kacang Tanah (Ton)",
     "2019"),
    ("luas-dan-produksi-ikan-menurut-kecamatan-dan-jenis-tempat-pemeliharaan.csv", "Kolam Pembesaran Ikan Luas (Ha)", "2024"),
    ("luas-panen-tanaman-biofarmaka-menurut-kecamatan-dan-jenis-tanaman.csv", "Laos/Lengkuas", "2024"),
])  # fmt: skip
def test_a_sum_is_right(file, column, year):
    wanted = sum_of(file, column, year)
    if file == "luas-panen-tanaman-biofarmaka-menurut-kecamatan-dan-jenis-tanaman.csv":
        file = "luas-panen-tanaman-biofarmaka-menurut-jenis-tanaman.csv"       # which compares itself with that one
    assert wanted in said(file)


# single cells that a description names
@pytest.mark.parametrize(("file", "column", "where"), [
    ("produksi-buah-buahan-menurut-kecamatan-dan-jenis-tanaman.csv", "Durian", {"Kecamatan": "Punggelan", "Tahun": "2023"}),
    ("produksi-buah-buahan-menurut-kecamatan-dan-jenis-tanaman.csv", "Durian", {"Kecamatan": "Punggelan", "Tahun": "2022"}),
    ("produksi-buah-buahan-menurut-kecamatan-dan-jenis-tanaman.csv", "Durian", {"Kecamatan": "Punggelan", "Tahun": "2024"}),
    ("luas-panen-tanaman-biofarmaka-menurut-jenis-tanaman.csv", "Luas (m2)",
     {"Jenis Tanaman": "6. Laos/Lengkuas/Galanga", "Tahun": "2024"}),
    ("luas-panen-tanaman-biofarmaka-menurut-jenis-tanaman.csv", "Luas (m2)",
     {"Jenis Tanaman": "5. Kunyit/Turmeric", "Tahun": "2024"}),
    ("jumlah-ternak-kecil-menurut-kecamatan-dan-jenis-ternak.csv", "Domba", {"Kecamatan": "Karangkobar", "Tahun": "2023"}),
    ("jumlah-ternak-kecil-menurut-kecamatan-dan-jenis-ternak.csv", "Domba", {"Kecamatan": "Karangkobar", "Tahun": "2024"}),
    ("jumlah-ternak-kecil-menurut-kecamatan-dan-jenis-ternak.csv", "Kelinci", {"Kecamatan": "Pejawaran", "Tahun": "2023"}),
    ("jumlah-ternak-kecil-menurut-kecamatan-dan-jenis-ternak.csv", "Kelinci", {"Kecamatan": "Pejawaran", "Tahun": "2024"}),
    ("banyaknya-pemasukan-ternak-ke-kabupaten-banjarnegara.csv", "Jumlah Ternak Sapi Potong",
     {"Kecamatan Subdistrick": "Madukara", "Tahun": "2021"}),
    ("banyaknya-pemasukan-ternak-ke-kabupaten-banjarnegara.csv", "Jumlah Ternak Sapi Potong",
     {"Kecamatan Subdistrick": "Madukara", "Tahun": "2022"}),
    ("luas-panen-produksi-dan-rata-rata-produksi-tanaman-pangan-jagung-dan-ubi-kayu.csv", "Produksi Rata Rata Ubi Kayu",
     {"Kecamatan": "Banjarmangu", "Tahun": "2020"}),
    ("luas-panen-produksi-dan-rata-rata-produksi-tanaman-pangan-kacang-tanah-dan-kedelai.csv", "Produksi Kacang Tanah (Ton)",
     {"Kecamatan": "Purwanegara", "Tahun": "2020"}),
    ("banyaknya-produksi-perikanan-hasil-obyek-penangkapan-perairan-umum-sungai-waduk.csv",
     "Hasil Obyek Perairan Umum Sungai Dijual ke lain daerah (Kg)", {"Kecamatan": "Madukara", "Tahun": "2021"}),
])  # fmt: skip
def test_a_cell_is_right(file, column, where):
    assert dotted(cell(file, column, **where)) in said(file)


def test_a_row_without_its_year():
    file = "produksi-tanaman-hias-menurut-kecamatan-dan-jenis-tanaman.csv"
    assert [row["Kecamatan"] for row in rows(file) if not row["Tahun"]] == ["20. Pandanarum"]


# years or columns without a single figure, as the descriptions say
@pytest.mark.parametrize(("file", "columns", "where"), [
    ("jumlah-perkiraan-ternak-yang-di-potong-di-luar-rph.csv", slice(1, -1), {"Tahun": "2019"}),
    ("jumlah-perkiraan-ternak-yang-di-potong-di-luar-rph.csv", slice(1, -1), {"Tahun": "2022"}),
    ("banyaknya-pemasukan-ternak-ke-kabupaten-banjarnegara.csv", slice(1, -1), {"Tahun": "2019"}),
    ("banyaknya-pengeluaran-ternak-potong-ke-kabupaten-banjarnegara-dan-jenis-ternak.csv", slice(1, -1), {"Tahun": "2022"}),
    ("jumlah-produksi-kulit-dan-susu-menurut-kecamatan-dan-jenis-ternak.csv", slice(1, 3), {"Tahun": "2019"}),
    ("produksi-daging-ternak-menurut-kecamatan-dan-jenis-ternak.csv", slice(2, 4), {}),
    ("produksi-tanaman-sayuran-dan-buah-buahan-semusim.csv", slice(1, -1), {"Tahun": "2017"}),
    ("produksi-tanaman-hias-menurut-jenis-tanaman.csv", slice(1, -1), {"Tahun": "2019"}),
    ("anggota-baru-perpustakaan.csv", slice(1, -1), {"Bulan": "April", "Tahun": "2020"}),
    ("koleksi-dipinjam-perpustakaan.csv", slice(1, -1), {"Bulan": "Mei", "Tahun": "2020"}),
    ("luas-panen-produksi-dan-rata-rata-produksi-padi-sawah-dan-padi-ladang.csv", slice(1, 4), {"Kecamatan": "B a t u r"}),
    ("distribusi-produksi-perikanan-hasil-obyek-pembenihan-ikan.csv", slice(5, 6), {"Tahun": "2018"}),
    ("luas-areal-tanaman-perkebunan-menurut-kecamatan-dan-jenis-tanaman.csv", slice(9, 10), {"Tahun": "2020"}),
])  # fmt: skip
def test_nothing_but_gaps(file, columns, where):
    chosen = [row for row in rows(file) if all(row[name] == value for name, value in where.items())]
    assert chosen
    assert all(figure(value) is None for row in chosen for value in list(row.values())[columns])
