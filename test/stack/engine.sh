#!/usr/bin/env bash
# A Docker engine with Compose for the tests of the stack. Where one answers already, it is used. Otherwise, as
# root on Debian, what lacks is installed and an engine of its own is started that outlives this script.
#
#   eval "$(test/stack/engine.sh start)"   sets what the docker command needs
#   test/stack/engine.sh stop              ends the engine that it started
set -euo pipefail

home=${ENGINE_HOME:-/var/lib/ai-assistant-engine}
run=${ENGINE_RUN:-/run/ai-assistant-engine}
pid_file=$run/dockerd.pid
socket=$run/docker.sock

say() { echo "engine: $*" >&2; }

fail() {
  say "$*"
  exit 1
}

use_own_engine() {
  export DOCKER_HOST=unix://$socket DOCKER_CONFIG=$home/docker
}

answers() { timeout 20 docker version >/dev/null 2>&1 && docker compose version >/dev/null 2>&1; }

install_packages() {
  local missing=()
  command -v dockerd >/dev/null || missing+=(docker.io)
  command -v iptables >/dev/null || missing+=(iptables)
  command -v debootstrap >/dev/null || missing+=(debootstrap)
  [ ${#missing[@]} -eq 0 ] && return
  say "installing ${missing[*]}"
  apt-get update -qq
  # A package that starts its service at once would start a second engine.
  DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Debian 12 has no Compose v2 and no BuildKit client; trixie's are single programs that run here too. They go
# into a folder of our own, so that the machine's packages stay those of one release.
install_plugins() {
  [ -x "$DOCKER_CONFIG/cli-plugins/docker-compose" ] && return
  say "fetching Compose and buildx"
  local apt=$home/apt
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$DOCKER_CONFIG/cli-plugins"
  local keys=/usr/share/keyrings/debian-archive-keyring.gpg
  echo "deb [signed-by=$keys] $("$(dirname "$0")/debian-mirror.sh") trixie main" >"$apt/sources.list"
  local options=(-qq -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=-
    -o Dir::State::Lists="$apt/lists" -o Dir::Cache="$apt/cache" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update
  (cd "$apt" && apt-get "${options[@]}" download docker-compose docker-buildx)
  for package in "$apt"/*.deb; do dpkg-deb -x "$package" "$apt/unpacked"; done
  cp "$apt"/unpacked/usr/libexec/docker/cli-plugins/* "$DOCKER_CONFIG/cli-plugins/"
  rm -rf "$apt"
}

is_running() { [ -e "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null; }

# Layers as overlays are far faster and smaller; not every machine's kernel lets them be mounted.
start_engine() {
  local driver=$1
  mkdir -p "$home" "$run"
  say "starting dockerd ($driver)"
  setsid nohup dockerd --storage-driver="$driver" --data-root="$home/$driver" --exec-root="$run/exec" \
    --pidfile="$pid_file" --host="unix://$socket" >>"$home/dockerd.log" 2>&1 </dev/null &
  local process=$!
  for _ in $(seq 120); do
    answers && return 0
    kill -0 "$process" 2>/dev/null || return 1
    sleep 0.5
  done
  kill "$process" 2>/dev/null || true
  return 1
}

start() {
  if [ -z "${DOCKER_HOST:-}" ] && answers; then
    say "using the engine that is there"
    echo "export DOCKER_SOCKET=/var/run/docker.sock"
    return
  fi
  use_own_engine
  if ! (is_running && answers); then
    [ "$(id -u)" = 0 ] || fail "no Docker engine answers, and starting one needs root"
    install_packages
    install_plugins
    is_running || start_engine overlay2 || start_engine vfs || fail "dockerd did not start: see $home/dockerd.log"
  fi
  say "ready: $(docker info --format '{{.ServerVersion}}, {{.Driver}}'), Compose $(docker compose version --short)"
  echo "export DOCKER_HOST=$DOCKER_HOST DOCKER_CONFIG=$DOCKER_CONFIG DOCKER_SOCKET=$socket"
}

stop() {
  is_running || return 0
  local process
  process=$(cat "$pid_file")
  kill "$process"
  while kill -0 "$process" 2>/dev/null; do sleep 0.2; done
}

case ${1:-start} in
start) start ;;
stop) stop ;;
*) fail "say start or stop" ;;
esac
