package dev.accrue.team;

import dev.accrue.api.worker.ModelKind;
import dev.accrue.secret.SecretBox;
import dev.accrue.testing.TestDatasets;
import dev.accrue.testing.TestModels;
import dev.accrue.testing.TestUploads;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// One of each thing that belongs to a team, as rows.
public final class TeamThings {

  private static final String ZEROS = "0".repeat(64);
  private static final String TRIAL =
      """
      {"module": {"name": "m", "kind": "TORCHSCRIPT", "sizeBytes": 6, "sha256": "%s"},
       "batchNormMomentum": "adjusted", "precision": "fp32", "sampleShape": [4], "vocabulary": 0,
       "targets": []}
      """
          .formatted(TestUploads.sha256("tensor".getBytes(StandardCharsets.UTF_8)));

  /// What `{id}` stands for after such a part of a path; a job otherwise.
  private static final Map<String, String> THINGS =
      Map.of(
          "/uploads", "upload",
          "/downloads", "download",
          "/workers", "worker",
          "/worker-tokens", "workerToken",
          "/service-tokens", "serviceToken",
          "/notification-channels", "channel",
          "/v1/tokens", "token");

  private final JdbcClient jdbc;
  private final SecretBox box;

  /// Over a database.
  public TeamThings(JdbcClient jdbc, SecretBox box) {
    this.jdbc = jdbc;
    this.box = box;
  }

  /// Things that nobody has touched yet.
  ///
  /// @param ids by what they are called in the matrix
  /// @param lease secret of the attempt's lease token
  /// @param check secret of the trial's token
  public record Made(Map<String, String> ids, Token lease, Token check) {

    /// An address or a body with the identifiers in their places.
    public String fill(String text, String prefix) {
      String filled = text.replace("{id}", ids.get(thing(prefix)));
      filled = filled.replace("{name}", ids.get(prefix.contains("/users") ? "user" : "name"));
      for (Map.Entry<String, String> id : ids.entrySet()) {
        filled =
            filled
                .replace("<" + id.getKey() + ">", id.getValue())
                .replace("{" + id.getKey() + "}", id.getValue());
      }
      return filled;
    }

    /// These with one identifier of somebody else's.
    Made with(String name, Made others) {
      Map<String, String> mixed = new LinkedHashMap<>(ids);
      mixed.put(name, others.ids.get(name));
      return new Made(mixed, lease, check);
    }

    /// What `{id}` stands for in a path.
    static String thing(String path) {
      return THINGS.entrySet().stream()
          .filter(entry -> path.contains(entry.getKey()))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse("job");
    }
  }

  /// Makes them.
  ///
  /// @param template a job of the team
  /// @param live whether the job's attempt is running
  public Made make(UUID team, UUID template, UUID workerToken, boolean live) {
    // A team may have so many uploads, channels and secrets, and no more.
    jdbc.sql("DELETE FROM notification_channel WHERE team_id = ?").param(team).update();
    jdbc.sql("DELETE FROM team_secret").update();
    jdbc.sql("DELETE FROM download").update();
    jdbc.sql("DELETE FROM upload").update();
    String teamName = text("SELECT name FROM team WHERE id = ?", team);
    UUID user = user(team);
    UUID worker = worker(workerToken);
    Token lease = Token.generate(Token.LEASE_PREFIX);
    UUID job = job(template, live);
    UUID attempt = attempt(job, worker, lease, live);
    UUID checkpoint = checkpoint(job, attempt);
    UUID upload = upload(team, user);
    UUID channel = channel(team);
    Token check = Token.generate(Token.CHECK_PREFIX);
    String name = "n" + UUID.randomUUID().toString().substring(0, 18);
    TestDatasets.insert(jdbc, team, name, 10, 10, "28,28");
    TestModels.insert(
        jdbc,
        team,
        name,
        ModelKind.SAFETENSORS,
        TestUploads.sha256("model".getBytes(StandardCharsets.UTF_8)));
    secret(team, user, name);
    return new Made(
        Map.ofEntries(
            Map.entry("team", teamName),
            Map.entry("user", text("SELECT name FROM app_user WHERE id = ?", user)),
            Map.entry("name", name),
            Map.entry("fresh", "f" + UUID.randomUUID().toString().substring(0, 18)),
            Map.entry("zeros", ZEROS),
            Map.entry("key", ZEROS),
            Map.entry("sha256", ZEROS),
            Map.entry("job", job.toString()),
            Map.entry("attemptId", attempt.toString()),
            Map.entry("checkpointId", checkpoint.toString()),
            Map.entry("upload", upload.toString()),
            Map.entry("download", download(team, user).toString()),
            Map.entry("worker", worker.toString()),
            Map.entry("workerId", worker.toString()),
            Map.entry(
                "incarnation", text("SELECT incarnation::text FROM worker WHERE id = ?", worker)),
            Map.entry("workerToken", spareWorkerToken().toString()),
            Map.entry("token", token(user, null).toString()),
            Map.entry("serviceToken", token(service(team, teamName), team).toString()),
            Map.entry("channel", channel.toString()),
            Map.entry("deliveryId", delivery(team, channel).toString()),
            Map.entry("checkId", check(team, worker, check).toString())),
        lease,
        check);
  }

