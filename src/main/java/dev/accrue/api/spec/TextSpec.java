package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How text becomes tokens.
///
/// @param vocabulary tokens of a trained `bpe`; 256 for `bytes`
/// @param sequenceLength tokens of a sample at most; shorter ones are padded per micro-batch
public record TextSpec(Tokenizer tokenizer, int vocabulary, int sequenceLength) {

  /// Ways to cut text.
  public enum Tokenizer {
    /// Each byte of UTF-8 is a token.
    @JsonProperty("bytes")
    BYTES,
    /// Byte pair encoding (Sennrich et al., 2016), trained on the training split.
    @JsonProperty("bpe")
    BPE
  }
}
