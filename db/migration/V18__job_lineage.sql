-- Which checkpoint a job began from. The row stays when the parent's checkpoint is deleted, so it
-- names the checkpoint without a foreign key and keeps its optimizer step.

CREATE TABLE job_lineage (
  job_id         uuid   PRIMARY KEY REFERENCES job ON DELETE CASCADE,
  parent_job_id  uuid   NOT NULL REFERENCES job ON DELETE CASCADE,
  checkpoint_id  uuid   NOT NULL,
  optimizer_step bigint NOT NULL CHECK (optimizer_step >= 0)
);
CREATE INDEX job_lineage_by_parent ON job_lineage (parent_job_id);

-- For the jobs that were submitted before and whose checkpoint is still there.
INSERT INTO job_lineage (job_id, parent_job_id, checkpoint_id, optimizer_step)
SELECT j.id, c.job_id, c.id, c.optimizer_step
  FROM job j JOIN checkpoint c ON c.id::text = j.spec -> 'initialWeights' ->> 'checkpoint'
  JOIN job source ON source.id = c.job_id AND source.team_id = j.team_id
 WHERE c.job_id <> j.id;
