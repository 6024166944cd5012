package dev.accrue.openapi;

import dev.accrue.api.job.SeriesView;
import dev.accrue.problem.Problem;
import dev.accrue.team.Caller;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the controllers do not say themselves.
@Configuration(proxyBeanMethods = false)
class ApiDescription {

  private static final String BEARER = "bearer";
  private static final String SESSION = "session";

  static {
    SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class);
    ModelResolver.enumsAsRef = true;
  }

  @Bean
  GlobalOpenApiCustomizer describeApi() {
    return ApiDescription::describe;
  }

  @Bean
  OperationCustomizer describeRepresentations() {
    return Representations::describe;
  }

  private static void describe(OpenAPI api) {
    api.info(
        new Info()
            .title("Accrue")
            .version("v1")
            .description(
                "Browsers sign in with POST /api/v1/session and send the cookie XSRF-TOKEN back as "
                    + "the header X-XSRF-TOKEN; programs send an API token. Every refusal is an RFC "
                    + "9457 problem."));
    api.servers(List.of(new Server().url("/")));
    api.getComponents()
        .addSecuritySchemes(
            BEARER, new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer"))
        .addSecuritySchemes(
            SESSION,
            new SecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(SecurityScheme.In.COOKIE)
                .name("accrue_session"));
    api.addSecurityItem(new SecurityRequirement().addList(BEARER));
    api.addSecurityItem(new SecurityRequirement().addList(SESSION));
    // No answer's type: refusals and the messages of live streams.
    for (Class<?> type : List.of(Problem.class, SeriesView.class)) {
      ModelConverters.getInstance(true).readAll(type).forEach(api.getComponents()::addSchemas);
    }
    api.getPaths()
        .forEach((path, operations) ->
            operations
                .readOperations()
                .forEach(operation -> {
                  operation.setTags(List.of(tag(path)));
                  refuseWithProblems(operation);
                }));
    WireShapes.correct(api.getComponents());
    Prose.flow(api);
    SpecDrafts.addTo(api);
    RequestExamples.addTo(api);
  }

  /// The collection that an address begins with: `jobs` of `/api/v1/jobs/{id}/logs`.
  private static String tag(String path) {
    return path.split("/", 5)[3];
  }

  private static void refuseWithProblems(Operation operation) {
    operation
        .getResponses()
        .addApiResponse(
            "default",
            new ApiResponse()
                .description("A refusal")
                .content(
                    new Content()
                        .addMediaType(
                            Problem.MEDIA_TYPE,
                            new MediaType()
                                .schema(new Schema<>().$ref("#/components/schemas/Problem")))));
  }
}
