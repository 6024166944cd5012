package dev.accrue.training.attempt;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.AttemptDescription;
import dev.accrue.api.worker.AttemptEnd;
import dev.accrue.api.worker.AttemptEvent;
import dev.accrue.api.worker.BlobQuestion;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.DatasetFile;
import dev.accrue.api.worker.EquivalenceResult;
import dev.accrue.api.worker.FittedMicroBatch;
import dev.accrue.api.worker.KnownMicroBatch;
import dev.accrue.api.worker.ModelFile;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.api.worker.PointBatch;
import dev.accrue.api.worker.SeriesPoints;
import dev.accrue.api.worker.SmallBlobs;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.training.Mnist;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A real HTTP server that plays the worker API for one attempt and remembers what it was told.
final class PlayedServer implements AutoCloseable {

  static final String TOKEN = "a-lease-token";
  static final long FENCING_TOKEN = 7;

  final UUID attemptId = UUID.randomUUID();
  final UUID jobId = UUID.randomUUID();
  final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  final Map<String, TreeMap<Long, Double>> series = new ConcurrentHashMap<>();
  final Map<String, Integer> microBatches = new ConcurrentHashMap<>();
  final List<CheckpointManifest> checkpoints = new CopyOnWriteArrayList<>();
  final List<AttemptEvent> events = new CopyOnWriteArrayList<>();
  final List<EquivalenceResult> equivalence = new CopyOnWriteArrayList<>();
  final List<AttemptEnd> ends = new CopyOnWriteArrayList<>();
  final AtomicInteger writes = new AtomicInteger();
  final AtomicInteger failuresToPlay = new AtomicInteger();
  final AtomicInteger failedCalls = new AtomicInteger();

  /// Calls that the server fails at, such as `POST /points`.
  final Set<String> broken = ConcurrentHashMap.newKeySet();

  /// Calls that an older server does not have.
  final Set<String> unknown = ConcurrentHashMap.newKeySet();

  /// All calls in their order, with `SHA` for each digest.
  final List<String> calls = new CopyOnWriteArrayList<>();

  /// Blobs that are found to be damaged when they are read: then `resume` is `previous`.
  final Set<String> damaged = ConcurrentHashMap.newKeySet();

  /// What happens before a checkpoint is taken; it may take its time.
  volatile Consumer<CheckpointManifest> beforeCheckpoint = _ -> {};

  volatile boolean stale;
  volatile boolean full;
  volatile @Nullable CheckpointManifest previous;
  volatile @Nullable CheckpointManifest resume;
  volatile @Nullable CheckpointManifest initialCheckpoint;

  private final JsonMapper json = JsonMapper.builder().build();
  private final JobSpec spec;
  private final long optimizerSteps;
  private final List<DatasetFile> files = new ArrayList<>();
  private final List<ModelFile> modelFiles = new ArrayList<>();
  private final HttpServer http;

  PlayedServer(JobSpec spec, long optimizerSteps) throws IOException {
    this.spec = spec;
    this.optimizerSteps = optimizerSteps;
    add("train", "train");
    add("test", "t10k");
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/worker/v1/attempts/" + attemptId, this::handle);
    http.start();
  }

  private void add(String split, String prefix) throws IOException {
    file(split, "FEATURES", Mnist.file(prefix + "-images-idx3-ubyte"));
    file(split, "TARGETS", Mnist.file(prefix + "-labels-idx1-ubyte"));
  }

  private void file(String split, String role, Path path) throws IOException {
    byte[] content = Files.readAllBytes(path);
    replace(split, role, content);
  }

  /// Serves other content for a file.
  void replace(String split, String role, byte[] content) {
    files.removeIf(file -> file.split().equals(split) && file.role().equals(role));
    add(split, role, "IDX", content);
  }

  /// Serves one file of samples per split, and nothing else.
  void serveSamples(String format, Map<String, String> textBySplit) {
    files.clear();
    textBySplit.forEach(
        (split, text) -> add(split, "SAMPLES", format, text.getBytes(StandardCharsets.UTF_8)));
  }

  private void add(String split, String role, String format, byte[] content) {
    String sha256 = Sha256.of(ByteBuffer.wrap(content));
    blobs.put(sha256, content);
    files.add(new DatasetFile(split, role, format, List.of(), content.length, sha256));
  }

  /// Serves an uploaded file.
  void upload(String name, ModelKind kind, byte[] content) {
    String sha256 = Sha256.of(ByteBuffer.wrap(content));
    blobs.put(sha256, content);
    modelFiles.add(new ModelFile(name, kind, content.length, sha256));
  }

  /// Validates on a few images only.
  void replaceWithFew() throws IOException {
    replaceWithFew("test");
  }

  /// Serves a few images only.
  void replaceWithFew(String split) throws IOException {
    Path directory = Files.createTempDirectory("few");
    Mnist.few(directory);
    replace(split, "FEATURES", Files.readAllBytes(directory.resolve("t10k-images-idx3-ubyte")));
    replace(split, "TARGETS", Files.readAllBytes(directory.resolve("t10k-labels-idx1-ubyte")));
  }

  /// The ordinals of as many devices as the job asks for.
  List<Integer> devices() {
    int devices = spec.resources() == null ? 1 : spec.resources().devices();
    return IntStream.range(0, devices).boxed().toList();
  }

