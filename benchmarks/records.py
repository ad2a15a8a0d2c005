"""What is saved and shown: records with every field of the schema filled, equal in both portals."""

import io
import json
from pathlib import Path
from typing import Any

from werkzeug.datastructures import FileStorage

OFFICES = ("dinas-kesehatan", "dinas-pendidikan", "dinas-pertanian", "dinas-sosial")
OPERATOR = "operator"
EXAMPLE = Path(__file__).parents[1] / "ckanext/satudata/tests/metadata/examples/indah-survei.json"
TABLE = b"kecamatan,tahun,jumlah\n" + b"".join(b"Kecamatan %d,2024,%d\n" % (n, 1000 + n) for n in range(20))
# how many public records have a table; how many cases wait for the operator, and how many were submitted
TABLES, CASES = 10, 25
KECAMATAN = tuple(f"Kecamatan {letter}" for letter in "ABCDEFGHIJKLMNOPQRST")
# of the least helpful kind: common names, a part of one, one with what is around it
VILLAGES = ("susukan", "desa merden", "gumelem w", "sukamaju", "susukan, banjarnegara", "33.04.01.2")
THEMES = ("RAB.05", "RAB.06", "RAB.07")
LONG = "Angka berasal dari catatan kecamatan yang dikumpulkan dinas setiap akhir tahun dan diperiksa bersama BPS. " * 3


def package(name: str, number: int) -> dict[str, Any]:
    """A record as a portal shows it after a year of work."""
    return {
        "name": name,
        "title": f"Jumlah Penduduk Menurut Kecamatan {number}",
        "notes": LONG,
        "owner_org": OFFICES[number % len(OFFICES)],
        "theme": THEMES[number % len(THEMES)],
        "urusan": "2.07",
        "jenis": "statistik",
        "tag_string": "penduduk, kecamatan, jumlah jiwa",
        "konsep": "Penduduk",
        "definisi": LONG,
        "klasifikasi": "Menurut kecamatan dan jenis kelamin",
        "ukuran": "Jumlah",
        "satuan": "jiwa",
        "kode_wilayah": "33.04",
        "level_penyajian": "kecamatan",
        "periode_awal": "2018",
        "periode_akhir": "2024",
        "accrualPeriodicity": "TRIWULANAN",
        "dimensi": "kecamatan, tahun",
        "sumber": "Registrasi kependudukan",
        "publisher_type": "daerah-kabupaten",
        "maintainer": "Bidang Statistik",
        "maintainer_email": "statistik@example.org",
        "prioritas_tahun": "2025",
        "kriteria_prioritas": ["sdgs"],
        "indikator_prioritas": "Jumlah penduduk",
        "accessRights": "terbuka",
        "license_id": "cc-by",
    }


def kegiatan(title: str) -> dict[str, Any]:
    """A statistical activity with all its blocks answered: the example of MS-Keg that the tests have."""
    from ckanext.satudata.metadata.indah import from_indah

    document = json.loads(EXAMPLE.read_text(encoding="utf-8"))["kegiatan"]
    return from_indah("kegiatan", document).record | {"title": title}


def variabel(number: int) -> dict[str, Any]:
    """A variable with every answer that most have."""
    return {
        "nama": f"Variabel {number}",
        "alias": f"V{number}",
        "konsep": ["Penduduk"],
        "definisi": LONG,
        "referensi_waktu": "Saat pencacahan",
        "ukuran": "Jumlah",
        "satuan": "orang",
        "tipe_data": "INTEGER",
        "kalimat_pertanyaan": f"Berapa orang di rumah ini? ({number})",
        "apakah_variabel_bisa_diakses_umum": "ya",
        "value_domain": [{"kode": "1", "nilai": "Ya"}, {"kode": "2", "nilai": "Tidak"}],
    }


def links(number: int) -> list[dict[str, str]]:
    """Two files elsewhere: pages list them, and no file has to be copied."""
    address = f"https://example.org/{number}"
    return [{"name": f"Tabel {kind}", "format": kind, "url": f"{address}.{kind.lower()}"} for kind in ("CSV", "XLSX")]


def upload() -> FileStorage:
    """A small table, as a browser sends it."""
    return FileStorage(io.BytesIO(TABLE), filename="penduduk.csv")


def table() -> dict[str, Any]:
    """Twenty districts in seven years, as the DataStore takes them."""
    fields = [{"id": "Kecamatan", "type": "text"}, {"id": "Tahun", "type": "text"},
              {"id": "Penduduk (Jiwa)", "type": "numeric"}, {"id": "Rumah Tangga", "type": "numeric"}]
    rows = [{"Kecamatan": name, "Tahun": str(year), "Penduduk (Jiwa)": 30_000 + 700 * place + 150 * (year - 2018),
             "Rumah Tangga": 8_000 + 190 * place + 40 * (year - 2018)}
            for year in range(2018, 2025) for place, name in enumerate(KECAMATAN)]
    return {"fields": fields, "records": rows}
