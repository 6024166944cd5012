-- Deletes what export-audit.sql wrote, and says so in the log; divides by zero where that is not what is there. For
-- psql as the owner of the tables: --set=before=2026-01-01, and --set=events=…, --set=last=… as the last line of the
-- export says. Changes wait for it meanwhile.
BEGIN;
LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE;
SELECT 1 / CAST(count(*) = :events AS integer) FROM audit_event
 WHERE at < CAST(:'before' AS timestamptz) AND id <= :last;
ALTER TABLE audit_event DISABLE TRIGGER audit_event_stays;
GRANT DELETE ON audit_event TO CURRENT_USER;
WITH deleted AS (DELETE FROM audit_event WHERE at < CAST(:'before' AS timestamptz) AND id <= :last RETURNING id)
INSERT INTO audit_event (at, actor, kind, detail)
SELECT now(), current_user, 'AUDIT_LOG_PRUNED', count(*) || ' events from before ' || :'before' FROM deleted;
REVOKE DELETE ON audit_event FROM CURRENT_USER;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_stays;
COMMIT;