  /// Plays something else beside, at this path and below.
  void alsoServe(String path, HttpHandler handler) {
    http.createContext(path, handler);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  Map<Long, Double> points(String name) {
    return series.getOrDefault(name, new TreeMap<>());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      try {
        send(exchange, 200, answer(exchange, body));
      } catch (Refused refused) {
        String problem = "{\"code\":\"%s\"}".formatted(refused.code);
        send(exchange, refused.status, problem.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static final class Refused extends RuntimeException {
    final int status;
    final String code;

    Refused(int status, String code) {
      this.status = status;
      this.code = code;
    }
  }

  private byte[] answer(HttpExchange exchange, byte[] body) {
    requireCredentials(exchange);
    if (failuresToPlay.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new Refused(503, "UNAVAILABLE");
    }
    String path = exchange.getRequestURI().getPath().split(attemptId.toString(), 2)[1];
    String call = exchange.getRequestMethod() + " " + path.replaceAll("[0-9a-f]{64}", "SHA");
    calls.add(call);
    if (unknown.contains(call)) {
      throw new Refused(405, "METHOD_NOT_ALLOWED");
    }
    if (broken.contains(call)) {
      failedCalls.incrementAndGet();
      throw new Refused(500, "INTERNAL");
    }
    if (!call.startsWith("GET")) {
      writes.incrementAndGet();
      if (stale) {
        throw new Refused(409, "STALE_LEASE");
      }
    }
    return switch (call) {
      case "GET " -> json.writeValueAsBytes(description());
      case "GET /blobs/SHA" -> blob(path.substring("/blobs/".length()));
      case "POST /blobs/read" -> blobs(json.readValue(body, BlobQuestion.class));
      case "POST /blobs/write" -> done(() -> putAll(body));
      case "POST /points" -> done(() -> ingest(json.readValue(body, PointBatch.class)));
      case "POST /events" -> done(() -> events.add(json.readValue(body, AttemptEvent.class)));
      case "POST /checkpoints/missing" -> missing(body);
      case "PUT /blobs/SHA" -> done(() -> put(path.substring("/blobs/".length()), body));
      case "POST /checkpoints" -> done(() -> add(json.readValue(body, CheckpointManifest.class)));
      case "GET /micro-batches/SHA" -> json.writeValueAsBytes(known(path));
      case "POST /micro-batches" ->
          done(() -> remember(json.readValue(body, FittedMicroBatch.class)));
      case "POST /equivalence" ->
          done(() -> equivalence.add(json.readValue(body, EquivalenceResult.class)));
      case "POST /end" -> done(() -> ends.add(json.readValue(body, AttemptEnd.class)));
      default -> throw new Refused(404, "NOT_FOUND");
    };
  }

  private void requireCredentials(HttpExchange exchange) {
    boolean known =
        ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))
            && Long.toString(FENCING_TOKEN)
                .equals(exchange.getRequestHeaders().getFirst("Accrue-Fencing-Token"));
    if (!known) {
      throw new Refused(401, "UNAUTHENTICATED");
    }
  }

  private static byte[] done(Runnable action) {
    action.run();
    return new byte[0];
  }

  private AttemptDescription description() {
    return new AttemptDescription(
        attemptId, jobId, 1, spec, optimizerSteps, files, resume, modelFiles, initialCheckpoint);
  }

  private KnownMicroBatch known(String path) {
    return new KnownMicroBatch(microBatches.get(path.substring("/micro-batches/".length())));
  }

  private void remember(FittedMicroBatch found) {
    microBatches.put(found.key(), found.micro());
  }

  private byte[] blob(String sha256) {
    if (damaged.contains(sha256)) {
      resume = previous;
      throw new Refused(410, ServerRefusedException.BLOB_DAMAGED);
    }
    byte[] content = blobs.get(sha256);
    if (content == null) {
      throw new Refused(404, "NOT_FOUND");
    }
    return content;
  }

  private byte[] blobs(BlobQuestion question) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    question.sha256s().forEach(sha256 -> all.writeBytes(blob(sha256)));
    return all.toByteArray();
  }

  private void put(String sha256, byte[] content) {
    if (!Sha256.of(ByteBuffer.wrap(content)).equals(sha256)) {
      throw new Refused(422, "INVALID_REQUEST");
    }
    blobs.put(sha256, content);
  }

  private void putAll(byte[] body) {
    try {
      SmallBlobs.read(new ByteArrayInputStream(body)).bytesBySha256().forEach(this::put);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] missing(byte[] body) {
    if (full) {
      throw new Refused(507, ServerRefusedException.QUOTA_EXCEEDED);
    }
    List<String> asked =
        json.readValue(body, CheckpointManifest.class).tensors().stream()
            .map(TensorEntry::sha256)
            .distinct()
            .toList();
    List<String> absent = asked.stream().filter(sha256 -> !blobs.containsKey(sha256)).toList();
    return json.writeValueAsBytes(new AttemptApi.MissingAnswer(absent));
  }

  private void ingest(PointBatch batch) {
    for (SeriesPoints points : batch.series()) {
      TreeMap<Long, Double> known = series.computeIfAbsent(points.name(), name -> new TreeMap<>());
      for (int index = 0; index < points.optimizerSteps().size(); index++) {
        known.put(points.optimizerSteps().get(index), points.values().get(index));
      }
    }
  }

  /// A checkpoint is accepted with all its blobs and after all points up to it.
  private void add(CheckpointManifest manifest) {
    beforeCheckpoint.accept(manifest);
    boolean complete =
        manifest.tensors().stream().allMatch(tensor -> blobs.containsKey(tensor.sha256()));
    boolean pointsFirst = points("train/loss").containsKey(manifest.optimizerStep());
    if (!complete || !pointsFirst) {
      throw new Refused(422, "INCOMPLETE");
    }
    checkpoints.add(manifest);
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
