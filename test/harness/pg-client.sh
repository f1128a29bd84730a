#!/usr/bin/env bash
# PostgreSQL's pg_dump and psql of Debian trixie, for the tests of backups. They want a newer C library than Debian 12
# has: they are unpacked with all they need into a folder of their own and run there by its own loader, so that the
# machine's packages stay those of one release. Repeated, it changes nothing.
set -euo pipefail

home=${PG_CLIENT_HOME:-/var/lib/ai-assistant-pg-client}
version=17

say() { echo "pg-client: $*" >&2; }

if [ -x "$home/bin/pg_dump" ] && "$home/bin/pg_dump" --version >/dev/null; then
  say "there already: $("$home/bin/pg_dump" --version)"
  exit
fi

new=$home.new
rm -rf "$new"
apt=$new/apt
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/dpkg" "$new/root" "$new/bin"
# Nothing counts as installed: every package that the programs lean on is fetched.
touch "$apt/dpkg/status"
keys=/usr/share/keyrings/debian-archive-keyring.gpg
mirror=$("$(dirname "$0")/../stack/debian-mirror.sh")
echo "deb [signed-by=$keys] $mirror trixie main" >"$apt/sources.list"
options=(-qq -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=- -o Dir::Etc::Preferences=/dev/null
  -o Dir::Etc::PreferencesParts=/dev/null -o Dir::State::Lists="$apt/lists" -o Dir::State::status="$apt/dpkg/status"
  -o Dir::Cache="$apt/cache" -o APT::Sandbox::User=root -o APT::Install-Recommends=false)
say "fetching trixie's postgresql-client-$version"
apt-get "${options[@]}" update
apt-get "${options[@]}" --download-only --yes install "postgresql-client-$version" >/dev/null
for package in "$apt"/cache/archives/*.deb; do dpkg-deb -x "$package" "$new/root"; done
rm -rf "$apt"

loader=$(cd "$new/root" && find usr/lib* -name 'ld-linux*.so.*' | head -n 1)
library=$(cd "$new/root" && dirname "$(find usr/lib -name libpq.so.5 | head -n 1)")
for program in pg_dump psql; do
  cat >"$new/bin/$program" <<WRAPPER
#!/bin/sh
exec $home/root/$loader --library-path $home/root/$library $home/root/usr/lib/postgresql/$version/bin/$program "\$@"
WRAPPER
  chmod 755 "$new/bin/$program"
done
rm -rf "$home"
mv "$new" "$home"
say "ready: $("$home/bin/pg_dump" --version)"
