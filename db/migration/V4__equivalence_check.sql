-- Comparisons of a window's accumulated gradient with its full batch's: those that somebody asked
-- for, and those that a spec wants of the first window.
CREATE TABLE equivalence_check (
  id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id       uuid        NOT NULL REFERENCES job ON DELETE CASCADE,
  -- Null where the spec asked.
  requested_by text,
  requested_at timestamptz NOT NULL,
  -- Of the attempt that answered.
  attempt_id   uuid        REFERENCES attempt ON DELETE CASCADE,
  done_at      timestamptz,
  result       jsonb,
  CHECK ((done_at IS NULL) = (result IS NULL)),
  CHECK ((done_at IS NULL) = (attempt_id IS NULL)),
  CHECK (requested_by IS NOT NULL OR done_at IS NOT NULL)
);
-- Asking twice is the same request.
CREATE UNIQUE INDEX equivalence_check_open ON equivalence_check (job_id) WHERE done_at IS NULL;
CREATE INDEX equivalence_check_of_job ON equivalence_check (job_id, id DESC);
