-- Makes the role that the server of docker-compose.yml is, or gives the one that is there its password and its rights
-- again. It owns nothing, so it cannot take away what keeps the audit log as it is. For psql as the owner of the tables,
-- before the first start or after any; the password is read from the file named here.
\set ON_ERROR_STOP on
\set password `cat /run/secrets/server-password`
BEGIN;
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'accrue_server') THEN
    CREATE ROLE accrue_server;
  END IF;
END $$;
ALTER ROLE accrue_server LOGIN PASSWORD :'password';
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO accrue_server;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO accrue_server;
-- And of what migrations make from now on.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO accrue_server;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO accrue_server;
-- The table's trigger forbids it too, in the first start before this has run again.
DO $$ BEGIN
  IF to_regclass('public.audit_event') IS NOT NULL THEN
    REVOKE UPDATE, DELETE ON audit_event FROM accrue_server;
  END IF;
END $$;
COMMIT;
