-- Lists that people sort. Each order of jobs is one of these, read forwards or backwards, so all columns
-- of an index go one way. What has not ended comes after all that has.

DROP INDEX job_by_team_and_state;
CREATE INDEX job_by_team_and_state ON job (team_id, state, created_at, id);
CREATE INDEX job_by_team_and_name ON job (team_id, name, created_at, id);
CREATE INDEX job_by_team_and_priority ON job (team_id, priority, created_at, id);
CREATE INDEX job_by_team_and_end
  ON job (team_id, (coalesce(finished_at, 'infinity'::timestamptz)), created_at, id);

-- By what the list shows, and no longer by the order of the rows.
DROP INDEX notification_delivery_by_channel;
CREATE INDEX notification_delivery_by_channel ON notification_delivery (channel_id, happened_at, sequence);
