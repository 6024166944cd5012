package dev.accrue.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `accrue curves`.
@Command(
    name = "curves",
    header = "Shows a job's curves.",
    description = {
      "Without names, a table of all curves; with names, each as a plot, or as values with --values.",
      "%nFiles for other programs: GET /api/v1/jobs/JOB/series/export?format=CSV, JSONL, PARQUET or"
          + " TENSORBOARD."
    })
final class CurvesCommand extends ClientCommand {

  private static final int ROWS = 12;

  @Parameters(
      index = "0",
      paramLabel = "JOB",
      description = "The job's identifier, or the beginning of it.")
  private String job = "";

  @Parameters(index = "1..*", paramLabel = "NAME", description = "Curves, such as train/loss.")
  private List<String> names = List.of();

  @Option(names = "--values", description = "Values instead of a plot.")
  private boolean values;

  @Option(
      names = "--buckets",
      paramLabel = "N",
      defaultValue = "200",
      description = "At most so many values of a curve (default: ${DEFAULT-VALUE}).")
  private int buckets = 200;

  CurvesCommand() {}

  @Override
  int run(ApiClient api, Screen screen) throws Exception {
    JsonNode answer =
        api.get(
            Query.of(JobFinder.path(api, job) + "/series")
                .with("names", names.isEmpty() ? null : String.join(",", names))
                .with("buckets", buckets)
                .toString());
    List<Curve> curves = answer.valueStream().map(Curve::of).toList();
    screen.show(answer, () -> text(curves, screen.terminal()));
    return ExitCode.DONE;
  }

  private Object text(List<Curve> curves, Terminal terminal) {
    if (names.isEmpty() || curves.isEmpty()) {
      return summary(curves);
    }
    return String.join(
        "\n\n",
        curves.stream().map(curve -> values ? values(curve) : plot(curve, terminal)).toList());
  }

  private static Table summary(List<Curve> curves) {
    Table table =
        Table.of("NAME", "POINTS", "LAST STEP", "LAST", "LEAST", "MOST").orElse("no such curves");
    for (Curve curve : curves) {
      boolean empty = curve.values().isEmpty();
      table.row(
          curve.name(),
          Long.toString(curve.points()),
          empty ? Cells.NONE : Cells.number(curve.optimizerSteps().getLast()),
          empty ? Cells.NONE : Cells.number(curve.values().getLast()),
          curve.finite().min().stream().mapToObj(Cells::number).findFirst().orElse(Cells.NONE),
          curve.finite().max().stream().mapToObj(Cells::number).findFirst().orElse(Cells.NONE));
    }
    return table;
  }

  private static String plot(Curve curve, Terminal terminal) {
    return curve.name()
        + "\n"
        + String.join("\n", curve.draw(terminal.columns(), ROWS, terminal.unicode()));
  }

  private static String values(Curve curve) {
    Table table = Table.of("STEP", curve.name());
    for (int i = 0; i < curve.values().size(); i++) {
      table.row(
          Cells.number(curve.optimizerSteps().get(i)), Double.toString(curve.values().get(i)));
    }
    return table.toString();
  }
}
