#!/usr/bin/env bash
# Unpacks target/landfall-image.tar.gz as a container runtime does and runs it in namespaces of its own (bubblewrap): as account 10001, on a root
# that cannot be written, and, as root on a machine with cgroups, within 512 MiB: where the heap follows the limit, an idle node takes at most 256 MiB
# of its own, and one whose heap is used up ends with code 3 and says so, before the machine kills anything. Fails when any of it is not so.
set -euo pipefail
cd "$(dirname "$0")/../.."
image=target/landfall-image.tar.gz
box=$(mktemp -d) group='' serving=''
finish() {
  [ -z "$serving" ] || kill -TERM "$serving" 2>/dev/null || true
  [ -z "$serving" ] || wait "$serving" 2>/dev/null || true
  [ -z "$group" ] || rmdir "$group" 2>/dev/null || true
  rm -rf "$box"
}
trap finish EXIT
fail() { echo "image: $*" >&2; exit 1; }

mkdir "$box/root" "$box/data" "$box/tmp"
tar -xzf "$image" -C "$box"
for layer in $(python3 -c "import json; print(*json.load(open('$box/manifest.json'))[0]['Layers'])"); do
  tar -xf "$box/$layer" -C "$box/root" --keep-directory-symlink --no-same-owner
done
chmod 777 "$box/data" "$box/tmp"
mapfile -t settings < <(python3 -c "
import json
for each in json.load(open('$box/config.json'))['config']['Env']:
    print('--setenv', *each.split('=', 1), sep='\n')")
user=$(python3 -c "import json; print(json.load(open('$box/config.json'))['config']['User'].split(':')[0])")
entry=$(python3 -c "import json; print(json.load(open('$box/config.json'))['config']['Entrypoint'][0])")
[ "$user" != 0 ] || fail "it runs as root"

limit=$((512 << 20)) at=
if [ -w /sys/fs/cgroup/memory ] && mkdir "/sys/fs/cgroup/memory/landfall-image-$$" 2>/dev/null; then # cgroups of version 1
  group=/sys/fs/cgroup/memory/landfall-image-$$ at=$group/cgroup.procs
  echo "$limit" >"$group/memory.limit_in_bytes"
elif [ -e /sys/fs/cgroup/cgroup.controllers ] && mkdir "/sys/fs/cgroup/landfall-image-$$" 2>/dev/null; then
  group=/sys/fs/cgroup/landfall-image-$$ at=$group/cgroup.procs
  { echo "$limit" >"$group/memory.max"; } 2>/dev/null || at=
fi
[ -n "$at" ] || echo "image: no cgroup can be made here: memory is not limited"

inside() {
  [ -z "$at" ] || echo "$BASHPID" >"$at"
  exec bwrap --unshare-user --unshare-pid --unshare-ipc --unshare-uts --die-with-parent --uid "$user" --gid "$user" --ro-bind "$box/root" / \
    --proc /proc --dev /dev --bind "$box/tmp" /tmp --bind "$box/data" /data --tmpfs /sys --ro-bind-try /sys/fs/cgroup /sys/fs/cgroup --chdir /data \
    --clearenv "${settings[@]}" "$@"
}

(inside "$entry" version)
(inside /usr/bin/bash -c 'touch /opt/landfall/x 2>/dev/null') && fail "its root can be written"
if [ -n "$at" ]; then
  heap=$( (inside /usr/bin/java -XX:MaxRAMPercentage=70 -XX:+PrintFlagsFinal -version) 2>/dev/null | awk '$2 == "MaxHeapSize" {print $4}')
  echo "image: within $((limit >> 20)) MiB the heap may take $((heap >> 20)) MiB"
  [ "$heap" -gt $((limit * 6 / 10)) ] && [ "$heap" -lt $((limit * 8 / 10)) ] || fail "the heap does not follow the limit: $heap"
fi
(inside "$entry" demo --data-dir /data/demo) | tail -3
(inside "$entry" doctor --data-dir /data/demo) >"$box/doctor" || true
grep -i "deflate\|openjp\|webp\|jxl" "$box/doctor" || true
grep -q "libdeflate\.so\|libdeflate " "$box/doctor" || fail "the image has no libdeflate"
grep -q "libjxl 0" "$box/doctor" || fail "the image has no libjxl"

port=18999
(inside "$entry" serve --data-dir /data/serve --port $port) >"$box/serve.log" 2>&1 &
serving=$!
for ((i = 0; i < 120; i++)); do
  curl -fs "http://127.0.0.1:$port/health/ready" >/dev/null && break
  kill -0 "$serving" 2>/dev/null || { cat "$box/serve.log"; fail "serve has ended"; }
  sleep 0.5
done
curl -fs "http://127.0.0.1:$port/health/ready" >/dev/null || { cat "$box/serve.log"; fail "serve is not ready"; }
[ -z "$at" ] || awk '$1 == "total_rss" || $1 == "anon" {printf "image: serve, with a database and a store of its own, takes %d MiB beside files it has read\n", $2 / 1048576}' "$group/memory.stat"

# Of the node alone, some time after its start: its own memory, and with it the pages of files, which the machine shares and takes back.
sleep 40
node=$(for each in /proc/[0-9]*; do
  if tr '\0' ' ' <"$each/cmdline" | grep -q "java .*landfall\.jar serve .*--port $port "; then echo "${each#/proc/}"; fi
done 2>/dev/null | head -1)
[ -n "$node" ] || fail "the process of serve is not found"
own=$(awk '$1 == "RssAnon:" {print int($2 / 1024)}' "/proc/$node/status") all=$(awk '$1 == "VmRSS:" {print int($2 / 1024)}' "/proc/$node/status")
echo "image: idle, serve of all roles has $own MiB of its own, $all MiB with pages of files"
[ "$own" -le 256 ] || fail "an idle node takes $own MiB of its own, more than 256"

code=0
(inside --setenv LANDFALL_JAVA_OPTS -Xmx24m "$entry" serve --data-dir /data/small --port $((port + 1))) >"$box/small.log" 2>&1 || code=$?
[ "$code" = 3 ] || { tail -20 "$box/small.log"; fail "a node whose heap is used up ends with $code, not 3"; }
grep -q "Terminating due to java.lang.OutOfMemoryError" "$box/small.log" || { tail -20 "$box/small.log"; fail "a node whose heap is used up does not say so"; }
echo "image: a node whose heap is used up ends with 3: $(grep -m1 Terminating "$box/small.log")"
if [ -n "$at" ]; then
  told=$group/memory.oom_control # of version 1
  [ -e "$told" ] || told=$group/memory.events
  killed=$(awk '$1 == "oom_kill" {print $2}' "$told")
  [ "$killed" = 0 ] || fail "the machine has killed $killed processes at the limit"
fi
echo "image: version, demo and serve run as account $user on a root that cannot be written"
