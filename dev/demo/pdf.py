"""PDF by hand: pages of A4 with lines of text and bars, in Helvetica."""

from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842        # points; A4
FONTS = {"F1": "Helvetica", "F2": "Helvetica-Bold"}
BLACK = (0.0, 0.0, 0.0)

Colour = tuple[float, float, float]


@dataclass
class Page:
    """A page under construction; places are counted in points from its lower left corner."""

    fonts: set[str] = field(default_factory=set)
    drawing: list[bytes] = field(default_factory=list)

    def lines(
        self, lines: list[str], left: float, top: float, *, size: float = 11, leading: float = 17, bold: bool = False
    ) -> None:
        """Lines of text, one below the other."""
        font = "F2" if bold else "F1"
        self.fonts.add(font)
        text = "\n".join(f"({_escaped(line)}) Tj T*" for line in lines)
        words = f"BT /{font} {size:g} Tf {leading:g} TL {left:g} {top:g} Td\n{text}\nET"
        self.drawing.append(words.encode("cp1252", "replace"))

    def bar(self, left: float, bottom: float, wide: float, high: float, colour: Colour) -> None:
        """A filled rectangle."""
        red, green, blue = colour
        self.drawing.append(f"{red:g} {green:g} {blue:g} rg {left:g} {bottom:g} {wide:g} {high:g} re f 0 g".encode())


def document(pages: list[Page]) -> bytes:
    """The file. The same pages give the same bytes."""
    fonts = sorted(set().union(*(page.fonts for page in pages)))
    places_of = {name: 3 + 2 * len(pages) + number for number, name in enumerate(fonts)}
    kids = " ".join(f"{3 + 2 * number} 0 R" for number in range(len(pages)))
    named = " ".join(f"/{name} {place} 0 R" for name, place in places_of.items())
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (id) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
    ]
    for number, page in enumerate(pages):
        content = b"\n".join(page.drawing)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {4 + 2 * number} 0 R "
            f"/Resources << /Font << {named} >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    objects += [
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{FONTS[name]} /Encoding /WinAnsiEncoding >>".encode() for name in fonts
    ]
    return _file(objects)


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
