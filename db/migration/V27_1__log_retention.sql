-- When the lines of a log were deleted because its job ended long ago; null: they are there.
ALTER TABLE attempt_log ADD deleted_at timestamptz;