  private UUID user(UUID team) {
    UUID id =
        uuid(
            """
            INSERT INTO app_user
              (id, name, password_hash, must_change_password, administrator, created_at)
            VALUES (gen_random_uuid(), 'u' || left(gen_random_uuid()::text, 18), '{noop}none',
              false, false, now()) RETURNING id
            """);
    jdbc.sql("INSERT INTO team_member VALUES (?, ?, 'VIEWER')").params(team, id).update();
    return id;
  }

  private void secret(UUID team, UUID user, String name) {
    jdbc.sql("INSERT INTO team_secret VALUES (?, ?, 'sealed', ?, now())")
        .params(team, name, user)
        .update();
  }

  private UUID service(UUID team, String teamName) {
    return uuid(
        """
        INSERT INTO app_user
          (id, name, service_team_id, must_change_password, administrator, created_at)
        VALUES (gen_random_uuid(), ? || '/s' || left(gen_random_uuid()::text, 18), ?, false, false,
          now()) RETURNING id
        """,
        teamName,
        team);
  }

  private UUID token(UUID user, @Nullable UUID team) {
    return uuid(
        """
        INSERT INTO api_token
          (id, user_id, name, token_hash, team_id, administrator, created_at, expires_at)
        VALUES (gen_random_uuid(), ?, 't', sha256(gen_random_uuid()::text::bytea), ?, false, now(),
          '2100-01-01') RETURNING id
        """,
        user,
        team);
  }

  private UUID spareWorkerToken() {
    return uuid(
        """
        INSERT INTO worker_token (id, name, token_hash, created_at)
        VALUES (gen_random_uuid(), 'spare', sha256(gen_random_uuid()::text::bytea), now())
        RETURNING id
        """);
  }

  private UUID worker(UUID workerToken) {
    return uuid(
        """
        INSERT INTO worker (id, name, incarnation, registered_at, last_heartbeat_at, token_id)
        VALUES (gen_random_uuid(), 'w', gen_random_uuid(), now(), now(), ?) RETURNING id
        """,
        workerToken);
  }

  private UUID job(UUID template, boolean live) {
    return uuid(
        """
        INSERT INTO job (id, team_id, name, spec, spec_sha256, state, max_retries,
          total_optimizer_steps, created_by, created_at, queued_at)
        SELECT gen_random_uuid(), team_id, name, spec, spec_sha256, ?, max_retries,
          total_optimizer_steps, created_by, created_at, queued_at + interval '1 second'
          FROM job WHERE id = ? RETURNING id
        """,
        live ? "RUNNING" : "QUEUED",
        template);
  }

  private UUID attempt(UUID job, UUID worker, Token lease, boolean live) {
    return uuid(
        """
        INSERT INTO attempt (id, job_id, number, worker_id, incarnation, fencing_token,
          lease_token_hash, lease_expires_at, curve_from_step, assigned_at, started_at, ended_at,
          cause)
        SELECT gen_random_uuid(), ?, 1, w.id, w.incarnation, 1000000 + nextval('fencing_token'),
          ?, 'infinity', 0, now(), now(), CASE WHEN NOT ? THEN now() END,
          CASE WHEN NOT ? THEN 'LOST_WORKER' END
          FROM worker w WHERE w.id = ? RETURNING id
        """,
        job,
        lease.hash(),
        live,
        live,
        worker);
  }

