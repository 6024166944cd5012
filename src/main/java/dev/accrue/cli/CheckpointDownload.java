package dev.accrue.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `accrue checkpoints download`.
@Command(
    name = "download",
    header = "Downloads a checkpoint as safetensors or TorchScript.",
    description = "The file appears under its name when all of it is there.")
final class CheckpointDownload extends ClientCommand {

  @Parameters(
      index = "0",
      paramLabel = "JOB",
      description = "The job's identifier, or the beginning of it.")
  private String job = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      defaultValue = "latest",
      paramLabel = "CHECKPOINT",
      description = "Its identifier, the beginning of it, or latest (default).")
  private String checkpoint = "latest";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "safetensors",
      description = "safetensors or torchscript (default: ${DEFAULT-VALUE}).")
  private String format = "safetensors";

  @Option(
      names = "--content",
      paramLabel = "CONTENT",
      defaultValue = "weights",
      description = "Of safetensors: weights, ema or all (default: ${DEFAULT-VALUE}).")
  private String content = "weights";

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Where to write it; by default a new file named by the server.")
  private @Nullable Path file;

  CheckpointDownload() {}

  @Override
  int run(ApiClient api, Screen screen) throws Exception {
    String path = CheckpointsCommand.path(api, job, checkpoint);
    Http.Answer response =
        api.open(
            Query.of(path + "/export").with("format", format).with("content", content).toString(),
            "application/octet-stream, application/problem+json");
    Path target = file == null ? Path.of(fileName(response)) : file;
    if (file == null && Files.exists(target)) {
      response.body().close();
      throw new RefusedException(
          ExitCode.REFUSED, "%s is there already; name another with --file".formatted(target));
    }
    save(response, target, screen);
    screen.note("wrote " + target);
    return ExitCode.DONE;
  }

  private static void save(Http.Answer response, Path target, Screen screen) throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    long total =
        response.header("Content-Length").stream()
            .mapToLong(Long::parseLong)
            .findFirst()
            .orElse(-1);
    Meter meter = screen.meter(String.valueOf(target.getFileName()), total);
    try (InputStream in = response.body();
        OutputStream out = Files.newOutputStream(part)) {
      byte[] buffer = new byte[1 << 18];
      long written = 0;
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        out.write(buffer, 0, length);
        written += length;
        meter.advanceTo(written);
      }
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw e;
    }
    meter.end();
    Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
  }

  /// The server's name for it, and never a path.
  private static String fileName(Http.Answer response) {
    String header = String.join("", response.header("Content-Disposition"));
    String name = header.replaceFirst(".*filename=\"?([^\";]+)\"?.*", "$1");
    return name.replaceAll("[^A-Za-z0-9._-]", "_");
  }
}
