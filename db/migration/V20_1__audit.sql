-- Every change that a person makes is in the audit log, written by the tables themselves, and what is
-- in the log stays as it is.

ALTER TABLE audit_event
  -- Where the request came from; null for what the platform's own programs did.
  ADD address text  CHECK (length(address) BETWEEN 1 AND 100),
  -- The team that it concerns, whose maintainers may read it. No foreign key: the log outlives all.
  ADD team_id uuid,
  -- Of a change the fields that differ, of something that was made or deleted all that are not null.
  ADD before  jsonb CHECK (jsonb_typeof(before) = 'object'),
  ADD after   jsonb CHECK (jsonb_typeof(after) = 'object');
CREATE INDEX audit_event_by_team ON audit_event (team_id, id DESC);

CREATE FUNCTION audit_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_event_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION audit_event_stays();
-- Also for sessions that replicate, which skip other triggers.
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_stays;
REVOKE UPDATE, DELETE, TRUNCATE ON audit_event FROM PUBLIC, CURRENT_USER;

-- What is secret or long is shown to be there and not shown.
CREATE FUNCTION audit_shown(fields jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(jsonb_object_agg(key, CASE
    WHEN key IN ('password_hash', 'token_hash', 'spec', 'spec_sha256', 'manifest', 'nonce', 'ciphertext')
    THEN '"…"'::jsonb ELSE value END), '{}')
  FROM jsonb_each(fields) WHERE value <> 'null'
$$;

-- Arguments: what the thing is called in the log, and in which of its columns its team is: `id`,
-- `team_id`, `service_team_id`, `user_id` of a user, `job_id` of a job, `checkpoint_id` of a checkpoint,
-- or `-` for none.
CREATE FUNCTION audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
  new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
  of_row  jsonb := coalesce(new_row, old_row);
  team    uuid;
  changed text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(key ORDER BY key) INTO changed FROM jsonb_each(new_row)
     WHERE value IS DISTINCT FROM old_row -> key;
    IF changed IS NULL THEN
      RETURN NULL;
    END IF;
    SELECT jsonb_object_agg(key, old_row -> key), jsonb_object_agg(key, new_row -> key)
      INTO old_row, new_row FROM unnest(changed) AS key;
  END IF;
  team := CASE TG_ARGV[1]
    WHEN '-' THEN NULL
    WHEN 'job_id' THEN (SELECT team_id FROM job WHERE id = (of_row ->> 'job_id')::uuid)
    WHEN 'checkpoint_id' THEN (SELECT j.team_id FROM checkpoint c JOIN job j ON j.id = c.job_id
                                WHERE c.id = (of_row ->> 'checkpoint_id')::uuid)
    ELSE (of_row ->> TG_ARGV[1])::uuid END;
  INSERT INTO audit_event (at, actor, address, kind, subject, team_id, detail, before, after)
  VALUES (current_setting('accrue.at')::timestamptz, current_setting('accrue.actor'),
    nullif(current_setting('accrue.address', true), ''),
    TG_ARGV[0] || CASE TG_OP WHEN 'INSERT' THEN '_CREATED' WHEN 'UPDATE' THEN '_CHANGED' ELSE '_DELETED' END,
    left(coalesce(
      (SELECT name FROM app_user WHERE id = (of_row ->> 'user_id')::uuid),
      of_row ->> 'name', of_row ->> 'checkpoint_id', of_row ->> 'job_id', of_row ->> 'id'), 200),
    team,
    coalesce(left(array_to_string(changed, ', '), 8000), ''),
    CASE WHEN TG_OP <> 'INSERT' THEN audit_shown(old_row) END,
    CASE WHEN TG_OP <> 'DELETE' THEN audit_shown(new_row) END);
  RETURN NULL;
END $$;

-- Only transactions of people say who they are: what workers and the scheduler do passes by.
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON app_user FOR EACH ROW
  WHEN (current_setting('accrue.actor', true) <> '') EXECUTE FUNCTION audit_change('USER', 'service_team_id');
CREATE TRIGGER audit AFTER INSERT OR DELETE ON team FOR EACH ROW
  WHEN (current_setting('accrue.actor', true) <> '') EXECUTE FUNCTION audit_change('TEAM', 'id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON team_member FOR EACH ROW
  WHEN (current_setting('accrue.actor', true) <> '') EXECUTE FUNCTION audit_change('MEMBER', 'team_id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON api_token FOR EACH ROW
  WHEN (current_setting('accrue.actor', true) <> '') EXECUTE FUNCTION audit_change('TOKEN', 'team_id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON worker_token FOR EACH ROW
  WHEN (current_setting('accrue.actor', true) <> '') EXECUTE FUNCTION audit_change('WORKER_TOKEN', '-');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON dataset FOR EACH ROW
  WHEN (current_setting('accrue.actor', true) <> '') EXECUTE FUNCTION audit_change('DATASET', 'team_id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON model FOR EACH ROW
  WHEN (current_setting('accrue.actor', true) <> '') EXECUTE FUNCTION audit_change('MODEL', 'team_id');
-- Not every chunk of a file.
CREATE TRIGGER audit AFTER INSERT OR UPDATE OF sha256 OR DELETE ON upload FOR EACH ROW
  WHEN (current_setting('accrue.actor', true) <> '') EXECUTE FUNCTION audit_change('UPLOAD', 'team_id');
CREATE TRIGGER audit AFTER INSERT OR DELETE ON download FOR EACH ROW
  WHEN (current_setting('accrue.actor', true) <> '') EXECUTE FUNCTION audit_change('DOWNLOAD', 'team_id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON job FOR EACH ROW
  WHEN (current_setting('accrue.actor', true) <> '') EXECUTE FUNCTION audit_change('JOB', 'team_id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON job_retention FOR EACH ROW
  WHEN (current_setting('accrue.actor', true) <> '') EXECUTE FUNCTION audit_change('RETENTION', 'job_id');
CREATE TRIGGER audit AFTER INSERT ON equivalence_check FOR EACH ROW
  WHEN (current_setting('accrue.actor', true) <> '')
  EXECUTE FUNCTION audit_change('EQUIVALENCE_CHECK', 'job_id');
CREATE TRIGGER audit AFTER DELETE ON checkpoint FOR EACH ROW
  WHEN (current_setting('accrue.actor', true) <> '') EXECUTE FUNCTION audit_change('CHECKPOINT', 'job_id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON checkpoint_pin FOR EACH ROW
  WHEN (current_setting('accrue.actor', true) <> '') EXECUTE FUNCTION audit_change('PIN', 'checkpoint_id');
