package dev.accrue.usage;

import dev.accrue.api.usage.UsageReport;
import dev.accrue.api.usage.UsageRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;

/// Reports as comma-separated values (RFC 4180), for whoever accepts `text/csv`: a column for each
/// group, and those of the hours.
@Component
class UsageTable extends AbstractHttpMessageConverter<UsageReport> {

  static final String TEXT_CSV = "text/csv";

  private static final String HOURS =
      "attempts,device_hours,useful_device_hours,wasted_device_hours,redone_device_hours,"
          + "probe_device_hours,idle_device_hours";

  UsageTable() {
    super(StandardCharsets.UTF_8, MediaType.parseMediaType(TEXT_CSV));
  }

  @Override
  protected boolean supports(Class<?> type) {
    return type == UsageReport.class;
  }

  @Override
  public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
    return false;
  }

  @Override
  protected UsageReport readInternal(Class<? extends UsageReport> type, HttpInputMessage message) {
    throw new HttpMessageNotReadableException("reports are only written", message);
  }

  @Override
  protected void writeInternal(UsageReport report, HttpOutputMessage message) throws IOException {
    message
        .getHeaders()
        .setContentDisposition(ContentDisposition.attachment().filename("usage.csv").build());
    message.getBody().write(text(report).getBytes(StandardCharsets.UTF_8));
  }

  static String text(UsageReport report) {
    String header =
        Stream.concat(report.groupBy().stream().map(UsageTable::cell), Stream.of(HOURS))
            .collect(Collectors.joining(","));
    return Stream.concat(
            Stream.of(header), report.rows().stream().map(row -> line(report.groupBy(), row)))
        .map(line -> line + "\r\n")
        .collect(Collectors.joining());
  }

  private static String line(List<String> groupBy, UsageRow row) {
    Stream<String> groups = groupBy.stream().map(group -> cell(group(group, row)));
    Stream<String> hours =
        Stream.of(
                row.deviceHours(),
                row.usefulDeviceHours(),
                row.wastedDeviceHours(),
                row.redoneDeviceHours(),
                row.probeDeviceHours(),
                row.idleDeviceHours())
            .map(value -> String.format(Locale.ROOT, "%.6f", value));
    return Stream.of(groups, Stream.of(Long.toString(row.attempts())), hours)
        .flatMap(columns -> columns)
        .collect(Collectors.joining(","));
  }

  private static @Nullable String group(String word, UsageRow row) {
    return switch (word) {
      case "team" -> row.team();
      case "user" -> row.user();
      case "month", "day" -> row.period();
      default -> row.label();
    };
  }

  /// Text that a spreadsheet would take for a formula begins with an apostrophe.
  static String cell(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    String plain = "=+-@\t\r\n".indexOf(text.charAt(0)) < 0 ? text : "'" + text;
    return plain.chars().anyMatch(it -> ",\"\r\n".indexOf(it) >= 0)
        ? '"' + plain.replace("\"", "\"\"") + '"'
        : plain;
  }
}