  private UUID checkpoint(UUID job, UUID attempt) {
    jdbc.sql(
            """
            INSERT INTO blob (sha256, size_bytes, created_at, touched_at)
            VALUES (sha256('tensor'), 6, now(), now()), (sha256('model'), 5, now(), now())
            ON CONFLICT DO NOTHING
            """)
        .update();
    jdbc.sql(
            """
            INSERT INTO blob_chunk (sha256, ordinal, bytes) VALUES (sha256('tensor'), 0, 'tensor')
            ON CONFLICT DO NOTHING
            """)
        .update();
    return uuid(
        """
        WITH made AS (
          INSERT INTO checkpoint
            (id, job_id, attempt_id, optimizer_step, manifest, size_bytes, created_at)
          VALUES (gen_random_uuid(), ?, ?, 10, jsonb_build_object('optimizerStep', 10,
            'position', jsonb_build_object('epoch', 0, 'sampleOffset', 100, 'samplesSeen', 100,
              'appliedUpdates', 10, 'skippedInARow', 0),
            'specSha256', repeat('0', 64), 'libraryVersions', '{}'::jsonb,
            'tensors', jsonb_build_array(jsonb_build_object('name', 'model/w',
              'role', 'PARAMETER', 'dtype', 'U8', 'shape', '[6]'::jsonb, 'sizeBytes', 6,
              'sha256', encode(sha256('tensor'), 'hex')))), 6, now()) RETURNING id),
        named AS (
          INSERT INTO checkpoint_tensor (checkpoint_id, name, sha256)
          SELECT id, 'model/w', sha256('tensor') FROM made)
        SELECT id FROM made
        """,
        job,
        attempt);
  }

  private UUID upload(UUID team, UUID user) {
    return uuid(
        """
        INSERT INTO upload (id, team_id, created_by, size_bytes, created_at, expires_at)
        VALUES (gen_random_uuid(), ?, ?, 5, now(), '2100-01-01') RETURNING id
        """,
        team,
        user);
  }

  private UUID download(UUID team, UUID user) {
    return uuid(
        """
        INSERT INTO download
          (id, team_id, created_by, url, state, message, created_at, deadline_at, expires_at)
        VALUES (gen_random_uuid(), ?, ?, 'http://x/', 'FAILED', 'no', now(), now(), '2100-01-01')
        RETURNING id
        """,
        team,
        user);
  }

  private UUID channel(UUID team) {
    UUID channel =
        uuid(
            """
            INSERT INTO notification_channel (id, team_id, name, kind, origin, ciphertext, recipients,
              events, thresholds, enabled, created_at, changed_at)
            VALUES (gen_random_uuid(), ?, 'c' || left(gen_random_uuid()::text, 18), 'WEBHOOK',
              'https://example.org', 'sealed', '{}', '{}', '{}', true, now(), now()) RETURNING id
            """,
            team);
    byte[] target = "https://example.org/hook\nsecret".getBytes(StandardCharsets.UTF_8);
    byte[] place = ("notification_channel " + channel).getBytes(StandardCharsets.UTF_8);
    jdbc.sql("UPDATE notification_channel SET ciphertext = ? WHERE id = ?")
        .params(box.seal(target, place), channel)
        .update();
    return channel;
  }

  private UUID delivery(UUID team, UUID channel) {
    return uuid(
        """
        INSERT INTO notification_delivery
          (id, channel_id, team_id, event, detail, happened_at, state, ended_at)
        VALUES (gen_random_uuid(), ?, ?, 'TEST', '', now(), 'DELIVERED', now()) RETURNING id
        """,
        channel,
        team);
  }

  private UUID check(UUID team, UUID worker, Token token) {
    return uuid(
        """
        INSERT INTO module_check
          (id, team_id, task, task_sha256, worker_id, token_hash, created_at, expires_at)
        VALUES (gen_random_uuid(), ?, ?::jsonb, sha256('t'), ?, ?, now(), '2100-01-01') RETURNING id
        """,
        team,
        TRIAL,
        worker,
        token.hash());
  }

  private UUID uuid(String sql, @Nullable Object... values) {
    JdbcClient.StatementSpec statement = jdbc.sql(sql);
    for (@Nullable Object value : values) {
      statement = statement.param(value);
    }
    return statement.query(UUID.class).single();
  }

  private String text(String sql, UUID id) {
    return jdbc.sql(sql).param(id).query(String.class).single();
  }
}
