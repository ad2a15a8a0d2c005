"""Prints the SQL that CKAN's `datastore set-permissions` would print for a pair of databases, without a configuration.

    .venv/bin/python dev/devstack/datastore_rights.py ckan_default datastore_default
"""  # fmt: skip

import re
import sys

from ckanext.datastore.cli import permissions_sql

main, datastore = sys.argv[1:]
text = permissions_sql(main, datastore, "ckan_default", "ckan_default", "datastore_default")
# A command of psql, not SQL; the caller connects to the DataStore's database itself.
print(re.sub(r"(?m)^\\connect .*$", "", text))
