"""How the migrations of every room run: Alembic's environment, written once (each room's `env.py` calls it)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import context
from sqlalchemy import engine_from_config, pool


def run(env_file: str) -> None:
    """Run the migrations of the folder that holds `env_file`; its name is the plugin and the prefix of its tables.

    The version table is `<plugin>_alembic_version`, as CKAN expects.
    """
    name = Path(env_file).parent.name
    options: dict[str, Any] = {"version_table": f"{name}_alembic_version"}
    if context.is_offline_mode():
        context.configure(url=context.config.get_main_option("sqlalchemy.url"), literal_binds=True, **options)
        with context.begin_transaction():
            context.run_migrations()
        return
    section = context.config.get_section(context.config.config_ini_section) or {}
    with engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool).connect() as connection:
        context.configure(connection=connection, **options)
        with context.begin_transaction():
            context.run_migrations()
