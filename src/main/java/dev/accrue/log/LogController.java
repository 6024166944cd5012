package dev.accrue.log;

import dev.accrue.api.log.LogLevel;
import dev.accrue.api.log.LogPage;
import dev.accrue.api.log.LogSearchResult;
import dev.accrue.team.Caller;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Logs over HTTP: pages and searches.
@RestController
@RequestMapping(path = "/api/v1/jobs/{id}/logs", produces = MediaType.APPLICATION_JSON_VALUE)
class LogController {

  private final LogPages pages;
  private final LogTables tables;
  private final LogSearches searches;

  LogController(LogPages pages, LogTables tables, LogSearches searches) {
    this.pages = pages;
    this.tables = tables;
    this.searches = searches;
  }

  /// Lines of one attempt, by default the newest: from a line on, the last ones before a line, or
  /// the newest ones. With a level, of that level and above.
  @GetMapping
  LogPage jobLogs(
      Caller caller,
      @PathVariable UUID id,
      @RequestParam(required = false) @Min(1) @Nullable Integer attempt,
      @RequestParam(required = false) @Min(1) @Nullable Long from,
      @RequestParam(required = false) @Min(1) @Nullable Long before,
      @RequestParam(defaultValue = "DEBUG") LogLevel level,
      @RequestParam(defaultValue = "500") @Min(1) @Max(2_000) int limit) {
    return pages
        .find(caller, id, attempt)
        .map(log -> {
          if (from != null) {
            return pages.from(log, from, level, limit);
          }
          return before != null
              ? pages.before(log, before, level, limit)
              : pages.newest(log, level, limit);
        })
        .orElseGet(LogPages::none);
  }

  /// Lines of one attempt that contain a text or match a regular expression (RE2's syntax), with
  /// lines beside them.
  @GetMapping("/search")
  LogSearchResult searchJobLogs(
      Caller caller,
      @PathVariable UUID id,
      @RequestParam @Size(min = 1, max = 200) String q,
      @RequestParam(defaultValue = "false") boolean regex,
      @RequestParam(defaultValue = "false") boolean caseSensitive,
      @RequestParam(required = false) @Min(1) @Nullable Integer attempt,
      @RequestParam(defaultValue = "1") @Min(1) long from,
      @RequestParam(defaultValue = "DEBUG") LogLevel level,
      @RequestParam(defaultValue = "2") @Min(0) @Max(20) int context,
      @RequestParam(defaultValue = "100") @Min(1) @Max(500) int limit) {
    LinePattern pattern = LinePattern.compile(q, regex, caseSensitive);
    return pages
        .find(caller, id, attempt)
        .map(log ->
            searches.inTurn(() ->
                new LogSearch(pattern, context, limit, LogSearches.TIME)
                    .run(tables, log, from, level)))
        .orElseGet(() -> new LogSearchResult(0, List.of(), 0, null));
  }
}
