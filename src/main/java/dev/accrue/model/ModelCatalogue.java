package dev.accrue.model;

import dev.accrue.api.catalogue.CreateModel;
import dev.accrue.api.catalogue.ModelView;
import dev.accrue.api.worker.ModelFile;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.blob.BlobFile;
import dev.accrue.blob.BlobStore;
import dev.accrue.format.FormatException;
import dev.accrue.format.SafetensorsHeader;
import dev.accrue.format.TorchArchive;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import dev.accrue.representation.EntityTags;
import dev.accrue.team.Caller;
import dev.accrue.team.Membership;
import dev.accrue.team.Writers;
import dev.accrue.upload.Uploads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Models within the caller's teams.
@Component
class ModelCatalogue implements Models {

  static final int MAX_PER_TEAM = 1000;

  private final ModelTables tables;
  private final Uploads uploads;
  private final BlobStore blobs;
  private final EntityTags tags;
  private final Clock clock;

  ModelCatalogue(
      ModelTables tables, Uploads uploads, BlobStore blobs, EntityTags tags, Clock clock) {
    this.tables = tables;
    this.uploads = uploads;
    this.blobs = blobs;
    this.tags = tags;
    this.clock = clock;
  }

  /// A model, and whether this call made it.
  record Outcome(ModelView model, boolean created) {}

  Outcome create(Caller caller, CreateModel request, @Nullable String idempotencyKey) {
    Membership team = Writers.require(caller, request.team());
    Uploads.Complete file = uploads.fetchComplete(caller, team.teamId(), request.upload());
    requireRoom(team);
    boolean created =
        tables.insert(
            request,
            team.teamId(),
            caller.userId(),
            file,
            check(file, request.kind()),
            idempotencyKey,
            clock.instant());
    boolean repeated =
        idempotencyKey != null
            && tables.isSame(
                team.teamId(), request, file.sha256(), caller.userId(), idempotencyKey);
    if (!created && !repeated) {
      throw new ProblemException(
          ProblemCode.WRONG_STATE,
          "the team %s has a model %s already; choose another name, or delete that one"
              .formatted(team.team(), request.name()));
    }
    return new Outcome(fetch(caller, team.team(), request.name()), created);
  }

  private void requireRoom(Membership team) {
    if (tables.count(team.teamId()) >= MAX_PER_TEAM) {
      throw new ProblemException(
          ProblemCode.LIMIT_REACHED,
          "the team %s has %d models already; delete some".formatted(team.team(), MAX_PER_TEAM));
    }
  }

  private int check(Uploads.Complete file, ModelKind kind) {
    try (BlobFile copy = BlobFile.copy(blobs, file.sha256())) {
      return switch (kind) {
        case TORCHSCRIPT -> program(copy.path());
        case SAFETENSORS -> tensors(copy.path());
      };
    } catch (FormatException e) {
      Violation violation =
          new Violation("upload", null, "is no %s: %s".formatted(kind, e.reason()), fix(kind));
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST,
          "the file %s; %s".formatted(violation.message(), violation.fix()),
          List.of(violation));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into " + file.sha256(), e);
    }
  }

  private static int program(Path file) throws IOException {
    try (TorchArchive archive = TorchArchive.open(file, "the file")) {
      archive.requireProgram();
      return archive.names().size();
    }
  }

  private static int tensors(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return SafetensorsHeader.read(channel, "the file").tensors().size();
    }
  }

  private static String fix(ModelKind kind) {
    return switch (kind) {
      case TORCHSCRIPT -> "send what torch.jit.save writes";
      case SAFETENSORS -> "send what safetensors.torch.save_file writes";
    };
  }

  List<ModelView> list(Caller caller) {
    return tables.list(caller.teamIds());
  }

  ModelView fetch(Caller caller, String team, String name) {
    return caller
        .findMembership(team)
        .flatMap(membership -> tables.find(membership.teamId(), name))
        .orElseThrow(() -> notFound(team, name));
  }

  void delete(Caller caller, String team, String name, @Nullable String ifMatch) {
    fetch(caller, team, name);
    Membership membership = Writers.require(caller, team);
    Runnable condition = () -> tags.require(ifMatch, () -> fetch(caller, team, name));
    if (!tables.deleteUnused(membership.teamId(), name, condition) && findAgain(membership, name)) {
      throw new ProblemException(
          ProblemCode.WRONG_STATE,
          "a job that has not ended names the model %s; wait for it, or cancel it".formatted(name));
    }
  }

  private boolean findAgain(Membership team, String name) {
    return tables.find(team.teamId(), name).isPresent();
  }

  @Override
  public Optional<ModelFile> find(UUID teamId, String name) {
    return tables.findFile(teamId, name);
  }

  private static ProblemException notFound(String team, String name) {
    return new ProblemException(
        ProblemCode.NOT_FOUND,
        "there is no model %s/%s among those of your teams".formatted(team, name));
  }
}
