-- Reports of what teams used: by labels of jobs, split into what was of use and what was not.

ALTER TABLE attempt
  -- How long it looked for a micro-batch that fits, as its trainer says; null for not at all.
  ADD probe_millis bigint CHECK (probe_millis >= 0);
-- Attempts of a period. Those that live are in `attempt_live`; of the others only the end is indexed,
-- which is written once, so renewals touch no index.
CREATE INDEX attempt_by_end ON attempt (ended_at) WHERE ended_at IS NOT NULL;

ALTER TABLE job
  -- Of the spec: {"project": "vision"}.
  ADD labels jsonb CHECK (jsonb_typeof(labels) = 'object');
CREATE INDEX job_by_label ON job USING gin (labels jsonb_path_ops) WHERE labels IS NOT NULL;
