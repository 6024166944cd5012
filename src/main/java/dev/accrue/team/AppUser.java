package dev.accrue.team;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// A row of `app_user` with its rows of `team_member`, to be read only. The password and the count
/// of failed sign-ins are left out: they change in `AccountStore`'s statements, which must not meet
/// a stale copy.
@Entity
@Immutable
@Table(name = "app_user")
class AppUser {

  @Id private UUID id;
  private String name;
  private boolean mustChangePassword;
  private boolean administrator;

  @SuppressWarnings("UnusedVariable") // queries read it
  private @Nullable Instant disabledAt;

  @ElementCollection
  @CollectionTable(name = "team_member", joinColumns = @JoinColumn(name = "user_id"))
  private List<TeamMember> memberships = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // Hibernate fills the fields in
  AppUser() {}

  boolean mustChangePassword() {
    return mustChangePassword;
  }

  Caller caller() {
    return new Caller(
        id, name, administrator, memberships.stream().map(TeamMember::membership).toList());
  }
}
