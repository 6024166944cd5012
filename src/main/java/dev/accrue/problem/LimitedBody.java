package dev.accrue.problem;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A request whose body ends with an error after so many bytes, for bodies that do not say their
/// length beforehand, or when it comes too slowly.
final class LimitedBody extends HttpServletRequestWrapper {

  private final long limitBytes;
  private final BodyPace pace;
  private @Nullable ServletInputStream stream;

  LimitedBody(HttpServletRequest request, long limitBytes, BodyPace pace) {
    super(request);
    this.limitBytes = limitBytes;
    this.pace = pace;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    ServletInputStream existing = stream;
    if (existing != null) {
      return existing;
    }
    ServletInputStream limited = new LimitedStream(super.getInputStream());
    stream = limited;
    return limited;
  }

  @Override
  public BufferedReader getReader() throws IOException {
    return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
  }

  private BodyTooSlowException tooSlow() {
    setAttribute(BodyTooSlowException.ATTRIBUTE, true);
    return new BodyTooSlowException();
  }

  private final class LimitedStream extends ServletInputStream {

    private final ServletInputStream stream;
    private long seenBytes;

    LimitedStream(ServletInputStream stream) {
      this.stream = stream;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = readInTime(bytes, offset, length);
      if (read > 0) {
        count(read);
      }
      return read;
    }

    private int readInTime(byte[] bytes, int offset, int length) throws IOException {
      try {
        return stream.read(bytes, offset, length);
      } catch (SocketTimeoutException e) {
        throw tooSlow();
      }
    }

    private void count(int read) throws IOException {
      seenBytes += read;
      if (seenBytes > limitBytes) {
        throw new BodyTooLargeException(limitBytes);
      }
      if (pace.isTooSlow(seenBytes)) {
        throw tooSlow();
      }
    }

    @Override
    public boolean isFinished() {
      return stream.isFinished();
    }

    @Override
    public boolean isReady() {
      return stream.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      stream.setReadListener(listener);
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
