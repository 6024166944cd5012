package dev.accrue.fleet;

import dev.accrue.api.worker.ModuleCheckResult;
import dev.accrue.api.worker.ModuleCheckTask;
import dev.accrue.blob.BlobStore;
import dev.accrue.team.CheckHolder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import java.io.IOException;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What a process asks and reports that tries out a module. Its token is good for that one trial,
/// until it has ended.
@RestController
@RequestMapping("/worker/v1/checks/{checkId}")
class ModuleCheckController {

  private final ModuleChecks checks;
  private final BlobStore blobs;

  ModuleCheckController(ModuleChecks checks, BlobStore blobs) {
    this.checks = checks;
    this.blobs = blobs;
  }

  @GetMapping
  ModuleCheckTask task(CheckHolder check) {
    return checks.fetchTask(check);
  }

  @GetMapping("/module")
  void module(CheckHolder check, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String sha256 = checks.fetchTask(check).module().sha256();
    BlobDownload.send(blobs.open(List.of(sha256)), request, response);
  }

  @PostMapping("/result")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void report(CheckHolder check, @RequestBody @Valid ModuleCheckResult result) {
    checks.finish(check, result);
  }
}
