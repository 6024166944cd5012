package dev.accrue.job.spec;

import dev.accrue.api.catalogue.DatasetColumn;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.StandardizedTargets;
import dev.accrue.api.worker.ModuleCheckTask.Kind;
import dev.accrue.api.worker.ModuleCheckTask.Target;
import dev.accrue.dataset.SplitSchema;
import dev.accrue.problem.Shortened;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.StringNode;

/// Whether the columns and losses that a spec names go with the schema of the split that is trained
/// on. What it refuses, the trainer would refuse when the job runs.
final class SchemaFit {

  private static final Set<String> TABLES = Set.of("CSV", "JSON_LINES", "PARQUET");
  private static final Set<String> ARRAYS = Set.of("IDX", "NPY", "NPZ");
  private static final Set<Kind> NUMBERS = Set.of(Kind.REAL, Kind.ANY);
  private static final String IMAGES = "IMAGES_ZIP";
  private static final int SHOWN_NAMES = 10;

  private final JobSpec spec;
  private final String split;
  private final SplitSchema schema;
  private final Violations violations;

  SchemaFit(JobSpec spec, String split, SplitSchema schema, Violations violations) {
    this.spec = spec;
    this.split = split;
    this.schema = schema;
    this.violations = violations;
  }

  /// What each task predicts, in their order; empty where nobody has looked into the split that is
  /// trained on.
  static List<Target> targets(JobSpec spec, TeamData data, Violations violations) {
    String split = spec.data().trainSplit();
    return data.findSchema(spec.team(), spec.data().dataset(), split)
        .map(schema -> new SchemaFit(spec, split, schema, violations).check())
        .orElse(List.of());
  }

  /// Refuses names that the split which is only measured does not have.
  static void checkNames(JobSpec spec, TeamData data, Violations violations) {
    String split = spec.data().validationSplit();
    data.findSchema(spec.team(), spec.data().dataset(), split)
        .ifPresent(schema -> new SchemaFit(spec, split, schema, violations).checkNames());
  }

  private List<Target> check() {
    List<Target> targets = new ArrayList<>();
    List<String> predicted = new ArrayList<>();
    for (PredictedTask task : PredictedTask.of(spec)) {
      Optional<DatasetColumn> column = column(task);
      column.ifPresent(found -> predicted.add(found.name()));
      targets.add(fit(task, column.orElse(null)));
    }
    checkFeatures(predicted);
    if (Boolean.TRUE.equals(spec.data().standardizeTarget())) {
      checkStandardized(targets);
    }
    return targets;
  }

  /// Where the losses do not go with it, that is said wherever the data come from.
  private void checkStandardized(List<Target> targets) {
    if (StandardizedTargets.refusal(spec.data(), spec.training()).isPresent()) {
      return;
    }
    String message = null;
    if (!TABLES.contains(schema.format())) {
      message = "is for tables, and split %s is %s".formatted(split, schema.format());
    } else if (targets.stream().map(Target::kind).noneMatch(NUMBERS::contains)) {
      message =
          "has nothing to standardise, since no target of split %s holds numbers".formatted(split);
    }
    if (message != null) {
      violations.add("data.standardizeTarget", BooleanNode.TRUE, message, "remove it");
    }
  }

  private void checkNames() {
    PredictedTask.of(spec).forEach(this::column);
    checkNamedFeatures();
  }

  private Target fit(PredictedTask task, @Nullable DatasetColumn column) {
    TargetFit fit = new TargetFit(task, split, violations);
    if (isTokens(task)) {
      fit.requireLoss(Kind.TOKENS, "of a text");
      return new Target(task.name(), Kind.TOKENS, 0);
    }
    if (column == null) {
      return new Target(task.name(), TargetFit.byLoss(task.loss()), 0);
    }
    boolean countable = spec.data().validationFraction() == null || schema.format().equals(IMAGES);
    Target target =
        ARRAYS.contains(schema.format()) ? fit.array(column) : fit.table(column, countable);
    fit.requireLoss(target.kind(), shown(column.name()));
    fit.requireClasses(target);
    return task.loss() instanceof LossSpec.Contrastive
        ? new Target(task.name(), Kind.ANY, 0)
        : target;
  }

  private boolean isTokens(PredictedTask task) {
    boolean texts = spec.data().text() != null && TABLES.contains(schema.format());
    return schema.format().equals("TEXT")
        || (texts && task.target() == null && schema.columns().size() == 1);
  }

