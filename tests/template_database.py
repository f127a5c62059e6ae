"""The tests' database is built once in a run; each test process makes its own as a copy of that.

The first process that needs it builds it, and the others wait: see docs/decisions/tests-copy-one-database.md.
"""

from __future__ import annotations

import os

import psycopg
from django.core.management import call_command
from django.db import connection

NAME = "tests_template"
LOCK = 6  # of PostgreSQL's advisory locks; the server is the tests' own, and nothing else there takes one


def built_once() -> str:
    """The name of the database to copy, which nobody is connected with."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not server.execute("SELECT FROM pg_database WHERE datname = %s", [NAME]).fetchall():
            server.execute(f'CREATE DATABASE "{NAME}_unfinished"')
            _migrate(f"{NAME}_unfinished")
            server.execute(f'ALTER DATABASE "{NAME}_unfinished" RENAME TO "{NAME}"')
    return NAME


def _migrate(name: str) -> None:
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.close()
        connection.close_pool()
        connection.settings_dict["NAME"] = usual
