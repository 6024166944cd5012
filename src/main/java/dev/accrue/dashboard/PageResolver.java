package dev.accrue.dashboard;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.web.servlet.resource.PathResourceResolver;
import org.springframework.web.servlet.resource.ResourceResolverChain;

/// Finds files, and the app itself for every address that a browser may show as a page.
final class PageResolver extends PathResourceResolver {

  private static final String APP = "index.html";
  private static final List<String> NOT_PAGES = List.of("api/", "worker/", "actuator/", "v3/");

  @Override
  protected @Nullable Resource resolveResourceInternal(
      @Nullable HttpServletRequest request,
      String path,
      List<? extends Resource> locations,
      ResourceResolverChain chain) {
    Resource file =
        path.isEmpty() ? null : super.resolveResourceInternal(request, path, locations, chain);
    if (file != null || request == null || !isPage(path) || !acceptsHtml(request)) {
      return file;
    }
    return super.resolveResourceInternal(request, APP, locations, chain);
  }

  private static boolean isPage(String path) {
    return NOT_PAGES.stream().noneMatch((path + "/")::startsWith)
        && path.indexOf('.', path.lastIndexOf('/') + 1) < 0;
  }

  private static boolean acceptsHtml(HttpServletRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    if (accept == null) {
      return false;
    }
    try {
      return MediaType.parseMediaTypes(accept).stream()
          .anyMatch(type -> !type.isWildcardType() && type.includes(MediaType.TEXT_HTML));
    } catch (InvalidMimeTypeException e) {
      return false;
    }
  }
}
