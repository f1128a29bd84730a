#!/usr/bin/env bash
# Checks an installation before it is started or changed, and with --running the stack that runs besides:
#
#   ai_assistant/scripts/validate_config.sh
#   ai_assistant/scripts/validate_config.sh --running
#
# One line a check, by the name that ai_assistant/PRODUCTION_CHECKLIST.md gives it: ok, WRONG with what to do, or
# note for what may be meant so. Ends with 1 where something is wrong. Shows no secret.
set -uo pipefail
cd "$(dirname "$0")/../.."

running=
[ "${1:-}" != --running ] || running=yes
compose=(docker compose -f docker-compose.prod.yml)
files=(.env .env.production .env.bot)
failed=

setting() { sed -n "s/^$1=//p" .env 2>/dev/null | tail -n 1; }
ok() { printf 'ok     %s: %s\n' "$1" "$2"; }
note() { printf 'note   %s: %s\n' "$1" "$2"; }
wrong() {
  printf 'WRONG  %s: %s\n' "$1" "$2"
  failed=yes
}
# check NAME GOOD PROBLEM: ok where the problem is empty.
check() { if [ -z "$3" ]; then ok "$1" "$2"; else wrong "$1" "$3"; fi; }

# What the engine says of every container of a service, a line each.
state_of() { "${compose[@]}" ps -aq "$1" 2>/dev/null | xargs -r docker inspect --format "$2"; }

check_files() {
  local file problem='' closed
  for file in "${files[@]}"; do
    if [ ! -r "$file" ]; then
      problem+="$file is missing or not readable; ai_assistant/scripts/init_production.sh makes it. "
    elif [ -n "$(find "$file" -perm /077)" ]; then
      problem+="$file is open to others: chmod 600 $file. "
    fi
  done
  # The processes are other users than whoever owns these.
  closed=$(find config caddy ! -perm -o+r -o -type d ! -perm -o+x | tr '\n' ' ')
  [ -z "$closed" ] || problem+="The processes cannot read ${closed% }: chmod -R o+rX config caddy. "
  check files "the settings files are there, for their owner alone, and config for the processes." "$problem"
}

check_program() {
  local file service
  {
    for file in stack:.env assistant:.env.production bot:.env.bot; do
      printf '%s 0\n%s\036' "${file%%:*}" "$(cat "${file#*:}" 2>/dev/null)"
    done
    # A restart does not read a settings file again; only a new container does.
    for service in ${running:+ai_assistant ai_bot}; do
      printf '%s 0\n%s\036' "$service" "$(state_of "$service" '{{json .Config.Env}}')"
    done
  } | ai_assistant/scripts/program.sh scripts/validate.ts || failed=yes
}

check_engine() {
  local version compose_version
  version=$(docker version --format '{{.Server.Version}}' 2>/dev/null)
  compose_version=$(docker compose version --short 2>/dev/null)
  if [ -z "$version" ]; then
    wrong engine "Docker does not answer. Start it, or put yourself into the group docker."
  elif [ "${version%%.*}" -lt 20 ] || [[ ! $compose_version =~ ^v?(2\.([2-9][0-9])|[3-9]|[1-9][0-9]) ]]; then
    wrong engine "Docker $version with Compose ${compose_version:-none}; needed are 20.10 with Compose 2.20."
  else
    ok engine "Docker $version, Compose $compose_version."
  fi
}

check_compose() {
  local said
  if said=$("${compose[@]}" config --quiet 2>&1); then
    ok compose "the Compose file has all that it wants."
  else
    wrong compose "docker-compose.prod.yml lacks something: $(tail -n 1 <<<"$said")"
  fi
}

check_folder() {
  check folder "the stack knows where it lies." \
    "$([ "$(setting PROJECT_DIR)" = "$PWD" ] || echo "PROJECT_DIR in .env is not $PWD.")"
}

check_logs() {
  local folder problem='' user
  user=$(setting APP_USER)
  for folder in logs/ai_assistant logs/ai_bot; do
    [ "$(stat -c %u:%g "$folder" 2>/dev/null)" = "$user" ] || problem+="chown $user $folder. "
  done
  check logs "the log folders belong to whom the processes run as." "$problem"
}

check_space() {
  local free memory problem=
  free=$(df --output=avail -BG . | tail -n 1 | tr -dc 0-9)
  memory=$(awk '/^MemTotal/ { print int($2 / 1000 / 1000) }' /proc/meminfo)
  [ "$free" -ge 10 ] || problem+="Only $free GB are free on this disk; 10 are needed. "
  [ "$memory" -ge 4 ] || problem+="This machine has $memory GB of memory; 4 are needed. "
  check space "$free GB free, $memory GB of memory." "$problem"
}

check_name() {
  local domain
  domain=$(setting DOMAIN)
  check name "$domain is known by name." \
    "$(getent hosts "$domain" >/dev/null || echo "$domain has no address yet: add it to your DNS.")"
}

check_model() {
  if grep -qE '^OPENAI_API_KEY=.+' .env.production 2>/dev/null; then
    ok model "a model writes the answers."
  else
    note model "OPENAI_API_KEY is not set, so answers are quoted from the manuals."
  fi
}

check_certificate() {
  if [ "$(setting TLS)" = internal ] || [ -z "$(setting TLS)" ]; then
    note certificate "TLS in .env is internal: browsers warn until they trust Caddy's own authority."
  else
    ok certificate "certificates come for $(setting TLS)."
  fi
}

check_boot() {
  local state
  state=$(systemctl is-enabled docker 2>/dev/null)
  if [ "$state" = enabled ]; then
    ok boot "Docker starts with the machine."
  else
    note boot "systemd does not start Docker with the machine: systemctl enable docker."
  fi
}

# What follows looks at the stack that runs.

check_healthy() {
  local service problem=
  for service in ai_assistant ai_bot ai_agent db ops_db redis caddy; do
    case $(state_of "$service" '{{.State.Health.Status}}' | sort -u) in
    healthy) ;;
    *starting*) problem+="$service is still starting: look again in a minute. " ;;
    *) problem+="$service is not healthy: docker compose -f docker-compose.prod.yml logs $service. " ;;
    esac
  done
  # A file that was replaced is another one than the container has, until it starts anew.
  "${compose[@]}" exec -T caddy cat /etc/caddy/Caddyfile 2>/dev/null | cmp -s - caddy/Caddyfile ||
    problem+="caddy runs with another Caddyfile: docker compose -f docker-compose.prod.yml restart caddy. "
  [ "$(state_of migrate '{{.State.ExitCode}}')" = 0 ] || problem+="migrate did not end well. "
  check healthy "every service is healthy, and the databases are brought up." "$problem"
}

