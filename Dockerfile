# Lyceum as a container image: built from source, run as nobody in particular on a read-only root.

FROM node:22-bookworm-slim AS node

FROM rust:1.96-bookworm AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /src

# The tools and the npm packages change seldom: layers of their own.
COPY scripts/lib.sh scripts/lib.sh
COPY scripts/setup scripts/setup
RUN scripts/setup/rust.sh && scripts/setup/tools.sh
COPY package.json package-lock.json ./
RUN scripts/setup/node.sh

COPY . .
RUN scripts/build.sh release \
    && mkdir /app /data \
    && cp -r target/release/lyceum target/release/hash.txt target/site /app/

FROM debian:12-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin lyceum
COPY --from=build /app /app
# A volume takes over the owner of the folder it covers.
COPY --from=build --chown=10001:10001 /data /data
USER 10001
WORKDIR /data
ENV LYCEUM_LISTEN=0.0.0.0:3000 \
    LYCEUM_DATA_DIR=/data \
    LYCEUM_CONFIG=/data/lyceum.toml
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD \
    ["/bin/bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/3000 && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["/app/lyceum"]
CMD ["serve"]
