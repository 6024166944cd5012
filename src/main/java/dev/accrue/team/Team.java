package dev.accrue.team;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/// A row of `team`, to be read only.
@Entity
@Immutable
@Table(name = "team")
class Team {

  @Id private UUID id;
  private String name;

  @SuppressWarnings("NullAway.Init") // Hibernate fills the fields in
  Team() {}

  UUID id() {
    return id;
  }

  String name() {
    return name;
  }
}
