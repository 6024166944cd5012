-- Attempts as Jobs of a Kubernetes cluster, where accrue.placement says so.

-- Workers that the cluster starts, under each number one after the other: their rows, and those of their tokens,
-- stay few however many attempts there are.
CREATE TABLE kubernetes_slot (
  number    integer PRIMARY KEY CHECK (number > 0),
  worker_id uuid    NOT NULL UNIQUE,
  token_id  uuid    NOT NULL UNIQUE REFERENCES worker_token
);

-- A Kubernetes Job for the next attempt of a job: wanted as soon as it is here, in the cluster some time later.
CREATE TABLE kubernetes_placement (
  id          uuid        PRIMARY KEY,
  job_id      uuid        NOT NULL REFERENCES job,
  slot        integer     NOT NULL REFERENCES kubernetes_slot,
  pool        text        NOT NULL CHECK (length(pool) BETWEEN 1 AND 63),
  -- What the planner counts for it of the configured capacity; none where Kueue decides.
  device_ids  uuid[]      NOT NULL,
  -- Made when its worker has registered.
  attempt_id  uuid        UNIQUE REFERENCES attempt,
  created_at  timestamptz NOT NULL,
  -- The Kubernetes Job's own, once that is there.
  cluster_uid text        CHECK (length(cluster_uid) BETWEEN 1 AND 100),
  -- Since when its pod can read a token.
  token_at    timestamptz CHECK (token_at IS NULL OR cluster_uid IS NOT NULL),
  -- What it waits for.
  code        text        NOT NULL CHECK (length(code) BETWEEN 1 AND 60),
  reason      text        NOT NULL CHECK (length(reason) <= 4000),
  -- Since when nothing is wanted of it any more, and why.
  ended_at    timestamptz,
  end_reason  text        CHECK (length(end_reason) <= 4000),
  -- It never came up: before this its job gets no other.
  again_at    timestamptz CHECK (again_at IS NULL OR ended_at IS NOT NULL),
  -- Since when nothing is left of it in the cluster.
  gone_at     timestamptz CHECK (gone_at IS NULL OR ended_at IS NOT NULL),
  CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
-- A job has one place.
CREATE UNIQUE INDEX kubernetes_placement_live ON kubernetes_placement (job_id) WHERE ended_at IS NULL;
-- A number serves one after the other.
CREATE UNIQUE INDEX kubernetes_placement_slot ON kubernetes_placement (slot) WHERE gone_at IS NULL;
-- Jobs that wait for another try.
CREATE INDEX kubernetes_placement_again ON kubernetes_placement (again_at) WHERE again_at IS NOT NULL;
CREATE INDEX kubernetes_placement_by_job ON kubernetes_placement (job_id, created_at);

-- On which node of the configured capacity attempts are preempted for a waiting job.
CREATE TABLE kubernetes_claim (
  job_id  uuid PRIMARY KEY REFERENCES job,
  node_id uuid NOT NULL
);
