"""A Surat Validasi for the demo: one page of PDF, written by hand, marked as an example on top and at the bottom."""

import textwrap
from datetime import date

MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
WIDTH, LEFT, TOP, LEADING = 595, 72, 770, 17       # points; A4


def surat_validasi(office: str, head: str, title: str, seal: str, on: date) -> bytes:
    """The letter by which the head of an office validates a dataset, named by its title and its seal."""
    day = f"{on.day} {MONTHS[on.month - 1]} {on.year}"
    lines = [
        "CONTOH - BUKAN SURAT RESMI",
        "",
        f"{office}",
        "Kabupaten Banjarnegara",
        "",
        "SURAT VALIDASI DATA",
        "",
        *_wrapped("Kepala perangkat daerah menyatakan bahwa data berikut telah diperiksa dan disahkan untuk diterbitkan di "
                  "Portal Satu Data:"),
        "",
        *_wrapped(f"Judul: {title}"),
        "Segel isi (SHA-256):",
        f"{seal[:32]}",
        f"{seal[32:]}",
        "",
        f"Banjarnegara, {day}",
        f"Kepala {office},",
        "",
        f"{head}",
        "",
        *_wrapped("Surat, nama, dan pengesahan ini rekaan untuk peragaan portal. Tidak ada pejabat yang menandatanganinya."),
    ]
    return _pdf(lines)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 80)


def _pdf(lines: list[str]) -> bytes:
    text = "\n".join(f"({_escaped(line)}) Tj T*" for line in lines)
    page = f"BT /F1 11 Tf {LEADING} TL {LEFT} {TOP} Td\n{text}\nET".encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
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
