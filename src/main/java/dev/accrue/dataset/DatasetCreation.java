package dev.accrue.dataset;

import dev.accrue.api.catalogue.CreateDataset;
import dev.accrue.blob.BlobFile;
import dev.accrue.blob.BlobStore;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Makes uploads a data set: looks into each file, and gives them a name if they go together.
@Component
class DatasetCreation {

  static final int MAX_PER_TEAM = 1000;

  private final Map<String, FileInspector> inspectors;
  private final DatasetNames names;
  private final CataloguedDatasets datasets;
  private final Uploads uploads;
  private final BlobStore blobs;
  private final TransactionTemplate transaction;

  DatasetCreation(
      List<FileInspector> inspectors,
      DatasetNames names,
      CataloguedDatasets datasets,
      Uploads uploads,
      BlobStore blobs,
      TransactionTemplate transaction) {
    this.inspectors =
        new TreeMap<>(
            inspectors.stream()
                .collect(Collectors.toMap(FileInspector::format, Function.identity())));
    this.names = names;
    this.datasets = datasets;
    this.uploads = uploads;
    this.blobs = blobs;
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
    List<CataloguedFile> files = inspect(caller, team, request);
    boolean created =
        Boolean.TRUE.equals(
            transaction.execute(_ -> {
              Optional<UUID> id =
                  names.claim(team.teamId(), caller.userId(), request, idempotencyKey);
              id.flatMap(datasets::findById).ifPresent(dataset -> dataset.add(files));
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

  private List<CataloguedFile> inspect(Caller caller, Membership team, CreateDataset request) {
    FileInspector inspector = inspectors.get(request.format());
    if (inspector == null) {
      String known = String.join(" or ", inspectors.keySet());
      throw refusal("format", request.format(), "is not " + known, "write " + known);
    }
    requireRoles(inspector, request);
    List<CataloguedFile> files = new ArrayList<>();
    for (int index = 0; index < request.files().size(); index++) {
      CreateDataset.Part part = request.files().get(index);
      Uploads.Complete file = uploads.fetchComplete(caller, team.teamId(), part.upload());
      List<Long> shape = shape(inspector, file, "files[%d].upload".formatted(index));
      files.add(
          new CataloguedFile(
              part.split(), part.role(), file.sha256(), shape.getFirst(), shape, file.sizeBytes()));
    }
    requireEqualSamples(files);
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

  private List<Long> shape(FileInspector inspector, Uploads.Complete file, String field) {
    try (BlobFile copy = BlobFile.copy(blobs, file.sha256())) {
      return inspector.shape(copy.path());
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
