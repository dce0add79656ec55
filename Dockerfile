# syntax=docker/dockerfile:1
# The operator's image: docker build -t incus-operator .
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml ./
COPY .mvn .mvn
COPY crds crds
COPY dev/lib/image/train dev/lib/image/train
COPY src src
# the tests are not run here: of their classes one stands in for a Kubernetes API below
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -q package dependency:copy-dependencies -DskipTests -Dspotless.check.skip=true \
        -DincludeScope=test -DoutputDirectory=target/stand-in

FROM eclipse-temurin:25-jre-noble
LABEL org.opencontainers.image.title="incus-operator" \
      org.opencontainers.image.description="Keeps containers and virtual machines on Incus and LXD hosts as Kubernetes resources declare them." \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
# what changes least comes first, so that a new version is a thin layer
COPY --from=build /build/target/quarkus-app/lib lib
COPY --from=build /build/target/quarkus-app/quarkus quarkus
COPY --from=build /build/target/quarkus-app/quarkus-run.jar ./
COPY --from=build /build/target/quarkus-app/app app
# What Java has loaded and linked after a start is kept for the next ones.
RUN --mount=type=bind,from=build,source=/build,target=/build \
    /build/dev/lib/image/train java "target/test-classes:target/classes:target/stand-in/*" \
    java -XX:+UseSerialGC -Xmx512m -XX:+UseCompactObjectHeaders \
    --enable-native-access=ALL-UNNAMED -XX:AOTCacheOutput=app.aot -jar quarkus-run.jar \
    && test -s app.aot
USER 65532:65532
EXPOSE 8080
# Writes to /tmp only, where the unix socket's native library is unpacked: the rest may be read-only.
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-Xms32m", "-XX:MaxRAMPercentage=70", "-XX:+UseCompactObjectHeaders", \
            "-XX:+ExitOnOutOfMemoryError", "-XX:AOTCache=app.aot", "--enable-native-access=ALL-UNNAMED", \
            "-jar", "quarkus-run.jar"]
