package dev.accrue.blob;

/// Where a chunk stands, and how large it has to be.
@SuppressWarnings("ArrayRecordComponent") // never compared
record ChunkPlace(byte[] sha256, int ordinal, int sizeBytes) {}
