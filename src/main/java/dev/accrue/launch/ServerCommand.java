package dev.accrue.launch;

import dev.accrue.Accrue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.SpringApplication;
import picocli.CommandLine.Command;

/// `accrue server`: a server on a PostgreSQL that is already there.
@Command(
    name = "server",
    mixinStandardHelpOptions = true,
    header = "Starts a server on an existing PostgreSQL.",
    description =
        "SPRING_DATASOURCE_URL, SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD name the"
            + " database. Several servers may run on one at once.")
final class ServerCommand implements Callable<Integer> {

  ServerCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    SpringApplication.run(Accrue.class);
    // The server runs in its own threads until the process is asked to end.
    new CountDownLatch(1).await();
    return 0;
  }
}
