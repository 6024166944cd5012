package dev.accrue.live;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;

/// A stream in rounds: each waits for a signal, sends what is new, and lets the rest of the round
/// pass.
///
/// @param round at most one message of each kind comes in each
/// @param heartbeat silence after which a comment says that the stream lives
/// @param lifetime after it the reader comes back, and with that shows again who it is
public record LiveRounds(Duration round, Duration heartbeat, Duration lifetime) {

  /// What readers get.
  public static final LiveRounds USUAL =
      new LiveRounds(Duration.ofMillis(200), Duration.ofSeconds(15), Duration.ofMinutes(30));

  /// What a stream tells.
  @FunctionalInterface
  public interface News {

    /// Sends what is new.
    ///
    /// @return whether there will be nothing more
    boolean send() throws IOException;
  }

  /// Runs the stream for a request. Whoever asks for the headers alone (HEAD) has them with that,
  /// and would otherwise wait for the stream's end before the connection takes the next request.
  public void run(HttpServletRequest request, LiveReader reader, EventWriter writer, News news)
      throws IOException, InterruptedException {
    if (request.getMethod().equals("HEAD")) {
      return;
    }
    run(reader, writer, news);
  }

  /// Returns when there is nothing more, or the reader or its time is over.
  public void run(LiveReader reader, EventWriter writer, News news)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + lifetime.toNanos();
    writer.comment("open");
    boolean over = news.send();
    while (!over && !reader.hasEnded() && System.nanoTime() < end) {
      reader.pause(round);
      if (reader.awaitSignal(heartbeat)) {
        over = news.send();
      } else {
        writer.comment("still here");
      }
    }
  }
}
