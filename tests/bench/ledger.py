"""How long the ledger's check and a long statement take: `uv run python -m tests.bench.ledger`.

Builds a ledger of 1,000,000 legs in a database of its own on the embedded server, which is dropped afterwards. The
check runs in a process of its own, so that its memory can be told; the statement is a page of a budget with 10,000
movements, through Django's test client. The last line is JSON: `legs, check_seconds, peak_mb, statement_ms`. Exits 1
where the check takes 60 seconds or 200 MB, or the page 150 ms, or more.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.test")

import django
from django.conf import settings

#: Named after the process, so that two can run side by side.
DATABASE = os.environ.setdefault("BENCH_LEDGER_DATABASE", f"bench_ledger_{os.getpid()}")
settings.DATABASES["default"] |= {"TEST": {"NAME": DATABASE}}
django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import reverse

from marketplace.accounts.models import Child, User
from marketplace.budgets.models import FundingStream, LedgerLeg, Pot
from tests.factories import ChildFactory, FamilyMemberFactory, UserFactory, make_stream

LEGS = int(os.environ.get("BENCH_LEGS", "1000000"))
#: A hold and what became of it are four legs on average, and two movements but for one in ten.
LONG_STATEMENT_HOLDS = 5_300
POTS = 2_000
RUNS = 15
LONGEST_CHECK_SECONDS, MOST_MB, LONGEST_STATEMENT_MS = 60, 200, 150
YEAR = date(2026, 4, 1), date(2027, 3, 31)

#: Every hold is captured, captured in half, released, or (one in ten) open still. The first pot has the long statement,
#: the others share the rest. Names of keys tell which rows belong together.
LEDGER = """
SET session_replication_role = replica;
CREATE TEMPORARY TABLE made AS
    SELECT n, pots.id AS pot_id, 200 + n %% 1800 AS pence, gen_random_uuid() AS hold_id,
        gen_random_uuid() AS held_id, gen_random_uuid() AS ended_id, n %% 10 AS fate,
        timestamptz '2026-04-01 09:00+01' + n * interval '20 seconds' AS held_at
    FROM generate_series(1, %(holds)s) AS n
    JOIN (SELECT id, row_number() OVER (ORDER BY created_at, id) - 1 AS place FROM budgets_pot) pots
        ON pots.place = CASE WHEN n <= %(long)s THEN 0 ELSE 1 + n %% (%(pots)s - 1) END;

INSERT INTO budgets_ledgertransaction (id, kind, reason, idempotency_key, created_at)
    SELECT gen_random_uuid(), 'award', 'Panel of April', 'award:' || id, timestamptz '2026-04-01 08:00+01'
    FROM budgets_pot;
INSERT INTO budgets_ledgerleg (id, transaction_id, moved_at, account, pot_id, amount_pence)
    SELECT gen_random_uuid(), written.id, written.created_at, side.account, side.pot_id, side.pence
    FROM budgets_ledgertransaction written
    JOIN budgets_pot pot ON written.idempotency_key = 'award:' || pot.id,
    LATERAL (VALUES ('council', NULL, -100000000), ('left', pot.id, 100000000)) AS side (account, pot_id, pence);

INSERT INTO budgets_ledgertransaction (id, kind, reason, idempotency_key, created_at)
    SELECT held_id, 'hold', '', 'hold:' || n, held_at FROM made
    UNION ALL
    SELECT ended_id, CASE WHEN fate < 2 THEN 'release' ELSE 'capture' END, '', 'end:' || n, held_at + interval '1 day'
    FROM made WHERE fate < 9;
INSERT INTO budgets_hold (id, pot_id, amount_pence, expected_on, transaction_id)
    SELECT hold_id, pot_id, pence, held_at::date, held_id FROM made;
INSERT INTO budgets_holdresolution (id, hold_id, outcome, held_pence, captured_pence, transaction_id)
    SELECT gen_random_uuid(), hold_id, CASE WHEN fate < 2 THEN 'released' ELSE 'captured' END, pence,
        CASE WHEN fate < 2 THEN 0 WHEN fate < 4 THEN pence / 2 ELSE pence END, ended_id
    FROM made WHERE fate < 9;
