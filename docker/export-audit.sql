-- Writes what the audit log has from before a moment as CSV to the standard output, and in a last line how many events
-- these are and the number of the last one. For psql: --set=before=2026-01-01.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
COPY (SELECT * FROM audit_event WHERE at < CAST(:'before' AS timestamptz) ORDER BY id) TO STDOUT (FORMAT csv, HEADER);
SELECT format('end of %s events up to %s', count(*), coalesce(max(id), 0)) FROM audit_event
 WHERE at < CAST(:'before' AS timestamptz);
COMMIT;
