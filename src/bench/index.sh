#!/usr/bin/env bash
# The index of scenes in PostgreSQL + PostGIS against what PostgreSQL does by hand-written SQL with the same list, in turn.
# LIST is a scene_list.csv, PEER a script that loads and searches it (its steps 1, 3a and 3b are a first load). Ours runs on a
# private server with the same settings: first load, the same list again as another version, searches, and 1,000 random
# questions against brute force. As root the server runs as user postgres.
# Usage: index.sh LIST PEER [RUNS]
set -euo pipefail
list=$(realpath "$1") peer=$(realpath "$2") runs=${3:-2} port=${PORT:-55431} bin=${PGBIN:-/usr/lib/postgresql/15/bin}
root=$(realpath "$(dirname "$0")/../..") work=$(mktemp -d)
as() { if [ "$(id -u)" = 0 ]; then (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@"); else "$@"; fi; }
[ "$(id -u)" = 0 ] && chown postgres "$work"
chmod 755 "$work"
stop() { as "$bin/pg_ctl" -D "$work/d" -m fast stop >/dev/null 2>&1 || true; rm -rf "$work/d"; }
trap 'stop; rm -rf "$work"' EXIT
(cd "$root" && mvn -q -B -o -pl cluster-node test-compile dependency:build-classpath -Dmdep.outputFile="$work/libraries" -Dspotless.check.skip -Denforcer.skip -Dcyclonedx.skip >/dev/null)
classes=$root/cluster-node/target/test-classes:$root/cluster-node/target/classes:$(cat "$work/libraries")
ours() {
  as "$bin/initdb" -D "$work/d" -U postgres -A trust -E UTF8 --no-locale >/dev/null
  as "$bin/pg_ctl" -D "$work/d" -w -l "$work/log" -o "-p $port -k $work -c shared_buffers=1GB -c maintenance_work_mem=512MB -c max_wal_size=8GB -c checkpoint_timeout=30min -c work_mem=32MB -c max_parallel_workers_per_gather=2 -c effective_cache_size=8GB" start >/dev/null
  java -Xmx1g -cp "$classes" io.landfall.bench.IndexBenchmark "postgres://postgres:-@127.0.0.1:$port/postgres" "$list" "${@}" 2>"$work/errors" || cat "$work/errors"
  stop
}
for run in $(seq "$runs"); do
  echo "== run $run, load $(cut -d' ' -f1 /proc/loadavg)"
  echo "-- peer"; "$peer" "$list"
  echo "-- ours, load $(cut -d' ' -f1 /proc/loadavg)"; ours ${PARTS:-}
done
