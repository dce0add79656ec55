# shellcheck shell=bash
# Installs Debian packages where they are missing, quietly, and changes nothing else on the machine.

APT_POLICY=/usr/sbin/policy-rc.d
APT_POLICY_MARK='written by the dev scripts of incus-operator, process'

distribution() ( # "debian", "ubuntu" (and what is like them), or something else
  # shellcheck source=/dev/null
  . /etc/os-release 2>/dev/null || :
  case " ${ID:-} ${ID_LIKE:-} " in
    *' ubuntu '*) echo ubuntu ;;
    *' debian '*) echo debian ;;
    *) echo "${ID:-unknown}" ;;
  esac
)
codename() (
  # shellcheck source=/dev/null
  . /etc/os-release && echo "${VERSION_CODENAME:-}"
)

missing_packages() { # PACKAGE…: prints those that are not installed
  comm -23 <(printf '%s\n' "$@" | sort) <(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null | sed -n 's/ installed$//p' | sort)
}

can_install() { [[ $(id -u) == 0 && $(distribution) =~ ^(debian|ubuntu)$ ]] && type -P apt-get >/dev/null; }

# Packages' scripts may start services; none is wanted. Whatever policy the machine has of its own stays.
forbid_services() {
  [[ ! -e $APT_POLICY ]] || return 0
  printf '#!/bin/sh\n# %s %s\nexit 101\n' "$APT_POLICY_MARK" "$$" >"$APT_POLICY"
  chmod 755 "$APT_POLICY"
}
allow_services() { # removes our own policy, and one whose writer was killed
  local writer
  [[ -f $APT_POLICY ]] || return 0
  writer=$(sed -n "s/^# $APT_POLICY_MARK //p" "$APT_POLICY")
  if [[ -n $writer ]] && { [[ $writer == "$$" ]] || [[ ! -d /proc/$writer ]]; }; then rm -f "$APT_POLICY"; fi
}

# The machine's own apt sources, plus, on bookworm, its backports from the very mirror that bookworm itself comes from.
# They are used for this one installation: nothing is added to /etc/apt.
# shellcheck disable=SC2016 # the dollars are apt's
private_apt_sources() { # DIR
  local uri signed
  rm -rf "$1"
  mkdir -p "$1"
  find /etc/apt/sources.list.d -maxdepth 1 -type f -exec cp -t "$1" {} + 2>/dev/null || :
  [[ $(codename) == bookworm && $(distribution) == debian ]] || return 0
  [[ -z $(apt-get indextargets --format '$(RELEASE)' 'Created-By: Packages' 'Release: bookworm-backports') ]] || return 0
  uri=$(own_debian_mirror)
  [[ -n $uri ]] || return 0
  signed=/usr/share/keyrings/debian-archive-keyring.gpg
  echo "deb [signed-by=$signed] $uri bookworm-backports main" >"$1/incus-operator-backports.list"
}

# Where this machine's own release of Debian comes from.
# shellcheck disable=SC2016 # the dollars are apt's
own_debian_mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' "Release: $(codename)" | head -1
}

# apt-get as we want it, in a session of its own: what dpkg has begun it must finish, so Ctrl-C is heard afterwards.
apt() {
  env DEBIAN_FRONTEND=noninteractive setsid --wait apt-get -qq -y --no-install-recommends --no-remove \
    -o Dir::Etc::sourceparts="$CACHE/apt-sources" -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 \
    "$@" </dev/null >>"$CACHE/apt.log" 2>&1
}
apt_failed() {
  die "apt-get could not install the packages: $(grep -E '^(E|W):' "$CACHE/apt.log" | tail -3 | tr '\n' ' ')(all of it: $CACHE/apt.log)"
}

# install_packages [-t RELEASE] PACKAGE…: does nothing, in no time, where all are there. One run at a time: see lock.
install_packages() {
  local missing release=() rc=0
  if [[ $1 == -t ]]; then
    release=(-t "$2")
    shift 2
  fi
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  can_install || die "these packages are needed, and only root on Debian or Ubuntu can have them installed from here: ${missing[*]}"
  log "installing ${missing[*]} (once; it may take a minute)"
  update_package_lists
  forbid_services
  apt install "${release[@]}" "${missing[@]}" || rc=$?
  allow_services
  ((rc == 0)) || apt_failed
}

# The same for callers that hold no lock.
machine_packages() {
  lock "$BASE/.lock"
  install_packages "$@"
  unlock
}

machine_package_lists() {
  lock "$BASE/.lock"
  update_package_lists
  unlock
}

# Once in a run. One repository that does not answer is no reason to stop: what counts is whether the packages come.
update_package_lists() {
  [[ -z ${PACKAGE_LISTS_ARE_NEW:-} ]] && can_install || return 0
  : >"$CACHE/apt.log"
  private_apt_sources "$CACHE/apt-sources"
  apt update || :
  PACKAGE_LISTS_ARE_NEW=1
}
