package dev.accrue.team;

/// Somebody else who vouches for people.
///
/// @param name for people
/// @param path where a browser begins to sign in with it
record SignInProvider(String name, String path) {}
