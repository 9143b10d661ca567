#!/usr/bin/env bash
# Makes the image from what "mvn package" has built: target/landfall-image.tar.gz, for "docker load", "podman load" or "ctr image import".
# Two layers: what the program needs of Debian, taken from its packages without a package manager, and the program with its archive of classes.
# Nothing is pulled from a registry of images. Needs Debian 12 or newer with apt; bubblewrap runs the program once to make the archive.
#   LANDFALL_IMAGE   name and version; by default landfall:0.1.0
set -euo pipefail
cd "$(dirname "$0")/../.."
export LC_ALL=C.UTF-8
name=${LANDFALL_IMAGE:-landfall:0.1.0}
built=$PWD/cluster-node/target
[ -e "$built/landfall.jar" ] && [ -d "$built/lib" ] || { echo "image: there is no $built/landfall.jar: run \"mvn package\" first." >&2; exit 2; }
for each in apt-get dpkg-deb bwrap python3 mvn; do
  command -v "$each" >/dev/null || { echo "image: $each is missing: apt-get install apt dpkg bubblewrap python3 maven" >&2; exit 2; }
done
work=$PWD/target/image
packages=${LANDFALL_IMAGE_PACKAGES:-$PWD/target/image-packages}
rm -rf "$work"
mkdir -p "$work/system" "$work/program/opt/landfall" "$packages"
epoch=$(git log -1 --format=%ct 2>/dev/null || date +%s)

# Java and the libraries it loads; codecs; certificates; a shell and sleep for the launcher and preStop. No apt, dpkg or perl.
wanted=(openjdk-17-jre-headless libdeflate0 libopenjp2-7 libwebp7 liblerc4 libjxl0.7 libhwy1 libbrotli1 ca-certificates tzdata base-files libc6 libc-bin bash coreutils)
wanted+=(libgcc-s1 gcc-12-base libstdc++6 zlib1g liblcms2-2 libjpeg62-turbo libtinfo6 libselinux1 libpcre2-8-0 libacl1 libattr1 libgmp10)
(cd "$packages" && for each in "${wanted[@]}"; do compgen -G "${each}_*.deb" >/dev/null || echo "$each"; done | xargs -r apt-get download -qq)

system=$work/system
mkdir -p "$system"/{usr/bin,usr/sbin,usr/lib,usr/lib64,etc,tmp,data,proc,dev,sys,opt/landfall,var/lib/dpkg/status.d}
for each in bin sbin lib lib64; do ln -s "usr/$each" "$system/$each"; done
for each in "${wanted[@]}"; do
  deb=$(ls "$packages/${each}"_*.deb | tail -1)
  dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$system" --keep-directory-symlink --no-same-owner
  dpkg-deb -f "$deb" >"$system/var/lib/dpkg/status.d/$each" # what scanners read
done
rm -rf "$system"/usr/share/{man,locale,info,lintian,bash-completion,doc-base,bug} "$system"/usr/share/doc/*/changelog* "$system"/usr/lib/jvm/*/man
find "$system/usr/share/doc" -type f ! -name copyright -delete
rm -f "$system"/usr/sbin/* "$system"/bin/bashbug
ln -sf bash "$system/usr/bin/sh"
ln -s "$(cd "$system" && echo usr/lib/jvm/java-17-openjdk-*/bin/java | sed 's#^#/#')" "$system/usr/bin/java"
printf 'root:x:0:0::/:/bin/false\nlandfall:x:10001:10001::/data:/bin/false\n' >"$system/etc/passwd"
printf 'root:x:0:\nlandfall:x:10001:\n' >"$system/etc/group"
printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$system/etc/nsswitch.conf"
chmod 1777 "$system/tmp" "$system/data"

