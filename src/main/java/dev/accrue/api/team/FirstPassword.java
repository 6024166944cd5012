package dev.accrue.api.team;

/// A password that the server made up, shown once. Its user has to change it at the next sign-in.
///
/// @param user whose it is
public record FirstPassword(String user, String password) {

  /// Keeps the password out of logs.
  @Override
  public String toString() {
    return "FirstPassword[user=" + user + "]";
  }
}
