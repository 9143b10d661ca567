# For ". src/build/beside.sh": runs a command while the script goes on, and ends it with the script.
#   beside LOG COMMAND...   begins it; its output goes into LOG
#   beside_done             waits for it, prints LOG, and fails as it did

beside() {
  beside_log=$1
  shift
  set -m # a group of processes of its own: what the command has begun ends with it
  "$@" </dev/null >"$beside_log" 2>&1 & # with set -m it would have our input, and from a terminal stop at it
  beside_group=$!
  set +m
  trap 'kill -- "-$beside_group" 2>/dev/null || true' EXIT
}

beside_done() {
  local code=0
  wait "$beside_group" || code=$?
  cat "$beside_log"
  return "$code"
}
