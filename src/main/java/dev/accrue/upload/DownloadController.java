package dev.accrue.upload;

import dev.accrue.api.catalogue.CreateDownload;
import dev.accrue.api.catalogue.DownloadView;
import dev.accrue.representation.Tagged;
import dev.accrue.team.Caller;
import dev.accrue.team.Membership;
import dev.accrue.team.Writers;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Files that the server fetches by URL where its operator allows it. They become uploads.
@RestController
@RequestMapping(path = "/api/v1/downloads", produces = MediaType.APPLICATION_JSON_VALUE)
class DownloadController {

  private final Downloads downloads;

  DownloadController(Downloads downloads) {
    this.downloads = downloads;
  }

  /// Begins to fetch a file. Ask for the download until it has ended; its `upload` is then what
  /// data sets and models name. The same request with the same `Idempotency-Key` begins nothing
  /// new.
  @ApiResponse(responseCode = "202", description = "The download, under way")
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<DownloadView> createDownload(
      @RequestBody @Valid CreateDownload request,
      @RequestHeader(name = "Idempotency-Key", required = false)
          @Pattern(regexp = "[!-~]{1,200}", message = "is not 1 to 200 visible ASCII characters")
          @Nullable String idempotencyKey,
      Caller caller) {
    Membership team = Writers.require(caller, request.team());
    DownloadRow download = downloads.create(caller, team, request, idempotencyKey);
    return ResponseEntity.accepted()
        .location(URI.create("/api/v1/downloads/" + download.id()))
        .body(view(caller, download));
  }

  /// A download and how far it is.
  @Tagged
  @GetMapping("/{id}")
  DownloadView download(@PathVariable UUID id, Caller caller) {
    return view(caller, downloads.fetch(caller, id));
  }

  private static DownloadView view(Caller caller, DownloadRow download) {
    return new DownloadView(
        download.id(),
        caller.findMembership(download.teamId()).map(Membership::team).orElseThrow(),
        download.url(),
        download.state(),
        download.receivedBytes(),
        download.message(),
        download.uploadId(),
        download.expiresAt());
  }
}
