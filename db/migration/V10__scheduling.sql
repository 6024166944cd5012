-- Sharing: what teams are entitled to, what they have used, and everything that a job waits for.

ALTER TABLE team
  ADD weight                    double precision NOT NULL DEFAULT 1
    CHECK (weight BETWEEN 0.001 AND 1000),
  -- Devices that the team gets back from others whenever it wants them.
  ADD guaranteed_devices        integer NOT NULL DEFAULT 0
    CHECK (guaranteed_devices BETWEEN 0 AND 100000),
  -- Null: no limit.
  ADD device_limit              integer CHECK (device_limit BETWEEN 0 AND 100000),
  ADD running_job_limit         integer CHECK (running_job_limit BETWEEN 0 AND 100000),
  ADD running_jobs_per_user     integer CHECK (running_jobs_per_user BETWEEN 0 AND 100000),
  ADD queued_job_limit          integer NOT NULL DEFAULT 10000
    CHECK (queued_job_limit BETWEEN 0 AND 100000),
  -- Since when none of its jobs starts.
  ADD queue_paused_at           timestamptz,
  ADD CHECK (device_limit >= guaranteed_devices);

-- The device-seconds of attempts that have ended, each halved with every half-life since, as of one
-- instant. What attempts hold that have not ended comes on top.
CREATE TABLE team_usage (
  team_id        uuid             PRIMARY KEY REFERENCES team ON DELETE CASCADE,
  device_seconds double precision NOT NULL CHECK (device_seconds >= 0),
  as_of          timestamptz      NOT NULL
);

-- One row: the platform's own switch.
CREATE TABLE queue_switch (
  id        boolean     PRIMARY KEY DEFAULT true CHECK (id),
  paused_at timestamptz
);
INSERT INTO queue_switch DEFAULT VALUES;

-- What people did to the platform itself; what they did to a job is an event of that job.
CREATE TABLE audit_event (
  id      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      timestamptz NOT NULL,
  actor   text        NOT NULL CHECK (length(actor) BETWEEN 1 AND 100),
  kind    text        NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
  -- The team or worker, by name; null for the whole platform.
  subject text        CHECK (length(subject) BETWEEN 1 AND 200),
  detail  text        NOT NULL CHECK (length(detail) <= 8000)
);

ALTER TABLE job
  -- Of the spec, where the scheduler reads them without opening it.
  ADD devices              integer NOT NULL DEFAULT 1 CHECK (devices > 0),
  ADD device_memory_bytes  bigint  CHECK (device_memory_bytes > 0),
  ADD selector             jsonb   CHECK (jsonb_typeof(selector) = 'object'),
  ADD time_limit_minutes   integer CHECK (time_limit_minutes > 0),
  -- What the spec said at first; people change it.
  ADD priority             integer NOT NULL DEFAULT 0 CHECK (priority BETWEEN -100 AND 100),
  -- By the spec, or the pause before another try.
  ADD not_before_at        timestamptz,
  -- Since when somebody keeps it from starting.
  ADD held_at              timestamptz,
  -- Lost workers since there was progress: a new checkpoint, or a person who queued it again.
  ADD losses_in_a_row      integer NOT NULL DEFAULT 0 CHECK (losses_in_a_row >= 0),
  -- The newest checkpoint at the last loss.
  ADD loss_optimizer_step  bigint,
  -- Attempts before a person queued it again: they count neither against its time nor its retries.
  ADD forgiven_attempts    integer NOT NULL DEFAULT 0 CHECK (forgiven_attempts >= 0),
  -- Where attempts were preempted for this job: it comes first there.
  ADD claimed_worker_id    uuid    REFERENCES worker ON DELETE SET NULL,
  -- What jobs with the same model, data and batch share, and with it the time of a step.
  ADD work_sha256          bytea   CHECK (length(work_sha256) = 32),
  -- Measured when an attempt of it ended.
  ADD step_seconds         double precision CHECK (step_seconds > 0);

UPDATE job SET devices = coalesce((spec -> 'resources' ->> 'devices')::integer, 1),
  device_memory_bytes = (spec -> 'resources' ->> 'deviceMemoryBytes')::bigint
WHERE spec -> 'resources' IS NOT NULL;

