package dev.accrue.dataset;

import dev.accrue.api.catalogue.CreateDataset;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import dev.accrue.team.Caller;
import dev.accrue.team.Membership;
import dev.accrue.team.Writers;
import dev.accrue.upload.Uploads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Makes uploads a data set: looks into each file, and gives them a name if they go together.
@Component
class DatasetCreation {

  static final int MAX_PER_TEAM = 1000;

  private final FileInspection inspection;
  private final DatasetNames names;
  private final CataloguedDatasets datasets;
  private final Uploads uploads;
  private final ContentTables contents;
  private final TransactionTemplate transaction;

  DatasetCreation(
      FileInspection inspection,
      DatasetNames names,
      CataloguedDatasets datasets,
      Uploads uploads,
      ContentTables contents,
      TransactionTemplate transaction) {
    this.inspection = inspection;
    this.names = names;
    this.datasets = datasets;
    this.uploads = uploads;
    this.contents = contents;
    this.transaction = transaction;
  }

  /// Whether this call made it.
  boolean create(Caller caller, CreateDataset request, @Nullable String idempotencyKey) {
    Membership team = Writers.require(caller, request.team());
    if (names.count(team.teamId()) >= MAX_PER_TEAM) {
      throw new ProblemException(
          ProblemCode.LIMIT_REACHED,
          "the team %s has %d data sets already; delete some".formatted(team.team(), MAX_PER_TEAM));
    }
    List<Inspected> inspected = inspect(caller, team, request);
    List<CataloguedFile> files = inspected.stream().map(Inspected::file).toList();
    boolean created =
        Boolean.TRUE.equals(
            transaction.execute(_ -> {
              Optional<UUID> id =
                  names.claim(team.teamId(), caller.userId(), request, idempotencyKey);
              id.flatMap(datasets::findById).ifPresent(dataset -> dataset.add(files));
              id.ifPresent(dataset -> keep(dataset, inspected));
              return id.isPresent();
            }));
    if (!created
        && (idempotencyKey == null
            || !names.isSame(team.teamId(), caller.userId(), request, idempotencyKey, files))) {
      throw new ProblemException(
          ProblemCode.WRONG_STATE,
          "the team %s has a data set %s already; choose another name, or delete that one"
              .formatted(team.team(), request.name()));
    }
    return created;
  }

  private void keep(UUID datasetId, List<Inspected> files) {
    for (Inspected file : files) {
      contents.insert(
          datasetId,
          file.file().split(),
          file.file().role(),
          file.content().columns(),
          file.content().preview());
    }
  }

  /// A file and what is in it.
  private record Inspected(CataloguedFile file, FileContent content) {}

  private List<Inspected> inspect(Caller caller, Membership team, CreateDataset request) {
    FileInspector inspector = inspection.find(request.format()).orElse(null);
    if (inspector == null) {
      String known = inspection.formats();
      throw refusal("format", request.format(), "is not " + known, "write " + known);
    }
    requireRoles(inspector, request);
    List<Inspected> files = new ArrayList<>();
    for (int index = 0; index < request.files().size(); index++) {
      CreateDataset.Part part = request.files().get(index);
      Uploads.Complete file = uploads.fetchComplete(caller, team.teamId(), part.upload());
      FileContent content =
          content(inspector, file, part.role(), "files[%d].upload".formatted(index));
      List<Long> shape = content.shape();
      files.add(
          new Inspected(
              new CataloguedFile(
                  part.split(),
                  part.role(),
                  file.sha256(),
                  shape.getFirst(),
                  shape,
                  file.sizeBytes()),
              content));
    }
    requireEqualSamples(files.stream().map(Inspected::file).toList());
    return files;
  }

  private static void requireRoles(FileInspector inspector, CreateDataset request) {
    Map<String, List<String>> roles =
        request.files().stream()
            .collect(
                Collectors.groupingBy(
                    CreateDataset.Part::split,
                    TreeMap::new,
                    Collectors.mapping(CreateDataset.Part::role, Collectors.toList())));
    roles.forEach((split, given) -> {
      Set<String> wanted = new TreeSet<>(inspector.roles());
      if (given.size() != wanted.size() || !wanted.equals(new TreeSet<>(given))) {
        throw refusal(
            "files",
            String.join(", ", given),
            "the split %s has not one file of each role that %s needs"
                .formatted(split, inspector.format()),
            "send one file of each of " + String.join(", ", wanted));
      }
    });
  }

  private FileContent content(
      FileInspector inspector, Uploads.Complete file, String role, String field) {
    try {
      return inspection.inspect(inspector, file.sha256(), role);
    } catch (IOException e) {
      throw refusal(
          field,
          null,
          "the file is no %s: it %s".formatted(inspector.format(), e.getMessage()),
          "send another file, or say what format it has");
    }
  }

  private static void requireEqualSamples(List<CataloguedFile> files) {
    Map<String, Long> samples = new TreeMap<>();
    for (CataloguedFile file : files) {
      Long others = samples.putIfAbsent(file.split(), file.samples());
      if (others != null && others != file.samples()) {
        throw refusal(
            "files",
            null,
            "the split %s has %d samples in one file and %d in another"
                .formatted(file.split(), others, file.samples()),
            "send files of the same samples");
      }
    }
  }

  private static ProblemException refusal(
      String field, @Nullable String value, String message, String fix) {
    return new ProblemException(
        ProblemCode.INVALID_REQUEST,
        "%s: %s; %s".formatted(field, message, fix),
        List.of(new Violation(field, value, message, fix)));
  }
}
