package dev.accrue.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.api.worker.TensorRole;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.script.Modules;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Files of checkpoints that a trainer saved, opened by readers that are not Accrue's.
@StillServer
class ExportTest {

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;
  @TempDir private Path directory;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  private static HttpResponse<byte[]> get(TestHttp client, String path)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(client.request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  private String path(TestAttempt attempt, String query) {
    UUID checkpoint =
        jdbc.sql("SELECT id FROM checkpoint ORDER BY optimizer_step DESC LIMIT 1")
            .query(UUID.class)
            .single();
    return "/api/v1/jobs/%s/checkpoints/%s/export?%s"
        .formatted(attempt.assignment().jobId(), checkpoint, query);
  }

  private byte[] export(TestAttempt attempt, String query) throws Exception {
    HttpResponse<byte[]> answer = get(clients.administrator(), path(attempt, query));
    assertThat(answer.statusCode())
        .as(() -> new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(answer.body().length);
    return answer.body();
  }

  /// DJL's decoder is another's work: names, types, shapes and every bit.
  private static void assertDecoded(
      NDManager manager, byte[] file, Map<String, SavedModel.Saved> expected) {
    try (NDList decoded = NDList.decode(manager, file)) {
      assertThat(decoded).hasSize(expected.size());
      for (NDArray array : decoded) {
        SavedModel.Saved saved = Objects.requireNonNull(expected.get(array.getName()));
        assertThat(array.getShape().getShape())
            .containsExactly(saved.shape().stream().mapToLong(Long::longValue).toArray());
        ByteBuffer bytes = array.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes).as(array.getName()).isEqualTo(ByteBuffer.wrap(saved.bytes()));
      }
    }
  }

  @Test
  void anotherDecoderReadsTheSameBits() throws Exception {
    TestAttempt attempt = fleet.start();
    try (TorchRuntime runtime = TestRuntime.start(directory);
        NDManager manager = NDManager.newBaseManager("PyTorch")) {
      SavedModel saved = SavedModel.builtIn(runtime).save(attempt);

      assertDecoded(manager, export(attempt, "content=weights"), saved.weights());
      assertDecoded(manager, export(attempt, "content=ema"), saved.averaged());
      assertDecoded(manager, export(attempt, "format=safetensors&content=all"), saved.all());
    }
  }

  @Test
  void aFileSaysWhereItComesFrom() throws Exception {
    TestAttempt attempt = fleet.start();
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      SavedModel.builtIn(runtime).save(attempt);
    }
    HttpResponse<byte[]> answer = get(clients.administrator(), path(attempt, "content=ema"));
    assertThat(answer.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"test-10-ema.safetensors\"");
    ByteBuffer file = ByteBuffer.wrap(answer.body()).order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[(int) file.getLong()];
    file.get(header);
    JsonNode about = JsonMapper.shared().readTree(header).get("__metadata__");
    assertThat(about.get("format").stringValue()).isEqualTo("pt");
    assertThat(about.get("accrue.job").stringValue())
        .isEqualTo(attempt.assignment().jobId().toString());
    assertThat(about.get("accrue.optimizerStep").stringValue()).isEqualTo("10");
    assertThat(about.get("accrue.content").stringValue()).isEqualTo("ema");
    assertThat(about.get("accrue.specSha256").stringValue()).hasSize(64);
    // Every server writes the same bytes, so a download can go on at another one.
    assertThat(about.propertyStream().skip(1).map(Map.Entry::getKey)).isSorted();
  }

  @Test
  void theProgramComputesWhatTheTrainersModelDoes() throws Exception {
    TestAttempt attempt = fleet.start();
    try (TorchRuntime runtime = TestRuntime.start(directory);
        NDManager manager = NDManager.newBaseManager("PyTorch")) {
      SavedModel saved = SavedModel.builtIn(runtime).save(attempt);
      NDArray features = manager.randomNormal(new Shape(5, 1, 8, 8));

      saved.model().evaluationMode();
      float[] expected = saved.model().predict(new NDList(features)).get(0).toFloatArray();
      byte[] archive = export(attempt, "format=torchscript");
      assertThat(forward(archive, features)).isEqualTo(expected);

      saved.becomeAveraged();
      float[] averaged = saved.model().predict(new NDList(features)).get(0).toFloatArray();
      assertThat(forward(export(attempt, "format=torchscript&content=ema"), features))
          .isEqualTo(averaged)
          .isNotEqualTo(expected);
    }
  }

  /// PyTorch itself, by the script that anybody can run; skipped where Python has no torch.
  @Test
  void pythonOpensBothAndComputesTheSame() throws Exception {
    assumeTrue(
        python("-c", "import torch") == 0,
        "python3 cannot import torch: the exports were not read");
    TestAttempt attempt = fleet.start();
    try (TorchRuntime runtime = TestRuntime.start(directory);
        NDManager manager = NDManager.newBaseManager("PyTorch")) {
      SavedModel saved = SavedModel.builtIn(runtime).save(attempt);
      NDArray features = manager.randomNormal(new Shape(5, 1, 8, 8));
      saved.model().evaluationMode();
      NDArray output = saved.model().predict(new NDList(features)).get(0);
      features.setName("input");
      output.setName("output");
      Path check = directory.resolve("check.safetensors");
      try (OutputStream out = Files.newOutputStream(check)) {
        new NDList(features, output).encode(out, NDList.Encoding.SAFETENSORS);
      }
      Path archive = directory.resolve("model.pt");
      Path weights = directory.resolve("model.safetensors");
      Files.write(archive, export(attempt, "format=torchscript"));
      Files.write(weights, export(attempt, "format=safetensors"));
      int status =
          python(
              "bench/reference/open_archive.py",
              archive.toString(),
              "--check",
              check.toString(),
              "--weights",
              weights.toString());
      assertThat(status).isZero();
    }
  }

