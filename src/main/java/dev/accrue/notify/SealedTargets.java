package dev.accrue.notify;

import dev.accrue.secret.SealedRow;
import dev.accrue.secret.SealedRows;
import dev.accrue.secret.SecretBox;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// URLs and secrets of channels as `notification_channel.ciphertext` keeps them: they open for
/// their own channel only.
@Component
class SealedTargets implements SealedRows {

  /// No URL and no secret has it.
  private static final String SEPARATOR = "\n";

  private final SecretBox box;
  private final ChannelStore store;

  SealedTargets(SecretBox box, ChannelStore store) {
    this.box = box;
    this.store = store;
  }

  @Override
  public List<SealedRow> findSealed() {
    return store.findSealed().stream()
        .map(sealed ->
            new SealedRow(
                sealed.ciphertext(),
                place(sealed.channelId()),
                ciphertext -> store.replace(sealed, ciphertext)))
        .toList();
  }

  byte[] seal(UUID channel, Target.Webhook target) {
    return seal(channel, target.url() + SEPARATOR + target.secret());
  }

  byte[] seal(UUID channel, Target.Slack target) {
    return seal(channel, target.url().toString());
  }

  Target.Webhook openWebhook(UUID channel, byte[] sealed) {
    String[] parts = open(channel, sealed).split(SEPARATOR, 2);
    return new Target.Webhook(URI.create(parts[0]), parts[1]);
  }

  Target.Slack openSlack(UUID channel, byte[] sealed) {
    return new Target.Slack(URI.create(open(channel, sealed)));
  }

  private byte[] seal(UUID channel, String text) {
    return box.seal(text.getBytes(StandardCharsets.UTF_8), place(channel));
  }

  private String open(UUID channel, byte[] sealed) {
    return new String(box.open(sealed, place(channel)), StandardCharsets.UTF_8);
  }

  private static byte[] place(UUID channel) {
    return ("notification_channel " + channel).getBytes(StandardCharsets.UTF_8);
  }
}
