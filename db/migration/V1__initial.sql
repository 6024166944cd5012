-- Accrue's first schema. Tables are singular; instants end in _at. A CHECK repeats what the code
-- guarantees, so that a mistake in one is caught by the other.

-- Teams and people ---------------------------------------------------------------------------

CREATE TABLE team (
  id         uuid        PRIMARY KEY,
  name       text        NOT NULL UNIQUE CHECK (name ~ '^[a-z][a-z0-9-]{0,38}$'),
  created_at timestamptz NOT NULL
);

CREATE TABLE app_user (
  id                   uuid        PRIMARY KEY,
  name                 text        NOT NULL UNIQUE CHECK (name ~ '^[a-z][a-z0-9._-]{0,38}$'),
  password_hash        text        NOT NULL,
  must_change_password boolean     NOT NULL,
  administrator        boolean     NOT NULL,
  failed_sign_ins      integer     NOT NULL DEFAULT 0 CHECK (failed_sign_ins >= 0),
  locked_until_at      timestamptz,
  created_at           timestamptz NOT NULL
);

CREATE TABLE team_member (
  team_id uuid NOT NULL REFERENCES team,
  user_id uuid NOT NULL REFERENCES app_user,
  role    text NOT NULL CHECK (role IN ('VIEWER', 'MEMBER', 'MAINTAINER')),
  PRIMARY KEY (team_id, user_id)
);
CREATE INDEX team_member_by_user ON team_member (user_id);

-- Only hashes of tokens are kept: a token is shown once, when it is made.
CREATE TABLE api_token (
  id           uuid        PRIMARY KEY,
  user_id      uuid        NOT NULL REFERENCES app_user,
  name         text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  token_hash   bytea       NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  last_used_at timestamptz,
  revoked_at   timestamptz
);

CREATE TABLE worker_token (
  id         uuid        PRIMARY KEY,
  name       text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  token_hash bytea       NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  created_at timestamptz NOT NULL,
  revoked_at timestamptz
);

-- Blobs: immutable bytes named by their SHA-256 -----------------------------------------------

CREATE TABLE blob (
  sha256     bytea       PRIMARY KEY CHECK (length(sha256) = 32),
  size_bytes bigint      NOT NULL CHECK (size_bytes >= 0),
  created_at timestamptz NOT NULL,
  -- When somebody last wrote it or was told that it is there: a blob that nothing names is swept
  -- only a grace period after this, so that what is about to be named stays.
  touched_at timestamptz NOT NULL
);
CREATE INDEX blob_by_touch ON blob (touched_at);

CREATE TABLE blob_chunk (
  sha256  bytea   NOT NULL REFERENCES blob ON DELETE CASCADE,
  ordinal integer NOT NULL CHECK (ordinal >= 0),
  bytes   bytea   NOT NULL CHECK (length(bytes) BETWEEN 1 AND 1048576),
  PRIMARY KEY (sha256, ordinal)
);
-- Tensors and images do not compress well enough to pay for trying.
ALTER TABLE blob_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Data sets -----------------------------------------------------------------------------------

-- team_id is null for the data sets that come with Accrue: every team may read them.
CREATE TABLE dataset (
  id          uuid        PRIMARY KEY,
  team_id     uuid        REFERENCES team,
  name        text        NOT NULL CHECK (name ~ '^[a-z][a-z0-9._-]{0,62}$'),
  format      text        NOT NULL CHECK (format IN ('IDX')),
  description text        NOT NULL CHECK (length(description) <= 2000),
  created_at  timestamptz NOT NULL
);
CREATE UNIQUE INDEX dataset_name ON dataset (coalesce(team_id, '00000000-0000-0000-0000-000000000000'), name);

CREATE TABLE dataset_file (
  dataset_id uuid   NOT NULL REFERENCES dataset,
  split      text   NOT NULL CHECK (split ~ '^[a-z][a-z0-9-]{0,31}$'),
  role       text   NOT NULL CHECK (role IN ('FEATURES', 'TARGETS')),
  sha256     bytea  NOT NULL REFERENCES blob,
  samples    bigint NOT NULL CHECK (samples > 0),
  shape      bigint[] NOT NULL,
  PRIMARY KEY (dataset_id, split, role)
);
CREATE INDEX dataset_file_by_blob ON dataset_file (sha256);

-- The fleet -----------------------------------------------------------------------------------

