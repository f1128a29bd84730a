#!/usr/bin/env bash
# Makes the settings files of a new installation, with random passwords and keys, readable for their owner alone:
#
#   ai_assistant/scripts/init_production.sh assistant.example.com
#
# .env             what Docker Compose fills into docker-compose.prod.yml: addresses, passwords, keys
# .env.production  the assistant's settings
# .env.bot         the bot's settings: Slack and the rest
#
# Files that are there already stay as they are.
set -euo pipefail
cd "$(dirname "$0")/../.."
umask 077

domain=${1:-}
if ! [[ $domain =~ ^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$ ]]; then
  echo 'Name the host that people will open, such as: init_production.sh assistant.example.com' >&2
  exit 2
fi
command -v openssl >/dev/null || {
  echo 'openssl is missing; on Debian: apt-get install openssl' >&2
  exit 2
}

password() { openssl rand -hex 24; }

# A key pair as the settings hold it: PKCS#8 and SPKI, base64.
private_key=$(openssl genpkey -algorithm ed25519 -outform DER | base64 -w 0)
public_key=$(base64 -d <<<"$private_key" | openssl pkey -inform DER -pubout -outform DER | base64 -w 0)

# Writes standard input to a file that is not there yet.
make() {
  if [ -e "$1" ]; then
    echo "$1 is there already and stays as it is"
    cat >/dev/null
  else
    cat >"$1.new"
    mv "$1.new" "$1"
    echo "$1 made"
  fi
}

# What root sets up runs as a user that the machine has not; what somebody else sets up runs as they themselves.
app_user=$(id -u):$(id -g)
[ "$(id -u)" != 0 ] || app_user=10001:10001
socket=${DOCKER_SOCKET:-/var/run/docker.sock}
socket_group=$(stat -c %g "$socket" 2>/dev/null || echo 0)

if [ -e .env ]; then
  # The files belong together: what is made now must fit what is there.
  value() { sed -n "s/^$1=//p" .env; }
  public_key=$(value TOKEN_PUBLIC_KEY)
  app_password=$(value DATABASE_APP_PASSWORD)
else
  app_password=$(password)
fi

make .env <<END
# What Docker Compose fills into docker-compose.prod.yml. Secret: keep it 0600.
DOMAIN=$domain
PUBLIC_URL=https://$domain
# "internal" signs with Caddy's own authority; an e-mail address asks Let's Encrypt for a certificate.
TLS=internal

PROJECT_DIR=$PWD
DOCKER_SOCKET=$socket
APP_USER=$app_user
AGENT_USER=$(id -u):$socket_group

DATABASE_ADMIN_PASSWORD=$(password)
DATABASE_OWNER_PASSWORD=$(password)
DATABASE_APP_PASSWORD=$app_password
DATABASE_AGENT_PASSWORD=$(password)
DATABASE_MAINTENANCE_PASSWORD=$(password)
OPS_DATABASE_ADMIN_PASSWORD=$(password)
OPS_DATABASE_OWNER_PASSWORD=$(password)
OPS_DATABASE_APP_PASSWORD=$(password)
TOKEN_PRIVATE_KEY=$private_key
TOKEN_PUBLIC_KEY=$public_key
END

sed -e "s|^DATABASE_URL=.*|DATABASE_URL=postgres://assistant_app:$app_password@db:5432/abparts_prod|" \
  -e "s|^TOKEN_PUBLIC_KEY=.*|TOKEN_PUBLIC_KEY=$public_key|" .env.production.example | make .env.production
make .env.bot <.env.bot.example

mkdir -p logs/ai_assistant logs/ai_bot
# The folders, not what lies in them: monitor.sh stays whose it is.
[ "$(id -u)" != 0 ] || chown "$app_user" logs/ai_assistant logs/ai_bot
chmod 755 logs logs/ai_assistant logs/ai_bot
