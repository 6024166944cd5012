package dev.accrue.secret;

import java.util.function.Consumer;

/// A row with sealed bytes.
///
/// @param associated where the bytes belong, as they were sealed with
/// @param replace puts others in their place, unless the row was changed meanwhile
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SealedRow(byte[] ciphertext, byte[] associated, Consumer<byte[]> replace) {}
