"""A Surat Validasi for the demo: one page of PDF, marked as an example on top and at the bottom."""

import textwrap
from datetime import date

from demo import pdf

MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
LEFT, TOP = 72, 770         # points


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
    page = pdf.Page()
    page.lines(lines, LEFT, TOP)
    return pdf.document([page])


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 80)
