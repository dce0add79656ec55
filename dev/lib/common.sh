# shellcheck shell=bash
# What every script of dev/ needs: where things are, how it speaks, locks. Sourced, never run.

# shellcheck disable=SC2034 # these are for the scripts that source this

export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin # a user's shell has no sbin, and sudo's may not have it either

DEV=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
PROJECT=$(dirname "$DEV")
# Short on purpose: the path of a unix socket may have 107 bytes, and the daemons' sockets lie below this.
BASE=${INCUS_OPERATOR_DEV_DIR:-/tmp/incus-operator-dev-$(id -u)}
CACHE=$BASE/.cache
readonly DEV PROJECT BASE CACHE

log() { printf 'incus-operator: %s\n' "$*" >&2; }
die() {
  log "$*"
  exit 1
}

# The base directory has a name that anyone could guess, in a directory where anyone can write: it must be ours.
prepare_base() {
  [[ $BASE == /* ]] || die "INCUS_OPERATOR_DEV_DIR must be an absolute path, not '$BASE'."
  # 711: the root user of a container, who is nobody outside, has to get through to the container's files
  make_directory 711 "$BASE"
  [[ -O $BASE && ! -L $BASE ]] || die "$BASE belongs to somebody else: set INCUS_OPERATOR_DEV_DIR to a directory of your own."
  mkdir -p "$CACHE"
}

make_directory() { # MODE DIR
  mkdir -p "$2"
  chmod "$1" "$2"
}

# lock FILE: waits until it is ours; it is let go by unlock, or when the script ends. The file may be removed by its
# holder: whoever waited for a file that is no longer there tries again.
lock() {
  while :; do
    exec {LOCK_FD}>"$1"
    if ! flock -n "$LOCK_FD"; then
      log "waiting for another run that holds $1"
      flock "$LOCK_FD"
    fi
    [[ $1 -ef /proc/self/fd/$LOCK_FD ]] && return 0
    exec {LOCK_FD}>&-
  done
}
unlock() { exec {LOCK_FD}>&-; }

# A plain `return` in what a trap calls gives the status from before the trap: here it is always said which.
# wait_until TENTHS COMMAND…: true as soon as the command is; false after so many tenths of a second.
wait_until() {
  local i
  for ((i = $1; i > 0; i--)); do
    "${@:2}" && return 0
    sleep 0.1
  done
  return 1
}

sum() { sha256sum "$1" | cut -d' ' -f1; }
oci_architecture() { case $(uname -m) in x86_64) echo amd64 ;; aarch64) echo arm64 ;; *) uname -m ;; esac; } # as images name it
