#!/usr/bin/env bash
# The signed-in integrations page under load, beside the least that could be done:
# a plain handler with the same two queries and a fixed body (`ava bench-baseline`).
# Release build, SQLite, sandbox providers; the load generator shares the machine.
#   scripts/bench.sh [SECONDS per run, default 10]
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

seconds=${1:-10}
page=http://127.0.0.1:3200
plain=http://127.0.0.1:3201

has wrk || apt_install wrk wrk
has curl || apt_install curl curl
scripts/build.sh

folder=$(mktemp -d)
servers=()
stop() {
  # Some have ended already, which is no mistake.
  kill "${servers[@]}" 2>/dev/null || :
  wait
  rm -rf "$folder"
}
trap stop EXIT

export AVA_ADDR=${page#http://} AVA_BENCH_ADDR=${plain#http://}
export AVA_ENV=development AVA_LOG=warn AVA_SANDBOX_ADDR=127.0.0.1:4210
export AVA_SITE_DIR=$root/dist/site DATABASE_URL=sqlite://$folder/bench.db

# start COMMAND URL: leaves the process in $pid and the milliseconds to its first 200 in $took.
start() {
  local began
  began=$(date +%s%N)
  (cd "$folder" && exec "$root/dist/ava" "$1") &
  pid=$!
  servers+=("$pid")
  until curl -sf -o /dev/null -H "Cookie: ${cookie-}" "$2"; do
    kill -0 "$pid" || die "ava $1 did not start."
  done
  took=$((($(date +%s%N) - began) / 1000000))
}

# sign_up: leaves the session's cookie in $cookie.
sign_up() {
  local jar=$folder/cookies action
  action=$(curl -sf -c "$jar" "$page/signup" | grep -o 'action="[^"]*sign[^"]*"' | cut -d'"' -f2)
  curl -sf -o /dev/null -b "$jar" -c "$jar" -H "Referer: $page/signup" -H 'Accept: text/html' \
    --data-urlencode 'form[org_name]=Bench' --data-urlencode 'form[name]=Ana Lopes' \
    --data-urlencode 'form[email]=bench@example.com' --data-urlencode 'form[password]=correct horse battery' \
    "$page$(sed 's/&amp;/\&/g' <<<"$action")"
  cookie=$(awk '$6 != "" { sub(/^#HttpOnly_/, ""); if ($0 !~ /^#/) print $6 "=" $7 }' "$jar" | paste -sd ';' -)
  if [[ $(curl -s -o /dev/null -w '%{http_code}' -H "Cookie: $cookie" "$page/dashboard/integrations") != 200 ]]; then
    die "Signing up gave no session."
  fi
}

ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
memory() { awk '/^VmRSS/ { printf "%.1f MB", $2 / 1024 }' "/proc/$1/status"; }
brotli_bytes() { curl -sf -H 'Accept-Encoding: br' -H "Cookie: $cookie" "$1" | wc -c; }

# load PID URL CONNECTIONS: "requests/s|p50|p99|CPU per request".
load() {
  local before report
  before=$(ticks "$1")
  report=$(wrk -t1 -c"$3" -d"${seconds}s" --latency -H "Cookie: $cookie" "$2")
  if grep -E 'Non-2xx|Socket errors' <<<"$report" >&2; then
    die "$2 did not answer every request with success."
  fi
  awk -v spent="$(($(ticks "$1") - before))" -v hertz="$(getconf CLK_TCK)" '
    $1 == "50%" { p50 = $2 }
    $1 == "99%" { p99 = $2 }
    / requests in / { requests = $1 }
    /^Requests\/sec/ { rate = $2 }
    END { printf "%.0f|%s|%s|%.3f ms", rate, p50, p99, spent * 1000 / hertz / requests }
  ' <<<"$report"
}

start serve "$page/readyz"
first=$took
kill "$pid"
wait "$pid"
start serve "$page/readyz"
again=$took
ava=$pid
sleep 1
idle=$(memory "$ava")
sign_up

html=$(brotli_bytes "$page/dashboard/integrations")
total=$html
row() { printf '%-34s %12s %12s\n' "$@"; }

say "First load, brotli"
row HTML "$html B" ''
for kind in js wasm css live; do
  path=$(node -p "JSON.parse(require('fs').readFileSync('dist/site/assets.json')).$kind")
  bytes=$(brotli_bytes "$page$path")
  total=$((total + bytes))
  row "$kind" "$bytes B" ''
done
row total "$total B" ''

start bench-baseline "$plain/bench/plain"
baseline=$pid

say "Under load, ${seconds} s each"
row '' page plain
for connections in 1 16 64; do
  result=$(load "$ava" "$page/dashboard/integrations" "$connections")
  IFS='|' read -r -a ours <<<"$result"
  result=$(load "$baseline" "$plain/bench/plain" "$connections")
  IFS='|' read -r -a theirs <<<"$result"
  i=0
  for what in 'requests/s' p50 p99 'CPU per request'; do
    row "$what at $connections" "${ours[i]}" "${theirs[i]}"
    i=$((i + 1))
  done
done

say "The process"
row 'start to first 200, new database' "$first ms" ''
row 'start to first 200' "$again ms" "$took ms"
row 'memory, idle' "$idle" ''
row 'memory, loaded' "$(memory "$ava")" "$(memory "$baseline")"
