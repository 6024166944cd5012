package dev.accrue.openapi.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/// Senders of requests, each of which sends the next when it has the answer to the last.
final class Load {

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();

  /// What came of it.
  ///
  /// @param milliseconds of each answered request, sorted
  @SuppressWarnings("ArrayRecordComponent") // made once, never compared
  record Result(double[] milliseconds, double seconds) {

    double perSecond() {
      return milliseconds.length / seconds;
    }

    double quantile(double part) {
      return milliseconds.length == 0
          ? Double.NaN
          : milliseconds[(int) (part * (milliseconds.length - 1))];
    }
  }

  /// What went wrong so far.
  List<String> errors() {
    return List.copyOf(errors);
  }

  /// Sends one request.
  void once(int status, HttpRequest.Builder request) {
    time(request, status, new ArrayList<>());
  }

  /// Sends as many as are answered in so long.
  ///
  /// @param request by its number
  /// @param status that every answer has to have
  Result send(int senders, Duration duration, int status, LongFunction<HttpRequest.Builder> request)
      throws InterruptedException {
    AtomicLong number = new AtomicLong();
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    List<Thread> threads = new ArrayList<>();
    List<List<Double>> times = new ArrayList<>();
    for (int i = 0; i < senders; i++) {
      List<Double> own = new ArrayList<>();
      times.add(own);
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                while (System.nanoTime() < end) {
                  time(request.apply(number.getAndIncrement()), status, own);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double[] all =
        times.stream().flatMap(List::stream).mapToDouble(Double::doubleValue).sorted().toArray();
    return new Result(all, seconds);
  }

  private void time(HttpRequest.Builder request, int status, List<Double> times) {
    long asked = System.nanoTime();
    try {
      HttpResponse<byte[]> answer =
          http.send(
              request.timeout(REQUEST_TIMEOUT).build(), HttpResponse.BodyHandlers.ofByteArray());
      times.add((System.nanoTime() - asked) / 1e6);
      if (answer.statusCode() != status) {
        errors.add(
            answer.uri().getPath()
                + " "
                + answer.statusCode()
                + " "
                + new String(
                    Arrays.copyOf(answer.body(), Math.min(answer.body().length, 300)),
                    StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      errors.add(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
