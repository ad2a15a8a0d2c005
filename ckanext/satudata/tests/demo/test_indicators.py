"""What indicators and publications say of the figures, computed from the tables."""

import hashlib
import struct

import pytest

from demo import booklet, infographic
from demo.activities import indicators
from demo.publications import FILES, publications

from .figures import dotted, total

SD, SMP, TK = "t-jumlah-sekolah-sd.csv", "t-jumlah-sekolah-smp.csv", "t-jumlah-sekolah-tk.csv"
HEALTH = "tempat-pelayanan-kesehatan-2018-2024.csv"
RICE = "luas-panen-produksi-dan-rata-rata-produksi-padi-sawah-dan-padi-ladang.csv"
MAIZE = "luas-panen-produksi-dan-rata-rata-produksi-tanaman-pangan-jagung-dan-ubi-kayu.csv"
LARGE = "jumlah-ternak-besar-menurut-kecamatan-dan-jenis-ternak.csv"
SMALL = "jumlah-ternak-kecil-menurut-kecamatan-dan-jenis-ternak.csv"
MILK = "jumlah-produksi-kulit-dan-susu-menurut-kecamatan-dan-jenis-ternak.csv"
MEAT = "produksi-daging-ternak-menurut-kecamatan-dan-jenis-ternak.csv"
SLAUGHTER = "jumlah-perkiraan-ternak-yang-di-potong-di-luar-rph.csv"
MEMBERS = "anggota-baru-perpustakaan.csv"
FISH = "produksi-dan-nilai-produksi-perikanan-tangkap-perairan-umum-menurut-kabupaten-dan-lokasi.csv"

PUPILS, TEACHERS, SCHOOLS = "Murid Negeri + Murid Swasta", "Guru Negeri + Guru Swasta", "Sekolah Negeri + Sekolah Swasta"
WOMEN = "Pelajar Perempuan + Mahasiswa Perempuan + Karyawan/PNS Perempuan + Umum Perempuan"
MEN = "Pelajar Laki laki + Mahasiswa Laki laki + Karyawan/PNS Laki laki + Umum Laki laki"
WET = (RICE, "Produksi Padi Sawah (Ton)"), (RICE, "Padi Sawah (Ha)")
DRY = (RICE, "Produksi Padi Ladang(Ton)"), (RICE, "Padi Ladang (Ha)")
MAIZE_RATE = (MAIZE, "Produksi Jagung"), (MAIZE, "Luas Panen Jagung")
CASSAVA = (MAIZE, "Produksi Ubi Kayu"), (MAIZE, "Luas Panen Ubi Kayu")


def said(name):
    found = next(indicator for indicator in indicators() if indicator.name == name)
    return f"{found.fields['interpretasi']} {found.reason or ''}"


def of(file, columns, year):
    """Sum of columns over the regency in a year or a school year."""
    return sum(total(file, column, lambda row: list(row.values())[-1] == year) for column in columns.split(" + "))


def comma(number, decimals):
    return f"{number:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


# what the text names: quotient, with so many decimals, of two sums, each named too
@pytest.mark.parametrize(("name", "above", "below", "year", "times", "decimals"), [
    ("rasio-murid-per-guru-taman-kanak-kanak", (TK, "Murid Negeri + Murid  Swasta"), (TK, TEACHERS), "2024/2025", 1, 2),
    ("rasio-murid-per-guru-sekolah-dasar", (SD, PUPILS), (SD, TEACHERS), "2023/2024", 1, 2),
    ("rasio-murid-per-guru-sekolah-menengah-pertama", (SMP, PUPILS), (SMP, TEACHERS), "2023/2024", 1, 2),
    ("rasio-murid-per-sekolah-dasar", (SD, PUPILS), (SD, SCHOOLS), "2023/2024", 1, 2),
    ("rasio-posyandu-per-puskesmas", (HEALTH, "Posyandu"), (HEALTH, "Puskesmas"), "2024", 1, 2),
    ("rasio-poskesdes-per-puskesmas", (HEALTH, "Poskesdes"), (HEALTH, "Puskesmas"), "2024", 1, 2),
    ("produktivitas-padi-sawah", *WET, "2024", 10, 1),
    ("produktivitas-padi-ladang", *DRY, "2024", 10, 1),
    ("produktivitas-jagung", *MAIZE_RATE, "2024", 10, 1),
    ("produktivitas-ubi-kayu", *CASSAVA, "2024", 10, 1),
    ("pangsa-daging-sapi", (MEAT, "Sapi (Kg)"),
     (MEAT, "Sapi (Kg) + Kerbau (Kg) + Babi (Kg) + Kambing (Kg) + Domba (Kg)"), "2024", 100, 1),
    ("hasil-susu-per-sapi-perah", (MILK, "Susu Sapi (liter)"), (LARGE, "Sapi Perah"), "2024", 1, 1),
    ("daging-sapi-per-ekor-dipotong", (MEAT, "Sapi (Kg)"), (SLAUGHTER, "Jenis Ternak Sapi Cow"), "2024", 1, 1),
    ("pangsa-perempuan-anggota-baru-perpustakaan",
     (MEMBERS, WOMEN), (MEMBERS, f"{WOMEN} + {MEN}"), "2024", 100, 1),
])  # fmt: skip
def test_an_indicator_names_its_value_and_both_sums(name, above, below, year, times, decimals):
    dividend, divisor = of(*above, year), of(*below, year)
    text = said(name)
    assert f"ada {year}" in text or f"ajaran {year}" in text
    assert comma(times * dividend / divisor, decimals) in text
    assert dotted(dividend) in text
    assert dotted(divisor) in text