check_restart() {
  local service problem=
  for service in ai_assistant ai_bot ai_agent db ops_db redis caddy; do
    [ "$(state_of "$service" '{{.HostConfig.RestartPolicy.Name}}' | sort -u)" = unless-stopped ] ||
      problem+="$service does not come back by itself: bring it up with the Compose file. "
  done
  check restart "what ends comes back by itself." "$problem"
}

check_socket() {
  local service problem=
  for service in ai_assistant ai_bot db ops_db redis caddy; do
    ! state_of "$service" '{{json .Mounts}}' | grep -q docker.sock || problem+="$service has Docker's socket. "
  done
  check socket "only the agent has power over Docker." "$problem"
}

check_closed() {
  local address code problem=
  address=$(setting ASSISTANT_ADDRESS)
  address=http://${address:-127.0.0.1:8001}
  code() { curl -s -o /dev/null --max-time 10 -w '%{http_code}' "$@"; }
  [ "$(code "$address/health")" = 200 ] || problem+="$address/health does not answer 200. "
  [ "$(code "$address/info")" = 401 ] || problem+="$address/info is not closed. "
  [ "$(code -k "$(setting PUBLIC_URL)/api/runs")" = 401 ] || problem+="$(setting PUBLIC_URL)/api/runs is not closed. "
  check closed "health is open, and nothing else without signing in." "$problem"
}

check_certified() {
  if curl -s -o /dev/null --max-time 10 "$(setting PUBLIC_URL)/health"; then
    ok certified "the certificate is one that this machine trusts."
  else
    note certified "this machine does not trust the certificate of $(setting PUBLIC_URL)."
  fi
}

check_token() {
  local file=${MONITOR_TOKEN_FILE:-.monitor-token}
  if [ ! -e "$file" ]; then
    note token "monitor.sh has no token: see the head of logs/ai_assistant/monitor.sh."
  else
    check token "monitor.sh has a token, for its owner alone." \
      "$([ -z "$(find "$file" -perm /077)" ] || echo "$file is open to others: chmod 600 $file.")"
  fi
}

check_doctor() {
  local said
  if said=$("${compose[@]}" exec -T ai_bot node src/main.ts doctor 2>&1); then
    ok doctor "the bot finds nothing wrong with what it leans on."
  else
    wrong doctor "the bot says: $(grep '^FAILED' <<<"$said" | head -n 3 | tr -s ' \n' ' ')"
  fi
}

check_files
check_program
check_engine
check_compose
check_folder
check_logs
check_space
check_name
check_model
check_certificate
check_boot
if [ -n "$running" ]; then
  check_healthy
  check_restart
  check_socket
  check_closed
  check_certified
  check_token
  check_doctor
fi
[ -z "$failed" ]
