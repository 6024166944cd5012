-- Secrets of teams for the environment of their jobs, sealed with a key that is not in the database.

CREATE TABLE team_secret (
  team_id      uuid        NOT NULL REFERENCES team,
  name         text        NOT NULL CHECK (name ~ '^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$'),
  -- For this team and this name only: in another row it does not open. The audit log shows that it
  -- changed and not what it is (`audit_shown`).
  ciphertext   bytea       NOT NULL CHECK (length(ciphertext) <= 9000),
  changed_by   uuid        NOT NULL REFERENCES app_user,
  changed_at   timestamptz NOT NULL,
  -- When an attempt was given it last.
  last_used_at timestamptz,
  PRIMARY KEY (team_id, name)
);

-- Use and a new key are not changes.
CREATE TRIGGER audit AFTER INSERT OR UPDATE OF changed_at OR DELETE ON team_secret FOR EACH ROW
  WHEN (current_setting('accrue.actor', true) <> '') EXECUTE FUNCTION audit_change('SECRET', 'team_id');
