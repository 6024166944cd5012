package dev.accrue.blob;

import dev.accrue.problem.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/// Deletes objects that no blob has, some time after their row is gone or their upload broke off.
/// Any number of servers may sweep at once.
class ObjectSweep {

  private static final int OBJECTS_PER_CLAIM = 100;

  private static final Logger log = LoggerFactory.getLogger(ObjectSweep.class);

  private final S3Objects objects;
  private final StrayObjects strays;
  private final BlobProperties properties;
  private final Clock clock;

  ObjectSweep(S3Objects objects, StrayObjects strays, BlobProperties properties, Clock clock) {
    this.objects = objects;
    this.strays = strays;
    this.properties = properties;
    this.clock = clock;
  }

  /// Deletes all that are due.
  ///
  /// @return how many were deleted
  @Scheduled(
      fixedDelayString = "${accrue.blob.sweep-interval:10m}",
      initialDelayString = "${accrue.blob.sweep-interval:10m}")
  int sweepAll() {
    int deleted = 0;
    try {
      for (List<StrayObjects.Stray> claimed = claim(); !claimed.isEmpty(); claimed = claim()) {
        for (StrayObjects.Stray stray : claimed) {
          objects.delete(stray.key(), stray.uploadId());
          strays.forget(stray.key());
          deleted++;
        }
      }
    } catch (ProblemException e) {
      log.warn("Objects that no blob has stay until the next sweep: {}", e.getMessage());
    }
    if (deleted > 0) {
      log.info("Deleted {} objects that no blob has", deleted);
    }
    return deleted;
  }

  private List<StrayObjects.Stray> claim() {
    Instant now = clock.instant();
    return strays.claim(now, now.plus(properties.sweepInterval()), OBJECTS_PER_CLAIM);
  }
}
