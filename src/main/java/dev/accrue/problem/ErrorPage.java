package dev.accrue.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/// Where the servlet container sends requests that failed outside Spring MVC. Says nothing of what
/// went wrong inside.
@Controller
class ErrorPage implements ErrorController {

  private final ProblemWriter problems;

  ErrorPage(ProblemWriter problems) {
    this.problems = problems;
  }

  @RequestMapping("/error")
  void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    ProblemCode code =
        status instanceof Integer number
            ? ProblemCode.of(HttpStatusCode.valueOf(number))
            : ProblemCode.NOT_FOUND;
    problems.write(
        response,
        Problem.of(code, detail(code), Objects.toString(path, request.getRequestURI()), List.of()));
  }

  static String detail(ProblemCode code) {
    return code.status().is5xxServerError()
        ? "the server could not answer; its log says why"
        : "the request was refused before it was read; look at its path and headers";
  }
}
