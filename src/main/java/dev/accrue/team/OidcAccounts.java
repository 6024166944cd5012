package dev.accrue.team;

import dev.accrue.team.OidcIdentityStore.Account;
import dev.accrue.team.OidcIdentityStore.Identity;
import dev.accrue.team.RefusedSignIn.Reason;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// The accounts of people who sign in with a provider. An account belongs to an issuer and a
/// subject from its first sign-in on. It is made then, unless somebody else has its name: an
/// account that is there already is never handed over.
@Component
class OidcAccounts {

  private static final Logger LOG = LoggerFactory.getLogger(OidcAccounts.class);

  private final OidcIdentityStore identities;
  private final GroupStore groups;
  private final ActorOfTransactions actors;
  private final TransactionTemplate transaction;
  private final Clock clock;

  OidcAccounts(
      OidcIdentityStore identities,
      GroupStore groups,
      ActorOfTransactions actors,
      TransactionTemplate transaction,
      Clock clock) {
    this.identities = identities;
    this.groups = groups;
    this.actors = actors;
    this.transaction = transaction;
    this.clock = clock;
  }

  /// The account of somebody whom a provider vouches for, with what their groups give them now.
  ///
  /// @throws RefusedSignIn if Accrue is not open to them
  UUID signIn(OidcProvider provider, OidcUser person, String address) {
    OidcProperties.Provider settings = provider.settings();
    String subject = person.getSubject();
    if (subject == null) {
      throw new RefusedSignIn(Reason.UNVERIFIED, "the ID token has no subject");
    }
    OidcClaims claims = new OidcClaims(person.getClaims());
    admit(settings.requiredClaims(), claims);
    Set<String> said = claims.all(settings.groupsClaim());
    if (said.isEmpty() && !settings.groups().isEmpty()) {
      LOG.warn(
          "{} says no groups of {} in the claim {}; what came from groups is withdrawn",
          provider.key(),
          subject,
          settings.groupsClaim());
    }
    GroupGrants grants = GroupGrants.of(settings, said);
    Identity identity = new Identity(settings.issuer().toString(), subject);
    Account account =
        Objects.requireNonNull(
            transaction.execute(_ -> {
              Account found = findOrOpen(identity, claims, settings, address);
              groups.apply(found.id(), grants);
              return found;
            }));
    LOG.info("{} signed in with {} from {}", account.name(), provider.key(), address);
    return account.id();
  }

  private static void admit(Map<String, String> required, OidcClaims claims) {
    required.forEach((claim, value) -> {
      if (!claims.says(claim, value)) {
        throw new RefusedSignIn(
            Reason.NOT_ADMITTED, "the claim %s does not say %s".formatted(claim, value));
      }
    });
  }

  private Account findOrOpen(
      Identity identity, OidcClaims claims, OidcProperties.Provider settings, String address) {
    Instant now = clock.instant();
    identities.lock(identity);
    Account known = identities.find(identity).orElse(null);
    if (known == null) {
      String name =
          claims
              .userName(settings.userNameClaim())
              .orElseThrow(() ->
                  new RefusedSignIn(
                      Reason.NO_NAME,
                      "the claim %s says no name".formatted(settings.userNameClaim())));
      actors.tell(name, address);
      return identities
          .open(identity, name, now)
          .orElseThrow(() ->
              new RefusedSignIn(
                  Reason.NAME_TAKEN, "%s is somebody else's account".formatted(name)));
    }
    if (known.disabled()) {
      throw new RefusedSignIn(Reason.DISABLED, "%s is closed".formatted(known.name()));
    }
    actors.tell(known.name(), address);
    identities.touch(identity, now);
    return known;
  }
}
