#!/usr/bin/env bash
# Whether a process of ours answers /health with 200, for the container's health check: without starting a Node
# every few seconds, and without a program that the image would need for this alone.
#
#   scripts/healthy.sh HOST PORT
set -eu
exec 3<>"/dev/tcp/$1/$2"
printf 'GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
read -r _ status _ <&3
[ "$status" = 200 ]
