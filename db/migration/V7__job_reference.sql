-- What a job that has not ended works on. The rows are made with the job and go when it ends; until
-- then the foreign keys keep what they name from being deleted, whoever was first.

CREATE TABLE job_reference (
  job_id        uuid NOT NULL REFERENCES job ON DELETE CASCADE,
  dataset_id    uuid REFERENCES dataset,
  model_id      uuid REFERENCES model,
  checkpoint_id uuid REFERENCES checkpoint,
  CHECK (num_nonnulls(dataset_id, model_id, checkpoint_id) = 1),
  UNIQUE NULLS NOT DISTINCT (job_id, dataset_id, model_id, checkpoint_id)
);
CREATE INDEX job_reference_by_dataset ON job_reference (dataset_id) WHERE dataset_id IS NOT NULL;
CREATE INDEX job_reference_by_model ON job_reference (model_id) WHERE model_id IS NOT NULL;
CREATE INDEX job_reference_by_checkpoint ON job_reference (checkpoint_id)
  WHERE checkpoint_id IS NOT NULL;

-- For the jobs that were submitted before.
INSERT INTO job_reference (job_id, dataset_id)
SELECT DISTINCT ON (j.id) j.id, d.id
  FROM job j JOIN dataset d ON d.name = j.spec -> 'data' ->> 'dataset'
   AND (d.team_id = j.team_id OR d.team_id IS NULL)
 WHERE j.state NOT IN ('SUCCEEDED', 'FAILED', 'CANCELED')
 ORDER BY j.id, d.team_id NULLS LAST;

INSERT INTO job_reference (job_id, model_id)
SELECT DISTINCT j.id, m.id
  FROM job j JOIN model m ON m.team_id = j.team_id
   AND m.name IN (
     SELECT name #>> '{}'
       FROM jsonb_path_query(j.spec, '$.model.module') AS name
     UNION ALL SELECT name #>> '{}' FROM jsonb_path_query(j.spec, '$.initialWeights.weights') AS name
     UNION ALL SELECT name #>> '{}' FROM jsonb_path_query(j.spec, '$.training.tasks[*].head.module') AS name)
 WHERE j.state NOT IN ('SUCCEEDED', 'FAILED', 'CANCELED');

INSERT INTO job_reference (job_id, checkpoint_id)
SELECT j.id, c.id
  FROM job j JOIN checkpoint c ON c.id::text = j.spec -> 'initialWeights' ->> 'checkpoint'
  JOIN job source ON source.id = c.job_id AND source.team_id = j.team_id
 WHERE j.state NOT IN ('SUCCEEDED', 'FAILED', 'CANCELED');
