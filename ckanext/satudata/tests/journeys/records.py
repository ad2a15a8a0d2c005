"""What the operators of the journeys type, and the real tables that they upload."""


from devstack.profiles import ROOT

# As published by Kabupaten Banjarnegara; SOURCES.md beside them names office and source.
TABLES = ROOT / "dev" / "demo" / "tables"
SCHOOLS = TABLES / "t-jumlah-sekolah-sd.csv"
GRANARIES = TABLES / "banyaknya-lumbung-dan-gudang-pangan.csv"

SCHOOL_FIELDS = {
    "title": "Jumlah Sekolah Dasar Menurut Kecamatan",
    "notes": "Sekolah, guru dan murid sekolah dasar, negeri dan swasta, di setiap kecamatan.",
    "theme": "RAB.06",
    "jenis": "statistik",
    "konsep": "Sekolah dasar",
    "definisi": "Sekolah dasar negeri dan swasta di bawah pembinaan Dinas Pendidikan; tidak termasuk madrasah.",
    "klasifikasi": "Menurut kecamatan dan status sekolah",
    "ukuran": "Jumlah",
    "satuan": "sekolah, guru, murid",
    "kode_wilayah": "18.08",
    "periode_awal": "2018/2019",
    "periode_akhir": "2024/2025",
    "accrualPeriodicity": "TAHUNAN",
    "sumber": "Dinas Pendidikan dan Kebudayaan",
    "accessRights": "terbuka",
    "license_id": "cc-by",
}
GRANARY_FIELDS = SCHOOL_FIELDS | {
    "title": "Banyaknya Lumbung Pangan Menurut Kecamatan",
    "notes": "Lumbung dan gudang pangan dengan kapasitasnya, di setiap kecamatan.",
    "theme": "RAB.03",
    "konsep": "Lumbung pangan",
    "definisi": "Bangunan milik kelompok tani untuk menyimpan gabah, termasuk gudang pangan kecamatan.",
    "klasifikasi": "Menurut kecamatan",
    "ukuran": "Jumlah; kapasitas",
    "satuan": "unit, ton",
    "kode_wilayah": "18.71",
    "periode_awal": "2018",
    "periode_akhir": "2024",
    "sumber": "Dinas Pangan",
}
