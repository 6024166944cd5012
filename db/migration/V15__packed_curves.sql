-- Curves in packed blocks instead of a row for each point: docs/decisions/0029-packed-curves.md.
-- Numbers are big-endian, as int8send and float8send write them and a Java ByteBuffer reads them.

-- 256 entries of one level of a series. Level 0 holds points: optimizer step, value, samples seen,
-- milliseconds since 1970, and the sequence number of the attempt's batch that brought it. Level n
-- holds buckets of 16^n optimizer steps: how many values are finite, NaN, infinite and minus infinite;
-- sum, least and greatest of the finite ones (0 and NaN where there is none); the first optimizer step
-- with a point; optimizer step, value, samples seen and milliseconds of the last.
CREATE TABLE point_block (
  series_id bigint   NOT NULL REFERENCES series,
  level     smallint NOT NULL CHECK (level BETWEEN 0 AND 5),
  block     bigint   NOT NULL CHECK (block >= 0),
  -- The newest of its points' sequence numbers.
  sequence  bigint   NOT NULL,
  entries   bytea    NOT NULL CHECK (
    length(entries) BETWEEN 1 AND 256 * CASE level WHEN 0 THEN 40 ELSE 80 END
    AND length(entries) % CASE level WHEN 0 THEN 40 ELSE 80 END = 0),
  PRIMARY KEY (series_id, level, block)
);
ALTER TABLE point_block ALTER entries SET STORAGE EXTERNAL;
CREATE INDEX point_block_by_sequence ON point_block (series_id, sequence) WHERE level = 0;

-- What an attempt sent since its points were last folded into blocks, a row for each batch: for each
-- series its id, how many points, and for each of these the first four numbers of a level-0 entry.
CREATE TABLE point_batch (
  attempt_id uuid    NOT NULL REFERENCES attempt,
  sequence   bigint  NOT NULL CHECK (sequence > 0),
  points     integer NOT NULL CHECK (points BETWEEN 1 AND 20000),
  payload    bytea   NOT NULL,
  PRIMARY KEY (attempt_id, sequence)
);
ALTER TABLE point_batch ALTER payload SET STORAGE EXTERNAL;

ALTER TABLE series
  -- Those in its blocks.
  ADD points                bigint NOT NULL DEFAULT 0 CHECK (points BETWEEN 0 AND 10000000),
  ADD newest_optimizer_step bigint CHECK (newest_optimizer_step >= 0),
  ADD newest_value          double precision,
  ADD CHECK ((newest_optimizer_step IS NULL) = (newest_value IS NULL));
-- Every batch up to this one is in the blocks.
ALTER TABLE attempt ADD folded_sequence bigint NOT NULL DEFAULT 0;

INSERT INTO point_block (series_id, level, block, sequence, entries)
SELECT series_id, 0, optimizer_step >> 8, max(ingest_sequence),
  string_agg(int8send(optimizer_step) || float8send(value) || int8send(samples_seen)
    || int8send((extract(epoch FROM at) * 1000)::bigint) || int8send(ingest_sequence), ''
    ORDER BY optimizer_step)
FROM point GROUP BY series_id, optimizer_step >> 8;

CREATE TEMPORARY TABLE bucket ON COMMIT DROP AS
SELECT series_id, 1 AS level, optimizer_step >> 4 AS index, max(ingest_sequence) AS sequence,
  count(*) FILTER (WHERE value NOT IN ('NaN', 'Infinity', '-Infinity'))::integer AS finite,
  count(*) FILTER (WHERE value = 'NaN')::integer AS nan,
  count(*) FILTER (WHERE value = 'Infinity')::integer AS above,
  count(*) FILTER (WHERE value = '-Infinity')::integer AS below,
  coalesce(sum(value ORDER BY optimizer_step)
    FILTER (WHERE value NOT IN ('NaN', 'Infinity', '-Infinity')), 0) AS total,
  min(value) FILTER (WHERE value NOT IN ('NaN', 'Infinity', '-Infinity')) AS least,
  max(value) FILTER (WHERE value NOT IN ('NaN', 'Infinity', '-Infinity')) AS greatest,
  min(optimizer_step) AS first_step, max(optimizer_step) AS last_step,
  (array_agg(value ORDER BY optimizer_step DESC))[1] AS value,
  (array_agg(samples_seen ORDER BY optimizer_step DESC))[1] AS samples_seen,
  (array_agg((extract(epoch FROM at) * 1000)::bigint ORDER BY optimizer_step DESC))[1] AS at_millis
FROM point GROUP BY series_id, optimizer_step >> 4;

DO $$
BEGIN
  FOR above_level IN 2..5 LOOP
    INSERT INTO bucket
    SELECT series_id, above_level, index >> 4, max(sequence), sum(finite), sum(nan), sum(above),
      sum(below), sum(total ORDER BY index), min(least), max(greatest), min(first_step),
      max(last_step), (array_agg(value ORDER BY index DESC))[1],
      (array_agg(samples_seen ORDER BY index DESC))[1],
      (array_agg(at_millis ORDER BY index DESC))[1]
    FROM bucket WHERE level = above_level - 1 GROUP BY series_id, index >> 4;
  END LOOP;
END $$;

INSERT INTO point_block (series_id, level, block, sequence, entries)
SELECT series_id, level, index >> 8, max(sequence),
  string_agg(int4send(finite) || int4send(nan) || int4send(above) || int4send(below)
    || float8send(total) || float8send(coalesce(least, 'NaN')) || float8send(coalesce(greatest, 'NaN'))
    || int8send(first_step) || int8send(last_step) || float8send(value) || int8send(samples_seen)
    || int8send(at_millis), '' ORDER BY index)
FROM bucket GROUP BY series_id, level, index >> 8;

UPDATE series s SET points = p.points, newest_optimizer_step = p.step, newest_value = p.value
FROM (
  SELECT series_id, count(*) AS points, max(optimizer_step) AS step,
    (array_agg(value ORDER BY optimizer_step DESC))[1] AS value
  FROM point GROUP BY series_id) p
WHERE p.series_id = s.id;
UPDATE attempt SET folded_sequence = ingest_sequence;

DROP TABLE point;
