#!/bin/bash
# What the official entry point does: at the first start a cluster with the user and the database that the
# environment names, and the scripts of /docker-entrypoint-initdb.d; then the server.
set -euo pipefail

if [ "${1:0:1}" = '-' ]; then set -- postgres "$@"; fi

if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  user=${POSTGRES_USER:-postgres}
  database=${POSTGRES_DB:-$user}
  password=${POSTGRES_PASSWORD:-}
  [ -z "${POSTGRES_PASSWORD_FILE:-}" ] || password=$(<"$POSTGRES_PASSWORD_FILE")
  if [ -z "$password" ]; then
    echo 'Error: Database is uninitialized and superuser password is not specified.' >&2
    exit 1
  fi
  initdb --username="$user" --pwfile=<(printf '%s\n' "$password") --auth-host=scram-sha-256 --auth-local=trust >/dev/null
  printf 'host all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"

  pg_ctl start --silent --wait --log=/dev/null --options="${*:2} -c listen_addresses=''"
  run=(psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet --username "$user")
  if [ "$database" != postgres ]; then
    "${run[@]}" --dbname postgres --set db="$database" <<<'CREATE DATABASE :"db";'
  fi
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
    *.sh) . "$file" ;;
    *.sql) "${run[@]}" --dbname "$database" --file "$file" ;;
    esac
  done
  pg_ctl stop --silent --mode=fast --wait
fi

[ "$1" != postgres ] || set -- "$@" -c listen_addresses='*'
exec "$@"
