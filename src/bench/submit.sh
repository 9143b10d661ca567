#!/usr/bin/env bash
# Submissions of exports to a service of its own (roles api and control, the embedded PostgreSQL) by 8 clients: times of answers, and what
# a submission takes of the processor in the service and in PostgreSQL, which a busy machine stretches less than times. Nothing is
# rendered: the scene that is named is in no index, so each export ends once it is planned. The first WARM submissions are for the
# JVM's compilers. With OTHER, a launcher of another build (target/landfall or a jar), both are asked in turn.
# At rest 1 minute a build.
# Usage: submit.sh [ROUNDS [OTHER]]    WARM (default 5000), COUNT (default 1000) a round, CLIENTS (default 8), BODY (a file)
set -euo pipefail
rounds=${1:-3} other=${2:-} clients=${CLIENTS:-8} count=${COUNT:-1000} warm=${WARM:-5000} port=${PORT:-18095}
root=$(realpath "$(dirname "$0")/../..") work=$(mktemp -d) pids=()
new=${LANDFALL:-$root/cluster-node/target/landfall}
ending() {
  kill "${pids[@]}" 2>/dev/null || true
  wait "${pids[@]}" 2>/dev/null || true
  rm -rf "$work"
}
trap ending EXIT
body=${BODY:-$work/body.json}
[ -n "${BODY:-}" ] || echo '{"name": "bench", "source": {"scenes": ["LC08_L1TP_153008_20130426_20130509_01_T1"], "bands": ["red", "green", "blue"]}}' >"$body"
javac -d "$work/classes" "$root/src/bench/Exports.java"

millis() { awk '{print ($14 + $15) * 10}' "/proc/$1/stat" 2>/dev/null || echo 0; }
service() { # LAUNCHER PORT
  case $1 in *.jar) command=(java -Xmx1g -jar "$1") ;; *) command=("$1") ;; esac
  "${command[@]}" serve --roles api,control --port "$2" --data-dir "$work/data-$2" >"$work/serve-$2.log" 2>&1 &
  pids+=($!)
  until curl -fs "http://127.0.0.1:$2/health/ready" >/dev/null; do
    kill -0 "${pids[-1]}" || { cat "$work/serve-$2.log"; exit 1; }
    sleep 0.2
  done
  echo "on port $2, warming up: $(submit "$2" "$warm")"
}
submit() { java -XX:+UseSerialGC -cp "$work/classes" Exports submit "http://127.0.0.1:$1" "$work/data-$1/token" "$body" "$2" "$clients"; }
jvm() { pgrep -f -- "--port $1 --data-dir $work" | while read -r one; do [ "$(cat "/proc/$one/comm")" != java ] || echo "$one"; done | head -1; }
database() { # of the backends that are there, and of those that have ended
  local server all
  server=$(head -1 "$(find "$work/data-$1" -name postmaster.pid | head -1)") all=0
  all=$(awk '{print ($16 + $17) * 10}' "/proc/$server/stat")
  for backend in $(pgrep -P "$server"); do all=$((all + $(millis "$backend"))); done
  echo "$all"
}
ask() { # NAME PORT
  local process java sql said
  process=$(jvm "$2") java=$(millis "$process") sql=$(database "$2")
  said=$(submit "$2" "$count")
  awk -v name="$1" -v n="$count" -v j="$(($(millis "$process") - java))" -v s="$(($(database "$2") - sql))" -v text="$said" \
    -v load="$(cut -d' ' -f1 /proc/loadavg)" \
    'BEGIN {printf "%s: %s; of the processor %.2f ms a submission in the service, %.2f ms in PostgreSQL; load %s\n", name, text, j / n, s / n, load}'
}
[ -z "$other" ] || service "$other" "$((port + 1))"
service "$new" "$port"
for run in $(seq "$rounds"); do
  [ -z "$other" ] || ask "other, round $run" "$((port + 1))"
  ask "this build, round $run" "$port"
done
