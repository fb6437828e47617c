#!/usr/bin/env bash
# What the product costs, measured:
# - the signed-in integrations page under load, beside the least that could be done:
#   a plain handler with the same two queries and a fixed body (`ava bench-baseline`), and what
#   programs read of the same, GET /api/integrations;
# - the provider calls of one import;
# - how long a browser takes until the page can be used, and until another tab shows a change;
# - the page of one organisation beside another that misbehaves;
# - the page and the API among ten organisations, and among a hundred thousand (`ava bench-seed`);
# - the checks of the keys of ten thousand organisations, on a clock that is moved
#   (`ava bench-checks`);
# - 10,000 events sent to programs that fail, by nodes that die, on a clock that is moved
#   (`ava bench-webhooks`);
# - 1,000 events of calls a second for a minute, beside a bare handler that inserts one row
#   (`ava bench-events`), the pages of an organisation with 100,000 calls and 20,000
#   contacts among 10,000 (`ava bench-calls`), and those of a platform admin among 100,000
#   tenants with 300,000 people and 1,000,000 entries in their logs (`ava bench-tenants`):
#   on SQLite, and on the four empty PostgreSQL databases that AVA_BENCH_POSTGRES names,
#   with blanks between them.
# It fails where the page has an error in a browser: a dead page would be measured too.
# Release build, SQLite, sandbox providers; the load generator shares the machine.
#   scripts/bench.sh [SECONDS per run, default 10]
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

seconds=${1:-10}

has wrk || apt_install wrk wrk
has curl || apt_install curl curl
need_npm "$root/end2end"
need_chromium
scripts/build.sh

