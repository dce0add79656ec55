# shellcheck shell=bash
# Tries an image without a container runtime: unpacked by its manifest, in mount and pid namespaces, its root read-only.

check_image() { # TAR DIR
  local dir=$2 manifest config layer
  mkdir -p "$dir/layout" "$dir/root"
  tar -C "$dir/layout" -xf "$1"
  for layer in "$dir"/layout/blobs/sha256/*; do
    [[ $(sum "$layer") == "$(basename "$layer")" ]] || die "the image has a blob that is not what its name says: $layer"
  done
  manifest=$(blob_of "$dir/layout/index.json" "$dir/layout")
  config=$(blob_of "$manifest" "$dir/layout")
  said "is not root's" grep -q '"User": "[1-9][0-9]*:[1-9][0-9]*"' "$config"
  said "has labels" grep -q '"org.opencontainers.image.title": "incus-operator"' "$config"
  said "has the libraries and the application in layers of their own" test "$(grep -o 'created_by' "$config" | wc -l)" -ge 6
  while read -r layer; do
    gzip -dc "$dir/layout/blobs/sha256/$layer" | tar -C "$dir/root" -xpf -
  done < <(grep -o 'gzip", "digest": "sha256:[0-9a-f]*' "$manifest" | sed 's/.*://')
  check_start "$dir/root" "$config" "$dir/log"
}
blob_of() { echo "$2/blobs/sha256/$(grep -o '"digest": "sha256:[0-9a-f]*' "$1" | head -1 | sed 's/.*://')"; } # FILE LAYOUT
said() { # WHAT COMMAND…
  "${@:2}" || die "the image is not as it should be: it … $1"
  echo "  ok: it $1"
}

# Until it says what it should: that it found no Kubernetes API, and then it ends by itself; or that it is at work there,
# and then it ends when told to.
check_start() { # ROOT CONFIG LOG
  local user directory entry expected='No answer from the Kubernetes API' code=0 pid
  user=$(sed -n 's/.*"User": "\([^"]*\)".*/\1/p' "$2")
  directory=$(sed -n 's/.*"WorkingDir": "\([^"]*\)".*/\1/p' "$2")
  mapfile -t entry < <(grep -o '"Entrypoint": \[[^]]*\]' "$2" | grep -o '"[^"]*"' | sed '1d;s/"//g')
  if [[ -n ${KUBECONFIG:-} ]]; then expected='incus-operator is at work'; fi
  unshare --mount --pid --fork --kill-child=KILL --propagation private \
    bash -euc "$CONTAINER" container "$1" "$user" "$directory" "${KUBECONFIG:-}" "${entry[@]}" >"$3" 2>&1 &
  pid=$!
  remember "$pid" "$WORK/checked.pid"
  wait_until 1200 said_or_ended "$expected" "$3" "$pid" || :
  if [[ -n ${KUBECONFIG:-} ]]; then kill -TERM "$(child_of "$pid")" 2>/dev/null || :; fi
  wait "$pid" || code=$?
  grep -q "$expected" "$3" || die "the image does not start (exit code $code): $(tail -3 "$3")"
  log "it said: $(grep "$expected" "$3")"
  said "starts as $user with a root that it cannot write, and ends as it should" expected_end "$code"
}
expected_end() { if [[ -n ${KUBECONFIG:-} ]]; then (($1 == 0 || $1 == 143)); else (($1 == 1)); fi; } # EXIT-CODE
said_or_ended() { grep -q "$1" "$2" || [[ ! -d /proc/$3 ]]; } # TEXT LOG PID

# What a container runtime would do, in namespaces that end with it. The image has no shell: what runs there is its own.
# shellcheck disable=SC2016
CONTAINER='
  root=$1 user=$2 directory=$3 kubeconfig=$4
  shift 4
  mount --bind "$root" "$root"
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs -o mode=1777,size=64m tmpfs "$root/tmp"
  if [[ -n $kubeconfig ]]; then install -o "${user%:*}" -m 400 "$kubeconfig" "$root/tmp/kubeconfig"; fi
  mount -o remount,bind,ro "$root"
  if touch "$root/app/written" 2>/dev/null; then
    echo "its root can be written"
    exit 2
  fi
  if [[ $* == *-XX:AOTCache=* ]]; then export JDK_JAVA_OPTIONS=-XX:AOTMode=on; fi # or it would do without, and say nothing
  exec env -i PATH=/opt/java/bin JDK_JAVA_OPTIONS="${JDK_JAVA_OPTIONS:-}" KUBECONFIG=/tmp/kubeconfig QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT=0 \
    /usr/bin/setpriv --no-new-privs /usr/bin/unshare --root="$root" --wd="$directory" --setgid="${user#*:}" --setuid="${user%:*}" "$@"
'
