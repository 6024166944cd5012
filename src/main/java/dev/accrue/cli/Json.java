package dev.accrue.cli;

import tools.jackson.databind.json.JsonMapper;

/// The one mapper of the process: making one takes longer than reading most answers.
final class Json {

  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}
}
