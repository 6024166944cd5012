package dev.accrue.team;

import dev.accrue.api.team.Role;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Sign-in by OpenID Connect.
///
/// @param providers by what stands for them in addresses; none: passwords only
/// @param localSignIn who may sign in with a password where there are providers
@Validated
@ConfigurationProperties("accrue.oidc")
record OidcProperties(
    @DefaultValue @Size(max = 10) Map<String, @Valid Provider> providers,
    @DefaultValue("EVERYONE") LocalSignIn localSignIn) {

  /// A provider.
  ///
  /// @param name on the button of the sign-in page; null: its key
  /// @param issuer as its ID tokens name it; `/.well-known/openid-configuration` is below
  /// @param clientSecret null for a public client
  /// @param userNameClaim what a new account is named after
  /// @param groupsClaim where the person's groups are
  /// @param groups what they mean here
  /// @param administrators groups whose people look after the platform
  /// @param requiredClaims what has to be said of somebody who may come in, by the claim's name
  record Provider(
      @Nullable @Size(max = 50) String name,
      @NotNull URI issuer,
      @NotBlank String clientId,
      @Nullable String clientSecret,
      @DefaultValue({"openid", "profile", "email"}) @NotEmpty List<String> scopes,
      @DefaultValue("preferred_username") @NotBlank String userNameClaim,
      @DefaultValue("groups") @NotBlank String groupsClaim,
      @DefaultValue @Size(max = 1000) List<@Valid GroupRole> groups,
      @DefaultValue @Size(max = 100) List<@NotBlank String> administrators,
      @DefaultValue Map<String, String> requiredClaims) {

    /// Without the secret.
    @Override
    public String toString() {
      return "%s as %s".formatted(issuer, clientId);
    }
  }

  /// That a group's people have a role in a team.
  record GroupRole(@NotBlank String group, @NotBlank String team, @NotNull Role role) {}

  /// Who may sign in with a password.
  enum LocalSignIn {
    /// Whoever has one.
    EVERYONE,
    /// Administrators, for when a provider is down.
    ADMINISTRATORS
  }
}
