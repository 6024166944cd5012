package dev.accrue.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `accrue models`.
@Command(
    name = "models",
    header = "Lists, uploads and deletes models.",
    subcommands = {
      ModelsCommand.ListAll.class,
      ModelsCommand.Upload.class,
      ModelsCommand.Delete.class
    })
final class ModelsCommand extends CommandGroup {

  ModelsCommand() {}

  /// `accrue models list`.
  @Command(name = "list", header = "Lists the models of your teams.")
  static final class ListAll extends ClientCommand {

    ListAll() {}

    @Override
    int run(ApiClient api, Screen screen) throws Exception {
      JsonNode models = api.get("/api/v1/models");
      screen.show(models, () -> table(models));
      return ExitCode.DONE;
    }

    private static Table table(JsonNode models) {
      Table table = Table.of("TEAM", "NAME", "KIND", "SIZE", "CREATED").orElse("no models");
      for (JsonNode model : models) {
        table.row(
            Cells.text(model, "team"),
            Cells.text(model, "name"),
            Cells.text(model, "kind"),
            Cells.bytes(model, "sizeBytes"),
            Cells.time(model, "createdAt"));
      }
      return table;
    }
  }

  /// `accrue models upload`.
  @Command(
      name = "upload",
      header = "Uploads a model: TorchScript (.pt) or weights (.safetensors).",
      description = "Given again after it was ended, it sends what is missing.")
  static final class Upload extends ClientCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "By which specs name it.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
    private @Nullable String description;

    @Mixin private TeamOption team = new TeamOption();

    Upload() {}

    @Override
    int run(ApiClient api, Screen screen) throws Exception {
      String owner = team.choose(api);
      ObjectNode model = JsonNodeFactory.instance.objectNode();
      model.put("team", owner).put("name", name).put("description", description);
      model.put("kind", file.toString().endsWith(".safetensors") ? "SAFETENSORS" : "TORCHSCRIPT");
      model.put("upload", new FileUpload(api, screen, owner).send(file));
      JsonNode answer = api.create("/api/v1/models", model);
      screen.show(answer, () -> ListAll.table(JsonNodeFactory.instance.arrayNode().add(answer)));
      return ExitCode.DONE;
    }
  }

  /// `accrue models delete`.
  @Command(name = "delete", header = "Deletes a model of a team.")
  static final class Delete extends ClientCommand {

    @Parameters(paramLabel = "NAME", description = "The model.")
    private String name = "";

    @Mixin private TeamOption team = new TeamOption();

    Delete() {}

    @Override
    int run(ApiClient api, Screen screen) throws Exception {
      String owner = team.choose(api);
      api.delete("/api/v1/models/%s/%s".formatted(Query.segment(owner), Query.segment(name)));
      screen.note("deleted model %s of team %s".formatted(name, owner));
      return ExitCode.DONE;
    }
  }
}