# What Debian's packages do when they are installed: certificates for programs and for Java.
mkdir -p "$system/etc/ssl/certs/java"
cat "$system"/usr/share/ca-certificates/mozilla/*.crt >"$system/etc/ssl/certs/ca-certificates.crt"
java src/build/Cacerts.java "$system/etc/ssl/certs/java/cacerts" "$system"/usr/share/ca-certificates/mozilla/*.crt

program=$work/program/opt/landfall
cp -rL "$built/landfall.jar" "$built/lib" "$built/landfall" "$program/"
[ ! -e "$built/landfall-client.jar" ] || cp "$built/landfall-client.jar" "$program/"
other=$([ "$(dpkg --print-architecture)" = arm64 ] && echo x86_64 || echo arm_64)
rm -f "$program"/lib/embedded-postgres-binaries-{darwin,linux}-*.jar "$program"/lib/postgresql/{*-alpine_linux,"postgres-linux-$other"}.tar.gz # 110 MiB for other systems
cp LICENSE NOTICE "$program/"
chmod -R go=u,go-w "$work/program"
chmod 755 "$program/landfall"
mvn -B -q -ntp cyclonedx:makeAggregateBom # target/landfall-sbom.json
python3 src/build/image-sbom.py target/landfall-sbom.json "$system/var/lib/dpkg/status.d" >"$work/landfall-image-sbom.json"
cp "$work/landfall-image-sbom.json" "$program/sbom.json"
# Java takes an archive of classes only with jars of the time and size it was made with: so times come first.
find "$work/program" "$system" -newermt "@$epoch" -exec touch -h -d "@$epoch" {} +
mkdir "$work/tmp"
bwrap --unshare-user --unshare-pid --die-with-parent --uid 10001 --gid 10001 --ro-bind "$system" / --proc /proc --dev /dev --bind "$work/tmp" /tmp \
  --bind "$program" /opt/landfall --clearenv --setenv PATH /usr/bin --setenv HOME /tmp --setenv LC_ALL C.UTF-8 --setenv LANDFALL_JAVA_OPTS "-XX:MaxRAMPercentage=70" \
  /opt/landfall/landfall classes --beside
rm -rf "$work/tmp" "$program"/client-*.jsa
find "$work/program" -newermt "@$epoch" -exec touch -h -d "@$epoch" {} +

layer() { tar -c --sort=name --owner=0 --group=0 --numeric-owner -C "$1" . >"$work/$2.tar" && sha256sum "$work/$2.tar" | cut -d' ' -f1; }
first=$(layer "$system" system) second=$(layer "$work/program" program)
created=$(date -u -d "@$epoch" +%Y-%m-%dT%H:%M:%SZ)
cat >"$work/config.json" <<JSON
{"architecture": "$(dpkg --print-architecture)", "os": "linux", "created": "$created",
 "config": {"User": "10001:10001", "WorkingDir": "/data", "Entrypoint": ["/opt/landfall/landfall"], "Cmd": ["--help"],
  "Env": ["PATH=/opt/landfall:/usr/bin", "LC_ALL=C.UTF-8", "HOME=/data", "LANDFALL_DATA_DIR=/data", "LANDFALL_JAVA_OPTS=-XX:MaxRAMPercentage=70"],
  "ExposedPorts": {"8080/tcp": {}, "9464/tcp": {}, "25520/tcp": {}, "8558/tcp": {}}, "Volumes": {"/data": {}, "/tmp": {}},
  "Labels": {"org.opencontainers.image.title": "landfall", "org.opencontainers.image.licenses": "Apache-2.0", "org.opencontainers.image.revision": "$(git rev-parse HEAD 2>/dev/null || true)"}},
 "rootfs": {"type": "layers", "diff_ids": ["sha256:$first", "sha256:$second"]},
 "history": [{"created": "$created", "created_by": "Debian packages"}, {"created": "$created", "created_by": "landfall"}]}
JSON
printf '[{"Config": "config.json", "RepoTags": ["%s"], "Layers": ["system.tar", "program.tar"]}]\n' "$name" >"$work/manifest.json"
tar -c --owner=0 --group=0 -C "$work" manifest.json config.json system.tar program.tar | gzip -${LANDFALL_IMAGE_GZIP:-6} >target/landfall-image.tar.gz
printf 'image: %s: system %s, program %s MiB; target/landfall-image.tar.gz has %s MiB\n' "$name" \
  $(($(stat -c %s "$work/system.tar") >> 20)) $(($(stat -c %s "$work/program.tar") >> 20)) $(($(stat -c %s target/landfall-image.tar.gz) >> 20))
