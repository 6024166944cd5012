package dev.accrue.team;

import java.util.UUID;
import org.springframework.data.repository.Repository;

/// The table `worker_token`.
interface WorkerTokens extends Repository<WorkerToken, UUID> {

  WorkerToken save(WorkerToken token);
}
