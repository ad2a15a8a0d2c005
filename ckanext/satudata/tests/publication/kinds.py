"""Records of the types beside `dataset`, on their way to the public, as `portal.py` makes datasets."""

from __future__ import annotations

from typing import Any

from .portal import Made, People, Person, answer, case_of, upload, word

_PHASES = ("perencanaan_kegiatan", "desain", "pengumpulan_data", "pengolahan_data", "analisis", "diseminasi_hasil")
TYPES = ("kegiatan", "indikator", "publikasi")


def content(package_type: str, mark: str, **more: Any) -> dict[str, Any]:
    """A record with everything that is asked for at the seal; `mark` stands in its title and in what is said of it."""
    base = {"name": mark.lower(), "type": package_type}
    return base | {"kegiatan": _kegiatan, "indikator": _indikator, "publikasi": _publikasi}[package_type](mark) | more


# asked for like any answer, and kept apart from the record
OFFICER = {"ii_pj_nama": "Sri Contoh", "ii_pj_jabatan": "Kepala Bidang", "ii_pj_alamat": "Jalan Pemuda 1",
           "ii_pj_telepon": "0286-591002", "ii_pj_email": "bidang@uji.example"}


def _kegiatan(mark: str) -> dict[str, Any]:
    days = {f"iii_jadwal_{phase}_{end}": f"2025-{month:02d}-{day}" for month, phase in enumerate(_PHASES, start=1)
            for end, day in (("awal", "01"), ("akhir", "20"))}
    return days | OFFICER | {
        "title": f"Kompilasi Data Sekolah {mark}", "tahun_kegiatan": "2025", "jenis_statistik": "STATISTIK_SEKTORAL",
        "cara_pengumpulan_data": "KOMPILASI_PRODUK_ADMINISTRASI", "sektor_kegiatan": "PENDIDIKAN_DAN_PELATIHAN",
        "i_instansi_penyelenggara": "Dinas Pendidikan", "i_alamat": "Jalan Pemuda 1", "i_telepon": "0286-591001",
        "i_email": "dindik@uji.example", "ii_unit_eselon2": "Kepala Dinas Pendidikan",
        "iii_latar_belakang_kegiatan": f"Catatan {mark}", "iii_tujuan_kegiatan": f"Menyediakan data sekolah {mark}.",
        "iii_variabel_yang_dikumpulkan": [
            {"nama": f"Jumlah Sekolah {mark}", "konsep": "Sekolah", "definisi": "Negeri.", "referensi_waktu": "Tahun ajaran"}],
        "iv_kegiatan_ini_dilakukan": "HANYA_SEKALI", "iv_tipe_pengumpulan_data": "CROSS_SECTIONAL",
        "iv_cakupan_wilayah_pengumpulan_data": "SEBAGIAN_WILAYAH_INDONESIA",
        "iv_sebagian_cakupan_wilayah": [{"kode_wilayah": "33.04"}],
        "iv_metode_pengumpulan_data": ["pengumpulan_data_sekunder"],
        "iv_sarana_pengumpulan_data": ["mail"], "iv_unit_pengumpulan_data": ["usaha_atau_perusahaan"],
        "vi_apakah_melakukan_uji_coba": "tidak", "vi_metode_pemeriksaan_kualitas_pengumpulan_data": ["supervisi"],
        "vi_apakah_melakukan_penyesuaian_nonrespon": "tidak", "vii_tahapan_pengolahan_data": ["editing"],
        "vii_metode_analisis": "DESKRIPTIF", "vii_unit_analisis": ["usaha_atau_perusahaan"],
        "vii_tingkat_penyajian_hasil_analisis": ["kabupaten_atau_kota"], "viii_ketersediaan_produk_tercetak": "tidak",
        "viii_ketersediaan_produk_digital": "tidak", "viii_ketersediaan_produk_mikrodata": "tidak",
    }


def _indikator(mark: str) -> dict[str, Any]:
    return {
        "title": f"Rasio Murid per Sekolah {mark}", "konsep": ["Sekolah", f"Murid {mark}"], "definisi": f"Catatan {mark}",
        "interpretasi": "Makin tinggi, makin penuh.", "metode_perhitungan": "Murid dibagi sekolah.", "ukuran": "Rasio",
        "satuan": "murid per sekolah", "apakah_indikator_komposit": "tidak", "level_estimasi": "kecamatan",
        "variabel_pembangun": [{"nama": f"Jumlah Murid {mark}", "kegiatan_penghasil": "Dapodik"}],
        "variabel_disaggregasi": [{"nama": "Kecamatan"}], "apakah_indikator_bisa_diakses_umum": "ya",
    }


def _publikasi(mark: str) -> dict[str, Any]:
    return {
        "title": f"Profil Sekolah {mark}", "notes": f"Catatan {mark}", "jenis_publikasi": "buku", "theme": "RAB.06",
        "tanggal_rilis": "2025-08-01", "kode_wilayah": "33.04", "periode_awal": "2018", "periode_akhir": "2024",
        "accessRights": "terbuka", "license_id": "cc-by", "tags": [{"name": mark.lower()}],
    }


def draft(who: Person, office: str, package_type: str, mark: str | None = None, **more: Any) -> Made:
    """A record as its maker has just saved it: with two variables, with a file, or with neither, as its type has them."""
    mark = mark or word("zmark")
    package = who.does("package_create", owner_org=office, **content(package_type, mark, **more))
    made = Made(package["id"], package["name"], "", mark)
    if package_type == "kegiatan":
        for name in ("Jumlah Murid", "Jumlah Guru"):
            who.does("satudata_metadata_variabel_create", kegiatan_id=made.id, nama=f"{name} {mark}", konsep=["Sekolah"],
                     definisi=f"Catatan {mark}", referensi_waktu="Tahun ajaran", tipe_data="INTEGER",
                     apakah_variabel_bisa_diakses_umum="ya")
    if package_type == "publikasi":
        resource = who.does("resource_create", package_id=made.id, name=f"Buku {mark}", url="", format="PDF",
                            upload=upload(b"%PDF-1.4", f"{mark.lower()}.pdf"))
        made.resource_id = resource["id"]
    made.case_id = case_of(who, made)
    return made


def submitted(people: People, package_type: str, **more: Any) -> Made:
    record = draft(people.maker, people.office, package_type, **more)
    answer(people.maker, record, "finish")
    return record


def published(people: People, package_type: str, **more: Any) -> Made:
    record = submitted(people, package_type, **more)
    answer(people.reviewer, record, "sesuai")
    answer(people.reviewer, record, "finish")
    return record


__all__ = ["TYPES", "content", "draft", "published", "submitted"]
