-- A transition costs less: PostgreSQL builds a CHECK anew for each statement that writes, so one
-- comparison with a list beats eighteen pairs (0.1 of 0.44 ms), and a job whose team wants to hear
-- nothing makes no statement that would tell of it (0.15 ms).
ALTER TABLE job_event DROP CONSTRAINT job_event_transition,
  ADD CONSTRAINT job_event_transition CHECK (coalesce(from_state, '') || '>' || coalesce(to_state, '')
    = ANY ('{>,>QUEUED,
      QUEUED>ASSIGNED,QUEUED>FAILED,QUEUED>CANCELED,
      ASSIGNED>RUNNING,ASSIGNED>QUEUED,ASSIGNED>FAILED,ASSIGNED>CANCELED,
      RUNNING>QUEUED,RUNNING>PREEMPTING,RUNNING>SUCCEEDED,RUNNING>FAILED,RUNNING>CANCELED,
      PREEMPTING>QUEUED,PREEMPTING>SUCCEEDED,PREEMPTING>FAILED,PREEMPTING>CANCELED,
      FAILED>QUEUED,CANCELED>QUEUED}'::text[]));

CREATE OR REPLACE FUNCTION notify_of_transition() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  told text := CASE NEW.to_state
    WHEN 'RUNNING' THEN 'STARTED' WHEN 'PREEMPTING' THEN 'PREEMPTED' ELSE NEW.to_state END;
BEGIN
  IF NOT EXISTS (SELECT FROM job j JOIN notification_channel c ON c.team_id = j.team_id
                 WHERE j.id = NEW.job_id AND c.enabled AND told = ANY (c.events)) THEN
    RETURN NULL;
  END IF;
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
