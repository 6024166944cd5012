package dev.accrue.upload;

import java.io.IOException;

/// Why a file could not be fetched, in words for those who asked for it.
final class DownloadFailedException extends IOException {

  DownloadFailedException(String message) {
    super(message);
  }

  DownloadFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