CREATE TABLE worker (
  id                uuid        PRIMARY KEY,
  name              text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  -- New at each start of the agent: leases of an older incarnation have nobody to serve them.
  incarnation       uuid        NOT NULL,
  registered_at     timestamptz NOT NULL,
  last_heartbeat_at timestamptz NOT NULL
);

CREATE TABLE device (
  id           uuid    PRIMARY KEY,
  worker_id    uuid    NOT NULL REFERENCES worker,
  ordinal      integer NOT NULL CHECK (ordinal >= 0),
  kind         text    NOT NULL CHECK (kind IN ('CPU', 'CUDA')),
  name         text    NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  memory_bytes bigint  NOT NULL CHECK (memory_bytes > 0),
  threads      integer NOT NULL CHECK (threads > 0),
  present      boolean NOT NULL DEFAULT true,
  UNIQUE (worker_id, ordinal)
);

-- Jobs ----------------------------------------------------------------------------------------

CREATE TABLE job (
  id                    uuid        PRIMARY KEY,
  team_id               uuid        NOT NULL REFERENCES team,
  name                  text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  spec                  jsonb       NOT NULL,
  spec_sha256           bytea       NOT NULL CHECK (length(spec_sha256) = 32),
  state                 text        NOT NULL CHECK (state IN
    ('QUEUED', 'ASSIGNED', 'RUNNING', 'PREEMPTING', 'SUCCEEDED', 'FAILED', 'CANCELED')),
  cancel_requested_at   timestamptz,
  max_retries           integer     NOT NULL CHECK (max_retries BETWEEN 0 AND 100),
  retries               integer     NOT NULL DEFAULT 0 CHECK (retries BETWEEN 0 AND max_retries),
  optimizer_step        bigint      NOT NULL DEFAULT 0 CHECK (optimizer_step >= 0),
  total_optimizer_steps bigint      NOT NULL CHECK (total_optimizer_steps > 0),
  failure_cause         text,
  failure_message       text        CHECK (length(failure_message) <= 8000),
  created_by            uuid        NOT NULL REFERENCES app_user,
  -- What the submitter called this submission: sent again after a lost answer, it is the same job.
  idempotency_key       text        CHECK (length(idempotency_key) BETWEEN 1 AND 200),
  created_at            timestamptz NOT NULL,
  queued_at             timestamptz NOT NULL,
  started_at            timestamptz,
  finished_at           timestamptz,
  CHECK ((state IN ('SUCCEEDED', 'FAILED', 'CANCELED')) = (finished_at IS NOT NULL)),
  CHECK ((state = 'FAILED') = (failure_cause IS NOT NULL))
);
CREATE INDEX job_by_team ON job (team_id, created_at DESC, id DESC);
CREATE INDEX job_by_team_and_state ON job (team_id, state, created_at DESC, id DESC);
CREATE UNIQUE INDEX job_submission ON job (created_by, idempotency_key);
CREATE INDEX job_queue ON job (queued_at, id) WHERE state = 'QUEUED';

-- Fencing tokens grow over the whole platform, so also from one attempt of a job to the next.
CREATE SEQUENCE fencing_token;

CREATE TABLE attempt (
  id                uuid        PRIMARY KEY,
  job_id            uuid        NOT NULL REFERENCES job,
  number            integer     NOT NULL CHECK (number > 0),
  worker_id         uuid        NOT NULL REFERENCES worker,
  incarnation       uuid        NOT NULL,
  fencing_token     bigint      NOT NULL UNIQUE,
  -- Null until the worker has fetched its assignment, when the token is made.
  lease_token_hash  bytea       UNIQUE CHECK (length(lease_token_hash) = 32),
  lease_expires_at  timestamptz NOT NULL,
  -- Points of this attempt count for the job's curves in (curve_from_step, curve_to_step].
  curve_from_step   bigint      NOT NULL CHECK (curve_from_step >= 0),
  curve_to_step     bigint      CHECK (curve_to_step >= 0),
  ingest_sequence   bigint      NOT NULL DEFAULT 0,
  assigned_at       timestamptz NOT NULL,
  started_at        timestamptz,
  ended_at          timestamptz,
  -- Why it ended; SUCCEEDED when it did its work.
  cause             text        CHECK (cause IN ('SUCCEEDED', 'USER_ERROR', 'OUT_OF_MEMORY',
    'LOST_WORKER', 'LOST_DEVICE', 'PREEMPTED', 'CANCELED', 'INTERNAL')),
  UNIQUE (job_id, number),
  CHECK ((ended_at IS NULL) = (cause IS NULL))
);
-- A job is never in two places.
CREATE UNIQUE INDEX attempt_live ON attempt (job_id) WHERE ended_at IS NULL;
CREATE INDEX attempt_live_by_worker ON attempt (worker_id) WHERE ended_at IS NULL;

