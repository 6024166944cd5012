package dev.accrue.team;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/// The tables `app_user`, `team_member` and `team`. The look-up is one statement that reads the
/// memberships too, by the team's name. Closed accounts are not found.
interface AppUsers extends Repository<AppUser, UUID> {

  @Query(
      """
      SELECT u FROM AppUser u LEFT JOIN FETCH u.memberships m LEFT JOIN FETCH m.team t
       WHERE u.id = :id AND u.disabledAt IS NULL
       ORDER BY t.name
      """)
  Optional<AppUser> findById(UUID id);
}
