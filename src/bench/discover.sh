#!/usr/bin/env bash
# Searches of a running service by 8 clients (Discover.java): times of answers, and what a search takes of the processor in the
# service and in PostgreSQL, which a busy machine stretches less than times. LIST is a scene_list.csv, which is loaded first.
# With OTHER, a launcher of another build (target/landfall or a jar), both are asked in turn, on the same rows.
# As root the server runs as user postgres. 2 million rows: 1 minute to load, 40 s a round and build.
# Usage: discover.sh LIST [ROUNDS [OTHER]]
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
javac -d "$work" "$root/src/bench/Discover.java"

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
ask() { # NAME PORT
  local process java sql answer asked
  process=$(jvm "$2") java=$(millis "$(jvm "$2")") sql=$(database)
  answer=$(java -XX:+UseSerialGC -cp "$work" Discover load "http://127.0.0.1:$2" 8 10)
  asked=$(sed -n 's/^\([0-9]*\) searches with the warm-up$/\1/p' <<<"$answer")
  awk -v name="$1" -v n="$asked" -v j="$(($(millis "$process") - java))" -v s="$(($(database) - sql))" -v load="$(cut -d' ' -f1 /proc/loadavg)" -v text="$(head -1 <<<"$answer")" \
    'BEGIN {printf "%s: %s; of the processor %.3f ms a search in the service, %.3f ms in PostgreSQL; load %s\n", name, text, j / n, s / n, load}'
}
[ -z "$other" ] || service "$other" 18093
service "$new" 18094
for run in $(seq "$rounds"); do
  [ -z "$other" ] || ask "other, round $run" 18093
  ask "this build, round $run" 18094
done
