-- Jobs that attempts are preempted for: found in a long queue wherever they are.
CREATE INDEX job_claimed ON job (team_id) WHERE state = 'QUEUED' AND claimed_worker_id IS NOT NULL;
