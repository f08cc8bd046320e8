"""Documents are unpacked in a quarter of the time: what is read of the ledger is documents above all.

A server that was built without lz4 refuses it, and goes on as before. Rows that are there stay as they are, and are
read like the others; they are packed anew by a dump and a restore.
"""

from django.db import migrations

LZ4 = """
DO $$
BEGIN
    ALTER TABLE claims_publication ALTER COLUMN body SET COMPRESSION {};
EXCEPTION WHEN feature_not_supported THEN
    RAISE NOTICE 'This server has no lz4: documents are packed by pglz.';
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0007_finding")]

    operations = [migrations.RunSQL(LZ4.format("lz4"), LZ4.format("default"))]
