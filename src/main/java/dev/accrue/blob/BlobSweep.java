package dev.accrue.blob;

import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Deletes blobs that nothing names. Any number of servers may sweep at once.
@Component
class BlobSweep {

  /// Every table that names blobs; a test compares this with the schema's foreign keys, which would
  /// refuse the delete if one were missing here.
  static final String REFERENCED =
      """
      (EXISTS (SELECT 1 FROM checkpoint_tensor r WHERE r.sha256 = b.sha256)
        OR EXISTS (SELECT 1 FROM dataset_file r WHERE r.sha256 = b.sha256)
        OR EXISTS (SELECT 1 FROM upload r WHERE r.sha256 = b.sha256)
        OR EXISTS (SELECT 1 FROM model r WHERE r.sha256 = b.sha256))
      """;

  private static final int BLOBS_PER_TRANSACTION = 100;

  private static final Logger log = LoggerFactory.getLogger(BlobSweep.class);

  private final BlobTables tables;
  private final BlobProperties properties;
  private final TransactionTemplate transactions;
  private final Clock clock;

  BlobSweep(
      BlobTables tables, BlobProperties properties, TransactionTemplate transactions, Clock clock) {
    this.tables = tables;
    this.properties = properties;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Scheduled(
      fixedDelayString = "${accrue.blob.sweep-interval:10m}",
      initialDelayString = "${accrue.blob.sweep-interval:10m}")
  void sweepAll() {
    int deleted = 0;
    for (int batch = sweep(); batch > 0; batch = sweep()) {
      deleted += batch;
    }
    if (deleted > 0) {
      log.info("Swept {} blobs that nothing named for {}", deleted, properties.grace());
    }
  }

  /// One transaction's worth.
  ///
  /// @return how many were deleted
  int sweep() {
    Instant now = clock.instant();
    Integer deleted =
        transactions.execute(transaction ->
            tables.deleteUnreferenced(now.minus(properties.grace()), now, BLOBS_PER_TRANSACTION));
    return deleted == null ? 0 : deleted;
  }
}
