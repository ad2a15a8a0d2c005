"""Reading tables: no CKAN, no database."""
