"""A booklet for the demo: rice, maize and cassava of seven years on three pages of PDF, computed from the tables."""

import textwrap

from demo import pdf
from demo.figures import by_year, figure, rows, written

RICE = "luas-panen-produksi-dan-rata-rata-produksi-padi-sawah-dan-padi-ladang.csv"
MAIZE = "luas-panen-produksi-dan-rata-rata-produksi-tanaman-pangan-jagung-dan-ubi-kayu.csv"
CROPS = (
    ("Padi Sawah", RICE, "Padi Sawah (Ha)", "Produksi Padi Sawah (Ton)"),
    ("Jagung", MAIZE, "Luas Panen Jagung", "Produksi Jagung"),
    ("Ubi Kayu", MAIZE, "Luas Panen Ubi Kayu", "Produksi Ubi Kayu"),
)
TITLE = "Tanaman Pangan Kabupaten Banjarnegara 2018–2024"
NOTE = "CONTOH - BUKAN TERBITAN RESMI. Disusun untuk peragaan portal dari tabel yang diterbitkan dinas."
LEFT, TOP, FOOT = 60, 780, 40
GREEN: pdf.Colour = (0.16, 0.45, 0.24)
WIDE = 85                       # characters of a line


def content() -> bytes:
    """The file."""
    return pdf.document([_cover(), *(_crop(*crop) for crop in CROPS), _kecamatan()])


def _page(heading: str) -> pdf.Page:
    page = pdf.Page()
    page.lines([heading], LEFT, TOP, size=18, bold=True)
    page.lines([NOTE], LEFT, FOOT, size=8)
    return page


def _cover() -> pdf.Page:
    page = _page(TITLE)
    page.bar(LEFT, TOP - 22, 475, 4, GREEN)
    page.lines(_wrapped(
        "Buku kecil ini menyajikan luas panen, produksi, dan produktivitas padi sawah, jagung, dan ubi kayu di Kabupaten "
        "Banjarnegara menurut tahun, dan produktivitas padi sawah menurut kecamatan pada tahun terakhir.",
    ), LEFT, TOP - 60)
    page.lines(["Cara menghitung"], LEFT, TOP - 150, size=13, bold=True)
    page.lines(_wrapped(
        "Produktivitas = produksi (ton) x 10 / luas panen (hektare), dalam kuintal per hektare. Nilai kabupaten dihitung dari "
        "jumlah produksi dan jumlah luas panen, bukan rata-rata nilai kecamatan. Tanda - dalam tabel tidak dijelaskan dan "
        "dihitung nol. Tabel tidak menyebut bentuk hasilnya (misalnya gabah kering giling atau pipilan kering); satuan tabel "
        "jagung dan ubi kayu dibaca dari hubungan antarkolom.",
    ), LEFT, TOP - 175)
    page.lines(["Sumber"], LEFT, TOP - 310, size=13, bold=True)
    page.lines(_wrapped(
        "Dinas Pertanian, Perikanan dan Ketahanan Pangan Kabupaten Banjarnegara: tabel luas panen, produksi, dan rata-rata "
        "produksi padi sawah dan padi ladang; tabel yang sama untuk jagung dan ubi kayu. Angka disajikan apa adanya.",
    ), LEFT, TOP - 335)
    return page


def _crop(name: str, file: str, area: str, production: str) -> pdf.Page:
    """A table by year with a bar for each production, and what it shows in one sentence."""
    areas, tons = by_year(file, area), by_year(file, production)
    years = sorted(areas)
    best = max(years, key=lambda year: tons[year])
    page = _page(name)
    page.lines(_wrapped(
        f"Produksi tertinggi tercatat pada {best} dengan {written(tons[best])} ton. Pada {years[-1]} dihasilkan "
        f"{written(tons[years[-1]])} ton dari {written(areas[years[-1]])} hektare, atau "
        f"{written(tons[years[-1]] * 10 / areas[years[-1]], 1)} kuintal per hektare.",
    ), LEFT, TOP - 35)
    columns = ("Tahun", "Luas panen (ha)", "Produksi (ton)", "Produktivitas (ku/ha)")
    body = [(year, written(areas[year]), written(tons[year]), written(tons[year] * 10 / areas[year], 1)) for year in years]
    _table(page, columns, body, TOP - 110)
    page.lines(["Produksi menurut tahun (ton)"], LEFT, TOP - 290, size=13, bold=True)
    most = max(tons.values())
    for number, year in enumerate(years):
        at = TOP - 320 - 30 * number
        page.lines([year], LEFT, at + 5)
        page.bar(LEFT + 40, at, 330 * tons[year] / most, 18, GREEN)
        page.lines([written(tons[year])], LEFT + 380, at + 5)
    return page


def _kecamatan() -> pdf.Page:
    page = _page("Padi Sawah Menurut Kecamatan, 2024")
    body: list[tuple[str, ...]] = []
    for row in rows(RICE):
        if row["Tahun"] == "2024":
            area, tons = figure(row["Padi Sawah (Ha)"]), figure(row["Produksi Padi Sawah (Ton)"])
            rate = written(tons * 10 / area, 1) if area else "-"
            body.append((_joined(row["Kecamatan"]), written(area) if area else "-", written(tons) if tons else "-", rate))
    _table(page, ("Kecamatan", "Luas panen (ha)", "Produksi (ton)", "Produktivitas (ku/ha)"), body, TOP - 40)
    return page


def _joined(name: str) -> str:
    """B a w a n g is Bawang."""
    return name.replace(" ", "") if all(len(part) == 1 for part in name.split()) else name


def _table(page: pdf.Page, columns: tuple[str, ...], body: list[tuple[str, ...]], top: float) -> None:
    for number, column in enumerate(columns):
        left = LEFT + 120 * number
        page.lines([column], left, top, size=10, bold=True)
        page.lines([row[number] for row in body], left, top - 20, size=10)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDE)