read -r -a ports < <(node "$tools/free_ports.mjs" 3)
page=http://127.0.0.1:${ports[0]}
plain=http://127.0.0.1:${ports[1]}
simulators=http://127.0.0.1:${ports[2]}
integrations=$page/dashboard/integrations

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
# The load is of one organisation, which may not send as much.
export AVA_REQUESTS_PER_MINUTE=1000000
export AVA_ENV=development AVA_LOG=warn AVA_SANDBOX_ADDR=${simulators#http://}
export AVA_SITE_DIR=$root/dist/site DATABASE_URL=sqlite://$folder/bench.db

# start COMMAND URL: leaves the process in $pid and the milliseconds to its first 200 in $took.
start() {
  local began
  began=$(date +%s%N)
  (cd "$folder" && exec "$root/dist/ava" "$1" >/dev/null) &
  pid=$!
  servers+=("$pid")
  until curl -sf -o /dev/null -H "Cookie: ${cookie-}" "$2"; do
    kill -0 "$pid" || die "ava $1 did not start."
  done
  took=$(millis "$began")
}

# millis SINCE: from a `date +%s%N` until now.
millis() { echo $((($(date +%s%N) - $1) / 1000000)); }

# sign_up: leaves the session's cookie in $cookie.
sign_up() {
  local jar=$folder/cookies action
  action=$(curl -sf -c "$jar" "$page/signup" | grep -o 'action="[^"]*sign[^"]*"' | cut -d'"' -f2)
  curl -sf -o /dev/null -b "$jar" -c "$jar" -H "Referer: $page/signup" -H 'Accept: text/html' \
    --data-urlencode 'form[org_name]=Bench' --data-urlencode 'form[name]=Ana Lopes' \
    --data-urlencode 'form[email]=bench@example.com' --data-urlencode 'form[password]=correct horse battery' \
    "$page$(sed 's/&amp;/\&/g' <<<"$action")"
  cookie=$(awk '$6 != "" { sub(/^#HttpOnly_/, ""); if ($0 !~ /^#/) print $6 "=" $7 }' "$jar" | paste -sd ';' -)
  if [[ $(curl -s -o /dev/null -w '%{http_code}' -H "Cookie: $cookie" "$integrations") != 200 ]]; then
    die "Signing up gave no session."
  fi
}

# make_token: leaves the header of a program's token in $program.
make_token() {
  local jar=$folder/cookies token
  curl -sf -o /dev/null -b "$jar" -c "$jar" -H "Referer: $page/dashboard/account/tokens" -H 'Accept: text/html' \
    --data-urlencode 'form[name]=Bench' --data-urlencode 'form[integrations_read]=true' \
    --data-urlencode 'form[lasts]=7' "$page/rpc/account/make_token"
  token=$(curl -sf -b "$jar" "$page/dashboard/account/tokens" | grep -oE 'ava_[A-Za-z0-9_-]{49}' | head -1)
  [[ $token ]] || die "No token was made."
  program="Authorization: Bearer $token"
}

ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
memory() { awk '/^VmRSS/ { printf "%.1f MB", $2 / 1024 }' "/proc/$1/status"; }
brotli_bytes() { curl -sf -H 'Accept-Encoding: br' -H "Cookie: $cookie" "$1" | wc -c; }

# load PID URL CONNECTIONS [HEADER, default the session's]: "requests/s|p50|p99|CPU per request".
load() {
  local before report
  before=$(ticks "$1")
  report=$(wrk -t1 -c"$3" -d"${seconds}s" --latency -H "${4:-Cookie: $cookie}" "$2")
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

# usable WHAT TIMES TARGET: on a processor that is so many times slower.
usable() {
  local after
  # Fails where the page has an error.
  after=$(COOKIE=$cookie node end2end/time_to_interactive.mjs "$integrations" "$2") || die "The page has an error in a browser."
  row "$1" "$after ms" "($3 ms)"
}

# among ORGS: leaves the page's latency at 16 connections in $p50 and $p99, the API's in $api, and the
# milliseconds that filling the database took in $seeding.
among() {
  local began result
  kill "$ava"
  wait "$ava"
  began=$(date +%s%N)
  (cd "$folder" && AVA_LOG=error "$root/dist/ava" bench-seed "$1" >/dev/null)
  seeding=$(millis "$began")
  start serve "$page/readyz"
  ava=$pid
  # It has just started: what is measured is a server that is warm.
  seconds=1 load "$ava" "$integrations" 16 >/dev/null
  result=$(load "$ava" "$integrations" 16)
  IFS='|' read -r _ p50 p99 _ <<<"$result"
  seconds=1 load "$ava" "$page/api/integrations" 16 "$program" >/dev/null
  result=$(load "$ava" "$page/api/integrations" 16 "$program")
  IFS='|' read -r _ _ api _ <<<"$result"
}

# ratio BEFORE AFTER, as wrk writes them: 850.00us, 4.23ms, 1.20s.
ratio() {
  awk -v before="$1" -v after="$2" '
    function us(time) { return (time + 0) * (time ~ /us$/ ? 1 : time ~ /ms$/ ? 1000 : 1000000) }
    BEGIN { printf "%.2f", us(after) / us(before) }
  '
}

# row WHAT VALUE…
row() {
  printf '%-34s' "$1"
  shift
  printf ' %12s' "$@"
  echo
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
make_token

say "In a browser, median of five loads without a cache (and the target)"
usable 'usable after' 1 350
usable 'usable after, CPU 4 times slower' 4 950

say "From the answer to a change until another tab shows it, median of nine (and the bound)"
# Fails where a page has an error.
shown=$(COOKIE=$cookie node end2end/time_to_update.mjs "$page") || die "A page has an error in a browser."
row 'shown after' "$shown ms" "(1000 ms)"

html=$(curl -sf -H "Cookie: $cookie" "$integrations")
bytes=$(brotli_bytes "$integrations")
total=$bytes

say "First load, brotli"
row HTML "$bytes B"
for path in $(grep -o '/pkg/[^"]*' <<<"$html" | sort -u); do
  bytes=$(brotli_bytes "$page$path")
  total=$((total + bytes))
  row "${path#/pkg/}" "$bytes B"
done
row total "$total B"

start bench-baseline "$plain/bench/plain"
baseline=$pid

say "Under load, ${seconds} s each"
row '' page plain API
for connections in 1 16 64; do
  result=$(load "$ava" "$integrations" "$connections")
  IFS='|' read -r -a ours <<<"$result"
  result=$(load "$ava" "$page/api/integrations" "$connections" "$program")
  IFS='|' read -r -a programs <<<"$result"
  result=$(load "$baseline" "$plain/bench/plain" "$connections")
  IFS='|' read -r -a theirs <<<"$result"
  i=0
  for what in 'requests/s' p50 p99 'CPU per request'; do
    row "$what at $connections" "${ours[i]}" "${theirs[i]}" "${programs[i]}"
    i=$((i + 1))
  done
done

say "The process"
row 'start to first 200, new database' "$first ms"
row 'start to first 200' "$again ms" "$took ms"
row 'memory, idle' "$idle"
row 'memory, loaded' "$(memory "$ava")" "$(memory "$baseline")"

say "One import, from the form to a number that answers"
COOKIE=$cookie node "$tools/import_calls.mjs" "$page" "$simulators"

say "Beside one that misbehaves, ${seconds} s each"
kill "$ava"
wait "$ava"
# With the quotas as they are.
AVA_REQUESTS_PER_MINUTE='' start serve "$page/readyz"
ava=$pid
node "$tools/neighbours.mjs" "$page" "$seconds"

say "Among other organisations, ${seconds} s each at 16 connections"
among 10
few=("$p50" "$p99" "$api")
among 100000
row '' 10 100,000 'ratio (1.5)'
row p50 "${few[0]}" "$p50" "$(ratio "${few[0]}" "$p50")"
row p99 "${few[1]}" "$p99" "$(ratio "${few[1]}" "$p99")"
row 'p99 of the API' "${few[2]}" "$api" "$(ratio "${few[2]}" "$api")"
row 'start to first 200' '' "$took ms"
row 'filling the database' '' "$seeding ms"

say "The checks of 10,000 organisations' keys, two periods of a simulated clock (and the bound)"
began=$(date +%s%N)
figures=$(cd "$folder" && AVA_LOG=error DATABASE_URL=sqlite://$folder/checks.db "$root/dist/ava" bench-checks 10000 2)
while IFS='|' read -r what value bound; do
  row "$what" "$value" "$bound"
done <<<"$figures"
row 'took' "$(millis "$began") ms"

# figures COMMAND…: the rows that a measurement prints.
figures() {
  local printed
  printed=$(cd "$folder" && AVA_LOG=error AVA_ADDR=127.0.0.1:0 "$root/dist/ava" "$@") || die "ava $1 failed: $printed"
  while IFS='|' read -r what value bound; do
    row "$what" "$value" "$bound"
  done <<<"$printed"
}

on() {
  local engine=$1
  say "1,000 events of calls a second for 60 s, $engine"
  row '' ours 'one row'
  DATABASE_URL=$2 figures bench-events 1000 60
  say "100,000 calls and 20,000 contacts in one of 10,000 organisations, $engine"
  row '' p50 p99
  DATABASE_URL=$3 figures bench-calls 10000 100000 20000
  say "100,000 tenants, 300,000 people and 1,000,000 entries, $engine"
  row '' p50 p99
  DATABASE_URL=$4 figures bench-tenants 100000 10
  say "10,000 events to programs that fail, by nodes that die, $engine (and the bound)"
  DATABASE_URL=$5 figures bench-webhooks 10000
}

on SQLite "sqlite://$folder/events.db" "sqlite://$folder/calls.db" "sqlite://$folder/tenants.db" "sqlite://$folder/webhooks.db"
if [[ ${AVA_BENCH_POSTGRES-} ]]; then
  read -r for_events for_calls for_tenants for_webhooks <<<"$AVA_BENCH_POSTGRES"
  on PostgreSQL "$for_events" "$for_calls" "$for_tenants" "$for_webhooks"
else
  say "PostgreSQL is not measured: AVA_BENCH_POSTGRES names no databases."
fi
