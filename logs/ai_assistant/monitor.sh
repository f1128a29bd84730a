#!/usr/bin/env bash
# How the assistant does, against the limits of config/runbook.yml: health, answers, CPU, memory, sessions.
#
#   logs/ai_assistant/monitor.sh
#
# Ends with 0 where everything is normal, 1 at a warning or where something could not be measured, 2 where
# something is critical. Most of it wants a token with the scope `monitor`, in a file that only its owner reads:
#
#   install -m 600 /dev/null .monitor-token
#   docker compose -f docker-compose.prod.yml exec -T ai_bot node scripts/token.ts create monitoring \
#     --person PERSON --scopes monitor --days 90 --out - > .monitor-token
set -euo pipefail
cd "$(dirname "$0")/../.."

token_file=${MONITOR_TOKEN_FILE:-.monitor-token}
setting() { sed -n "s/^$1=//p" .env 2>/dev/null | tail -n 1; }
address=$(setting ASSISTANT_ADDRESS)
address=http://${address:-127.0.0.1:8001}
compose=(docker compose -f docker-compose.prod.yml)

if [ -e "$token_file" ] && [ -n "$(find "$token_file" -perm /077)" ]; then
  echo "$token_file is readable for others than its owner: chmod 600 $token_file" >&2
  exit 1
fi

# The header as the file holds it, or the token alone. By a file, since arguments are seen by everybody on the machine.
authorization() {
  [ ! -r "$token_file" ] || printf 'Authorization: Bearer %s\n' "$(sed 's/^Authorization: Bearer //' "$token_file" | tr -d '[:space:]')"
}

# One answer: its name, its status, its body, and a sign that no body holds.
ask() {
  local answer
  answer=$(curl -sS --max-time 20 -H @<(authorization) -w '\n%{http_code}' "$address$2" 2>&1) || true
  printf '%s %s\n%s\036' "$1" "${answer##*$'\n'}" "${answer%$'\n'*}"
}

containers() {
  local ids
  mapfile -t ids < <("${compose[@]}" ps -q ai_assistant 2>/dev/null)
  printf 'cores %s\n\036' "$(docker info --format '{{.NCPU}}' 2>/dev/null || true)"
  [ ${#ids[@]} -gt 0 ] || return 0
  printf 'limits 0\n%s\036' "$(docker inspect --format '{{.HostConfig.NanoCpus}}' "${ids[@]}")"
  printf 'stats 0\n%s\036' "$(docker stats --no-stream --format '{{json .}}' "${ids[@]}")"
}

{
  ask health /health
  ask info /info
  ask performance /api/ai/performance
  containers
} | ai_assistant/scripts/program.sh scripts/monitor.ts