DROP INDEX job_queue;
CREATE INDEX job_queue ON job (team_id, priority DESC, queued_at, id) WHERE state = 'QUEUED';
CREATE INDEX job_due ON job (not_before_at) WHERE state = 'QUEUED' AND not_before_at IS NOT NULL;
CREATE INDEX job_live ON job (team_id, id) WHERE state IN ('ASSIGNED', 'RUNNING', 'PREEMPTING');
CREATE INDEX job_same_work ON job (team_id, work_sha256, finished_at DESC)
  WHERE step_seconds IS NOT NULL AND work_sha256 IS NOT NULL;

-- What a waiting job still waits for: rows go when their job has succeeded. One that can no longer
-- succeed makes them broken.
CREATE TABLE job_dependency (
  job_id       uuid    NOT NULL REFERENCES job ON DELETE CASCADE,
  after_job_id uuid    NOT NULL REFERENCES job ON DELETE CASCADE,
  broken       boolean NOT NULL DEFAULT false,
  PRIMARY KEY (job_id, after_job_id),
  CHECK (job_id <> after_job_id)
);
CREATE INDEX job_dependency_by_after ON job_dependency (after_job_id);
CREATE INDEX job_dependency_broken ON job_dependency (job_id) WHERE broken;

-- Why a queued job waits and when it may start, as the scheduler last saw it. In a table of its own:
-- rows here are small and change often.
CREATE TABLE job_wait (
  job_id                uuid        PRIMARY KEY REFERENCES job ON DELETE CASCADE,
  code                  text        NOT NULL CHECK (length(code) BETWEEN 1 AND 60),
  reason                text        NOT NULL CHECK (length(reason) <= 2000),
  estimated_start_at    timestamptz,
  earliest_start_at     timestamptz,
  latest_start_at       timestamptz,
  -- Whether the estimate rests on known durations alone.
  durations_known       boolean,
  seen_at               timestamptz NOT NULL,
  -- What the job's newest WAITING event said, and when.
  told_code             text,
  told_at               timestamptz
) WITH (fillfactor = 70);
CREATE INDEX job_wait_untold ON job_wait (job_id) WHERE told_code IS DISTINCT FROM code;

ALTER TABLE attempt
  -- When the job's time limit ends it.
  ADD deadline_at   timestamptz,
  -- Whether its device-seconds are in team_usage.
  ADD usage_counted boolean NOT NULL DEFAULT false,
  DROP CONSTRAINT attempt_cause_check,
  ADD CONSTRAINT attempt_cause_check CHECK (cause IN ('SUCCEEDED', 'USER_ERROR', 'OUT_OF_MEMORY',
    'LOST_WORKER', 'LOST_DEVICE', 'PREEMPTED', 'CANCELED', 'TIME_LIMIT', 'INTERNAL'));
-- What ran before there were shares is nobody's burden now.
UPDATE attempt SET usage_counted = true WHERE ended_at IS NOT NULL;
CREATE INDEX attempt_uncounted ON attempt (job_id) WHERE NOT usage_counted;
CREATE INDEX attempt_by_deadline ON attempt (deadline_at) WHERE ended_at IS NULL;
CREATE INDEX attempt_by_expiry ON attempt (lease_expires_at) WHERE ended_at IS NULL;

-- A waiting job whose predecessor failed fails; a failed or canceled one can be queued again.
ALTER TABLE job_event DROP CONSTRAINT job_event_transition,
  ADD CONSTRAINT job_event_transition CHECK (
    (from_state IS NULL AND (to_state IS NULL OR to_state = 'QUEUED'))
    OR (from_state, to_state) IN (
      ('QUEUED', 'ASSIGNED'), ('QUEUED', 'FAILED'), ('QUEUED', 'CANCELED'),
      ('ASSIGNED', 'RUNNING'), ('ASSIGNED', 'QUEUED'), ('ASSIGNED', 'FAILED'), ('ASSIGNED', 'CANCELED'),
      ('RUNNING', 'QUEUED'), ('RUNNING', 'PREEMPTING'), ('RUNNING', 'SUCCEEDED'), ('RUNNING', 'FAILED'),
      ('RUNNING', 'CANCELED'),
      ('PREEMPTING', 'QUEUED'), ('PREEMPTING', 'SUCCEEDED'), ('PREEMPTING', 'FAILED'),
      ('PREEMPTING', 'CANCELED'),
      ('FAILED', 'QUEUED'), ('CANCELED', 'QUEUED')));
CREATE INDEX job_event_transition_by_id ON job_event (id) WHERE to_state IS NOT NULL;