  /// The column that a task means, by name or because it is the usual one.
  private Optional<DatasetColumn> column(PredictedTask task) {
    if (isTokens(task)) {
      return Optional.empty();
    }
    String name = task.target() == null ? usual() : task.target();
    if (name == null) {
      refuse(
          task.targetField(),
          null,
          "split %s has the arrays %s, and none is named targets".formatted(split, names()),
          "write the name of one");
      return Optional.empty();
    }
    return find(task.targetField(), name);
  }

  private @Nullable String usual() {
    List<String> names = schema.names();
    if (schema.format().equals(IMAGES)) {
      return names.getLast();
    }
    boolean table = TABLES.contains(schema.format());
    Stream<String> usual =
        table
            ? Stream.of("target", "label", "class")
            : Stream.of("targets", "target", "labels", "label", "y");
    return usual.filter(names::contains).findFirst().orElse(table ? names.getLast() : null);
  }

  private Optional<DatasetColumn> find(String field, String name) {
    Optional<DatasetColumn> column = schema.find(name);
    if (column.isEmpty() && violations.sound(field)) {
      refuse(
          field,
          name,
          "split %s of %s has no such column".formatted(split, spec.data().dataset()),
          Spelling.nearest(name, schema.names())
              .map("did you mean %s?"::formatted)
              .orElse("write one of " + names()));
    }
    return column;
  }

  private void checkNamedFeatures() {
    List<String> features = spec.data().features();
    for (int index = 0; features != null && index < features.size(); index++) {
      find("data.features[%d]".formatted(index), features.get(index));
    }
  }

  private void checkFeatures(List<String> predicted) {
    checkNamedFeatures();
    List<String> named = spec.data().features();
    if (!violations.sound("data.features")) {
      return;
    }
    List<String> used =
        named != null
            ? named
            : schema.names().stream().filter(name -> !predicted.contains(name)).toList();
    if (TABLES.contains(schema.format()) && spec.data().text() != null) {
      checkTextColumn(named);
    } else if (TABLES.contains(schema.format())) {
      checkColumns(used, predicted, named != null);
    } else if (ARRAYS.contains(schema.format()) && used.size() != 1 && !predicted.isEmpty()) {
      refuse(
          "data.features",
          named == null ? null : String.join(", ", named),
          "split %s has %d arrays to learn from: %s"
              .formatted(split, used.size(), String.join(", ", first(used))),
          "name one of " + names());
    }
  }

  private void checkTextColumn(@Nullable List<String> named) {
    boolean known =
        named == null
            ? schema.columns().size() == 1 || schema.find("text").isPresent()
            : named.size() == 1;
    if (!known) {
      refuse(
          "data.features",
          named == null ? null : String.join(", ", named),
          "one column of text is needed",
          "name one of " + names());
    }
  }

  private void checkColumns(List<String> used, List<String> predicted, boolean named) {
    if (used.isEmpty()) {
      refuse("data.features", null, "no column is left to learn from", "name another target");
    }
    for (int index = 0; index < used.size(); index++) {
      String name = used.get(index);
      String field = named ? "data.features[%d]".formatted(index) : "data.features";
      if (predicted.contains(name)) {
        refuse(field, name, "is a target too", "leave it out of the features");
      } else if (schema.find(name).map(SchemaFit::isText).orElse(false)) {
        refuse(
            field,
            name,
            "the column %s has too many different values to be a category and holds no numbers"
                .formatted(shown(name)),
            "leave it out of data.features, or write data.text");
        return;
      }
    }
  }

  private static boolean isText(DatasetColumn column) {
    return column.kind() == DatasetColumn.Kind.TEXT;
  }

  private String names() {
    List<String> names = schema.names();
    String shown = String.join(", ", first(names));
    return names.size() <= SHOWN_NAMES
        ? shown
        : "%s and %d more".formatted(shown, names.size() - SHOWN_NAMES);
  }

  private static List<String> first(List<String> names) {
    return names.stream().limit(SHOWN_NAMES).map(SchemaFit::shown).toList();
  }

  private static String shown(String name) {
    return String.valueOf(Shortened.of(name));
  }

  private void refuse(String field, @Nullable String value, String message, String fix) {
    violations.add(field, value == null ? null : StringNode.valueOf(value), message, fix);
  }
}
