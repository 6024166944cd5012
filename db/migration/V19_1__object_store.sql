-- The bytes of blobs may lie in an S3-compatible store.

-- The object that holds them; null where they are in blob_chunk.
ALTER TABLE blob ADD object_key text CHECK (length(object_key) BETWEEN 1 AND 1024);

-- Objects that no blob has: not yet, since their upload is under way or broke off; or not any more.
CREATE TABLE stray_object (
  object_key text        PRIMARY KEY CHECK (length(object_key) BETWEEN 1 AND 1024),
  -- Of an upload in parts.
  upload_id  text,
  -- When it may be deleted.
  due_at     timestamptz NOT NULL,
  -- A sweep has begun to delete it, and no blob gets it any more.
  claimed    boolean     NOT NULL DEFAULT false
);
CREATE INDEX stray_object_by_due ON stray_object (due_at);
