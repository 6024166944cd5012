package dev.accrue.team;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/// The tables `app_user`, `team_member` and `team`. Each look-up is one statement that reads the
/// memberships too, by the team's name.
interface AppUsers extends Repository<AppUser, UUID> {

  @Query(
      """
      SELECT u FROM AppUser u LEFT JOIN FETCH u.memberships m LEFT JOIN FETCH m.team t
       WHERE u.id = :id
       ORDER BY t.name
      """)
  Optional<AppUser> findById(UUID id);

  @Query(
      """
      SELECT u FROM AppUser u LEFT JOIN FETCH u.memberships m LEFT JOIN FETCH m.team t
       WHERE u.id = (SELECT a.userId
                       FROM ApiToken a
                      WHERE a.tokenHash = :hash AND a.revokedAt IS NULL AND a.expiresAt > :now)
       ORDER BY t.name
      """)
  Optional<AppUser> findByApiToken(byte[] hash, Instant now);
}
