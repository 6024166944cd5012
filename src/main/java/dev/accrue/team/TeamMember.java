package dev.accrue.team;

import dev.accrue.api.team.Role;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.ManyToOne;

/// A user's row of `team_member`.
@Embeddable
record TeamMember(@ManyToOne Team team, @Enumerated(EnumType.STRING) Role role) {

  Membership membership() {
    return new Membership(team.id(), team.name(), role);
  }
}
