"""For every rule of schemas/rules.yaml a record that keeps it and one that breaks it: for the engine, API, form and import.

Records hold only what the rule is about. `field` and `row` say where the fault is shown. Of a rule of kind `required_if` the
second record lacks `field`: it breaks nothing, but it is not complete.
"""

from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True)
class Case:
    type: str
    field: str
    valid: Record
    invalid: Record
    row: int | None = None


def asked(kind: str, field: str, answer: Any, when: Record, otherwise: Record) -> Case:
    """A question that is asked with the answers `when`, and not with those of `otherwise`."""
    return Case(kind, field, {**when, field: answer}, {**otherwise, field: answer})


def in_order(phase: str) -> Case:
    first, last = f"iii_jadwal_{phase}_awal", f"iii_jadwal_{phase}_akhir"
    return Case("kegiatan", last, {first: "2026-03-02", last: "2026-03-02"}, {first: "2026-03-02", last: "2026-03-01"})


def other(field: str, of: str, codes: list[str]) -> Case:
    """The text of "lainnya, sebutkan"."""
    return asked("kegiatan", field, "Wawancara kelompok", {of: [*codes, "lainnya"]}, {of: codes})


def released(product: str) -> Case:
    field, of = f"viii_rencana_jadwal_rilis_produk_{product}", f"viii_ketersediaan_produk_{product}"
    return asked("kegiatan", field, ["2026-12-01", "2027-03-31"], {of: "ya"}, {of: "tidak"})


def sds(kind: str) -> Case:
    return Case(kind, "id_sds", {"id_sds": "SD00123.01.00"}, {"id_sds": "SD123.01"})


SURVEY = {"jenis_statistik": "STATISTIK_SEKTORAL", "cara_pengumpulan_data": "SURVEI"}
COMPILED = {"jenis_statistik": "STATISTIK_SEKTORAL", "cara_pengumpulan_data": "KOMPILASI_PRODUK_ADMINISTRASI"}
PART = {"iv_cakupan_wilayah_pengumpulan_data": "SEBAGIAN_WILAYAH_INDONESIA"}
BANJARNEGARA, PROVINCE, KECAMATAN = {"kode_wilayah": "33.04"}, {"kode_wilayah": "33"}, {"kode_wilayah": "33.04.01"}
PROBABILITY = {**SURVEY, "v_metode_pemilihan_sampel_tahap_terakhir": "SAMPEL_PROBABILITAS"}
OTHERWISE = {**SURVEY, "v_metode_pemilihan_sampel_tahap_terakhir": "SAMPEL_NONPROBABILITAS"}
FRAME = {"v_kerangka_sampel_tahap_terakhir": "LIST_FRAME", "v_fraksi_sampel_keseluruhan": "0,02",
         "v_nilai_perkiraan_sampling_error_variabel_utama": "5%"}
INDICATORS = [{"nama": "Angka Harapan Hidup"}, {"nama": "Rata-rata Lama Sekolah"}]
VARIABLES = [{"nama": "Umur", "kegiatan_penghasil": "Susenas", "kode_kegiatan": "1"},
             {"nama": "Umur", "kegiatan_penghasil": "Sakernas", "kode_kegiatan": "2"}]

