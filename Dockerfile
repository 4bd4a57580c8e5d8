# Trilatch in a small image, with a user of its own. docs/docker.md says what the host must give it.
#
#   docker build -t trilatch .
#   docker build -t trilatch-python --build-arg BASE=docker.io/library/python:3.13-slim .
#
# What is installed is static, so that any Linux image will do as BASE: take one that has your servers' interpreter.
ARG SWIFT=docker.io/library/swift:6.3-bookworm
ARG BASE=docker.io/library/debian:bookworm-slim

FROM ${SWIFT} AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        git libcap-dev libnghttp2-dev libseccomp-dev libsodium-dev libssl-dev libyaml-dev make pkg-config python3 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# What `trilatch --version` names: the repository's history is not in the build.
ARG COMMIT=
# Not below /usr, of which every box sees all: nothing in a box needs the launcher.
RUN make install PREFIX=/opt/trilatch DESTDIR=/out COMMIT="${COMMIT}"

FROM ${BASE}
COPY --from=build /out/ /
# A number, so that rules like “not root” can be checked by who starts it; a home, because profiles and caches live in one.
RUN mkdir -m 700 -p /home/trilatch \
    && chown 1000:1000 /home/trilatch \
    && { getent passwd 1000 >/dev/null || echo 'trilatch:x:1000:1000::/home/trilatch:/bin/sh' >>/etc/passwd; } \
    && { getent group 1000 >/dev/null || echo 'trilatch:x:1000:' >>/etc/group; }
ENV HOME=/home/trilatch PATH=/opt/trilatch/bin:/usr/local/bin:/usr/bin:/bin
USER 1000:1000
WORKDIR /home/trilatch
ENTRYPOINT ["trilatch"]
CMD ["--help"]
