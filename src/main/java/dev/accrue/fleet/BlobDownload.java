package dev.accrue.fleet;

import dev.accrue.blob.BlobStore;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;

/// Streams blobs to a trainer.
final class BlobDownload {

  private BlobDownload() {}

  /// Sends all of them. One that turns out to be damaged ends as a refusal while nothing was sent,
  /// and as a broken connection afterwards.
  static void send(BlobStore.Opened blobs, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
    // The reader sees by the length that what broke off is not all.
    response.setContentLengthLong(blobs.sizeBytes());
    try {
      blobs.copyTo(response.getOutputStream());
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
