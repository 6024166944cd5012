package dev.accrue.blob;

/// Published when a blob is found to be damaged, in the transaction that marks it.
///
/// @param sha256 the blob's name
/// @param what what was found instead, with the chunk if it is known
public record BlobDamaged(String sha256, String what) {}
