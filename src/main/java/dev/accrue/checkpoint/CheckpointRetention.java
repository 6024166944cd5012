package dev.accrue.checkpoint;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Deletes checkpoints that outlived their retention because a job named them that has ended since,
/// somebody unpinned them, or they were damaged for long enough. Everything else goes with the save
/// that follows it. Any number of servers may do it at once.
@Component
class CheckpointRetention {

  static final int CHECKPOINTS_PER_TRANSACTION = 100;

  private static final Logger log = LoggerFactory.getLogger(CheckpointRetention.class);

  private final RetentionStore store;
  private final TransactionTemplate transactions;

  CheckpointRetention(RetentionStore store, TransactionTemplate transactions) {
    this.store = store;
    this.transactions = transactions;
  }

  @Scheduled(
      fixedDelayString = "${accrue.checkpoint.retention-interval:10m}",
      initialDelayString = "${accrue.checkpoint.retention-interval:10m}")
  void deleteAllOutlived() {
    int deleted = 0;
    for (int batch = deleteBatch(); batch > 0; batch = deleteBatch()) {
      deleted += batch;
    }
    if (deleted > 0) {
      log.info("Deleted {} checkpoints that nothing keeps any longer", deleted);
    }
  }

  private int deleteBatch() {
    Integer deleted =
        transactions.execute(_ -> store.deleteOutlived(null, CHECKPOINTS_PER_TRANSACTION));
    return deleted == null ? 0 : deleted;
  }
}
