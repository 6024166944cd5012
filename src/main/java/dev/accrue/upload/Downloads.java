package dev.accrue.upload;

import dev.accrue.api.catalogue.CreateDownload;
import dev.accrue.api.catalogue.DownloadView;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Shortened;
import dev.accrue.problem.Violation;
import dev.accrue.team.Caller;
import dev.accrue.team.Membership;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Downloads within the caller's teams.
@Component
class Downloads {

  private static final String GONE = "the server that fetched it is gone; ask again";

  private final UrlRules rules;
  private final DownloadTables tables;
  private final UploadTables uploads;
  private final DownloadRun run;
  private final DownloadProperties properties;
  private final UploadProperties limits;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Downloads(
      UrlRules rules,
      DownloadTables tables,
      UploadTables uploads,
      DownloadRun run,
      DownloadProperties properties,
      UploadProperties limits,
      TransactionTemplate transaction,
      Clock clock) {
    this.rules = rules;
    this.tables = tables;
    this.uploads = uploads;
    this.run = run;
    this.properties = properties;
    this.limits = limits;
    this.transaction = transaction;
    this.clock = clock;
  }

  /// Begins a download, or finds the one that was begun before under the same key.
  DownloadRow create(
      Caller caller, Membership team, CreateDownload request, @Nullable String idempotencyKey) {
    URI url = requireAllowed(request.url());
    Instant now = clock.instant();
    DownloadRow download =
        new DownloadRow(
            UUID.randomUUID(),
            team.teamId(),
            request.url(),
            request.sha256(),
            DownloadView.State.RUNNING,
            0,
            null,
            null,
            now.plus(properties.timeout()),
            now.plus(properties.timeout()).plus(limits.expiry()));
    boolean created =
        Boolean.TRUE.equals(
            transaction.execute(_ -> {
              boolean inserted = tables.insert(download, caller.userId(), idempotencyKey, now);
              if (inserted) {
                requireRoom(team, now);
              }
              return inserted;
            }));
    if (!created) {
      return createdBefore(caller, download, String.valueOf(idempotencyKey));
    }
    run.start(download, url, caller.userId());
    return download;
  }

  private URI requireAllowed(String url) {
    if (!rules.allowAnything()) {
      throw new ProblemException(
          ProblemCode.FORBIDDEN,
          "this server fetches nothing by URL; upload the file, or ask the server's operator to set accrue.download.allowed-url-prefixes");
    }
    return rules
        .parse(url)
        .orElseThrow(() -> {
          String message = "is no URL that this server may fetch";
          String fix =
              "write one that begins as accrue.download.allowed-url-prefixes says, or upload the file";
          return new ProblemException(
              ProblemCode.INVALID_REQUEST,
              "url: %s; %s".formatted(message, fix),
              List.of(new Violation("url", Shortened.of(url), message, fix)));
        });
  }

  /// What succeeds becomes an upload, so both have to have room. Counts with the one that was just
  /// inserted.
  private void requireRoom(Membership team, Instant now) {
    int before = uploads.lockAndCount(team.teamId(), now);
    int running = tables.countRunning(team.teamId(), now);
    if (running > properties.maxPerTeam() || before + running > limits.maxPerTeam()) {
      throw new ProblemException(
          ProblemCode.LIMIT_REACHED,
          "the team %s has %d downloads running and %d uploads; wait for some, or delete some"
              .formatted(team.team(), running - 1, before));
    }
  }

  private DownloadRow createdBefore(Caller caller, DownloadRow wanted, String key) {
    DownloadRow before =
        tables
            .findByKey(caller.userId(), key)
            .orElseThrow(() -> new IllegalStateException("the insert met a download of this key"));
    if (!before.teamId().equals(wanted.teamId())
        || !before.url().equals(wanted.url())
        || !Objects.equals(before.wantedSha256(), wanted.wantedSha256())) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST,
          "Idempotency-Key %s was used before for another download, %s; send a new key with a new URL"
              .formatted(key, before.id()));
    }
    return before;
  }

  DownloadRow fetch(Caller caller, UUID id) {
    return tables
        .find(id, caller.teamIds(), clock.instant())
        .orElseThrow(() ->
            new ProblemException(
                ProblemCode.NOT_FOUND,
                "there is no download %s among those of your teams; it may have expired"
                    .formatted(id)));
  }

  /// Ends what nobody fetches any more. Any number of servers may do it at once.
  @Scheduled(
      fixedDelayString = "${accrue.upload.sweep-interval:10m}",
      initialDelayString = "${accrue.upload.sweep-interval:10m}")
  void sweep() {
    Instant now = clock.instant();
    tables.failOverdue(now, GONE);
    tables.deleteExpired(now);
  }
}
