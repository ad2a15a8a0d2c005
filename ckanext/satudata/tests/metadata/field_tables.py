"""The field tables of sdi-metadata.md §1, typed from there: what the schemas are compared with.

A row: field | number on the form | words of the official label | a word of the English one | list of codes.
"""

KEGIATAN = """
title | | Judul Kegiatan | title |
tahun_kegiatan | | Tahun | year |
kode_kegiatan | | Kode Kegiatan (diisi oleh petugas BPS) | code |
jenis_statistik | | Jenis Statistik | kind of statistics | jenis_statistik
cara_pengumpulan_data | | Cara Pengumpulan Data | data collection | cara_pengumpulan_data
sektor_kegiatan | | Sektor Kegiatan | sector | sektor_kegiatan
ada_rekomendasi_bps | | apakah mendapatkan rekomendasi kegiatan statistik dari BPS? | recommendation | ya_tidak
identitas_rekomendasi | | Identitas Rekomendasi | recommendation |
i_instansi_penyelenggara | 1.1 | Instansi Penyelenggara | organising agency |
i_alamat | 1.2 | Alamat Lengkap Instansi Penyelenggara | full address |
i_telepon | 1.2 | Telepon | phone |
i_faksimile | 1.2 | Faksimile | fax |
i_email | 1.2 | E-mail | e-mail |
ii_unit_eselon1 | 2.1 | Eselon 1 | echelon 1 |
ii_unit_eselon2 | 2.1 | Eselon 2 | echelon 2 |
iii_latar_belakang_kegiatan | 3.1 | Latar Belakang Kegiatan | background |
iii_tujuan_kegiatan | 3.2 | Tujuan Kegiatan | purpose |
iii_jadwal_perencanaan_kegiatan_awal | 3.3.A.1 | Perencanaan Kegiatan | planning |
iii_jadwal_perencanaan_kegiatan_akhir | 3.3.A.1 | Perencanaan Kegiatan | planning |
iii_jadwal_desain_awal | 3.3.A.2 | Desain | design |
iii_jadwal_desain_akhir | 3.3.A.2 | Desain | design |
iii_jadwal_pengumpulan_data_awal | 3.3.B.3 | Pengumpulan Data | collection |
iii_jadwal_pengumpulan_data_akhir | 3.3.B.3 | Pengumpulan Data | collection |
iii_jadwal_pengolahan_data_awal | 3.3.C.4 | Pengolahan Data | processing |
iii_jadwal_pengolahan_data_akhir | 3.3.C.4 | Pengolahan Data | processing |
iii_jadwal_analisis_awal | 3.3.D.5 | Analisis | analysis |
iii_jadwal_analisis_akhir | 3.3.D.5 | Analisis | analysis |
iii_jadwal_diseminasi_hasil_awal | 3.3.D.6 | Diseminasi Hasil | dissemination |
iii_jadwal_diseminasi_hasil_akhir | 3.3.D.6 | Diseminasi Hasil | dissemination |
iii_jadwal_evaluasi_awal | 3.3.D.7 | Evaluasi | evaluation |
iii_jadwal_evaluasi_akhir | 3.3.D.7 | Evaluasi | evaluation |
iii_variabel_yang_dikumpulkan | 3.4 | Variabel (Karakteristik) yang Dikumpulkan | variables collected |
iv_kegiatan_ini_dilakukan | 4.1 | Kegiatan ini dilakukan | carried out | kegiatan_ini_dilakukan
iv_frekuensi_penyelenggaraan | 4.2 | Frekuensi Penyelenggaraan | how often | frekuensi_penyelenggaraan
iv_tipe_pengumpulan_data | 4.3 | Tipe Pengumpulan Data | type of data collection | tipe_pengumpulan_data
iv_cakupan_wilayah_pengumpulan_data | 4.4 | Cakupan Wilayah Pengumpulan Data | area | cakupan_wilayah
iv_sebagian_cakupan_wilayah | 4.5 | wilayah kegiatan | regions |
iv_metode_pengumpulan_data | 4.6 | Metode Pengumpulan Data | method | metode_pengumpulan_data
iv_metode_pengumpulan_lainnya | 4.6 | sebutkan | other |
iv_sarana_pengumpulan_data | 4.7 | Sarana Pengumpulan Data | means | sarana_pengumpulan_data
iv_sarana_pengumpulan_lainnya | 4.7 | sebutkan | other |
iv_unit_pengumpulan_data | 4.8 | Unit Pengumpulan Data | unit | unit
iv_unit_pengumpulan_data_lainnya | 4.8 | sebutkan | other |
v_jenis_rancangan_sampel | 5.1 | Jenis Rancangan Sampel | sample design | jenis_rancangan_sampel
v_metode_pemilihan_sampel_tahap_terakhir | 5.2 | Metode Pemilihan Sampel Tahap Terakhir | selection | metode_pemilihan_sampel
v_metode_yang_digunakan | 5.3 | Metode yang Digunakan | method used | metode_sampel
v_kerangka_sampel_tahap_terakhir | 5.4 | Kerangka Sampel Tahap | sampling frame | kerangka_sampel
v_fraksi_sampel_keseluruhan | 5.5 | Fraksi Sampel Keseluruhan | overall sampling fraction |
v_nilai_perkiraan_sampling_error_variabel_utama | 5.6 | Nilai Perkiraan Sampling Error Variabel Utama | sampling error |
v_unit_sampel | 5.7 | Unit Sampel | sampling unit |
v_unit_observasi | 5.8 | Unit Observasi | observation unit |
vi_apakah_melakukan_uji_coba | 6.1 | Apakah Melakukan Uji Coba (Pilot Survey)? | pilot survey | ya_tidak
vi_metode_pemeriksaan_kualitas_pengumpulan_data | 6.2 | Metode Pemeriksaan Kualitas | quality | metode_pemeriksaan_kualitas
vi_metode_pemeriksaan_kualitas_lainnya | 6.2 | sebutkan | other |
vi_apakah_melakukan_penyesuaian_nonrespon | 6.3 | Apakah Melakukan Penyesuaian Nonrespon? | non-response | ya_tidak
vi_petugas_pengumpulan_data | 6.4 | Petugas Pengumpulan Data | collect | petugas_pengumpulan_data
vi_persyaratan_pendidikan_terendah_petugas_pengumpulan_data | 6.5 | Pendidikan Terendah | education | pendidikan_terendah
vi_jumlah_petugas_supervisor | 6.6 | supervisor/penyelia/pengawas | supervisors |
vi_jumlah_petugas_enumerator | 6.6 | pengumpul data/enumerator | enumerators |
vi_apakah_melakukan_pelatihan_petugas | 6.7 | Apakah Melakukan Pelatihan Petugas? | train | ya_tidak
vii_tahapan_pengolahan_data | 7.1 | Tahapan Pengolahan Data | processing | tahapan_pengolahan_data
vii_metode_analisis | 7.2 | Metode Analisis | analysis | metode_analisis
vii_unit_analisis | 7.3 | Unit Analisis | unit of analysis | unit
vii_unit_analisis_lainnya | 7.3 | sebutkan | other |
vii_tingkat_penyajian_hasil_analisis | 7.4 | Tingkat Penyajian Hasil Analisis | level | tingkat_penyajian
vii_tingkat_penyajian_hasil_analisis_lainnya | 7.4 | sebutkan | other |
viii_ketersediaan_produk_tercetak | 8.1 | Tercetak (hardcopy) | printed | ya_tidak
viii_ketersediaan_produk_digital | 8.1 | Digital (softcopy) | digital | ya_tidak
viii_ketersediaan_produk_mikrodata | 8.1 | Data Mikro | microdata | ya_tidak
viii_rencana_jadwal_rilis_produk_tercetak | 8.2 | Rencana Rilis Produk | release |
viii_rencana_jadwal_rilis_produk_digital | 8.2 | Rencana Rilis Produk | release |
viii_rencana_jadwal_rilis_produk_mikrodata | 8.2 | Rencana Rilis Produk | release |
"""

