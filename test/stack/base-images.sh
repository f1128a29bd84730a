#!/usr/bin/env bash
# Makes the images that the production files are built on where no container registry can be reached: Debian by
# debootstrap, and on it stand-ins for the others (images/Dockerfile). Does nothing for images that are there.
#
#   eval "$(test/stack/engine.sh start)" && test/stack/base-images.sh
set -euo pipefail
cd "$(dirname "$0")"

say() { echo "base images: $*" >&2; }
has() { docker image inspect "$1" >/dev/null 2>&1; }

declare -A stand_ins=(
  [node]=node:24-trixie-slim
  [postgres]=pgvector/pgvector:pg17
  [redis]=redis:8
  [caddy]=caddy:2
)

# A registry's own images are better where they can be had.
pull_all() {
  for image in "${stand_ins[@]}"; do
    has "$image" || timeout 300 docker pull -q "$image" >/dev/null 2>&1 || return 1
  done
}

make_debian() {
  has debian:trixie-slim && return
  say "Debian trixie, with debootstrap"
  local folder
  folder=$(mktemp -d)
  debootstrap --variant=minbase trixie "$folder" "$(./debian-mirror.sh)" >"$folder.log" 2>&1 || {
    tail -20 "$folder.log" >&2
    return 1
  }
  rm -rf "$folder"/var/cache/apt/archives/*.deb "$folder"/usr/share/{doc,man,locale}/*
  tar -C "$folder" --exclude=./dev --exclude=./proc --exclude=./sys -c . | docker import - debian:trixie-slim >/dev/null
  rm -rf "$folder" "$folder.log"
}

# Node comes from npm's own package of it, which the project has; npm is the one of this machine.
make_stand_in() {
  local target=$1 image=$2
  has "$image" && return
  say "$image"
  docker build -q --network host --target "$target" --tag "$image" "$context" >/dev/null
}

[ "${STAND_INS:-}" = 1 ] || ! pull_all || exit 0
make_debian
context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
cp images/* "$context"
cp ../../node_modules/node/bin/node "$context/node"
cp -rL "$(npm root --global)/npm" "$context/npm"
for target in "${!stand_ins[@]}"; do make_stand_in "$target" "${stand_ins[$target]}"; done
