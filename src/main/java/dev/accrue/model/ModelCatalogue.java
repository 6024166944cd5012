package dev.accrue.model;

import dev.accrue.api.catalogue.CreateModel;
import dev.accrue.api.catalogue.ModelTensors;
import dev.accrue.api.catalogue.ModelView;
import dev.accrue.api.worker.ModelFile;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.blob.BlobFile;
import dev.accrue.blob.BlobStore;
import dev.accrue.format.FormatException;
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
            check(file.sha256(), request.kind()),
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

  private ModelInspection check(String sha256, ModelKind kind) {
    try (BlobFile copy = BlobFile.copy(blobs, sha256)) {
      return ModelInspection.of(copy.path(), kind);
    } catch (FormatException e) {
      Violation violation =
          new Violation("upload", null, "is no %s: %s".formatted(kind, e.reason()), fix(kind));
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST,
          "the file %s; %s".formatted(violation.message(), violation.fix()),
          List.of(violation));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into " + sha256, e);
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

  /// What a model's file holds: its list from `offset` on.
  ModelTensors fetchTensors(Caller caller, String team, String name, int offset, int limit) {
    UUID teamId = caller.findMembership(team).orElseThrow(() -> notFound(team, name)).teamId();
    ModelFile file = tables.findFile(teamId, name).orElseThrow(() -> notFound(team, name));
    ModelTensors all = tables.findContent(teamId, name).orElseGet(() -> look(teamId, file));
    return new ModelTensors(
        all.inspected(),
        all.tensors(),
        all.kept(),
        all.elements(),
        all.trained(),
        all.items().stream().skip(offset).limit(limit).toList());
  }

  /// Models that a server of an earlier release made are looked into when somebody asks.
  private ModelTensors look(UUID teamId, ModelFile file) {
    ModelTensors content = check(file.sha256(), file.kind()).content();
    tables.keepContent(teamId, file, content);
    return content;
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