  private static int python(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      return -1; // no python3
    }
  }

  /// Nobody switches it to evaluation here: that is how it was saved.
  private float[] forward(byte[] archive, NDArray features) throws Exception {
    Files.write(directory.resolve("exported.pt"), archive);
    try (Model loaded = Model.newInstance("exported", Device.cpu(), "PyTorch")) {
      loaded.load(directory, "exported");
      return loaded
          .getBlock()
          .forward(new ParameterStore(features.getManager(), false), new NDList(features), false)
          .get(0)
          .toFloatArray();
    }
  }

  @Test
  void aUsersModuleComesBackWithItsTrainedWeights() throws Exception {
    TestAttempt attempt = fleet.start();
    try (TorchRuntime runtime = TestRuntime.start(directory);
        NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Path uploaded = Files.write(directory.resolve("net.pt"), Modules.bytes("cnn-scripted"));
      SavedModel saved = SavedModel.users(runtime, uploaded).save(attempt);
      TrainableModel model = saved.model();
      saved.becomeAveraged();
      model.evaluationMode();
      NDArray features = manager.randomNormal(new Shape(3, 1, 28, 28));
      float[] expected = model.predict(new NDList(features)).get(0).toFloatArray();

      byte[] archive = export(attempt, "format=torchscript&content=ema");
      assertThat(forward(archive, features)).isEqualTo(expected);
    }
  }

  @Test
  void aDamagedBlobNeverLooksLikeACompleteFile() throws Exception {
    TestAttempt attempt = fleet.start();
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      SavedModel.large(runtime).save(attempt);
    }
    jdbc.sql(
            """
            UPDATE blob_chunk SET bytes = set_byte(bytes, 5, get_byte(bytes, 5) # 1)
            WHERE sha256 = (SELECT sha256 FROM blob ORDER BY size_bytes DESC LIMIT 1)
            """)
        .update();
    for (String format : new String[] {"safetensors", "torchscript"}) {
      HttpResponse<byte[]> answer = get(clients.administrator(), path(attempt, "format=" + format));
      assertThat(answer.statusCode()).as(format).isEqualTo(410);
    }
  }

  @Test
  void whatThereIsNoFileOfIsRefused() throws Exception {
    TestAttempt attempt = fleet.start();
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      SavedModel saved = SavedModel.builtIn(runtime);
      saved.without(TensorRole.EMA).without(TensorRole.PROGRAM).save(attempt);
    }
    TestHttp person = clients.administrator();
    assertRefused(person.get(path(attempt, "content=ema")), "keeps no moving averages");
    assertRefused(person.get(path(attempt, "format=torchscript")), "kept no program with it");
    assertRefused(person.get(path(attempt, "format=torchscript&content=all")), "has no place for");
    assertRefused(person.get(path(attempt, "format=onnx")), "neither safetensors nor torchscript");
    assertRefused(person.get(path(attempt, "content=half")), "is not weights, ema or all");
  }

  private static void assertRefused(TestHttp.Answer answer, String why) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.text()).contains(why);
  }

  /// A trainer whose manifest names a program that belongs to another model.
  @Test
  void aProgramOfAnotherModelIsRefused() throws Exception {
    TestAttempt attempt = fleet.start();
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      SavedModel.builtIn(runtime).withProgramOf(SavedModel.large(runtime)).save(attempt);
    }
    assertRefused(
        clients.administrator().get(path(attempt, "format=torchscript")), "another tensor layers");
  }

  @Test
  void nobodyElseGetsIt() throws Exception {
    TestAttempt attempt = fleet.start();
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      SavedModel.builtIn(runtime).save(attempt);
    }
    TestHttp stranger =
        clients.newMember(clients.newTeam("strangers"), "export-stranger", "MAINTAINER");
    assertThat(stranger.get(path(attempt, "")).status()).isEqualTo(404);
    assertThat(clients.anonymous().get(path(attempt, "")).status()).isEqualTo(401);
    String gone =
        path(attempt, "").replaceFirst("checkpoints/[^/]+", "checkpoints/" + UUID.randomUUID());
    assertThat(clients.administrator().get(gone).status()).isEqualTo(404);
  }

  /// The program is one small blob for all checkpoints of a job.
  @Test
  void theProgramIsStoredOnce() throws Exception {
    TestAttempt attempt = fleet.start();
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      SavedModel first = SavedModel.builtIn(runtime).save(attempt);
      SavedModel second = SavedModel.builtIn(runtime).save(attempt, 20);
      assertThat(program(first).sha256()).isEqualTo(program(second).sha256());
      assertThat(program(first).sizeBytes()).isLessThan(20_000);
    }
  }

  private static TensorEntry program(SavedModel saved) {
    return saved.entries().stream()
        .filter(tensor -> tensor.role() == TensorRole.PROGRAM)
        .findFirst()
        .orElseThrow();
  }
}
