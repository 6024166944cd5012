package dev.accrue.team;

import java.util.List;

/// How people may sign in.
///
/// @param providers beside names and passwords
/// @param passwords who may use theirs
record SignInWays(List<SignInProvider> providers, OidcProperties.LocalSignIn passwords) {

  static SignInWays of(OidcProviders providers) {
    return new SignInWays(
        providers.all().stream()
            .map(each -> new SignInProvider(each.name(), OidcController.BEGIN_PATH + each.key()))
            .toList(),
        providers.localSignIn());
  }
}
