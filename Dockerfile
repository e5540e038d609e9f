# The image of MLAnywhere, for linux/amd64 and linux/arm64:
#   docker build -t mlanywhere .
#   docker run -p 5000:5000 -v mlanywhere:/data mlanywhere
# It holds Node, the C library that Node needs, and the program: no shell, no package manager.

# The only image that is downloaded. A digest never changes; renew it with the tag.
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d

# The program is JavaScript, the same for all machines: it is built on the machine that builds.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS program
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
COPY scripts/setup/node/package.json ./scripts/setup/node/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node scripts/deploy/make-image-program.mjs /program

# Node and its libraries are those of the machine that runs the image.
FROM ${NODE_IMAGE} AS system
COPY deploy/docker/make-system.sh /make-system.sh
RUN sh /make-system.sh /system

FROM scratch
COPY --from=system /system/ /
COPY --from=program /program/ /app/
COPY --chmod=755 deploy/docker/mla.cjs /usr/local/bin/mla
# The browser's address is that of `docker run -p 5000:5000`. Change it with MLA_BASE_URL.
ENV PATH=/usr/local/bin \
    HOME=/data \
    MLA_HOME=/data/mlanywhere \
    XDG_CACHE_HOME=/data/cache \
    MLA_LISTEN=0.0.0.0:5000 \
    MLA_BASE_URL=http://localhost:5000
LABEL org.opencontainers.image.title="MLAnywhere" \
      org.opencontainers.image.description="Installs Kubeflow on Kubernetes" \
      org.opencontainers.image.licenses="Apache-2.0"
# Group 0 may write where any user of it has to: clusters that choose the user themselves keep the group.
USER 10001:0
VOLUME /data
EXPOSE 5000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["/usr/local/bin/mla", "health"]
ENTRYPOINT ["/usr/local/bin/mla"]
CMD ["serve"]
