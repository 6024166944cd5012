-- Channels over which teams hear of their jobs, and what is to be sent: docs/decisions/0040-notifications.md.

CREATE TABLE notification_channel (
  id            uuid        PRIMARY KEY,
  team_id       uuid        NOT NULL REFERENCES team,
  name          text        NOT NULL CHECK (name ~ '^[a-z][a-z0-9._-]{0,62}$'),
  kind          text        NOT NULL CHECK (kind IN ('WEBHOOK', 'SLACK', 'EMAIL')),
  -- What people see of where it leads: scheme, host and port. The rest of such URLs is often a secret.
  origin        text        CHECK (length(origin) BETWEEN 1 AND 300),
  -- The URL and the secret that signs, sealed.
  ciphertext    bytea       CHECK (length(ciphertext) BETWEEN 1 AND 4096),
  recipients    text[]      NOT NULL CHECK (cardinality(recipients) <= 10),
  events        text[]      NOT NULL CHECK (
    events <@ ARRAY['STARTED', 'SUCCEEDED', 'FAILED', 'CANCELED', 'PREEMPTED']),
  -- Tells of running jobs that had no new point for so long; null: never.
  stall_minutes integer     CHECK (stall_minutes BETWEEN 1 AND 10080),
  -- Such as 'train/loss > 10'.
  thresholds    text[]      NOT NULL CHECK (cardinality(thresholds) <= 20),
  enabled       boolean     NOT NULL,
  created_at    timestamptz NOT NULL,
  changed_at    timestamptz NOT NULL,
  UNIQUE (team_id, name),
  UNIQUE (id, team_id),
  CHECK ((kind = 'EMAIL') = (ciphertext IS NULL)),
  CHECK ((kind = 'EMAIL') = (origin IS NULL)),
  CHECK ((kind = 'EMAIL') = (cardinality(recipients) > 0))
);

-- What is to be sent or was. A row is written in the transaction that changes what it tells of.
CREATE TABLE notification_delivery (
  id                    uuid        PRIMARY KEY,
  sequence              bigint      GENERATED ALWAYS AS IDENTITY,
  channel_id            uuid        NOT NULL,
  team_id               uuid        NOT NULL,
  event                 text        NOT NULL CHECK (event IN
    ('STARTED', 'SUCCEEDED', 'FAILED', 'CANCELED', 'PREEMPTED', 'STALLED', 'THRESHOLD', 'TEST')),
  -- Null for tests. What is told of the job stays as it was then.
  job_id                uuid        REFERENCES job ON DELETE CASCADE,
  job_name              text,
  optimizer_step        bigint,
  total_optimizer_steps bigint,
  threshold             text,
  value                 double precision,
  detail                text        NOT NULL CHECK (length(detail) <= 8000),
  -- Of notices that are due again and again as long as something lasts: a channel gets each once.
  once_key              text,
  happened_at           timestamptz NOT NULL,
  state                 text        NOT NULL DEFAULT 'WAITING'
    CHECK (state IN ('WAITING', 'DELIVERED', 'GIVEN_UP')),
  attempts              integer     NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  -- Those from before somebody asked to send it again: the back-off begins anew.
  earlier_attempts      integer     NOT NULL DEFAULT 0 CHECK (earlier_attempts BETWEEN 0 AND attempts),
  -- Whoever makes an attempt moves this on first, so that nobody makes the same; if that server ends
  -- meanwhile, somebody makes another one then.
  next_attempt_at       timestamptz CHECK ((state = 'WAITING') = (next_attempt_at IS NOT NULL)),
  last_attempt_at       timestamptz,
  response_status       integer,
  failure               text        CHECK (length(failure) <= 1000),
  ended_at              timestamptz CHECK ((state = 'WAITING') = (ended_at IS NULL)),
  FOREIGN KEY (channel_id, team_id) REFERENCES notification_channel (id, team_id) ON DELETE CASCADE,
  UNIQUE (channel_id, once_key),
  CHECK ((event = 'TEST') = (job_id IS NULL)),
  CHECK ((job_id IS NULL) = (job_name IS NULL)),
  CHECK ((job_id IS NULL) = (optimizer_step IS NULL)),
  CHECK ((job_id IS NULL) = (total_optimizer_steps IS NULL)),
  CHECK ((event = 'THRESHOLD') = (threshold IS NOT NULL)),
  CHECK ((event = 'THRESHOLD') = (value IS NOT NULL))
);
CREATE INDEX notification_delivery_waiting ON notification_delivery (channel_id, next_attempt_at)
  WHERE state = 'WAITING';
CREATE INDEX notification_delivery_by_channel ON notification_delivery (channel_id, sequence DESC);
CREATE INDEX notification_delivery_by_job ON notification_delivery (job_id);
CREATE INDEX notification_delivery_ended ON notification_delivery (ended_at);

-- How far running attempts had come when somebody last looked, and since when.
CREATE TABLE notification_progress (
  attempt_id            uuid        PRIMARY KEY REFERENCES attempt ON DELETE CASCADE,
  newest_optimizer_step bigint      NOT NULL,
  since_at              timestamptz NOT NULL
);

-- A channel that reaches nobody holds so many notices and takes no more.
CREATE FUNCTION notification_room(channel uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT count(*) < 1000 FROM (
    SELECT FROM notification_delivery WHERE channel_id = channel AND state = 'WAITING' LIMIT 1000) waiting
$$;

CREATE FUNCTION notify_of_transition() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  told text := CASE NEW.to_state
    WHEN 'RUNNING' THEN 'STARTED' WHEN 'PREEMPTING' THEN 'PREEMPTED' ELSE NEW.to_state END;
BEGIN
  INSERT INTO notification_delivery (id, channel_id, team_id, event, job_id, job_name, optimizer_step,
    total_optimizer_steps, detail, happened_at, next_attempt_at)
  SELECT gen_random_uuid(), c.id, c.team_id, told, j.id, j.name, j.optimizer_step, j.total_optimizer_steps,
    NEW.reason, NEW.at, NEW.at
  FROM job j JOIN notification_channel c ON c.team_id = j.team_id
  WHERE j.id = NEW.job_id AND c.enabled AND told = ANY (c.events) AND notification_room(c.id)
  -- A channel that is being deleted gets nothing, and never stops a job.
  FOR KEY SHARE OF c;
  RETURN NULL;
END $$;

-- Other events and transitions pass by without a call.
CREATE TRIGGER notify AFTER INSERT ON job_event FOR EACH ROW
  WHEN (NEW.to_state IN ('RUNNING', 'PREEMPTING', 'SUCCEEDED', 'FAILED', 'CANCELED'))
  EXECUTE FUNCTION notify_of_transition();

CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON notification_channel FOR EACH ROW
  WHEN (current_setting('accrue.actor', true) <> '')
  EXECUTE FUNCTION audit_change('NOTIFICATION_CHANNEL', 'team_id');
-- What people have sent, not what jobs do.
CREATE TRIGGER audit_test AFTER INSERT ON notification_delivery FOR EACH ROW
  WHEN (NEW.event = 'TEST' AND current_setting('accrue.actor', true) <> '')
  EXECUTE FUNCTION audit_change('NOTIFICATION', 'team_id');
CREATE TRIGGER audit_resend AFTER UPDATE OF earlier_attempts ON notification_delivery FOR EACH ROW
  WHEN (current_setting('accrue.actor', true) <> '')
  EXECUTE FUNCTION audit_change('NOTIFICATION', 'team_id');
