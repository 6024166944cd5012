package dev.accrue.fleet;

import dev.accrue.api.worker.BlobQuestion;
import dev.accrue.api.worker.MissingBlobs;
import dev.accrue.api.worker.SmallBlobs;
import dev.accrue.blob.BlobStore;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.team.LeaseHolder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Bytes to and from trainers, streamed. An upload is no write of the attempt until a manifest
/// names it, which is fenced; the lease is checked when it begins, and a blob that was still under
/// way when the lease ended is swept.
@RestController
@RequestMapping("/worker/v1/attempts/{attemptId}/blobs")
class AttemptBlobController {

  /// The largest tensor or file that is taken.
  private static final long MAX_BYTES = 16L << 30;

  private final Leases leases;
  private final AttemptData data;
  private final BlobStore blobs;

  AttemptBlobController(Leases leases, AttemptData data, BlobStore blobs) {
    this.leases = leases;
    this.data = data;
    this.blobs = blobs;
  }

  @GetMapping("/{sha256}")
  void read(
      LeaseHolder lease,
      @PathVariable String sha256,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    leases.check(lease);
    if (blobs.findSize(sha256).isEmpty()) {
      throw unnamed(sha256);
    }
    send(lease, List.of(sha256), request, response);
  }

  /// Many at once, one after the other in the order of the question.
  @PostMapping("/read")
  void readAll(
      LeaseHolder lease,
      @RequestBody @Valid BlobQuestion question,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    leases.check(lease);
    send(lease, question.sha256s(), request, response);
  }

  private void send(
      LeaseHolder lease,
      List<String> sha256s,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Set<String> unnamed = data.findUnreadable(lease, sha256s);
    if (!unnamed.isEmpty()) {
      throw unnamed(unnamed.iterator().next());
    }
    BlobDownload.send(blobs.open(sha256s), request, response);
  }

  private static ProblemException unnamed(String sha256) {
    return new ProblemException(
        ProblemCode.NOT_FOUND,
        "neither the job's data set, models and weights nor its checkpoints name a blob " + sha256);
  }

  @PutMapping("/{sha256}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void write(
      LeaseHolder lease,
      @RequestHeader(HeldLease.FENCING_TOKEN) long fencingToken,
      @PathVariable String sha256,
      HttpServletRequest request)
      throws IOException {
    leases.check(lease, fencingToken);
    blobs.write(sha256, request.getInputStream(), MAX_BYTES);
  }

  /// Small ones, many at once.
  @PostMapping("/write")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void writeAll(
      LeaseHolder lease,
      @RequestHeader(HeldLease.FENCING_TOKEN) long fencingToken,
      HttpServletRequest request)
      throws IOException {
    leases.check(lease, fencingToken);
    blobs.writeAll(read(request.getInputStream()).bytesBySha256());
  }

  private static SmallBlobs read(InputStream body) throws IOException {
    try {
      return SmallBlobs.read(body);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(ProblemCode.INVALID_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  @PostMapping("/missing")
  MissingBlobs findMissing(LeaseHolder lease, @RequestBody @Valid BlobQuestion question) {
    leases.check(lease);
    return new MissingBlobs(List.copyOf(blobs.findMissing(question.sha256s())));
  }
}