@pytest.mark.parametrize(("name", "above", "below", "year", "times", "decimals"), [
    ("rasio-posyandu-per-puskesmas", (HEALTH, "Posyandu"), (HEALTH, "Puskesmas"), "2018", 1, 2),
    ("produktivitas-padi-sawah", *WET, "2018", 10, 1),
    ("produktivitas-padi-ladang", *DRY, "2018", 10, 1),
    ("produktivitas-jagung", *MAIZE_RATE, "2020", 10, 1),
    ("hasil-susu-per-sapi-perah", (MILK, "Susu Sapi (liter)"), (LARGE, "Sapi Perah"), "2023", 1, 1),
    ("kesenjangan-produktivitas-padi", *WET, "2018", 10, 1),
    ("kesenjangan-produktivitas-padi", *WET, "2024", 10, 1),
    ("kesenjangan-produktivitas-padi", *DRY, "2018", 10, 1),
    ("kesenjangan-produktivitas-padi", *DRY, "2024", 10, 1),
    ("kesenjangan-rasio-murid-per-guru", (SMP, PUPILS), (SMP, TEACHERS), "2023/2024", 1, 2),
    ("kesenjangan-rasio-murid-per-guru", (SD, PUPILS), (SD, TEACHERS), "2023/2024", 1, 2),
])  # fmt: skip
def test_other_values_that_an_indicator_names(name, above, below, year, times, decimals):
    assert comma(times * of(*above, year) / of(*below, year), decimals) in said(name)
    assert year in said(name)


def test_gaps_are_differences():
    def rate(pair, year):
        return round(10 * of(*pair[0], year) / of(*pair[1], year), 1)

    for year in ("2018", "2024"):
        assert f"{year} nilainya {comma(rate(WET, year) - rate(DRY, year), 1)}" in said("kesenjangan-produktivitas-padi")
    assert comma(19.81 - 17.98, 2) in said("kesenjangan-rasio-murid-per-guru")


def test_maize_was_best_in_the_year_that_is_named():
    rates = {str(year): of(*MAIZE_RATE[0], str(year)) / of(*MAIZE_RATE[1], str(year)) for year in range(2018, 2025)}
    assert max(rates, key=rates.get) == "2020"


def test_village_posts_are_the_same_every_year():
    years = [str(year) for year in range(2018, 2025)]
    assert {of(HEALTH, "Poskesdes", year) / of(HEALTH, "Puskesmas", year) for year in years} == {187 / 35}


def test_teachers_of_kindergartens_jump_in_one_year():
    text = said("rasio-murid-per-guru-taman-kanak-kanak")
    assert dotted(of(TK, "Guru Swasta", "2022/2023")) in text
    assert dotted(of(TK, "Guru Swasta", "2021/2022")) in text


def test_upland_rice_has_shrunk():
    assert f"dari {dotted(of(RICE, 'Padi Ladang (Ha)', '2018'))} hektare" in said("produktivitas-padi-ladang")
    assert of(RICE, "Padi Ladang (Ha)", "2023") < 30 > of(RICE, "Padi Ladang (Ha)", "2024")


# publications


def summary(name):
    return next(publication for publication in publications() if publication.name == name).fields["notes"]


def test_the_summary_of_the_infographic():
    for file, column, year in (
        (SMALL, "Kambing", "2024"), (SMALL, "Domba", "2024"), (LARGE, "Sapi", "2024"), (LARGE, "Sapi", "2018"),
    ):  # fmt: skip
        assert dotted(of(file, column, year)) in summary("infografis-populasi-ternak")


def test_the_infographic_shows_the_figures_of_the_tables():
    drawing = infographic.svg()
    for file, column in ((LARGE, "Sapi"), (SMALL, "Kambing"), (SMALL, "Domba")):
        assert f">{dotted(of(file, column, '2024'))}<" in drawing
        for year in range(2018, 2025):
            assert f">{comma(of(file, column, str(year)) / 1000, 1)}<" in drawing
    assert "BUKAN TERBITAN RESMI" in drawing


def test_the_picture_is_that_of_the_drawing():
    """Else draw.py has to be run again."""
    picture = (FILES / infographic.FILE).read_bytes()
    wanted = hashlib.sha256(infographic.svg().encode()).hexdigest()
    assert picture.startswith(b"\x89PNG")
    assert f"{infographic.DRAWING}\0{wanted}".encode() in picture
    assert struct.unpack(">II", picture[16:24]) == (infographic.WIDTH, infographic.HEIGHT)
    assert len(picture) < 100_000


def test_the_booklet_shows_the_figures_of_the_tables():
    content = booklet.content()
    assert content == booklet.content()
    for (file, tons), (_, area) in (WET, MAIZE_RATE, CASSAVA):
        for year in range(2018, 2025):
            above, below = of(file, tons, str(year)), of(file, area, str(year))
            for words in (dotted(above), dotted(below), comma(10 * above / below, 1)):
                assert f"({words}) Tj".encode() in content
    assert content.count(b"BUKAN TERBITAN RESMI") == 5 == content.count(b"/Type /Page ")
    assert content.startswith(b"%PDF-1.4")


def test_the_summary_of_the_booklet():
    for column in ("Produksi Padi Sawah (Ton)", "Padi Sawah (Ha)"):
        assert dotted(of(RICE, column, "2024")) in summary("tanaman-pangan-dalam-angka")
    (publication,) = [one for one in publications() if one.name == "tanaman-pangan-dalam-angka"]
    assert publication.fields["jumlah_halaman"] == "5"
    assert publication.fields["title"] == booklet.TITLE
