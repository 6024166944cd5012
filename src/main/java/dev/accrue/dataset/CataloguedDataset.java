package dev.accrue.dataset;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of `dataset` with its rows of `dataset_file`. `DatasetNames` inserts it.
@Entity
@Table(name = "dataset")
class CataloguedDataset {

  @Id private UUID id;

  /// Null for the data sets that come with Accrue: every team may read them.
  private @Nullable UUID teamId;

  private String name;
  private String format;
  private String description;

  @ElementCollection
  @CollectionTable(name = "dataset_file", joinColumns = @JoinColumn(name = "dataset_id"))
  @OrderBy("split, role")
  private Set<CataloguedFile> files = new LinkedHashSet<>();

  @SuppressWarnings("NullAway.Init") // Hibernate fills the fields in
  CataloguedDataset() {}

  Optional<UUID> teamId() {
    return Optional.ofNullable(teamId);
  }

  String name() {
    return name;
  }

  String format() {
    return format;
  }

  String description() {
    return description;
  }

  /// By split and role.
  List<CataloguedFile> files() {
    return List.copyOf(files);
  }

  void add(Collection<CataloguedFile> more) {
    files.addAll(more);
  }
}
