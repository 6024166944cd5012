package dev.accrue.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.team.Role;
import dev.accrue.team.OidcProperties.GroupRole;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OidcClaimsTest {

  @ParameterizedTest
  @CsvSource({
    "ada, ada",
    "Ada.Lovelace@example.org, ada.lovelace",
    "' Ada Lovelace ', ada-lovelace",
    "vision/ada, vision-ada",
    "adaé@example.org, ada-",
    "a234567890123456789012345678901234567890, a23456789012345678901234567890123456789"
  })
  void namesOfAccountsAreMadeOfWhatIsSaid(String said, String name) {
    assertThat(new OidcClaims(Map.of("name", said)).userName("name")).contains(name);
  }

  @ParameterizedTest
  @CsvSource({"1ada", "@example.org", "-ada", "''"})
  void whatNamesNobodyNamesNoAccount(String said) {
    assertThat(new OidcClaims(Map.of("name", said)).userName("name")).isEmpty();
    assertThat(new OidcClaims(Map.of("name", List.of("ada"))).userName("name")).isEmpty();
    assertThat(new OidcClaims(Map.of()).userName("name")).isEmpty();
  }

  @Test
  void aClaimSaysOneThingOrSeveral() {
    OidcClaims claims =
        new OidcClaims(Map.of("hd", "example.org", "groups", List.of("a", "b"), "verified", true));

    assertThat(claims.all("groups")).containsExactly("a", "b");
    assertThat(claims.says("hd", "example.org")).isTrue();
    assertThat(claims.says("hd", "example")).isFalse();
    assertThat(claims.says("groups", "b")).isTrue();
    assertThat(claims.says("verified", "true")).isTrue();
    assertThat(claims.all("missing")).isEmpty();
  }

  @Test
  void ofSeveralGroupsTheGreatestRoleCounts() {
    OidcProperties.Provider provider =
        new OidcProperties.Provider(
            null,
            URI.create("https://sso.example.org"),
            "accrue",
            null,
            List.of("openid"),
            "name",
            "groups",
            List.of(
                new GroupRole("heads", "vision", Role.MAINTAINER),
                new GroupRole("staff", "vision", Role.MEMBER),
                new GroupRole("staff", "speech", Role.VIEWER)),
            List.of("operators"),
            Map.of());

    assertThat(GroupGrants.of(provider, Set.of("staff", "heads", "chess")))
        .isEqualTo(
            new GroupGrants(Map.of("vision", Role.MAINTAINER, "speech", Role.VIEWER), false));
    assertThat(GroupGrants.of(provider, Set.of("operators")))
        .isEqualTo(new GroupGrants(Map.of(), true));
    assertThat(GroupGrants.of(provider, Set.of("Staff")))
        .isEqualTo(new GroupGrants(Map.of(), false));
  }
}
