package dev.accrue.team;

import dev.accrue.api.team.AuditEventView;
import dev.accrue.api.team.AuditPage;
import dev.accrue.api.team.Role;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.representation.Paging;
import dev.accrue.representation.Sorted;
import dev.accrue.representation.Sparse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What people changed.
@RestController
@RequestMapping(path = "/api/v1/audit", produces = MediaType.APPLICATION_JSON_VALUE)
class AuditController {

  private static final String TEXT = "\\P{Cc}*";

  private final AuditStore store;

  AuditController(AuditStore store) {
    this.store = store;
  }

  /// Changes, the newest first: all for administrators, those of their teams for maintainers.
  @Sparse
  @Sorted(value = "id", most = 1)
  @GetMapping
  AuditPage auditEvents(
      @RequestParam(required = false) @Pattern(regexp = TEXT) @Nullable String actor,
      @RequestParam(required = false) @Pattern(regexp = TEXT) @Nullable String kind,
      @RequestParam(required = false) @Pattern(regexp = TEXT) @Nullable String subject,
      @RequestParam(required = false) @Pattern(regexp = TEXT) @Nullable String team,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant to,
      @RequestParam(required = false) @Nullable String sort,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
      Caller caller) {
    AuditFilter filter =
        new AuditFilter(readableTeams(caller), actor, kind, subject, team, from, to);
    Paging<AuditEventView> paging = AuditStore.SORT_KEYS.page(sort, cursor, limit);
    return paging.page(store.find(filter, paging), AuditPage::new);
  }

  private static @Nullable List<UUID> readableTeams(Caller caller) {
    if (caller.administrator()) {
      return null;
    }
    List<UUID> teams =
        caller.memberships().stream()
            .filter(membership -> membership.role() == Role.MAINTAINER)
            .map(Membership::teamId)
            .toList();
    if (teams.isEmpty()) {
      throw new ProblemException(
          ProblemCode.FORBIDDEN,
          "only administrators and maintainers of teams may do this; ask one of them");
    }
    return teams;
  }
}
