package dev.accrue.scheduling;

import dev.accrue.api.team.QueueState;
import dev.accrue.api.team.TeamShare;
import dev.accrue.api.team.TeamShareView;
import dev.accrue.representation.Sorted;
import dev.accrue.representation.Sparse;
import dev.accrue.representation.Tagged;
import dev.accrue.team.Caller;
import jakarta.validation.Valid;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Shares of teams and the switches of their queues.
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class TeamShareController {

  private final TeamShares shares;

  TeamShareController(TeamShares shares) {
    this.shares = shares;
  }

  /// The caller's teams, or all for administrators, with their shares.
  @Sparse
  @Sorted({"team", "weight", "guaranteedDevices", "usedDeviceSeconds"})
  @GetMapping("/teams")
  List<TeamShareView> teams(Caller caller) {
    return shares.list(caller);
  }

  /// What a team is entitled to and has used.
  @Tagged
  @GetMapping("/teams/{team}/share")
  TeamShareView teamShare(@PathVariable String team, Caller caller) {
    return shares.fetch(caller, team);
  }

  /// Changes what a team is entitled to; for administrators.
  @Tagged
  @PutMapping(path = "/teams/{team}/share", consumes = MediaType.APPLICATION_JSON_VALUE)
  TeamShareView changeTeamShare(
      @PathVariable String team,
      @RequestBody @Valid TeamShare share,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      Caller caller) {
    return shares.change(caller, team, share, ifMatch);
  }

  /// Lets none of the team's jobs start; those that run go on. For administrators.
  @PostMapping("/teams/{team}/queue/pause")
  TeamShareView pauseTeamQueue(@PathVariable String team, Caller caller) {
    return shares.pause(caller, team, true);
  }

  /// Lets the team's jobs start again; for administrators.
  @PostMapping("/teams/{team}/queue/resume")
  TeamShareView resumeTeamQueue(@PathVariable String team, Caller caller) {
    return shares.pause(caller, team, false);
  }

  /// Whether the platform's queue is paused.
  @GetMapping("/queue")
  QueueState queue() {
    return shares.queue();
  }

  /// Lets no job start; those that run go on. For administrators.
  @PostMapping("/queue/pause")
  QueueState pauseQueue(Caller caller) {
    return shares.pauseAll(caller, true);
  }

  /// Lets jobs start again; for administrators.
  @PostMapping("/queue/resume")
  QueueState resumeQueue(Caller caller) {
    return shares.pauseAll(caller, false);
  }
}
