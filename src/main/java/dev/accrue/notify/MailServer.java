package dev.accrue.notify;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/// The operator's mail server, where there is one.
@Component
class MailServer {

  private static final String MISSING =
      "this server sends no mail; ask its operator to set spring.mail.host and accrue.notifications.mail-from";

  private final ObjectProvider<JavaMailSender> sender;
  private final NotificationProperties properties;

  MailServer(ObjectProvider<JavaMailSender> sender, NotificationProperties properties) {
    this.sender = sender;
    this.properties = properties;
  }

  /// @throws ProblemException where there is none
  void require() {
    if (sender.getIfAvailable() == null || properties.mailFrom() == null) {
      throw new ProblemException(ProblemCode.INVALID_REQUEST, "kind: " + MISSING);
    }
  }

  /// Sends a mail to everybody together.
  ///
  /// @param id of the delivery, the same at each attempt
  void send(List<String> recipients, String subject, String text, UUID id)
      throws MessagingException {
    JavaMailSender server = sender.getIfAvailable();
    String from = properties.mailFrom();
    if (server == null || from == null) {
      throw new MessagingException(MISSING);
    }
    MimeMessage message = server.createMimeMessage();
    MimeMessageHelper helper = new MimeMessageHelper(message, StandardCharsets.UTF_8.name());
    helper.setFrom(from);
    helper.setTo(recipients.toArray(String[]::new));
    helper.setSubject(subject);
    helper.setText(text);
    message.setHeader("Accrue-Delivery", id.toString());
    // Keeps out-of-office replies away.
    message.setHeader("Auto-Submitted", "auto-generated");
    server.send(message);
  }
}
