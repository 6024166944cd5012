package dev.accrue.checkpoint;

import dev.accrue.api.team.ChangeCheckpointQuota;
import dev.accrue.api.team.CheckpointQuotaView;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.representation.EntityTags;
import dev.accrue.representation.Tagged;
import dev.accrue.team.Administrators;
import dev.accrue.team.AuditEntry;
import dev.accrue.team.AuditLog;
import dev.accrue.team.Caller;
import dev.accrue.team.Membership;
import jakarta.validation.Valid;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// How many bytes the checkpoints of teams take and may take.
@RestController
@RequestMapping(
    path = "/api/v1/teams/{team}/checkpoint-quota",
    produces = MediaType.APPLICATION_JSON_VALUE)
class CheckpointQuotaController {

  private final CheckpointQuota quota;
  private final AuditLog audit;
  private final EntityTags tags;
  private final TransactionTemplate transactions;

  CheckpointQuotaController(
      CheckpointQuota quota, AuditLog audit, EntityTags tags, TransactionTemplate transactions) {
    this.quota = quota;
    this.audit = audit;
    this.tags = tags;
    this.transactions = transactions;
  }

  /// What a team's checkpoints take and may take: of the caller's teams, or of any for
  /// administrators.
  @Tagged
  @GetMapping
  CheckpointQuotaView checkpointQuota(@PathVariable String team, Caller caller) {
    return quota.fetch(visible(caller, team));
  }

  /// Changes what a team's checkpoints may take; for administrators. Nothing is deleted for it.
  @Tagged
  @PutMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  CheckpointQuotaView changeCheckpointQuota(
      @PathVariable String team,
      @RequestBody @Valid ChangeCheckpointQuota change,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      Caller caller) {
    UUID teamId = visible(caller, team);
    Administrators.require(caller);
    transactions.executeWithoutResult(_ -> {
      quota.lock(teamId);
      CheckpointQuotaView before = quota.fetch(teamId);
      tags.require(ifMatch, () -> before);
      quota.change(teamId, change.limitBytes());
      String limit = change.limitBytes() == null ? "unlimited" : change.limitBytes() + " bytes";
      audit.record(
          caller,
          new AuditEntry(
              "CHECKPOINT_QUOTA_CHANGED",
              team,
              teamId,
              "checkpoints " + limit,
              limit(before.limitBytes()),
              limit(change.limitBytes())));
    });
    return quota.fetch(teamId);
  }

  private static Map<String, @Nullable Object> limit(@Nullable Long bytes) {
    return Collections.singletonMap("limitBytes", bytes);
  }

  private UUID visible(Caller caller, String team) {
    return (caller.administrator()
            ? quota.findTeam(team)
            : caller.findMembership(team).map(Membership::teamId))
        .orElseThrow(() ->
            new ProblemException(
                ProblemCode.NOT_FOUND,
                "there is no such team among those that you may see; GET /api/v1/teams lists"
                    + " them"));
  }
}
