package dev.accrue.dataset;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.HexFormat;

/// A SHA-256 in hexadecimal digits, stored as its bytes.
@Converter
class Sha256Column implements AttributeConverter<String, byte[]> {

  @Override
  public byte[] convertToDatabaseColumn(String sha256) {
    return HexFormat.of().parseHex(sha256);
  }

  @Override
  public String convertToEntityAttribute(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
