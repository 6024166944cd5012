package dev.accrue.team;

import dev.accrue.api.team.AuditEventView;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What administrators did, for administrators.
@RestController
@RequestMapping(path = "/api/v1/audit", produces = MediaType.APPLICATION_JSON_VALUE)
class AuditController {

  private final AuditStore store;

  AuditController(AuditStore store) {
    this.store = store;
  }

  /// The newest events first, or those before one.
  @GetMapping
  List<AuditEventView> auditEvents(
      @RequestParam(required = false) @Min(1) @Nullable Long before,
      @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
      Caller caller) {
    Administrators.require(caller);
    return store.find(before == null ? Long.MAX_VALUE : before, limit);
  }
}
