"""The demo's infographic: livestock of seven years on one sheet, drawn as SVG from the tables.

`publications/populasi-ternak.png` is this drawing, rendered by a browser (draw.py).
"""

from xml.sax.saxutils import escape

from demo.figures import by_year, written

LARGE = "jumlah-ternak-besar-menurut-kecamatan-dan-jenis-ternak.csv"
SMALL = "jumlah-ternak-kecil-menurut-kecamatan-dan-jenis-ternak.csv"
MEAT = "produksi-daging-ternak-menurut-kecamatan-dan-jenis-ternak.csv"
ANIMALS = (("Sapi", LARGE, "Sapi", "#1f6f43"), ("Kambing", SMALL, "Kambing", "#8a5a00"), ("Domba", SMALL, "Domba", "#2f5d8c"))
FIRST, LAST = "2018", "2024"
FILE, DRAWING = "populasi-ternak.png", "drawing-sha256"      # the picture, and the name of its text that holds the hash
WIDTH, HEIGHT = 1080, 1420
SOURCE = "Sumber: Dinas Pertanian, Perikanan dan Ketahanan Pangan Kab. Banjarnegara."
NOTE = "CONTOH – BUKAN TERBITAN RESMI. Satuan ekor tidak tertulis dalam tabel. Sapi: selain sapi perah."
INK, SOFT, PAPER = "#1c1c1c", "#555555", "#faf8f3"


def svg() -> str:
    """The drawing."""
    parts = [
        _text(60, 100, "Populasi Ternak dan Produksi Daging", 46, bold=True),
        _text(60, 150, f"Kabupaten Banjarnegara, {FIRST}–{LAST}", 30, SOFT),
        *(part for number, animal in enumerate(ANIMALS) for part in _animal(210 + 310 * number, *animal)),
        *_meat(1150),
        _text(60, 1340, SOURCE, 20, SOFT),
        _text(60, 1375, NOTE, 20, SOFT),
    ]
    body = "\n".join(parts)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'font-family="DejaVu Sans, Arial, sans-serif">\n'
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>\n{body}\n</svg>\n')


def _animal(top: int, name: str, file: str, column: str, colour: str) -> list[str]:
    """The last figure in large type, the change since the first, and a bar for each year."""
    by = by_year(file, column)
    change = (by[LAST] / by[FIRST] - 1) * 100
    word = "naik" if change > 0 else "turun"
    parts = [
        _text(60, top + 30, name, 34, colour, bold=True),
        _text(60, top + 110, written(by[LAST]), 64, bold=True),
        _text(60, top + 155, f"ekor pada {LAST}", 26, SOFT),
        _text(60, top + 195, f"{word} {written(abs(change), 1)} persen sejak {FIRST}", 26, SOFT),
    ]
    most = max(by.values())
    for number, year in enumerate(sorted(by)):
        left, high = 470 + 80 * number, 150 * by[year] / most
        parts += [
            f'<rect x="{left}" y="{top + 215 - high:.1f}" width="58" height="{high:.1f}" fill="{colour}"/>',
            _text(left + 29, top + 205 - high, written(by[year] / 1000, 1), 20, INK, middle=True),
            _text(left + 29, top + 243, year, 20, SOFT, middle=True),
        ]
    return [*parts, _text(470, top + 30, "ribu ekor menurut tahun", 22, SOFT)]


def _meat(top: int) -> list[str]:
    tons = {name: by_year(MEAT, f"{name} (Kg)")[LAST] / 1000 for name, *_ in ANIMALS}
    share = 100 * tons["Sapi"] / sum(tons.values())
    heading = f"{LAST}: {written(share, 1)} persen daging ternak adalah daging sapi"
    parts = [_text(60, top, heading, 30, bold=True)]
    left = 60.0
    for name, _file, _column, colour in ANIMALS:
        wide = 960 * tons[name] / sum(tons.values())
        parts.append(f'<rect x="{left:.1f}" y="{top + 25}" width="{wide:.1f}" height="56" fill="{colour}"/>')
        left += wide
    said = ", ".join(f"{name.lower()} {written(tons[name], 1)}" for name in tons)
    return [*parts, _text(60, top + 120, f"Produksi dalam ton: {said}.", 26, SOFT)]


def _text(x: float, y: float, text: str, size: int, colour: str = INK, *, bold: bool = False, middle: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    anchor = ' text-anchor="middle"' if middle else ""
    return f'<text x="{x:g}" y="{y:.1f}" font-size="{size}" fill="{colour}"{weight}{anchor}>{escape(text)}</text>'
