# Images of Accrue for servers and for workers on processors; Dockerfile.gpu is for workers on GPUs.
#
#   docker build --target server -t accrue-server .
#   docker build --target cpu-worker -t accrue-worker .
#
# They are built from the checkout and need nothing but Docker. Where `mvn package` has been run already,
# `--build-arg JAR=built` takes its target/accrue.jar (by BuildKit, which leaves out stages that nobody needs).
ARG JAR=from-source
ARG JDK_IMAGE=eclipse-temurin:25-jdk
ARG JRE_IMAGE=eclipse-temurin:25-jre

FROM node:22-bookworm-slim AS web
WORKDIR /accrue
COPY docs/openapi.json docs/
COPY examples/*.yaml examples/
COPY frontend frontend
RUN frontend/build /classes

FROM maven:3.9-eclipse-temurin-25 AS from-source
WORKDIR /accrue
COPY pom.xml ./
COPY src/main src/main
COPY db db
COPY examples examples
COPY --from=web /classes target/classes
RUN mvn --batch-mode --quiet -DskipFrontend -Dmaven.test.skip=true -DskipTests -Dspotless.check.skip=true package \
 && mkdir /jar && cp target/accrue.jar /jar/

FROM scratch AS built
COPY target/accrue.jar /jar/

FROM ${JAR} AS jar

# The jar in parts, by how often they change and by who needs them:
#   dependencies  libraries of all roles
#   application   Accrue itself
#   trainer       what only trainers load: the border to libtorch
#   libtorch      unpacked, so that no container unpacks half a gigabyte for itself
#   rehearsal     everything, an embedded PostgreSQL included
FROM ${JDK_IMAGE} AS parts
COPY --from=jar /jar/accrue.jar /tmp/accrue.jar
RUN set -eu; \
    java -Djarmode=tools -jar /tmp/accrue.jar extract --layers --destination /parts; \
    cd /parts; \
    mkdir -p trainer/lib libtorch rehearsal; \
    cp -r dependencies/lib application/accrue.jar rehearsal/; \
    rm dependencies/lib/embedded-postgres-binaries-*; \
    mv dependencies/lib/pytorch-jni-* trainer/lib/; \
    mkdir /tmp/native; (cd /tmp/native; jar xf /parts/dependencies/lib/pytorch-native-cpu-*.jar); \
    find /tmp/native -name '*.so*' -exec mv {} libtorch/ ';'; \
    rm dependencies/lib/pytorch-native-cpu-*

FROM ${JRE_IMAGE} AS base
RUN groupadd --gid 10001 accrue \
 && useradd --uid 10001 --gid accrue --home-dir /var/lib/accrue --no-create-home --shell /usr/sbin/nologin accrue \
 && install --directory --owner=accrue --group=accrue --mode=700 /var/lib/accrue
COPY LICENSE NOTICE /opt/accrue/
WORKDIR /opt/accrue
COPY --from=parts /parts/dependencies/ ./
COPY --from=parts /parts/application/ ./

# Runs the server as the image will, and keeps what Java learned while it started.
FROM base AS rehearsal
COPY --from=parts /parts/rehearsal/ /rehearsal/
COPY docker/rehearse /rehearsal/
USER accrue
RUN /rehearsal/rehearse /var/lib/accrue/server.aot

FROM base AS server
LABEL org.opencontainers.image.title="Accrue server" org.opencontainers.image.licenses="Apache-2.0"
COPY --from=rehearsal --chown=root:root /var/lib/accrue/server.aot ./
COPY docker/healthy docker/accrue /usr/local/bin/
USER accrue
# Files that are mounted there are settings by their names; spring.datasource.password is one.
ENV HOME=/tmp SERVER_ADDRESS=0.0.0.0 SPRING_CONFIG_IMPORT=optional:configtree:/run/secrets/
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=300s CMD ["healthy", "server"]
# The same flags as in the rehearsal, or Java starts without what it learned. JAVA_TOOL_OPTIONS adds others.
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=60", "-XX:AOTCache=/opt/accrue/server.aot", "-Xlog:aot*=error", \
  "--enable-native-access=ALL-UNNAMED", "-jar", "/opt/accrue/accrue.jar"]
CMD ["server"]

FROM base AS cpu-worker
LABEL org.opencontainers.image.title="Accrue worker" org.opencontainers.image.licenses="Apache-2.0"
COPY --from=parts /parts/libtorch/ /opt/libtorch/
COPY --from=parts /parts/trainer/ ./
COPY docker/healthy docker/accrue /usr/local/bin/
ENV PYTORCH_LIBRARY_PATH=/opt/libtorch PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cpu
USER accrue
VOLUME /var/lib/accrue
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s CMD ["healthy", "worker"]
# Its heap is small, because trainers are processes of their own.
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-Xmx256m", "--enable-native-access=ALL-UNNAMED", \
  "-jar", "/opt/accrue/accrue.jar", "worker", "--data", "/var/lib/accrue/worker"]
CMD ["--server", "http://server:8080", "--token-file", "/run/secrets/accrue.worker-token"]
