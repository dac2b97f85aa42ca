# The container image: no shell, no package manager, not root, nothing to write to but its volume.
#   docker build -t jsm-connector .
#   docker run --read-only --cap-drop ALL -p 8080:8080 \
#     -v jsm-data:/var/lib/jsm-connector -v ./connector.yaml:/etc/jsm-connector/connector.yaml:ro \
#     jsm-connector
# `./dev image` builds it without a Docker engine as well.
ARG BASE=debian:12-slim
FROM ${BASE} AS build

RUN apt-get update -q && \
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
        ninja-build cmake g++ mold pkg-config ca-certificates \
        libboost1.81-dev libboost-context1.81-dev libcurl4-openssl-dev libssl-dev libsqlite3-dev \
        nlohmann-json3-dev libyaml-cpp-dev libsodium-dev libctemplate-dev libgumbo-dev libspdlog-dev libfmt-dev \
        libcli11-dev prometheus-cpp-dev libsystemd-dev libexpected-dev libidn2-dev libpsl-dev publicsuffix libboost-locale1.81-dev libicu-dev gettext libcjose-dev libunistring-dev libfido2-dev \
        libgtest-dev libgmock-dev && \
    rm -rf /var/lib/apt/lists/*

COPY . /src
WORKDIR /src
RUN cmake --preset release && cmake --build --preset release --target connector

# All that the program needs at run time: itself, the libraries it is linked with and their
# licences, certificates, a user, and its directory.
RUN /src/deploy/image/collect-rootfs /src/build/release/bin/connector /rootfs

FROM scratch
COPY --from=build /rootfs /
USER 65532:65532
ENV PATH=/usr/local/bin
VOLUME /var/lib/jsm-connector
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s \
    CMD ["/usr/local/bin/connector", "health", "--config", "/etc/jsm-connector/connector.yaml"]
ENTRYPOINT ["/usr/local/bin/connector"]
CMD ["run", "--config", "/etc/jsm-connector/connector.yaml"]
