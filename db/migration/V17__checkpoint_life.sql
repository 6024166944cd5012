-- What is kept of a job's checkpoints, what may never go, and what turned out to be damaged.

-- Values of series at exactly the checkpoint's optimizer step, by which the best are found.
ALTER TABLE checkpoint ADD metrics jsonb NOT NULL DEFAULT '{}';

-- The policy that replaced the one of the spec; has the shape of the spec's `checkpoints`.
CREATE TABLE job_retention (
  job_id     uuid        PRIMARY KEY REFERENCES job ON DELETE CASCADE,
  policy     jsonb       NOT NULL CHECK (jsonb_typeof(policy -> 'keepLast') = 'number'),
  changed_by uuid        NOT NULL REFERENCES app_user,
  changed_at timestamptz NOT NULL
);

-- No cascade: the foreign key is the second guard of a pinned checkpoint.
CREATE TABLE checkpoint_pin (
  checkpoint_id uuid        PRIMARY KEY REFERENCES checkpoint,
  pinned_by     uuid        NOT NULL REFERENCES app_user,
  pinned_at     timestamptz NOT NULL,
  note          text        NOT NULL CHECK (length(note) <= 500)
);

-- Null for chunks that were written before there was one. With it damage can be told by its chunk.
ALTER TABLE blob_chunk ADD crc32c integer;

-- Since when reading the blob has found something else than what was written. Whoever has the right
-- bytes is asked for them again, and then it is sound.
ALTER TABLE blob
  ADD damaged_at timestamptz,
  ADD damage     text CHECK (length(damage) <= 500),
  ADD CHECK ((damaged_at IS NULL) = (damage IS NULL));
CREATE INDEX blob_damaged ON blob (damaged_at) WHERE damaged_at IS NOT NULL;

-- Null: no limit.
ALTER TABLE team ADD checkpoint_bytes_limit bigint CHECK (checkpoint_bytes_limit >= 0);
