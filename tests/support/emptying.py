"""Empties a PostgreSQL database, so that a test which is given it can tell it from a new one by nothing it sees."""

import psycopg
from psycopg import sql

# Every row that describes the schema, by who wrote it last: whatever a test alters, even to alter it back, shows.
# What VACUUM and ANALYZE note in passing does not.
SCHEMA = """
    select md5(string_agg(part, ' ' order by part)) from (
        select concat_ws('-', 'c', oid, xmin) from pg_class where oid >= 16384
        union all select concat_ws('-', 'a', attrelid, attnum, xmin) from pg_attribute where attrelid >= 16384
        union all select concat_ws('-', 'o', oid, xmin) from pg_constraint where oid >= 16384
        union all select concat_ws('-', 't', oid, xmin) from pg_trigger where oid >= 16384
        union all select concat_ws('-', 'p', oid, xmin) from pg_proc where oid >= 16384
    ) as parts (part)
"""
DISCONNECT_OTHERS = """
    select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
"""
TABLES = """
    select relname from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'alembic_version'
"""
RESTART_NUMBERS = """
    select setval(seqrelid, seqstart, false) from pg_sequence where pg_sequence_last_value(seqrelid) is not null
"""


def schema_of(address: str) -> str:
    """What tells a changed schema from the one that was copied."""
    with psycopg.connect(address) as connection:
        return _schema(connection)


def emptied(address: str, schema: str) -> bool:
    """Take every row out and begin numbers anew.

    False, and nothing is done, if the schema is another by now, or on a server where we may not put guards aside.
    """
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(DISCONNECT_OTHERS)
        if _schema(connection) != schema or connection.info.parameter_status("is_superuser") != "on":
            return False
        # Neither foreign keys nor the triggers that guard a trail are asked.
        connection.execute("set session_replication_role = replica")
        tables = [sql.Identifier(name) for (name,) in connection.execute(TABLES)]
        used = [one for one in tables if connection.execute(sql.SQL("delete from {}").format(one)).rowcount]
        connection.execute(RESTART_NUMBERS)
        if used:  # new rows lie where they would in a new file, and so are read in the same order
            connection.execute(sql.SQL("vacuum (index_cleanup on) {}").format(sql.SQL(", ").join(used)))
    return True


def _schema(connection: psycopg.Connection) -> str:
    row = connection.execute(SCHEMA).fetchone()
    assert row is not None
    return str(row[0])
