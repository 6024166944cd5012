package dev.accrue.notify;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.springframework.mail.MailException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Takes a notification to where its channel leads, once.
@Component
class Courier {

  private static final String ID_HEADER = "Accrue-Delivery";

  private final SealedTargets targets;
  private final ReceiverHttp http;
  private final MailServer mail;
  private final JobLinks links;
  private final JsonMapper json;
  private final Clock clock;

  Courier(
      SealedTargets targets,
      ReceiverHttp http,
      MailServer mail,
      JobLinks links,
      JsonMapper json,
      Clock clock) {
    this.targets = targets;
    this.http = http;
    this.mail = mail;
    this.links = links;
    this.json = json;
    this.clock = clock;
  }

  Outcome take(Claimed claimed) {
    try {
      return switch (target(claimed)) {
        case Target.Webhook webhook -> post(webhook, claimed.notice());
        case Target.Slack slack -> post(slack, claimed.notice());
        case Target.Mail to -> send(to, claimed.notice());
      };
    } catch (IOException | MessagingException | MailException e) {
      return Outcome.failed(reason(e));
    }
  }

  private Target target(Claimed claimed) {
    return switch (claimed.kind()) {
      case WEBHOOK ->
          targets.openWebhook(claimed.channelId(), Objects.requireNonNull(claimed.ciphertext()));
      case SLACK ->
          targets.openSlack(claimed.channelId(), Objects.requireNonNull(claimed.ciphertext()));
      case EMAIL -> new Target.Mail(claimed.recipients());
    };
  }

  private Outcome post(Target.Webhook webhook, Notice notice) throws IOException {
    byte[] body = json.writeValueAsBytes(WebhookBody.of(notice, links.find(notice).orElse(null)));
    Map<String, String> headers =
        Map.of(
            ID_HEADER,
            notice.id().toString(),
            Signature.HEADER,
            Signature.of(webhook.secret(), clock.instant(), body));
    return Outcome.of(http.post(webhook.url(), headers, body));
  }

  private Outcome post(Target.Slack slack, Notice notice) throws IOException {
    String text = escaped(NoticeText.summary(notice) + ".\n" + NoticeText.detail(notice));
    String linked = links.find(notice).map(link -> text + "\n<" + link + ">").orElse(text);
    byte[] body = json.writeValueAsBytes(Map.of("text", linked));
    return Outcome.of(http.post(slack.url(), Map.of(ID_HEADER, notice.id().toString()), body));
  }

  /// As Slack asks for; other characters mean nothing that could hide or notify.
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private Outcome send(Target.Mail to, Notice notice) throws MessagingException {
    String text = NoticeText.summary(notice) + ".\n\n" + NoticeText.detail(notice) + "\n";
    String linked = links.find(notice).map(link -> text + "\n" + link + "\n").orElse(text);
    mail.send(to.recipients(), "[Accrue] " + NoticeText.summary(notice), linked, notice.id());
    return Outcome.TAKEN;
  }

  private static String reason(Exception e) {
    Throwable cause = e.getCause();
    String own = String.valueOf(e.getMessage());
    return cause == null || cause.getMessage() == null ? own : own + ": " + cause.getMessage();
  }
}
