package dev.accrue.problem;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;

/// Every exception that leaves a controller, as a problem.
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

  private static final String NUL =
      "a text contains the character NUL, which cannot be stored; leave it out";

  /// By SQLSTATE.
  private static final Map<String, String> UNSTORABLE =
      Map.of(
          "22021", NUL,
          "22P05", NUL,
          "22008", "an instant is too far away to be stored; write one of the years 1 to 9999");

  @ExceptionHandler
  @Nullable ResponseEntity<Object> refused(ProblemException e, WebRequest request) {
    return answer(e, e.code(), e.getMessage(), e.violations(), new HttpHeaders(), request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> tooMany(TooManyRequestsException e, WebRequest request) {
    HttpHeaders headers = new HttpHeaders();
    headers.set(HttpHeaders.RETRY_AFTER, Long.toString(e.retryAfterSeconds()));
    return answer(e, e.code(), e.getMessage(), e.violations(), headers, request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> tooLarge(BodyTooLargeException e, WebRequest request) {
    return answer(
        e, ProblemCode.BODY_TOO_LARGE, e.getMessage(), List.of(), new HttpHeaders(), request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> tooSlow(BodyTooSlowException e, WebRequest request) {
    return answer(
        e, ProblemCode.BODY_TOO_SLOW, e.getMessage(), List.of(), new HttpHeaders(), request);
  }

  /// Of a person's request: see `RequestStatements`.
  @ExceptionHandler
  @Nullable ResponseEntity<Object> tooLong(QueryTimeoutException e, WebRequest request) {
    LOG.warn("a request took too long in the database and was ended", e);
    return answer(
        e,
        ProblemCode.UNAVAILABLE,
        "the database took too long for this; ask for less, or try again later",
        List.of(),
        new HttpHeaders(),
        request);
  }

  /// Tomcat looks at the query when it is first asked for a parameter.
  @ExceptionHandler
  @Nullable ResponseEntity<Object> badQuery(InvalidParameterException e, WebRequest request) {
    return answer(
        e,
        ProblemCode.BAD_REQUEST,
        "the address's query is malformed; write it as name=value&name=value, with what is special percent-encoded",
        List.of(),
        new HttpHeaders(),
        request);
  }

  /// Of a request's values some are of the right type and still none that PostgreSQL can hold.
  @ExceptionHandler
  @Nullable ResponseEntity<Object> unstorable(
      DataIntegrityViolationException e, WebRequest request) {
    String detail =
        e.getRootCause() instanceof SQLException sql ? UNSTORABLE.get(sql.getSQLState()) : null;
    return detail == null
        ? mistake(e, request)
        : answer(e, ProblemCode.INVALID_REQUEST, detail, List.of(), new HttpHeaders(), request);
  }

  /// Spring MVC meets a body's type that is no single one, such as `*/*`, with a failed assertion.
  @ExceptionHandler
  @Nullable ResponseEntity<Object> anyMediaType(IllegalArgumentException e, WebRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type == null || !type.contains("*")) {
      return mistake(e, request);
    }
    return unsupported(
        e,
        new Violation(
            "Content-Type",
            Shortened.of(type),
            "is not one type",
            "send the type of the body, such as application/json"),
        new HttpHeaders(),
        request);
  }

  @ExceptionHandler({
    DataAccessResourceFailureException.class,
    TransientDataAccessException.class,
    CannotCreateTransactionException.class
  })
  @Nullable ResponseEntity<Object> unavailable(Exception e, WebRequest request) {
    LOG.warn("a request failed because the database could not be used", e);
    return answer(
        e,
        ProblemCode.UNAVAILABLE,
        "the server cannot use its database at the moment; try again in a few seconds",
        List.of(),
        new HttpHeaders(),
        request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> mistake(Exception e, WebRequest request) {
    if (e instanceof ErrorResponse response) {
      return handleExceptionInternal(
          e, null, response.getHeaders(), response.getStatusCode(), request);
    }
    UUID id = UUID.randomUUID();
    LOG.error("a request failed unexpectedly ({})", id, e);
    return answer(
        e,
        ProblemCode.INTERNAL,
        "the server made a mistake; try again, and if it stays, report it with the id " + id,
        List.of(),
        new HttpHeaders(),
        request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BodyTooLargeException large) {
        return tooLarge(large, request);
      }
      if (cause instanceof BodyTooSlowException slow) {
        return tooSlow(slow, request);
      }
    }
    // Jackson wraps whatever keeps it from reading.
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof JacksonException unreadable) {
        return refused(UnreadableBody.problem(unreadable), request);
      }
    }
    return answer(
        e,
        ProblemCode.MALFORMED_BODY,
        "the body is missing or could not be read; send one JSON object",
        List.of(),
        headers,
        request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
      MethodArgumentNotValidException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    List<Violation> violations =
        e.getBindingResult().getAllErrors().stream().map(ProblemAdvice::violation).toList();
    return invalid(e, violations, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
      HandlerMethodValidationException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    List<Violation> violations =
        e.getParameterValidationResults().stream().flatMap(ProblemAdvice::violations).toList();
    return invalid(e, violations, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
      MissingServletRequestParameterException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    Violation violation =
        new Violation(e.getParameterName(), null, "is missing", "add it to the address's query");
    return invalid(e, List.of(violation), request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    String name =
        e instanceof MethodArgumentTypeMismatchException argument
            ? argument.getName()
            : String.valueOf(e.getPropertyName());
    Class<?> type = e.getRequiredType();
    String expected = UnreadableBody.expected(type);
    Violation violation =
        new Violation(name, Shortened.of(e.getValue()), "is not " + expected, "write " + expected);
    return invalid(e, List.of(violation), request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotSupported(
      HttpMediaTypeNotSupportedException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String supported =
        e.getSupportedMediaTypes().stream()
            .map(MediaType::toString)
            .collect(Collectors.joining(", "));
    return unsupported(
        e,
        new Violation(
            "Content-Type",
            Shortened.of(e.getContentType()),
            "is not a type that this endpoint reads",
            "send one of " + supported),
        headers,
        request);
  }

  private @Nullable ResponseEntity<Object> unsupported(
      Exception e, Violation violation, HttpHeaders headers, WebRequest request) {
    return answer(
        e,
        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
        detail(List.of(violation)),
        List.of(violation),
        headers,
        request);
  }

  /// Whatever else Spring MVC refuses: unknown paths, wrong methods, missing headers.
  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ProblemCode code = ProblemCode.of(status);
    if (status.is5xxServerError() && code == ProblemCode.INTERNAL) {
      LOG.error("a request failed in Spring MVC", e);
    }
    String said = e instanceof ErrorResponse response ? response.getBody().getDetail() : null;
    String detail =
        switch (code) {
          case NOT_FOUND -> "there is nothing at this path";
          default -> said == null ? ErrorPage.detail(code) : said;
        };
    return answer(e, code, detail, List.of(), headers, request);
  }

  private @Nullable ResponseEntity<Object> invalid(
      Exception e, List<Violation> violations, WebRequest request) {
    return answer(
        e, ProblemCode.INVALID_REQUEST, detail(violations), violations, new HttpHeaders(), request);
  }

  private @Nullable ResponseEntity<Object> answer(
      Exception e,
      ProblemCode code,
      @Nullable String detail,
      List<Violation> violations,
      HttpHeaders headers,
      WebRequest request) {
    if (!(request instanceof ServletWebRequest servlet)
        || servlet.getResponse() == null
        || servlet.getResponse().isCommitted()) {
      LOG.debug("a request failed after its answer had begun", e);
      return null;
    }
    HttpHeaders answered = new HttpHeaders();
    answered.putAll(headers);
    answered.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    Problem problem =
        Problem.of(
            code,
            detail == null ? code.status().getReasonPhrase() : detail,
            servlet.getRequest().getRequestURI(),
            violations);
    return new ResponseEntity<>(problem, answered, code.status());
  }

  /// A body is checked with its method's other parameters where one of those has a rule too.
  private static Stream<Violation> violations(ParameterValidationResult result) {
    return result instanceof ParameterErrors body
        ? body.getAllErrors().stream().map(ProblemAdvice::violation)
        : result.getResolvableErrors().stream()
            .map(error ->
                new Violation(
                    String.valueOf(result.getMethodParameter().getParameterName()),
                    Shortened.of(result.getArgument()),
                    String.valueOf(error.getDefaultMessage()),
                    "send a value that is allowed"));
  }

  private static Violation violation(ObjectError error) {
    Object value = error instanceof FieldError field ? field.getRejectedValue() : null;
    String name = error instanceof FieldError field ? field.getField() : error.getObjectName();
    return new Violation(
        name,
        Shortened.of(value),
        String.valueOf(error.getDefaultMessage()),
        "send a value that is allowed");
  }

  private static String detail(List<Violation> violations) {
    return violations.stream()
        .map(violation -> violation.field() + " " + violation.message() + "; " + violation.fix())
        .collect(Collectors.joining(". "));
  }
}
