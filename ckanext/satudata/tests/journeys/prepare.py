"""Fills the database of a portal, in a process of its own: `python -m ckanext.satudata.tests.journeys.prepare INI GOVERNMENT`.

A test run's own CKAN stands on another slot, so it cannot do this itself.
"""

import json
import shutil
import sys
from pathlib import Path

import ckan
import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.cli import CKANConfigLoader
from ckan.cli.db import _migrate_plugins, _run_migrations
from ckan.config.middleware import make_app
from ckan.lib import redis, search

from ckanext.satudata.tests.journeys import people
from devstack.folder import digest, is_stamped
from devstack.profiles import ROOT

MIGRATIONS = ROOT / "ckanext" / "satudata" / "migration"


def main(ini: Path, government: str) -> None:
    app = make_app(CKANConfigLoader(str(ini)).get_config())
    with app._wsgi_app.test_request_context():
        empty(ini.with_suffix(".stamp"))
        add_people(government)
        tokens = {account.name: token_of(account) for account in people.PEOPLE[government]}
        ini.with_suffix(".tokens").write_text(json.dumps(tokens))


def empty(stamp: Path) -> None:
    """Leaves every table empty; the tables themselves are made anew only when a migration has changed."""
    engine, wanted = model.ensure_engine(), digest([MIGRATIONS], ckan.__version__)
    if not is_stamped(stamp, wanted):
        with engine.begin() as connection:
            connection.execute(sa.text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
        _run_migrations("")
        _migrate_plugins(apply=True)
        stamp.write_text(wanted)
    names = sa.text("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
    with engine.begin() as connection:
        tables = [name for name in connection.scalars(names) if "alembic_version" not in name]
        connection.execute(sa.text("SET LOCAL satudata.maintenance = 'on'"))
        connection.execute(sa.text(f"TRUNCATE {', '.join(tables)}"))
    with sa.create_engine(tk.config["ckan.datastore.write_url"]).begin() as connection:
        for name in list(connection.scalars(names)):
            is_datastores_own = name.startswith("_")
            connection.execute(sa.text(f"TRUNCATE {name}" if is_datastores_own else f"DROP TABLE {name} CASCADE"))
    search.clear_all()
    redis.connect_to_redis().flushdb()
    storage = Path(tk.config["ckan.storage_path"])
    shutil.rmtree(storage, ignore_errors=True)
    storage.mkdir(parents=True)


def add_people(government: str) -> None:
    """Accounts, one OPD and the offices, by the same actions that an administrator uses."""
    accounts = people.PEOPLE[government]
    for account in accounts:
        values = {"name": account.name, "fullname": account.fullname, "email": f"{account.name}@example.org"}
        tk.get_action("user_create")({"ignore_auth": True}, {**values, "password": people.PASSWORD})
        if account.sysadmin:
            model.User.get(account.name).sysadmin = True
            model.Session.commit()
    context = {"user": people.ADMIN.name, "auth_user_obj": model.User.get(people.ADMIN.name)}
    office = {"name": people.OFFICE, "title": people.OFFICE_TITLE}
    tk.get_action("organization_create")({**context}, office)
    for account in accounts:
        for role in account.roles:
            place = {} if role in people.GOVERNMENT_WIDE else {"organization": people.OFFICE}
            tk.get_action("satudata_workflow_officer_create")({**context}, {"user": account.name, "role": role, **place})


def token_of(account: people.Account) -> str:
    context = {"ignore_auth": True, "user": account.name}
    return tk.get_action("api_token_create")(context, {"user": account.name, "name": "journeys"})["token"]


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
