package dev.accrue.example;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.accrue.client.ApiClient;
import dev.accrue.client.ApiException;
import dev.accrue.client.api.JobsApi;
import dev.accrue.client.model.JobSpecDraft;
import dev.accrue.client.model.JobState;
import dev.accrue.client.model.JobView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;

/// Submits a spec in JSON and waits for the end of its job, by the client that is generated from
/// `docs/openapi.json`.
///
///     ACCRUE_SERVER=http://127.0.0.1:8080 ACCRUE_TOKEN=... mvn -q compile exec:java -Dexec.args=spec.json
final class SubmitAndWait {

  private static final Set<JobState> ENDED =
      Set.of(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELED);

  private SubmitAndWait() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    String server = System.getenv().getOrDefault("ACCRUE_SERVER", "http://127.0.0.1:8080");
    String token = System.getenv("ACCRUE_TOKEN");
    ApiClient client = new ApiClient();
    client.updateBaseUri(server);
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
    JobState end = run(new JobsApi(client), client.getObjectMapper(), Path.of(args[0]));
    System.out.println("ended " + end);
    if (end != JobState.SUCCEEDED) {
      System.exit(1);
    }
  }

  private static JobState run(JobsApi accrue, ObjectMapper json, Path spec)
      throws IOException, InterruptedException {
    try {
      JobSpecDraft draft = json.readValue(Files.readString(spec), JobSpecDraft.class);
      // With a key, a request that is sent again after a lost answer is the same job.
      JobView job = accrue.submitJob(draft, UUID.randomUUID().toString());
      System.out.println("submitted " + job.getId());
      while (!ENDED.contains(job.getState())) {
        Thread.sleep(1000);
        job = accrue.job(job.getId(), null);
      }
      return job.getState();
    } catch (ApiException e) {
      // An RFC 9457 problem: says the field, its value and the fix.
      throw new IOException(e.getCode() + " " + e.getResponseBody(), e);
    }
  }
}
