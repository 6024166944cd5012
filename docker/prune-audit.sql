-- Writes what the audit log has from before a moment as CSV to the standard output, deletes it, and says so in the
-- log. For psql as the owner of the tables: --set=before=2026-01-01. Changes wait for it meanwhile.
BEGIN;
LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE;
COPY (SELECT * FROM audit_event WHERE at < CAST(:'before' AS timestamptz) ORDER BY id) TO STDOUT (FORMAT csv, HEADER);
ALTER TABLE audit_event DISABLE TRIGGER audit_event_stays;
GRANT DELETE ON audit_event TO CURRENT_USER;
WITH deleted AS (DELETE FROM audit_event WHERE at < CAST(:'before' AS timestamptz) RETURNING id)
INSERT INTO audit_event (at, actor, kind, detail)
SELECT now(), current_user, 'AUDIT_LOG_PRUNED', count(*) || ' events from before ' || :'before' FROM deleted;
REVOKE DELETE ON audit_event FROM CURRENT_USER;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_stays;
COMMIT;