CONTACTS = """
ii_pj_nama | 2.2 | Nama | name |
ii_pj_jabatan | 2.2 | Jabatan | position |
ii_pj_alamat | 2.2 | Alamat | address |
ii_pj_telepon | 2.2 | Telepon | phone |
ii_pj_faksimile | 2.2 | Faksimile | fax |
ii_pj_email | 2.2 | E-mail | e-mail |
"""

VARIABEL = """
nama | | Nama Variabel | name |
alias | | Alias | alias |
konsep | | Konsep | concept |
definisi | | Definisi | definition |
referensi_pemilihan | | Referensi Pemilihan | reference |
referensi_waktu | | Referensi Waktu | reference period |
ukuran | | Ukuran | measure |
satuan | | Satuan | unit |
tipe_data | | Tipe Data | data type | tipe_data
value_domain | | Klasifikasi Isian | value domain |
aturan_validasi | | Aturan Validasi | validation |
kalimat_pertanyaan | | Kalimat Pertanyaan | wording |
apakah_variabel_bisa_diakses_umum | | Apakah variabel dapat diakses umum? | public | ya_tidak
id_sds | | Kode Standar Data Statistik | statistical data standard |
"""

INDIKATOR = """
title | | Nama Indikator | name |
konsep | | Konsep | concept |
definisi | | Definisi | definition |
interpretasi | | Interpretasi | interpretation |
metode_perhitungan | | Metode/Rumus Penghitungan | calculation |
rumus | | Rumus | formula |
ukuran | | Ukuran | measure |
satuan | | Satuan | unit |
variabel_disaggregasi | | Klasifikasi Penyajian | disaggregation |
apakah_indikator_komposit | | Apakah indikator komposit? | composite | ya_tidak
indikator_pembangun | | Indikator Pembangun | component indicators |
variabel_pembangun | | Variabel Pembangun | component variables |
level_estimasi | | Level Estimasi | lowest level | level_penyajian
apakah_indikator_bisa_diakses_umum | | Apakah indikator dapat diakses umum? | public | ya_tidak
id_sds | | Kode Standar Data | statistical data standard |
"""

