"""Real PostgreSQL, Redis, Solr and CKAN on this machine, without Docker; needs nothing but Python's standard library."""
