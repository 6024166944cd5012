package dev.accrue.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.accrue.secret.SecretStore.Sealed;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Seals and opens secrets of teams.
@Component
class SealedTeamSecrets implements TeamSecrets, SealedRows {

  private final SecretStore store;
  private final SecretBox box;
  private final Clock clock;

  SealedTeamSecrets(SecretStore store, SecretBox box, Clock clock) {
    this.store = store;
    this.box = box;
    this.clock = clock;
  }

  @Override
  public List<SealedRow> findSealed() {
    return store.findAll().stream()
        .map(secret ->
            new SealedRow(
                secret.ciphertext(),
                place(secret.teamId(), secret.name()),
                ciphertext -> store.replace(secret, ciphertext)))
        .toList();
  }

  @Override
  public Set<String> findMissing(UUID teamId, Collection<String> names) {
    Set<String> missing = new HashSet<>(names);
    if (!missing.isEmpty()) {
      missing.removeAll(store.findNames(teamId, names));
    }
    return missing;
  }

  @Override
  public Map<String, String> open(UUID teamId, Collection<String> names) {
    Map<String, String> values = new HashMap<>();
    for (Sealed secret : store.read(teamId, names)) {
      byte[] value = box.open(secret.ciphertext(), place(teamId, secret.name()));
      values.put(secret.name(), new String(value, UTF_8));
    }
    store.used(teamId, values.keySet(), clock.instant());
    return values;
  }

  Sealed seal(UUID teamId, String name, byte[] value) {
    return new Sealed(teamId, name, box.seal(value, place(teamId, name)));
  }

  private static byte[] place(UUID teamId, String name) {
    return "team_secret %s %s".formatted(teamId, name).getBytes(UTF_8);
  }
}
