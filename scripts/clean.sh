#!/usr/bin/env bash
# Removes what the other scripts made. The database and its key stay in data/.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

rm -rf "$target" site site.next site.last dist \
  scripts/tools/node_modules end2end/node_modules end2end/test-results end2end/shots
