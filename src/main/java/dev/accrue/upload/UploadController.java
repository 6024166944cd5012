package dev.accrue.upload;

import dev.accrue.api.catalogue.CompleteUpload;
import dev.accrue.api.catalogue.CreateUpload;
import dev.accrue.api.catalogue.UploadView;
import dev.accrue.representation.Tagged;
import dev.accrue.team.Caller;
import dev.accrue.team.Membership;
import dev.accrue.team.Writers;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Files in chunks over HTTP: announce, send, complete; ask at any time what is there.
@RestController
@RequestMapping(path = "/api/v1/uploads", produces = MediaType.APPLICATION_JSON_VALUE)
class UploadController {

  private final PostgresUploads uploads;

  UploadController(PostgresUploads uploads) {
    this.uploads = uploads;
  }

  /// Announces a file. One that was announced before with the same `Idempotency-Key` is answered
  /// with 200.
  @ApiResponse(responseCode = "201", description = "The new upload")
  @ApiResponse(responseCode = "200", description = "The upload that was announced before")
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<UploadView> createUpload(
      @RequestBody @Valid CreateUpload request,
      @RequestHeader(name = "Idempotency-Key", required = false)
          @Pattern(regexp = "[!-~]{1,200}", message = "is not 1 to 200 visible ASCII characters")
          @Nullable String idempotencyKey,
      Caller caller) {
    Membership team = Writers.require(caller, request.team());
    PostgresUploads.Outcome outcome =
        uploads.create(caller, team, request.sizeBytes(), idempotencyKey);
    return ResponseEntity.status(outcome.created() ? HttpStatus.CREATED : HttpStatus.OK)
        .location(URI.create("/api/v1/uploads/" + outcome.upload().id()))
        .body(view(caller, outcome.upload()));
  }

  /// An upload and how much of it is there.
  @Tagged
  @GetMapping("/{id}")
  UploadView upload(@PathVariable UUID id, Caller caller) {
    return view(caller, uploads.fetch(caller, id));
  }

  /// Appends at most 8 MiB at `offset`, which is how many bytes are there already. Sent again, the
  /// same chunk changes nothing.
  @PutMapping(path = "/{id}/bytes", consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  UploadView appendToUpload(
      @PathVariable UUID id,
      @RequestParam @Min(0) long offset,
      @RequestBody(required = false) byte @Nullable [] bytes,
      Caller caller) {
    byte[] chunk = bytes == null ? new byte[0] : bytes;
    return view(caller, uploads.append(caller, id, offset, chunk));
  }

  /// Checks the digest of all bytes. May be called again.
  @PostMapping(path = "/{id}/complete", consumes = MediaType.APPLICATION_JSON_VALUE)
  UploadView completeUpload(
      @PathVariable UUID id, @RequestBody @Valid CompleteUpload request, Caller caller) {
    return view(caller, uploads.complete(caller, id, request.sha256()));
  }

  /// Gives an upload up. Data sets and models made of it stay.
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteUpload(@PathVariable UUID id, Caller caller) {
    uploads.delete(caller, id);
  }

  private static UploadView view(Caller caller, UploadRow upload) {
    return new UploadView(
        upload.id(),
        caller.findMembership(upload.teamId()).map(Membership::team).orElseThrow(),
        upload.sizeBytes(),
        upload.receivedBytes(),
        upload.sha256(),
        upload.expiresAt());
  }
}