INSERT INTO budgets_ledgerleg (id, transaction_id, moved_at, account, pot_id, amount_pence)
    SELECT gen_random_uuid(), side.transaction_id, side.moved_at, side.account, pot_id, side.amount
    FROM made, LATERAL (VALUES
        (true, held_id, held_at, 'left', -pence),
        (true, held_id, held_at, 'held', pence),
        (fate < 9, ended_id, held_at + interval '1 day', 'held', -pence),
        (fate < 2, ended_id, held_at + interval '1 day', 'left', pence),
        (fate IN (2, 3), ended_id, held_at + interval '1 day', 'left', pence - pence / 2),
        (fate IN (2, 3), ended_id, held_at + interval '1 day', 'spent', pence / 2),
        (fate BETWEEN 4 AND 8, ended_id, held_at + interval '1 day', 'spent', pence)
    ) AS side (is_written, transaction_id, moved_at, account, amount)
    WHERE side.is_written;
UPDATE budgets_pot SET funded_pence = sums.funded, held_pence = sums.held, spent_pence = sums.spent
    FROM (SELECT pot_id, sum(amount_pence) AS funded,
            coalesce(sum(amount_pence) FILTER (WHERE account = 'held'), 0) AS held,
            coalesce(sum(amount_pence) FILTER (WHERE account = 'spent'), 0) AS spent
        FROM budgets_ledgerleg GROUP BY pot_id) sums
    WHERE sums.pot_id = budgets_pot.id;
DROP TABLE made;
SET session_replication_role = origin;
"""
UNBALANCED = """
SELECT count(*) FROM (
    SELECT 1 FROM budgets_ledgerleg GROUP BY transaction_id HAVING sum(amount_pence) <> 0 OR count(*) < 2
) AS wrong
"""


def build() -> tuple[User, Child]:
    """Build the ledger; return a parent and the child whose statement is long."""
    stream = make_stream("bench")
    parent = UserFactory()
    child = ChildFactory()
    FamilyMemberFactory(family=child.family, user=parent)
    _make_pot(child, stream)
    for other in ChildFactory.create_batch(POTS - 1, family=child.family):
        _make_pot(other, stream)
    with connection.cursor() as cursor:
        cursor.execute(LEDGER, {"holds": LEGS // 4, "long": LONG_STATEMENT_HOLDS, "pots": POTS})
        cursor.execute(UNBALANCED)
        assert cursor.fetchone() == (0,), "legs of a transaction sum to 0"
        cursor.execute("VACUUM ANALYZE")
    return parent, child


def _make_pot(child: Child, stream: FundingStream) -> None:
    Pot.objects.create(child=child, stream=stream, valid_from=YEAR[0], valid_to=YEAR[1])


def check() -> None:
    """Run the check in this process, and print how long it took and the most memory that it had at once."""
    connection.settings_dict["NAME"] = DATABASE
    start = time.perf_counter()
    call_command("check_ledger")
    print(json.dumps({"check_seconds": round(time.perf_counter() - start, 2), "peak_mb": _peak_mb()}))


def _peak_mb() -> float:
    """Return the most memory that this process had, which the system counts from its own beginning."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return round(int(line.split()[1]) / 1024, 1)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def measure_check() -> dict[str, float]:
    """Run the check in a process of its own; exits 2 where it finds differences."""
    ran = subprocess.run([sys.executable, "-m", "tests.bench.ledger", "--check"], capture_output=True, text=True)
    *printed, measured = ran.stdout.splitlines() or [""]
    if ran.returncode or "0 differences" not in printed:
        sys.exit(f"check_ledger does not agree: {ran.stdout}{ran.stderr}")
    return dict(json.loads(measured))


def measure_statement(parent: User, child: Child) -> float:
    """Return the median of pages all over the long statement, in milliseconds."""
    client = Client()
    client.force_login(parent, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("budgets:family_statement", args=[child.pk])
    last = client.get(url, PERIOD).context["page"].paginator.num_pages
    pages = [1 + number * (last - 1) // (RUNS - 1) for number in range(RUNS)]
    times = [_timed(lambda page=page: client.get(url, PERIOD | {"page": page})) for page in pages]
    print(f"statement: {last} pages, from {min(times):.0f} to {max(times):.0f} ms")
    return round(statistics.median(times), 1)


PERIOD = {"period": f"{YEAR[0]}_{YEAR[1]}"}


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def main() -> int:
    """Build, measure, drop."""
    setup_test_environment(debug=False)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        parent, child = build()
        figures = {"legs": LedgerLeg.objects.count(), **measure_check()}
        figures["statement_ms"] = measure_statement(parent, child)
    finally:
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)
    print(json.dumps(figures))
    kept = (
        figures["check_seconds"] < LONGEST_CHECK_SECONDS
        and figures["peak_mb"] < MOST_MB
        and figures["statement_ms"] < LONGEST_STATEMENT_MS
    )
    return 0 if kept else 1


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        check()
    else:
        sys.exit(main())
