#!/usr/bin/env bash
# Runs a script of the program on what it is given, with the folder config and without any network: in the
# program's image, or with this machine's Node where the image is not there.
#
#   ai_assistant/scripts/program.sh scripts/monitor.ts < facts
set -euo pipefail
cd "$(dirname "$0")/../.."

tag=$(sed -n 's/^TAG=//p' .env 2>/dev/null | tail -n 1)
image=ai-assistant:${tag:-latest}

if docker image inspect "$image" >/dev/null 2>&1; then
  exec docker run --rm --interactive --network none --read-only --cap-drop ALL --user "$(id -u):$(id -g)" \
    --volume "$PWD/config:/app/config:ro" --entrypoint node "$image" "$@"
fi
[ ! -x node_modules/node/bin/node ] || PATH=$PWD/node_modules/node/bin:$PATH
if [ -d node_modules ] && [ "$(node -p 'parseInt(process.versions.node)' 2>/dev/null || echo 0)" -ge 24 ]; then
  exec node "$@"
fi
echo "The image $image is not there: docker compose -f docker-compose.prod.yml build" >&2
exit 2
