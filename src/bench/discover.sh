#!/usr/bin/env bash
# Searches of a running service by 8 connections (wrk with discover.lua): times of answers, and what a search takes of the processor in
# the service, in PostgreSQL and in wrk, which a busy machine stretches less than times. Each round asks twice: as fast as answers come
# (closed: a queue that is always full, so times are those of the processors), and RATE requests a second (paced: people who look at
# what they get). LIST is a scene_list.csv, which is loaded first. With OTHER, a launcher of another build (target/landfall or a jar),
# both are asked in turn, on the same rows. As root the server runs as user postgres. Needs wrk.
# 2 million rows: 1 minute to load, 25 s a round and build.
# Usage: discover.sh LIST [ROUNDS [OTHER]]    RATE (default 400), SECONDS_EACH (default 10)
set -euo pipefail
list=$(realpath "$1") rounds=${2:-3} other=${3:-} port=${PORT:-55433} bin=${PGBIN:-/usr/lib/postgresql/15/bin}
root=$(realpath "$(dirname "$0")/../..") work=$(mktemp -d) pids=()
new=${LANDFALL:-$root/cluster-node/target/landfall}
as() { if [ "$(id -u)" = 0 ]; then (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@"); else "$@"; fi; }
command_of() { case $1 in *.jar) command=(java -Xmx1g -jar "$1") ;; *) command=("$1") ;; esac; }
landfall() { command_of "$1" && "${command[@]}" "${@:2}"; }
ending() {
  kill "${pids[@]}" 2>/dev/null || true
  wait "${pids[@]}" 2>/dev/null || true
  as "$bin/pg_ctl" -D "$work/d" -m fast stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap ending EXIT
[ "$(id -u)" = 0 ] && chown postgres "$work"
chmod 755 "$work"
as "$bin/initdb" -D "$work/d" -U postgres -A trust -E UTF8 --no-locale >/dev/null
as "$bin/pg_ctl" -D "$work/d" -w -l "$work/log" -o "-p $port -k $work -c shared_buffers=1GB -c maintenance_work_mem=512MB -c max_wal_size=8GB -c work_mem=32MB -c effective_cache_size=8GB" start >/dev/null
export DATABASE_URL=postgres://postgres:-@127.0.0.1:$port/postgres
landfall "$new" migrate up >"$work/migrate.log" 2>&1
landfall "$new" ingest_landsat --once --url "$list" --data-dir "$work/ingest" 2>/dev/null
rate=${RATE:-400} each=${SECONDS_EACH:-10}

millis() { awk '{print ($14 + $15) * 10}' "/proc/$1/stat" 2>/dev/null || echo 0; }
database() { # of the backends that are there, and of those that have ended
  local server all
  server=$(head -1 "$work/d/postmaster.pid") all=$(awk '{print ($16 + $17) * 10}' "/proc/$(head -1 "$work/d/postmaster.pid")/stat")
  for backend in $(pgrep -P "$server"); do all=$((all + $(millis "$backend"))); done
  echo "$all"
}
service() { # LAUNCHER PORT
  command_of "$1"
  "${command[@]}" serve --port "$2" --data-dir "$work/data-$2" >"$work/serve-$2.log" 2>&1 &
  pids+=($!)
  until curl -fs "http://127.0.0.1:$2/health/ready" >/dev/null; do
    kill -0 "${pids[-1]}" || { cat "$work/serve-$2.log"; exit 1; }
    sleep 0.2
  done
}
jvm() { pgrep -f -- "serve --port $1 --data-dir $work" | while read -r one; do [ "$(cat "/proc/$one/comm")" != java ] || echo "$one"; done | head -1; }
load() { # PORT SEED RATE SECONDS: what wrk says, in one line, and the processor it took
  local TIMEFORMAT='%U %S'
  { time SEED=$2 RATE=$3 CONNECTIONS=8 wrk -t1 -c8 -d"$4"s -s "$root/src/bench/discover.lua" "http://127.0.0.1:$1/" | tail -1 >"$work/said"; } 2>"$work/took"
}
ask() { # NAME PORT
  local process java sql how asked
  process=$(jvm "$2")
  load "$2" 1 0 "$each" # warms up
  for how in 0 "$rate"; do
    java=$(millis "$process") sql=$(database)
    load "$2" 2 "$how" "$each"
    asked=$(cut -d' ' -f1 "$work/said")
    awk -v name="$1, $([ "$how" = 0 ] && echo closed || echo "$how/s")" -v n="$asked" -v j="$(($(millis "$process") - java))" -v s="$(($(database) - sql))" \
      -v w="$(awk '{print 1000 * ($1 + $2)}' "$work/took")" -v load="$(cut -d' ' -f1 /proc/loadavg)" -v text="$(cat "$work/said")" \
      'BEGIN {printf "%s: %s; of the processor %.3f ms a search in the service, %.3f ms in PostgreSQL, %.3f ms in wrk; load %s\n", name, text, j / n, s / n, w / n, load}'
  done
}
[ -z "$other" ] || service "$other" 18093
service "$new" 18094
for run in $(seq "$rounds"); do
  [ -z "$other" ] || ask "other, round $run" 18093
  ask "this build, round $run" 18094
done
