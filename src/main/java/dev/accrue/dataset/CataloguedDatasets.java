package dev.accrue.dataset;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/// The tables `dataset` and `dataset_file`. Each look-up is one statement that reads the files too.
interface CataloguedDatasets extends Repository<CataloguedDataset, UUID> {

  Optional<CataloguedDataset> findById(UUID id);

  /// What at least one of the teams may read, by name, a team's own before what came with Accrue.
  @Query(
      """
      SELECT d FROM CataloguedDataset d JOIN FETCH d.files
       WHERE d.teamId IS NULL OR d.teamId IN :teamIds
       ORDER BY d.name, d.teamId NULLS LAST
      """)
  List<CataloguedDataset> findVisible(Collection<UUID> teamIds);

  /// What the team may read under this name, its own first.
  @Query(
      """
      SELECT d FROM CataloguedDataset d JOIN FETCH d.files
       WHERE (d.teamId IS NULL OR d.teamId = :teamId) AND d.name = :name
       ORDER BY d.teamId NULLS LAST
      """)
  List<CataloguedDataset> findVisible(UUID teamId, String name);

  @Query("SELECT d FROM CataloguedDataset d JOIN FETCH d.files WHERE d.id = :id")
  Optional<CataloguedDataset> findWithFiles(UUID id);

  boolean existsByTeamIdIsNullAndName(String name);
}
