"""A kegiatan with its variabel and indikator as an XLSX workbook: written, and read back. Knows neither CKAN nor databases."""
