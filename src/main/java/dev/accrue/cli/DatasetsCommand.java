package dev.accrue.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `accrue datasets`.
@Command(
    name = "datasets",
    header = "Lists, uploads and deletes data sets.",
    subcommands = {
      DatasetsCommand.ListAll.class,
      DatasetsCommand.Upload.class,
      DatasetsCommand.Delete.class
    })
final class DatasetsCommand extends CommandGroup {

  DatasetsCommand() {}

  /// `accrue datasets list`.
  @Command(name = "list", header = "Lists the data sets that your teams may train on.")
  static final class ListAll extends ClientCommand {

    ListAll() {}

    @Override
    int run(ApiClient api, Screen screen) throws Exception {
      JsonNode datasets = api.get("/api/v1/datasets");
      screen.show(datasets, () -> table(datasets));
      return ExitCode.DONE;
    }

    private static Table table(JsonNode datasets) {
      Table table = Table.of("NAME", "FORMAT", "SPLIT", "SAMPLES", "SHAPE").orElse("no data sets");
      for (JsonNode dataset : datasets) {
        for (JsonNode split : dataset.path("splits")) {
          table.row(
              Cells.text(dataset, "name"),
              Cells.text(dataset, "format"),
              Cells.text(split, "name"),
              Cells.text(split, "samples"),
              split.path("shape").toString());
        }
      }
      return table;
    }
  }

  /// `accrue datasets upload`.
  @Command(
      name = "upload",
      header = "Uploads files and makes them a data set.",
      description = {
        "A file is SPLIT=FILE, or SPLIT:ROLE=FILE with the role features or targets where these are"
            + " files of their own. FILE alone is the split train.",
        "%nGiven again after it was ended, it sends what is missing."
      })
  static final class Upload extends ClientCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "By which specs name it.")
    private String name = "";

    @Parameters(
        index = "1..*",
        arity = "1..*",
        paramLabel = "SPLIT=FILE",
        description = "Such as train=houses.csv, or train:features=images.npy.")
    private List<String> files = List.of();

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description =
            "IDX, NPY, NPZ, CSV, IMAGES_ZIP, JSON_LINES, TEXT or PARQUET; by default as the first"
                + " file's name ends.")
    private @Nullable String format;

    @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
    private @Nullable String description;

    @Mixin private TeamOption team = new TeamOption();

    Upload() {}

    @Override
    int run(ApiClient api, Screen screen) throws Exception {
      List<DatasetFile> parsed = new ArrayList<>();
      for (String file : files) {
        parsed.add(DatasetFile.parse(file));
      }
      String kind = format == null ? DatasetFile.format(parsed.getFirst().path()) : format;
      String owner = team.choose(api);
      ObjectNode dataset = JsonNodeFactory.instance.objectNode();
      dataset.put("team", owner).put("name", name).put("format", kind);
      dataset.put("description", description);
      ArrayNode parts = dataset.putArray("files");
      FileUpload upload = new FileUpload(api, screen, owner);
      for (DatasetFile file : parsed) {
        parts
            .addObject()
            .put("split", file.split())
            .put("role", file.role())
            .put("upload", upload.send(Path.of(file.path())));
      }
      JsonNode answer = api.create("/api/v1/datasets", dataset);
      screen.show(answer, () -> ListAll.table(JsonNodeFactory.instance.arrayNode().add(answer)));
      return ExitCode.DONE;
    }
  }

  /// `accrue datasets delete`.
  @Command(name = "delete", header = "Deletes a data set of a team.")
  static final class Delete extends ClientCommand {

    @Parameters(paramLabel = "NAME", description = "The data set.")
    private String name = "";

    @Mixin private TeamOption team = new TeamOption();

    Delete() {}

    @Override
    int run(ApiClient api, Screen screen) throws Exception {
      String owner = team.choose(api);
      api.delete("/api/v1/datasets/%s/%s".formatted(Query.segment(owner), Query.segment(name)));
      screen.note("deleted data set %s of team %s".formatted(name, owner));
      return ExitCode.DONE;
    }
  }
}