CASES: dict[str, Case] = {
    "tahun_kegiatan_plausible": Case("kegiatan", "tahun_kegiatan", {"tahun_kegiatan": "2026"}, {"tahun_kegiatan": "1944"}),
    "recommendation_asked": asked("kegiatan", "ada_rekomendasi_bps", "tidak", SURVEY, COMPILED),
    "recommendation_identity_asked": asked(
        "kegiatan", "identitas_rekomendasi", "V-23.1600.004",
        {**SURVEY, "ada_rekomendasi_bps": "ya"}, {**SURVEY, "ada_rekomendasi_bps": "tidak"}),
    "planning_in_order": in_order("perencanaan_kegiatan"),
    "design_in_order": in_order("desain"),
    "collection_in_order": in_order("pengumpulan_data"),
    "processing_in_order": in_order("pengolahan_data"),
    "analysis_in_order": in_order("analisis"),
    "dissemination_in_order": in_order("diseminasi_hasil"),
    "evaluation_in_order": in_order("evaluasi"),
    "phases_in_order": Case(
        "kegiatan", "iii_jadwal_analisis_awal",
        {"iii_jadwal_perencanaan_kegiatan_awal": "2026-01-05", "iii_jadwal_analisis_awal": "2026-06-01"},
        {"iii_jadwal_perencanaan_kegiatan_awal": "2026-01-05", "iii_jadwal_analisis_awal": "2025-06-01"}),
    "collected_variables_unique": Case(
        "kegiatan", "iii_variabel_yang_dikumpulkan",
        {"iii_variabel_yang_dikumpulkan": [{"nama": "Umur"}, {"nama": "Jenis Kelamin"}]},
        {"iii_variabel_yang_dikumpulkan": [{"nama": "Umur"}, {"nama": "Jenis Kelamin"}, {"nama": "umur "}]}, 3),
    "frequency_asked": asked("kegiatan", "iv_frekuensi_penyelenggaraan", "TAHUNAN", {"iv_kegiatan_ini_dilakukan": "BERULANG"},
                             {"iv_kegiatan_ini_dilakukan": "HANYA_SEKALI"}),
    "part_of_country_asked": asked("kegiatan", "iv_sebagian_cakupan_wilayah", [BANJARNEGARA], PART,
                                   {"iv_cakupan_wilayah_pengumpulan_data": "SELURUH_WILAYAH_INDONESIA"}),
    "part_of_country_known": Case(
        "kegiatan", "iv_sebagian_cakupan_wilayah", {**PART, "iv_sebagian_cakupan_wilayah": [BANJARNEGARA, PROVINCE]},
        {**PART, "iv_sebagian_cakupan_wilayah": [PROVINCE, KECAMATAN]}, 2),
    "part_of_country_unique": Case(
        "kegiatan", "iv_sebagian_cakupan_wilayah", {**PART, "iv_sebagian_cakupan_wilayah": [BANJARNEGARA, PROVINCE]},
        {**PART, "iv_sebagian_cakupan_wilayah": [BANJARNEGARA, BANJARNEGARA]}, 2),
    "other_method_asked": other("iv_metode_pengumpulan_lainnya", "iv_metode_pengumpulan_data", ["wawancara"]),
    "other_instrument_asked": other("iv_sarana_pengumpulan_lainnya", "iv_sarana_pengumpulan_data", ["mail"]),
    "other_unit_of_collection_asked": other("iv_unit_pengumpulan_data_lainnya", "iv_unit_pengumpulan_data", ["individu"]),
    "sample_asked": asked("kegiatan", "v_unit_sampel", "Rumah tangga", SURVEY, COMPILED),
    "probability_sample_described": Case("kegiatan", "v_fraksi_sampel_keseluruhan", {**PROBABILITY, **FRAME},
                                         {**PROBABILITY, **FRAME, "v_fraksi_sampel_keseluruhan": ""}),
    "method_fits_its_class": Case(
        "kegiatan", "v_metode_yang_digunakan", {**PROBABILITY, "v_metode_yang_digunakan": "CLUSTER_SAMPLING"},
        {**OTHERWISE, "v_metode_yang_digunakan": "CLUSTER_SAMPLING"}),
    "other_quality_check_asked": other("vi_metode_pemeriksaan_kualitas_lainnya",
                                       "vi_metode_pemeriksaan_kualitas_pengumpulan_data", ["supervisi"]),
    "staff_asked": asked("kegiatan", "vi_jumlah_petugas_enumerator", "12", {"iv_sarana_pengumpulan_data": ["cawi", "capi"]},
                         {"iv_sarana_pengumpulan_data": ["cawi", "mail"]}),
    "other_unit_of_analysis_asked": other("vii_unit_analisis_lainnya", "vii_unit_analisis", ["individu"]),
    "other_level_asked": other("vii_tingkat_penyajian_hasil_analisis_lainnya", "vii_tingkat_penyajian_hasil_analisis",
                               ["kecamatan"]),
    "release_of_printed_asked": released("tercetak"),
    "release_of_digital_asked": released("digital"),
    "release_of_microdata_asked": released("mikrodata"),
    "releases_are_days": Case(
        "kegiatan", "viii_rencana_jadwal_rilis_produk_digital",
        {"viii_ketersediaan_produk_digital": "ya", "viii_rencana_jadwal_rilis_produk_digital": ["2026-12-01"]},
        {"viii_ketersediaan_produk_digital": "ya", "viii_rencana_jadwal_rilis_produk_digital": ["2026-12-01", "31 Maret"]}, 2),
    "component_indicators_asked": asked("indikator", "indikator_pembangun", INDICATORS, {"apakah_indikator_komposit": "ya"},
                                        {"apakah_indikator_komposit": "tidak"}),
    "component_variables_asked": asked("indikator", "variabel_pembangun", VARIABLES, {"apakah_indikator_komposit": "tidak"},
                                       {"apakah_indikator_komposit": "ya"}),
    "components_of_one_kind": Case("indikator", "variabel_pembangun", {"indikator_pembangun": INDICATORS},
                                   {"indikator_pembangun": INDICATORS, "variabel_pembangun": VARIABLES}),
    "not_its_own_component": Case(
        "indikator", "indikator_pembangun",
        {"title": "Indeks Pembangunan Manusia", "apakah_indikator_komposit": "ya", "indikator_pembangun": INDICATORS},
        {"title": "Angka  Harapan hidup", "apakah_indikator_komposit": "ya", "indikator_pembangun": INDICATORS}, 1),
    "component_indicators_unique": Case(
        "indikator", "indikator_pembangun", {"apakah_indikator_komposit": "ya", "indikator_pembangun": INDICATORS},
        {"apakah_indikator_komposit": "ya", "indikator_pembangun": [*INDICATORS, INDICATORS[0]]}, 3),
    "component_variables_unique": Case(
        "indikator", "variabel_pembangun", {"apakah_indikator_komposit": "tidak", "variabel_pembangun": VARIABLES},
        {"apakah_indikator_komposit": "tidak", "variabel_pembangun": [VARIABLES[0], VARIABLES[0]]}, 2),
    "disaggregations_unique": Case(
        "indikator", "variabel_disaggregasi", {"variabel_disaggregasi": [{"nama": "Kecamatan"}, {"nama": "Jenis Kelamin"}]},
        {"variabel_disaggregasi": [{"nama": "Kecamatan"}, {"nama": "Kecamatan"}]}, 2),
    "indicator_sds_code": sds("indikator"),
    "value_domain_unique": Case(
        "variabel", "value_domain", {"value_domain": [{"kode": "1", "nilai": "Ya"}, {"kode": "2", "nilai": "Tidak"}]},
        {"value_domain": [{"kode": "1", "nilai": "Ya"}, {"kode": "1", "nilai": "Tidak"}]}, 2),
    "variable_sds_code": sds("variabel"),
    "periods_in_order": Case("dataset", "periode_akhir", {"periode_awal": "2023/2024", "periode_akhir": "2024"},
                             {"periode_awal": "2024", "periode_akhir": "2023"}),
    "dataset_sds_code": sds("dataset"),
}
