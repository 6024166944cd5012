package dev.accrue.fleet;

import dev.accrue.blob.BlobStore;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;

/// Streams a blob to a trainer.
final class BlobDownload {

  private BlobDownload() {}

  /// Sends a blob of this size. One that turns out to be damaged ends as a refusal while nothing
  /// was sent, and as a broken connection afterwards.
  static void send(
      BlobStore blobs,
      String sha256,
      long sizeBytes,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
    // The reader sees by the length that damaged bytes, of which the end is held back, are not all.
    response.setContentLengthLong(sizeBytes);
    try {
      blobs.read(sha256, response.getOutputStream());
    } catch (RuntimeException e) {
      if (response.isCommitted()) {
        BrokenDownloads.mark(request);
      } else {
        response.reset();
      }
      throw e;
    }
  }
}
