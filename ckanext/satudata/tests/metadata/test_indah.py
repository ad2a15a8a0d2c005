"""Reading and writing BPS's format: what the clients of its service send, and what nobody should."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import pytest

from ckanext.satudata.metadata import rules
from ckanext.satudata.metadata.completeness import completeness
from ckanext.satudata.metadata.indah import bundle, from_indah, limits, mapping, problems, status_of, to_indah

from . import strategies

EXAMPLE = json.loads((Path(__file__).parent / "examples" / "indah-survei.json").read_text(encoding="utf-8"))
DIGITAL = "blok_viii__rencana_jadwal_rilis_produk_digital"
KEMENDAGRI = problems.REGION_BY_KEMENDAGRI
DOCUMENTS = [("kegiatan", EXAMPLE["kegiatan"])] + [(kind, item) for kind in bundle.PARTS for item in EXAMPLE[kind]]


def changed(kind, **answers):
    """The example with other answers, by path with `__` for the dots."""
    document = deepcopy(EXAMPLE[kind] if kind == "kegiatan" else EXAMPLE[kind][0])
    for path, value in answers.items():
        *steps, last = path.split("__")
        place = document["data"]
        for step in steps:
            place = place[step]
        place[last] = value
    return document


@pytest.mark.parametrize(("kind", "document"), DOCUMENTS)
def test_the_example_comes_back_as_it_was(kind, document):
    found = from_indah(kind, document)
    assert found.problems == []
    assert to_indah(kind, found.record, found.contacts, envelope=found.envelope, unknown=found.unknown) == document


@pytest.mark.parametrize(("kind", "document"), DOCUMENTS)
def test_the_example_is_complete_and_breaks_no_rule(kind, document):
    record = from_indah(kind, document).record
    table = rules.load(kind)
    missing = [field.field for field in completeness(record, strategies.schema(kind)).missing
               if field.field not in ("owner_org", "kegiatan") and field.field not in rules.not_asked(table, record)]
    assert (missing, rules.broken(table, record)) == ([], [])


def test_the_example_in_our_fields():
    record = from_indah("kegiatan", EXAMPLE["kegiatan"]).record
    expected = {
        "tahun_kegiatan": "2025", "ada_rekomendasi_bps": "ya", "iii_jadwal_desain_awal": "2025-02-03",
        "iv_sarana_pengumpulan_data": ["papi", "cawi", "lainnya"], "iv_sebagian_cakupan_wilayah": [{"kode_wilayah": "33.04"}],
        "vi_apakah_melakukan_uji_coba": "ya", "vi_jumlah_petugas_enumerator": "8", "vii_unit_analisis": ["individu"],
        "viii_rencana_jadwal_rilis_produk_digital": ["2025-07-31"],
    }
    assert {name: record.get(name) for name in expected} == expected
    assert "i_faksimile" not in record                                   # "-" is what stands for nothing


def test_persons_are_kept_apart():
    found = from_indah("kegiatan", EXAMPLE["kegiatan"])
    assert found.contacts["ii_pj_nama"] == "Nama Contoh" and not [name for name in found.record if name.startswith("ii_pj")]
    written = to_indah("kegiatan", found.record)["data"]["blok_ii"]["penanggung_jawab_teknis"]
    assert {value for value in written.values() if value not in (None, "-")} == set()


@pytest.mark.parametrize(("path", "sent", "name", "expected"), [
    ("cara_pengumpulan_data", "Survei", "cara_pengumpulan_data", "SURVEI"),
    ("cara_pengumpulan_data", 2, "cara_pengumpulan_data", "SURVEI"),                        # its number on paper
    ("cara_pengumpulan_data", "CARA_LAIN_SESUAI_PERKEMBANGAN_TEKNOLOGI_DAN_INFORMASI", "cara_pengumpulan_data",
     "CARA_LAIN_SESUAI_DENGAN_PERKEMBANGAN_TI"),                                            # INDAHPY
    ("blok_v__jenis_rancangan_sampel", "MULTI_STAGE_PHASE", "v_jenis_rancangan_sampel", "MULTI_STAGE_ATAU_PHASE"),   # INDAHPY
    ("blok_vi__persyaratan_pendidikan_terendah_petugas_pengumpulan_data", "DIPLOMA_I_II_III",
     "vi_persyaratan_pendidikan_terendah_petugas_pengumpulan_data", "DIPLOMA_I_ATAU_II_ATAU_III"),                   # INDAHPY
    ("tahun", "2024", "tahun_kegiatan", "2024"),                                            # INDAHPY sends text
    ("blok_vi__jumlah_petugas_supervisor", "3", "vi_jumlah_petugas_supervisor", "3"),
    ("blok_vi__jumlah_petugas_supervisor", 3.0, "vi_jumlah_petugas_supervisor", "3"),
    ("blok_vi__apakah_melakukan_uji_coba", "Tidak", "vi_apakah_melakukan_uji_coba", "tidak"),
    ("blok_vi__apakah_melakukan_uji_coba", 1, "vi_apakah_melakukan_uji_coba", "ya"),
    ("blok_iv__sarana_pengumpulan_data", 5, "iv_sarana_pengumpulan_data", ["papi", "cati"]),       # the sum on paper
    ("blok_iv__sarana_pengumpulan_data", ["CATI", "papi"], "iv_sarana_pengumpulan_data", ["papi", "cati"]),
    ("blok_iv__sarana_pengumpulan_data__capi", "true", "iv_sarana_pengumpulan_data", ["papi", "capi", "cawi", "lainnya"]),
    ("blok_iv__sarana_pengumpulan_data__papi", None, "iv_sarana_pengumpulan_data", ["cawi", "lainnya"]),   # KUTIM: null for no
    (DIGITAL, "31-12-2025", "viii_rencana_jadwal_rilis_produk_digital", ["2025-12-31"]),
    (DIGITAL, [""], "viii_rencana_jadwal_rilis_produk_digital", None),                      # KUTIM
    ("blok_iii__rencana_jadwal_kegiatan__desain", {"awal": "2025-02-01T00:00:00", "akhir": None}, "iii_jadwal_desain_awal",
     "2025-02-01"),
    ("blok_v", None, "v_unit_sampel", None),
    ("blok_v", [], "v_unit_sampel", None),                                                  # an empty object of PHP
])
def test_other_spellings_are_read(path, sent, name, expected):
    found = from_indah("kegiatan", changed("kegiatan", **{path: sent}))
    assert (found.record.get(name), [problem for problem in found.problems if problem.blocks]) == (expected, [])


@pytest.mark.parametrize(("key", "alias"), [
    ("instansi_penyelanggara", "instansi_penyelenggara"), ("frekuensi_penyelanggara", "frekuensi_penyelenggaraan"),
    ("unit_analsis", "unit_analisis"),
])
def test_right_spellings_of_misspelt_keys_are_read_and_theirs_is_written(key, alias):
    text = json.dumps(EXAMPLE["kegiatan"]).replace(f'"{key}"', f'"{alias}"')
    found = from_indah("kegiatan", json.loads(text))
    assert found.problems == [] == found.unknown
    assert to_indah("kegiatan", found.record, found.contacts, envelope=found.envelope) == EXAMPLE["kegiatan"]


@pytest.mark.parametrize(("rows", "expected"), [
    ([{"nama": "IPM", "sumber_publikasi": ["Laporan A"]}], [{"nama": "IPM", "ketersediaan_publikasi": "Laporan A"}]),
    ([{"nama": "IPM", "ketersediaan_publikasi": [{"nama": "Laporan A", "file": {"nama": None}}, {"nama": "Laporan B"}]}],
     [{"nama": "IPM", "ketersediaan_publikasi": "Laporan A\nLaporan B"}]),
    ([{"nama": "-", "sumber_publikasi": ["-"]}], None), (["IPM"], [{"nama": "IPM"}]), ([], None),
])
def test_both_shapes_of_component_indicators(rows, expected):
    found = from_indah("indikator", changed("indikator", indikator_pembangun=rows))
    assert (found.record.get("indikator_pembangun"), found.problems, found.unknown) == (expected, [], [])


def test_the_misspelt_key_of_the_standard():
    document = changed("indikator")
    document["data"]["id_sls"] = 77
    del document["data"]["id_sds"]
    found = from_indah("indikator", document)
    assert found.record["id_sds"] == "77" and to_indah("indikator", found.record)["data"]["id_sds"] == 77


@pytest.mark.parametrize(("path", "sent", "code", "shown"), [
    ("cara_pengumpulan_data", "SENSUS_EKONOMI", problems.NOT_IN_LIST, "data.cara_pengumpulan_data"),
    ("cara_pengumpulan_data", ["SURVEI"], problems.WRONG_TYPE, "data.cara_pengumpulan_data"),
    ("judul_kegiatan", {"id": "X"}, problems.WRONG_TYPE, "data.judul_kegiatan"),
    ("judul_kegiatan", True, problems.WRONG_TYPE, "data.judul_kegiatan"),
    ("blok_iv", "SURVEI", problems.WRONG_TYPE, "data.blok_iv"),
    ("blok_iv__sarana_pengumpulan_data__papi", "mungkin", problems.WRONG_TYPE, "data.blok_iv.sarana_pengumpulan_data.papi"),
    ("blok_iv__sarana_pengumpulan_data", 64, problems.NOT_IN_LIST, "data.blok_iv.sarana_pengumpulan_data"),
    ("blok_vi__jumlah_petugas_enumerator", -1, problems.NOT_A_COUNT, "data.blok_vi.jumlah_petugas_enumerator"),
    ("blok_vi__jumlah_petugas_enumerator", "dua", problems.NOT_A_COUNT, "data.blok_vi.jumlah_petugas_enumerator"),
    ("blok_iii__rencana_jadwal_kegiatan__desain", [{"awal": "2025-02-30"}], problems.NOT_A_DAY,
     "data.blok_iii.rencana_jadwal_kegiatan.desain[0].awal"),
    ("blok_iii__variabel_yang_dikumpulkan", [{"nama": "Umur"}, {"nama": [1]}], problems.WRONG_TYPE,
     "data.blok_iii.variabel_yang_dikumpulkan[1].nama"),
    ("blok_iv__tipe_pengumpulan_data", 2, problems.NOT_IN_LIST, "data.blok_iv.tipe_pengumpulan_data"),   # unclear
])
def test_what_cannot_be_taken_is_named_with_its_key(path, sent, code, shown):
    found = from_indah("kegiatan", changed("kegiatan", **{path: sent}))
    assert [(problem.code, problem.path) for problem in found.problems] == [(code, shown)] and not found.is_usable


@pytest.mark.parametrize(("kind", "document", "code"), [
    ("kegiatan", None, problems.WRONG_TYPE), ("kegiatan", [], problems.WRONG_TYPE), ("kegiatan", {}, problems.NO_DATA),
    ("kegiatan", {"data": []}, problems.NO_DATA), ("kegiatan", {"data": {"judul": "x"}}, problems.NO_DOCUMENT),
    ("kegiatan", {"data": {"nama": "x"}, "version": "v1"}, problems.OTHER_VERSION),
    ("kegiatan", EXAMPLE["indikator"][0], problems.OTHER_KIND), ("variabel", EXAMPLE["indikator"][0], problems.OTHER_KIND),
    ("variabel", {"data": {"nama": "x" * 100_001}}, problems.TOO_LONG_TEXT),
    ("variabel", {"data": {"value_domain": [{}] * 10_001}}, problems.TOO_MANY_ITEMS),
])
def test_other_documents_are_refused(kind, document, code):
    assert [problem.code for problem in from_indah(kind, document).problems] == [code]


def test_several_periods_of_a_phase_are_kept():
    periods = [{"awal": "2025-03-01", "akhir": "2025-03-31"}, {"awal": "2025-09-01", "akhir": "2025-09-30"}]
    document = changed("kegiatan", blok_iii__rencana_jadwal_kegiatan__pengumpulan_data=periods)
    found = from_indah("kegiatan", document)
    assert [problem.code for problem in found.problems] == [problems.KEPT_ITEMS] and found.is_usable
    written = to_indah("kegiatan", found.record, found.contacts, envelope=found.envelope, unknown=found.unknown)
    assert written == document


def test_a_level_in_free_words_is_kept_until_the_field_is_filled():
    found = from_indah("indikator", changed("indikator", level_estimasi="Provinsi dan pulau"))
    assert [problem.code for problem in found.problems] == [problems.KEPT_AS_WRITTEN] and "level_estimasi" not in found.record
    assert to_indah("indikator", found.record, unknown=found.unknown)["data"]["level_estimasi"] == "Provinsi dan pulau"
    found.record["level_estimasi"] = "provinsi"
    assert to_indah("indikator", found.record, unknown=found.unknown)["data"]["level_estimasi"] == "Provinsi"


def test_what_was_kept_follows_its_row_and_goes_with_it():
    rows = [{"kode": "1", "nilai": "A"}, {"kode": "2", "nilai": "B", "x": 9}]
    found = from_indah("variabel", changed("variabel", value_domain=rows))
    found.record["value_domain"].reverse()
    assert to_indah("variabel", found.record, unknown=found.unknown)["data"]["value_domain"][0]["x"] == 9
    del found.record["value_domain"][0]
    assert "x" not in to_indah("variabel", found.record, unknown=found.unknown)["data"]["value_domain"][0]


def test_fillers_of_questions_that_are_not_asked_are_no_answers():
    document = changed("kegiatan", blok_vi__jumlah_petugas_supervisor=0, blok_vi__apakah_melakukan_pelatihan_petugas=False,
                       blok_iv__sarana_pengumpulan_data=["mail"])
    record = from_indah("kegiatan", document).record
    assert not {"vi_jumlah_petugas_supervisor", "vi_apakah_melakukan_pelatihan_petugas"} & record.keys()
    asked = from_indah("kegiatan", changed("kegiatan", blok_vi__jumlah_petugas_supervisor=0)).record
    assert asked["vi_jumlah_petugas_supervisor"] == "0"


@pytest.mark.parametrize(("row", "code", "found_as"), [
    ({"kode_provinsi": "18", "kode_kabupaten_kota": "1807", "nama_kabupaten_kota": "WAY KANAN"}, None, "18.08"),
    ({"kode_provinsi": "18", "kode_kabupaten_kota": "1808", "nama_kabupaten_kota": "Kab. Way Kanan"}, KEMENDAGRI, None),
    ({"kode_provinsi": "18", "kode_kabupaten_kota": "1808"}, None, "18.05"),               # BPS's numbering: Tulang Bawang
    ({"kode_provinsi": 33, "kode_kabupaten_kota": 3304}, None, "33.04"),
    ({"kode_provinsi": "33", "kode_kabupaten_kota": "04"}, None, "33.04"),
    ({"kode_provinsi": "33", "nama_provinsi": "JAWA TENGAH", "kode_kabupaten_kota": None}, None, "33"),
    ({"kode_kabupaten_kota": "33.04"}, None, "33.04"),                                     # dots: can only be Kemendagri's
    ({"kode_kabupaten_kota": "3304", "nama_kabupaten_kota": "KEBUMEN"}, problems.REGION_OTHER_NAME, "33.04"),
    ({"nama_provinsi": "Jawa Tengah", "nama_kabupaten_kota": "KOTA MAGELANG"}, None, "33.71"),
    ({"nama_provinsi": "Jawa Tengah", "nama_kabupaten_kota": "MAGELANG"}, None, "33.08"),
    ({"kode_kabupaten_kota": "9999"}, problems.REGION_UNKNOWN, None),
    ({"kode_kabupaten_kota": "9999", "nama_kabupaten_kota": "Banjarnegara"}, problems.REGION_BY_NAME, "33.04"),
    ("3304", None, "33.04"), (7, problems.REGION_UNKNOWN, None), ([], None, None),
])
def test_regions_are_read_in_the_numbering_of_bps(row, code, found_as):
    found = from_indah("kegiatan", changed("kegiatan", blok_iv__sebagian_cakupan_wilayah_pengumpulan_data=[row]))
    assert [problem.code for problem in found.problems] == ([code] if code else [])
    assert found.record.get("iv_sebagian_cakupan_wilayah") == ([{"kode_wilayah": found_as}] if found_as else None)


@pytest.mark.parametrize(("content", "code"), [
    (b"", problems.NOT_JSON), (b"{", problems.NOT_JSON), (b"\xff\xfe", problems.NOT_TEXT),
    (b"Kegiatan;Judul", problems.NOT_JSON), (b"[NaN]", problems.NOT_JSON),
    (b"[1e999]", problems.WRONG_TYPE), (b"1" * 5000, problems.NOT_JSON), (b"1" * 400, problems.WRONG_TYPE),
    (b"[" * 100_000, problems.TOO_DEEP), (b"[" * 30 + b"]" * 30, problems.TOO_DEEP),
    (b'{"a": 1, "a": 2}', problems.SAME_KEY_TWICE),
    (b" " * (limits.MOST_BYTES + 1), problems.TOO_LARGE), (b"[" + b"0," * 10_000 + b"0]", problems.TOO_MANY_ITEMS),
])
def test_files_that_are_not_read(content, code):
    with pytest.raises(limits.Refused) as refused:
        limits.parse(content)
    assert refused.value.problem.code == code


def test_a_file_with_a_mark_at_its_beginning_and_characters_that_no_database_takes():
    assert limits.parse(b'\xef\xbb\xbf{"a": "x\\u0000y\\ud800"}') == {"a": "xy"}


@pytest.mark.parametrize("wrap", [
    lambda keg, parts: {"kegiatan": keg, "variabel": parts}, lambda keg, parts: [{"kegiatan": keg, "variabel": parts}],
    lambda keg, parts: [keg, *parts], lambda keg, parts: {"result": [{"content": [*parts, keg], "total_pages": 1}]},
    lambda keg, parts: [{**keg, "id": 990100}, {**keg, "id": 5}, *parts],
])
def test_files_with_several_documents(wrap):
    found = bundle.bundles(wrap({**EXAMPLE["kegiatan"], "base_id": 990100}, EXAMPLE["variabel"]))
    assert found[0].kegiatan["data"] == EXAMPLE["kegiatan"]["data"] and found[0].variabel == EXAMPLE["variabel"]


def test_parts_without_their_kegiatan_stand_together():
    assert [len(item.variabel) for item in bundle.bundles(EXAMPLE["variabel"])] == [3]


@pytest.mark.parametrize("content", [None, [], {}, "x", [[1]], {"result": []}, {"data": {}}, {"kegiatan": 1, "variabel": 2}])
def test_files_without_a_document(content):
    with pytest.raises(limits.Refused):
        bundle.bundles(content)


@pytest.mark.parametrize(("is_public", "is_open", "round", "outcome", "more", "status"), [
    (False, False, 0, None, {}, "DRAFT"), (False, True, 1, None, {"waiting_for": "producer"}, "DRAFT"),
    (False, True, 1, None, {}, "SUBMITTED"), (False, True, 1, None, {"is_taken": True}, "UNDER_REVIEW"),
    (False, True, 2, None, {"waiting_for": "producer"}, "CORRECTION_REQUIRED"), (False, True, 2, None, {}, "REVISED"),
    (False, True, 2, None, {"is_taken": True}, "UNDER_REVIEW"), (False, False, 1, "rejected", {}, "REJECTED"),
    (False, False, 1, "cancelled", {}, "DRAFT"), (True, False, 1, "completed", {}, "APPROVED"),
    (True, False, 2, "rejected", {}, "APPROVED"),              # its revision was rejected, the published version stays
    (True, True, 1, "completed", {}, "SUBMITTED"),
])
def test_status(is_public, is_open, round, outcome, more, status):
    assert status_of(is_public, is_open, round, outcome, **more) == status


@pytest.mark.parametrize("kind", mapping.KINDS)
def test_every_question_has_its_own_place(kind):
    paths = [question.path for question in mapping.questions(kind)]
    assert len(paths) == len(set(paths)) > 10