ROWS = {
    "kegiatan": {"iii_variabel_yang_dikumpulkan": ["nama", "konsep", "definisi", "referensi_waktu"],
                 "iv_sebagian_cakupan_wilayah": ["kode_wilayah"]},
    "variabel": {"value_domain": ["kode", "nilai"]},
    "indikator": {"variabel_disaggregasi": ["nama", "sumber"], "indikator_pembangun": ["nama", "ketersediaan_publikasi"],
                  "variabel_pembangun": ["nama", "kegiatan_penghasil", "kode_kegiatan"]},
}

# number on the paper form and code; "-" where the form has none, or the sources disagree
CODES = {
    "ya_tidak": "1 ya, 2 tidak",
    "jenis_statistik": "1 STATISTIK_DASAR, 2 STATISTIK_SEKTORAL, 3 STATISTIK_KHUSUS",
    "cara_pengumpulan_data": "1 PENCACAHAN_LENGKAP, 2 SURVEI, 3 KOMPILASI_PRODUK_ADMINISTRASI, "
                             "4 CARA_LAIN_SESUAI_DENGAN_PERKEMBANGAN_TI",
    "sektor_kegiatan": "1 PERTANIAN_DAN_PERIKANAN, 2 DEMOGRAFI_DAN_KEPENDUDUKAN, 3 PEMBANGUNAN, 4 PROYEKSI_EKONOMI, "
                       "5 PENDIDIKAN_DAN_PELATIHAN, 6 LINGKUNGAN, 7 KEUANGAN, 8 GLOBALISASI, 9 KESEHATAN, "
                       "10 INDUSTRI_DAN_JASA, 11 TEKNOLOGI_INFORMASI_DAN_KOMUNIKASI, "
                       "12 PERDAGANGAN_INTERNASIONAL_DAN_NERACA_PERDAGANGAN, "
                       "13 KETENAGAKERJAAN, 14 NERACA_NASIONAL, 15 INDIKATOR_EKONOMI_BULANAN, 16 PRODUKTIVITAS, "
                       "17 HARGA_DAN_PARITAS_DAYA_BELI, 18 SEKTOR_PUBLIK_PERPAJAKAN_DAN_REGULASI_PASAR, "
                       "19 PERWILAYAHAN_DAN_PERKOTAAN, 20 ILMU_PENGETAHUAN_DAN_HAK_PATEN, "
                       "21 PERLINDUNGAN_SOSIAL_DAN_KESEJAHTERAAN, 22 TRANSPORTASI",
    "kegiatan_ini_dilakukan": "1 HANYA_SEKALI, 2 BERULANG",
    "frekuensi_penyelenggaraan": "1 HARIAN, 2 MINGGUAN, 3 BULANAN, 4 TRIWULANAN, 5 EMPAT_BULANAN, 6 SEMESTERAN, 7 TAHUNAN, "
                                 "8 LEBIH_DARI_DUA_TAHUNAN",
    "tipe_pengumpulan_data": "1 LONGITUDINAL_PANEL, - LONGITUDINAL_CROSS_SECTIONAL, - CROSS_SECTIONAL",
    "cakupan_wilayah": "1 SELURUH_WILAYAH_INDONESIA, 2 SEBAGIAN_WILAYAH_INDONESIA",
    "metode_pengumpulan_data": "1 wawancara, 2 mengisi_kuesioner_sendiri, 4 pengamatan, 8 pengumpulan_data_sekunder, "
                               "16 lainnya",
    "sarana_pengumpulan_data": "1 papi, 2 capi, 4 cati, 8 cawi, 16 mail, 32 lainnya",
    "unit": "1 individu, 2 rumah_tangga, 4 usaha_atau_perusahaan, 8 lainnya",
    "jenis_rancangan_sampel": "1 SINGLE_STAGE_ATAU_PHASE, 2 MULTI_STAGE_ATAU_PHASE",
    "metode_pemilihan_sampel": "1 SAMPEL_PROBABILITAS, 2 SAMPEL_NONPROBABILITAS",
    "metode_sampel": "1 SIMPLE_RANDOM_SAMPLING, 2 SYSTEMATIC_RANDOM_SAMPLING, 3 STRATIFIED_RANDOM_SAMPLING, "
                     "4 CLUSTER_SAMPLING, 5 MULTI_STAGE_SAMPLING, 6 QUOTA_SAMPLING, 7 ACCIDENTAL_SAMPLING, "
                     "8 PURPOSIVE_SAMPLING, 9 SNOWBALL_SAMPLING, 10 SATURATION_SAMPLING",
    "kerangka_sampel": "1 LIST_FRAME, 2 AREA_FRAME",
    "metode_pemeriksaan_kualitas": "1 kunjungan_kembali, 2 supervisi, 4 taskforce, 8 lainnya",
    "petugas_pengumpulan_data": "1 STAF_INSTANSI_PENYELENGGARA, 2 MITRA_ATAU_TENAGA_KONTRAK, "
                                "3 STAF_INSTANSI_PENYELENGGARA_DAN_MITRA_ATAU_TENAGA_KONTRAK",
    "pendidikan_terendah": "1 KURANG_DARI_ATAU_SAMA_DENGAN_SMP, 2 SMA_ATAU_SMK, 3 DIPLOMA_I_ATAU_II_ATAU_III, "
                           "4 DIPLOMA_IV_ATAU_S1_ATAU_S2_ATAU_S3",
    "tahapan_pengolahan_data": "- editing, - coding, - data_entry, - validasi",
    "metode_analisis": "1 DESKRIPTIF, 2 INFERENSIA, 3 DESKRIPTIF_DAN_INFERENSIA",
    "tingkat_penyajian": "1 nasional, 2 provinsi, 4 kabupaten_atau_kota, 8 kecamatan, 16 lainnya",
    "tipe_data": "- CHARACTER, - INTEGER, - FLOAT, - DATE, - BOOLEAN",
}

# other spellings that have to be understood (marks [X] of the tables, and the usual ones of yes and no)
ALSO_MEANT = [
    ("cara_pengumpulan_data", "CARA_LAIN_SESUAI_PERKEMBANGAN_TEKNOLOGI_DAN_INFORMASI",
     "CARA_LAIN_SESUAI_DENGAN_PERKEMBANGAN_TI"),
    ("sektor_kegiatan", "Neraca Sosial", "NERACA_NASIONAL"),
    ("frekuensi_penyelenggaraan", "> Dua Tahunan", "LEBIH_DARI_DUA_TAHUNAN"),
    ("frekuensi_penyelenggaraan", "Dua Tahunan", "LEBIH_DARI_DUA_TAHUNAN"),
    ("tipe_data", "Integer", "INTEGER"), ("level_penyajian", "Kabupaten", "kabupaten_kota"),
    *(("ya_tidak", text, "ya") for text in ("Ya", "true", "1", "yes", "y")),
    *(("ya_tidak", text, "tidak") for text in ("Tidak", "False", "0", "2", "no", "t", "n")),
]
