"""What is asked with every request is prepared by the server; of nothing else does a connection keep the text."""

import pytest
from django.db import connection, transaction

from claims.filters.prepared import rows_of

pytestmark = pytest.mark.django_db

ASKED = "SELECT %s::int + 41"


def prepared() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE NOT from_sql ORDER BY prepare_time")
        return [statement for (statement,) in cursor.fetchall()]


@pytest.fixture(autouse=True)
def _nothing_prepared():
    """Rolling back to here takes the prepared statements along."""
    connection.ensure_connection()
    connection.connection._prepared.clear()
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")


def test_it_is_prepared_once_and_used_again():
    assert rows_of(ASKED, [1], "default") == [(42,)]
    assert prepared() == ["SELECT $1::int + 41"]
    with transaction.atomic():
        assert rows_of(ASKED, [2], "default") == [(43,)]
    assert prepared() == ["SELECT $1::int + 41"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE NOT from_sql")
        assert cursor.fetchone() == (2,)


def test_nothing_else_is_prepared_and_no_text_of_it_is_kept():
    rows_of(ASKED, [1], "default")
    with connection.cursor() as cursor:
        for number in range(10):
            cursor.execute("SELECT %s", ["x" * 100 + str(number % 2)])
    assert prepared() == ["SELECT $1::int + 41"]
    assert not connection.connection._prepared._counts  # psycopg's own account: it has no public one
    assert connection.connection.prepare_threshold is None


def test_an_error_leaves_the_connection_as_it_was():
    with pytest.raises(Exception, match="division by zero"), transaction.atomic():
        rows_of("SELECT 1 / %s", [0], "default")
    assert connection.connection.prepare_threshold is None
    assert rows_of(ASKED, [1], "default") == [(42,)]


def test_none_is_prepared_where_that_is_off(settings):
    settings.PREPARE_STATEMENTS = False
    assert rows_of(ASKED, [1], "default") == [(42,)]
    assert prepared() == []
