#!/usr/bin/env bash
# Prints where this machine has its Debian packages from.
set -euo pipefail
apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m 1 '/debian/$'
