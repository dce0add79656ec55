# shellcheck shell=bash
# Incus 7, which few distributions have yet: the packages of Debian's unstable suite, unpacked into a root directory of
# their own, in the cache. Nothing of them is installed on this machine; the daemon and its namespaces live in that
# directory (see namespace-init). The packages' scripts are not run: nothing of what they set up is needed.

INCUS7_ROOT=$CACHE/incus7
INCUS7_DEBIAN_KEYS=/usr/share/keyrings/debian-archive-keyring
# the daemon, what namespace-init and the daemon call, and a shell for them; apt adds what these need
INCUS7_PACKAGES=(incus-base incus-client dnsmasq-base lxcfs busybox-static socat iproute2 xz-utils
  base-files base-passwd bash coreutils dash findutils grep gzip hostname mount sed tar util-linux)

incus7_server() { # the rest of use_server
  TITLE="Incus ($SERVER)"
  ROOT=$INCUS7_ROOT
}

# The mirror of Debian that this machine uses already; on another distribution, the one that the user names.
debian_mirror() {
  if [[ -n ${INCUS_OPERATOR_DEBIAN_MIRROR:-} ]]; then
    echo "$INCUS_OPERATOR_DEBIAN_MIRROR"
  elif [[ $(distribution) == debian ]]; then
    own_debian_mirror
  fi
}

# incus7_get: makes the root directory where it is not there yet. False, with the reason said, where that cannot be.
# One run at a time: see lock.
incus7_get() {
  local mirror keys new=$INCUS7_ROOT.new
  [[ ! -d $INCUS7_ROOT ]] || return 0
  mirror=$(debian_mirror)
  if [[ -z $mirror ]] || ! type -P apt-get dpkg-deb >/dev/null; then
    incus7_is_missing "it comes from Debian's unstable suite, and this machine has no source of Debian packages: set INCUS_OPERATOR_DEBIAN_MIRROR to the address of a Debian mirror (apt-get and dpkg-deb are needed too)"
    return 1
  fi
  [[ -e $INCUS7_DEBIAN_KEYS.gpg || -e $INCUS7_DEBIAN_KEYS.pgp ]] || install_packages debian-archive-keyring
  keys=$INCUS7_DEBIAN_KEYS.gpg
  [[ -e $keys ]] || keys=$INCUS7_DEBIAN_KEYS.pgp
  log "fetching Incus 7 (once; 90 MB)"
  rm -rf "$new"
  mkdir -p "$new"/root "$new"/lists/partial "$new"/archives/partial
  : >"$new/status"
  echo "deb [signed-by=$keys] $mirror sid main" >"$new/sources.list"
  if ! { incus7_apt "$new" update && incus7_apt "$new" --download-only install "${INCUS7_PACKAGES[@]}"; } 2>"$CACHE/incus7.log" >&2; then
    incus7_is_missing "apt-get could not fetch it: $(grep -E '^(E|W):' "$CACHE/incus7.log" | tail -2 | tr '\n' ' ')(all of it: $CACHE/incus7.log)"
    return 1
  fi
  incus7_unpack "$new" || die "Incus 7 cannot be unpacked into $new."
  mv "$new/root" "$INCUS7_ROOT" # last: it says that all is there
  rm -rf "$new"
}
incus7_is_missing() { log "going on without Incus 7: $1"; }

# With lists and archives of its own, as if nothing were installed. A mirror may be a frozen copy: it may be old.
incus7_apt() { # DIR ARGS…
  env DEBIAN_FRONTEND=noninteractive setsid --wait apt-get -qq -y --no-install-recommends \
    -o Dir::State="$1" -o Dir::State::status="$1/status" -o Dir::Cache="$1" -o Dir::Etc::sourcelist="$1/sources.list" \
    -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferencesparts=/dev/null -o Dir::Etc::preferences=/dev/null \
    -o Acquire::Check-Valid-Until=false -o Acquire::Retries=3 -o Acquire::Languages=none -o APT::Sandbox::User=root \
    "${@:2}" </dev/null
}

incus7_unpack() { # DIR
  local package root=$1/root
  for package in "$1"/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x -p -C "$root" --exclude './usr/share/doc/*' --exclude './usr/share/man/*' --exclude './usr/share/locale/*'
  done
  mkdir -p "$root"/{proc,sys,dev,run,tmp,old,var/lib/lxcfs,var/lib/incus-lxcfs}
  cp "$root/usr/share/base-passwd/passwd.master" "$root/etc/passwd"
  cp "$root/usr/share/base-passwd/group.master" "$root/etc/group"
  echo 'root:1000000:1000000000' | tee "$root/etc/subuid" >"$root/etc/subgid"
}