CREATE TABLE attempt_device (
  attempt_id uuid    NOT NULL REFERENCES attempt,
  device_id  uuid    NOT NULL REFERENCES device,
  released   boolean NOT NULL DEFAULT false,
  PRIMARY KEY (attempt_id, device_id)
);
-- A device is never lent twice.
CREATE UNIQUE INDEX attempt_device_held ON attempt_device (device_id) WHERE NOT released;

-- Everything that happened to a job. Rows with a to_state are its transitions.
CREATE TABLE job_event (
  id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id     uuid        NOT NULL REFERENCES job,
  attempt_id uuid        REFERENCES attempt,
  at         timestamptz NOT NULL,
  kind       text        NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
  from_state text,
  to_state   text,
  actor      text        NOT NULL CHECK (length(actor) BETWEEN 1 AND 100),
  reason     text        NOT NULL CHECK (length(reason) <= 8000),
  CONSTRAINT job_event_transition CHECK (
    (from_state IS NULL AND (to_state IS NULL OR to_state = 'QUEUED'))
    OR (from_state, to_state) IN (
      ('QUEUED', 'ASSIGNED'), ('QUEUED', 'CANCELED'),
      ('ASSIGNED', 'RUNNING'), ('ASSIGNED', 'QUEUED'), ('ASSIGNED', 'FAILED'), ('ASSIGNED', 'CANCELED'),
      ('RUNNING', 'QUEUED'), ('RUNNING', 'PREEMPTING'), ('RUNNING', 'SUCCEEDED'), ('RUNNING', 'FAILED'),
      ('RUNNING', 'CANCELED'),
      ('PREEMPTING', 'QUEUED'), ('PREEMPTING', 'SUCCEEDED'), ('PREEMPTING', 'FAILED'),
      ('PREEMPTING', 'CANCELED')))
);
CREATE INDEX job_event_by_job ON job_event (job_id, id);

-- Curves --------------------------------------------------------------------------------------

CREATE TABLE series (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  attempt_id uuid   NOT NULL REFERENCES attempt,
  name       text   NOT NULL CHECK (name ~ '^[a-z0-9_]+(/[a-z0-9_]+)*$' AND length(name) <= 100),
  UNIQUE (attempt_id, name)
);

CREATE TABLE point (
  series_id       bigint           NOT NULL REFERENCES series,
  optimizer_step  bigint           NOT NULL CHECK (optimizer_step >= 0),
  value           double precision NOT NULL,
  samples_seen    bigint           NOT NULL CHECK (samples_seen >= 0),
  at              timestamptz      NOT NULL,
  -- The attempt's batch that brought it: live readers ask for what is newer than the last they saw.
  ingest_sequence bigint           NOT NULL,
  PRIMARY KEY (series_id, optimizer_step)
);
CREATE INDEX point_by_ingest ON point (series_id, ingest_sequence);

-- Checkpoints ---------------------------------------------------------------------------------

-- A row exists only for a complete checkpoint: it is inserted with its tensors after their blobs.
CREATE TABLE checkpoint (
  id             uuid        PRIMARY KEY,
  job_id         uuid        NOT NULL REFERENCES job,
  attempt_id     uuid        NOT NULL REFERENCES attempt,
  optimizer_step bigint      NOT NULL CHECK (optimizer_step >= 0),
  manifest       jsonb       NOT NULL,
  size_bytes     bigint      NOT NULL CHECK (size_bytes >= 0),
  created_at     timestamptz NOT NULL,
  UNIQUE (attempt_id, optimizer_step)
);
CREATE INDEX checkpoint_by_job ON checkpoint (job_id, optimizer_step DESC);

CREATE TABLE checkpoint_tensor (
  checkpoint_id uuid   NOT NULL REFERENCES checkpoint ON DELETE CASCADE,
  name          text   NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
  sha256        bytea  NOT NULL REFERENCES blob,
  PRIMARY KEY (checkpoint_id, name)
);
CREATE INDEX checkpoint_tensor_by_blob ON checkpoint_tensor (sha256);
