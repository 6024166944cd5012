package dev.accrue.scheduling;

import dev.accrue.api.team.QueueState;
import dev.accrue.api.team.TeamShare;
import dev.accrue.api.team.TeamShareView;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import dev.accrue.representation.EntityTags;
import dev.accrue.signal.Signal;
import dev.accrue.signal.Signals;
import dev.accrue.team.Administrators;
import dev.accrue.team.AuditEntry;
import dev.accrue.team.AuditLog;
import dev.accrue.team.Caller;
import dev.accrue.team.Membership;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Shares of teams and the switches of their queues. Members see their own team's, administrators
/// see and change all.
@Component
@Transactional
class TeamShares {

  private static final int MAX_TEAMS = 10_000;

  /// The subject of signals that concern everybody.
  private static final UUID EVERYBODY = new UUID(0, 0);

  private final TeamStore store;
  private final AuditLog audit;
  private final Signals signals;
  private final EntityTags tags;

  TeamShares(TeamStore store, AuditLog audit, Signals signals, EntityTags tags) {
    this.store = store;
    this.audit = audit;
    this.signals = signals;
    this.tags = tags;
  }

  List<TeamShareView> list(Caller caller) {
    return caller.administrator()
        ? store.findAllShares(MAX_TEAMS)
        : store.findShares(caller.teamIds());
  }

  TeamShareView fetch(Caller caller, String team) {
    return fetch(visible(caller, team));
  }

  TeamShareView change(Caller caller, String team, TeamShare share, @Nullable String ifMatch) {
    UUID teamId = visible(caller, team);
    Administrators.require(caller);
    Integer limit = share.deviceLimit();
    if (limit != null && limit < share.guaranteedDevices()) {
      throw limitBelowGuarantee(limit, share.guaranteedDevices());
    }
    store.lock(teamId);
    TeamShareView before = fetch(teamId);
    tags.require(ifMatch, () -> before);
    store.change(teamId, share);
    TeamShareView after = fetch(teamId);
    done(
        caller,
        teamId,
        new AuditEntry(
            "TEAM_SHARE_CHANGED", team, teamId, words(after), fields(before), fields(after)));
    return after;
  }

  TeamShareView pause(Caller caller, String team, boolean paused) {
    UUID teamId = visible(caller, team);
    Administrators.require(caller);
    if (store.pause(teamId, paused)) {
      String detail = paused ? "none of its jobs starts" : "its jobs start again";
      done(
          caller,
          teamId,
          new AuditEntry(kind(paused), team, teamId, detail, paused(!paused), paused(paused)));
    }
    return fetch(teamId);
  }

  QueueState queue() {
    return new QueueState(store.findPausedAt().orElse(null));
  }

  QueueState pauseAll(Caller caller, boolean paused) {
    Administrators.require(caller);
    if (store.pauseAll(paused)) {
      audit.record(
          caller,
          AuditEntry.of(
              kind(paused),
              null,
              paused ? "no job starts" : "jobs start again",
              paused(!paused),
              paused(paused)));
      signals.send(Signal.QUEUE, EVERYBODY);
    }
    return queue();
  }

  private static String kind(boolean paused) {
    return paused ? "QUEUE_PAUSED" : "QUEUE_RESUMED";
  }

  private static Map<String, Object> paused(boolean paused) {
    return Map.of("queuePaused", paused);
  }

  private static Map<String, @Nullable Object> fields(TeamShareView share) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("weight", share.weight());
    fields.put("guaranteedDevices", share.guaranteedDevices());
    fields.put("deviceLimit", share.deviceLimit());
    fields.put("runningJobLimit", share.runningJobLimit());
    fields.put("runningJobsPerUser", share.runningJobsPerUser());
    fields.put("queuedJobLimit", share.queuedJobLimit());
    return fields;
  }

  private void done(Caller caller, UUID teamId, AuditEntry entry) {
    audit.record(caller, entry);
    signals.send(Signal.QUEUE, teamId);
  }

  private TeamShareView fetch(UUID teamId) {
    return store.findShares(List.of(teamId)).getFirst();
  }

  /// Of the caller's teams; for administrators of all.
  private UUID visible(Caller caller, String team) {
    return (caller.administrator()
            ? store.findId(team)
            : caller.findMembership(team).map(Membership::teamId))
        .orElseThrow(() ->
            new ProblemException(
                ProblemCode.NOT_FOUND,
                "there is no such team among those that you may see; GET /api/v1/teams lists"
                    + " them"));
  }

  private static ProblemException limitBelowGuarantee(int limit, int guaranteed) {
    Violation violation =
        new Violation(
            "deviceLimit",
            Integer.toString(limit),
            "is below the %d devices that are guaranteed".formatted(guaranteed),
            "raise it to at least %d or lower guaranteedDevices".formatted(guaranteed));
    return new ProblemException(
        ProblemCode.INVALID_REQUEST,
        "deviceLimit: %s; %s".formatted(violation.message(), violation.fix()),
        List.of(violation));
  }

  private static String words(TeamShareView share) {
    return "weight %s, guaranteed devices %d, device limit %s, running jobs %s, per user %s, waiting jobs %d"
        .formatted(
            share.weight(),
            share.guaranteedDevices(),
            orNone(share.deviceLimit()),
            orNone(share.runningJobLimit()),
            orNone(share.runningJobsPerUser()),
            share.queuedJobLimit());
  }

  private static String orNone(@Nullable Integer limit) {
    return limit == null ? "unlimited" : limit.toString();
  }
}
