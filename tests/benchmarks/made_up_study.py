"""A made-up study on PostgreSQL in a few minutes: children with sixty daily windows each, nine in ten filled in.

Some entries are late or told by phone, one child in twenty was excused for days, one family in a hundred paused (half
of them for good), and now and then everybody was. Windows repeat their entries as the program lets them
(`entries_say` counts anew); what is filled in lies where it was planned, as a page with room to change keeps it.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

WINDOWS = 60
PEOPLE = (
    """CREATE TABLE made_up AS SELECT n, md5('child ' || n)::uuid::text AS child, md5('family ' || n)::uuid::text
       AS family, 'site-' || n % :sites AS site FROM generate_series(1, :children) n""",
    """INSERT INTO family (id, code, zone, place, site, created_at)
       SELECT family, 'f' || n, 'Asia/Shanghai', 'mainland', site, '2027-01-01Z' FROM made_up""",
    """INSERT INTO child (id, family_id, code, called, birth_on, sex, campus, enrolled_at, enrolled_as)
       SELECT child, family, 'c' || n, '', '', 'female', 'zhujiang', '2027-01-01Z', 'c' || n FROM made_up""",
    """INSERT INTO diary_excuse (id, child_id, reason, since, until, note, by, recorded_at)
       SELECT gen_random_uuid(), child, 'in-hospital', since, since + (3 + n % 8) * INTERVAL '1 day', '', 'lin', since
       FROM made_up, LATERAL (SELECT TIMESTAMPTZ '2027-02-05Z' + n % 49 * INTERVAL '1 day' AS since) spans
       WHERE n % 20 = 0""",
    """INSERT INTO pause_fact (id, family_id, nth, kind, reason, happened_at, recorded_at, by)
       SELECT gen_random_uuid(), family, nth, CASE nth WHEN 1 THEN 'paused' ELSE 'resumed' END, '', at, at, 'lin'
       FROM made_up, generate_series(1, 2) nth,
            LATERAL (SELECT TIMESTAMPTZ '2027-02-10Z' + (n % 37 + 14 * (nth - 1)) * INTERVAL '1 day' AS at) spans
       WHERE n % 100 = 7 AND (nth = 1 OR n % 200 = 7)""",
)
DAYS = f"""made_up, generate_series(0, {WINDOWS - 1}) d,
    LATERAL (SELECT md5('window ' || n || '/' || d)::uuid::text AS its, abs(hashtext(n || '/' || d)) AS chance,
                    TIMESTAMPTZ '2027-02-01 10:00Z' + d * INTERVAL '1 day' AS opens) windows,
    LATERAL (SELECT opens + (chance / 1000 % 20 + 20) * INTERVAL '30 minutes' AS at,
                    opens + INTERVAL '18 hours' AS closes,
                    chance % 10 > 0 AS filled, chance % 50 = 1 AS told) entries"""
TABLES = {
    "diary_window": f"""
        INSERT INTO diary_window (id, window_id, child_id, instrument, instrument_version, due_on, anchor, anchor_on,
            opens_at, closes_at, late_until, optional, recorded_at, site, campus, on_time_from, late_from, told_from)
        SELECT md5('row ' || its)::uuid, its, child, 'daily', 'v1', DATE '2027-02-01' + d, 'infusion-1',
            DATE '2027-02-01', opens, closes, opens + INTERVAL '66 hours', FALSE, '2027-01-31Z', site, 'zhujiang',
            CASE WHEN filled AND NOT told AND at < closes THEN at END,
            CASE WHEN filled AND NOT told AND at >= closes THEN at END, CASE WHEN filled AND told THEN at END
        FROM {DAYS}""",  # noqa: S608
    "entry": f"""
        INSERT INTO entry (id, child_id, instrument, due_on, window_id, source, by, recorded_at, submitted_at,
            received_at, counts_at, zone)
        SELECT md5('entry ' || its)::uuid, child, 'daily', DATE '2027-02-01' + d, its,
            CASE WHEN told THEN 'transcribed' ELSE 'app' END, 'caregiver', at, at, at, at, 'Asia/Shanghai'
        FROM {DAYS} WHERE filled""",  # noqa: S608
    "entry_version": f"""
        INSERT INTO entry_version (id, entry_id, nth, source, by, reason, recorded_at, submitted_at, received_at,
            counts_at, zone, instrument_version, given, answers, whole, doubts, content, urgency, signs,
            lists_version, advice, reconsidered_at)
        SELECT md5('entry ' || its)::uuid, md5('entry ' || its)::uuid, 1, 'app', 'caregiver', '', at, at, at, at,
            'Asia/Shanghai', 'v1', '', '', TRUE, '[]', '', 'none', '[]', 'v1', '', at
        FROM {DAYS} WHERE filled""",  # noqa: S608
}
OUTAGE = """
    INSERT INTO diary_excuse (id, reason, since, until, note, by, recorded_at)
    VALUES (gen_random_uuid(), 'outage', '2027-03-10 06:00Z', '2027-03-11 06:00Z', '', 'lin', '2027-03-11Z')"""
KEYS = """
    SELECT CAST(conrelid AS regclass), conname,
        pg_get_constraintdef(pg_constraint.oid) || CASE contype WHEN 'f' THEN ' NOT VALID' ELSE '' END, contype = 'f'
    FROM pg_constraint WHERE contype IN ('f', 'p', 'u')
    AND (conrelid = ANY(CAST(:tables AS regclass[])) OR confrelid = ANY(CAST(:tables AS regclass[])))
    ORDER BY contype <> 'f'"""
INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(:tables)"
BY_ENTRIES = """
    SELECT count(DISTINCT diary_window.id) FROM diary_window JOIN entry USING (window_id)
    JOIN entry_version ON entry_id = entry.id AND whole AND superseded_at IS NULL AND entry.source <> 'transcribed'
    AND entry.counts_at >= opens_at AND entry.counts_at < closes_at"""


def fill(engine: Engine, children: int, *, sites: int = 5) -> None:
    """That many children of so many sites, `site-0` and on, beside what is there."""
    many = {"children": children, "sites": sites}
    with engine.begin() as connection:
        for statement in PEOPLE:
            connection.execute(text(statement), many if ":children" in statement else {})
    with _bare(engine):
        _each(engine, list(TABLES.values()))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM (ANALYZE)"))  # what a server does by itself within minutes


def outage(engine: Engine) -> None:
    """Nobody could write for a day."""
    with engine.begin() as connection:
        connection.execute(text(OUTAGE))


def entries_say(engine: Engine) -> int:
    """How many windows were filled in on time, counted from entries and versions alone."""
    with engine.begin() as connection:
        return int(connection.execute(text(BY_ENTRIES)).scalar_one())


def _each(engine: Engine, statements: list[str]) -> None:
    def run(statement: str) -> None:
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))  # foreign keys are not measured
            connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
            connection.execute(text(statement))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, statements))


@contextmanager
def _bare(engine: Engine) -> Iterator[None]:
    """While the block runs the tables have no keys and no indexes: written after the rows they cost a third."""
    with engine.begin() as connection:
        keys = connection.execute(text(KEYS), {"tables": list(TABLES)}).all()
        for table, name, *_ in keys:
            connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
        indexes = _indexes(connection)
    yield
    adds = [(foreign, f"ALTER TABLE {table} ADD CONSTRAINT {name} {what}") for table, name, what, foreign in keys]
    for statements in (
        [add for foreign, add in adds if not foreign],
        indexes,
        [add for foreign, add in adds if foreign],
    ):
        _each(engine, statements)


def _indexes(connection: Connection) -> list[str]:
    found = connection.execute(text(INDEXES), {"tables": list(TABLES)}).all()
    for name, _ in found:
        connection.execute(text(f"DROP INDEX {name}"))
    return [definition for _, definition in found]
