package dev.accrue.checkpoint;

/// What keeps each checkpoint, as a query: the one place that knows what retention means. The
/// policy is the one that somebody set, or the spec's. Damaged checkpoints count for none of its
/// rules.
final class Standing {

  /// The checkpoints of `:job`, or of all jobs when that is null.
  ///
  /// `newest_place` counts sound checkpoints from the newest. `kept_last`, `kept_best` and
  /// `kept_every` are the policy's rules, `pinned` and `named` what overrides it; `damaged_at` is
  /// null for a sound one.
  static final String OF_SAVED = of("checkpoint");

  private Standing() {}

  /// The same for rows that a query gives in the place of the table.
  static String of(String checkpoints) {
    return """
    SELECT id, job_id, damaged_at, newest_place,
      damaged_at IS NULL AND newest_place <= keep_last AS kept_last,
      damaged_at IS NULL AND badness IS NOT NULL
        AND coalesce(best_place <= best_count, false) AS kept_best,
      damaged_at IS NULL AND coalesce(stretch >= 1, false) AND stretch_place = 1 AS kept_every,
      EXISTS (SELECT FROM checkpoint_pin p WHERE p.checkpoint_id = placed.id) AS pinned,
      EXISTS (SELECT FROM job_reference r WHERE r.checkpoint_id = placed.id) AS named
    FROM (
      SELECT valued.*,
        row_number() OVER (PARTITION BY job_id, damaged_at IS NULL
          ORDER BY optimizer_step DESC, created_at DESC) AS newest_place,
        row_number() OVER (PARTITION BY job_id, damaged_at IS NULL
          ORDER BY badness NULLS LAST, optimizer_step, created_at) AS best_place,
        row_number() OVER (PARTITION BY job_id, damaged_at IS NULL, stretch
          ORDER BY optimizer_step, created_at) AS stretch_place
      FROM (
        SELECT c.id, c.job_id, c.optimizer_step, c.created_at, d.damaged_at,
          greatest(1, (p.policy ->> 'keepLast')::integer) AS keep_last,
          (p.policy #>> '{keepBest,count}')::integer AS best_count,
          (c.metrics ->> (p.policy #>> '{keepBest,metric}'))::double precision
            * CASE p.policy #>> '{keepBest,mode}' WHEN 'max' THEN -1 ELSE 1 END AS badness,
          c.optimizer_step / (p.policy ->> 'keepEveryOptimizerSteps')::bigint AS stretch
        FROM %s c JOIN job j ON j.id = c.job_id
          LEFT JOIN job_retention r ON r.job_id = c.job_id
          LEFT JOIN (
            SELECT t.checkpoint_id, min(b.damaged_at) AS damaged_at
            FROM blob b JOIN checkpoint_tensor t ON t.sha256 = b.sha256
            WHERE b.damaged_at IS NOT NULL GROUP BY t.checkpoint_id) d ON d.checkpoint_id = c.id
          CROSS JOIN LATERAL (
            SELECT coalesce(r.policy, j.spec -> 'checkpoints') AS policy) p
        WHERE CAST(:job AS uuid) IS NULL OR c.job_id = :job) valued) placed
    """
        .formatted(checkpoints);
  }
}
