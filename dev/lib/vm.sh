# shellcheck shell=bash
# An Incus that runs virtual machines. On a machine with KVM and vhost-vsock it is one as any other here, with an image of a
# virtual machine. Without, it is that of a test bed that emulates them by software, if there is one beside the project:
# called where it is, with its directories in our cache.

VM_TESTBED=$(dirname "$PROJECT")/shared/tools/vm-testbed
# where KVM is: what incus image export takes; agent and cloud-init must be in it
VM_IMAGE=${INCUS_OPERATOR_DEV_VM_IMAGE:-images:debian/12/cloud}

vm_is_plain() { [[ -c /dev/kvm && -c /dev/vhost-vsock ]]; }

vm_server() { # the rest of use_server
  TITLE="Incus ($SERVER)"
}

vm_testbed() { # ARGS…: in the name of this set
  TESTBED_BASE=$CACHE/vm "$VM_TESTBED" -n "io-$(cksum <<<"$SET" | cut -d' ' -f1)" "$@"
}

vm_up() {
  use_server vm
  if vm_is_plain; then
    server_up
  elif [[ ! -x $VM_TESTBED ]]; then
    log "going on without virtual machines: they need KVM and vhost-vsock, of which this machine lacks $(vm_lacks)"
  elif vm_emulation_answers; then
    log "$TITLE is up already"
  else
    [[ $(id -u) == 0 ]] || die "virtual machines can be emulated by root only: run this as root, or leave them out."
    vm_emulation_start
  fi
}
vm_lacks() { # in words
  local device lacking=()
  for device in /dev/kvm /dev/vhost-vsock; do [[ -c $device ]] || lacking+=("$device"); done
  printf '%s' "${lacking[0]}"
  printf ' and %s' "${lacking[@]:1}"
}

vm_emulation_start() {
  make_directory 711 "$D"
  lock "$BASE/.lock" # it installs and builds
  [[ -f $D/port ]] || allocate_ports 1 18443 >"$D/port"
  if [[ ! -d $CACHE/vm/.vm/bin ]]; then log "building what emulates virtual machines (once; about two minutes)"; fi
  log "starting $TITLE"
  rm -f "$D/exports" "$D/answer"
  : >"$D/testbed.log"
  # detached, so that a trap is heard meanwhile, and so that nothing of it holds our locks
  # shellcheck disable=SC2016 # the dollars are for the other shell
  TESTBED_BASE=$CACHE/vm start_detached "$D/up.pid" "$D/testbed.log" \
    bash -c '"${@:2}" >"$1.new" && mv "$1.new" "$1"' - "$D/answer" "$VM_TESTBED" -n "io-$(cksum <<<"$SET" | cut -d' ' -f1)" -p "$(<"$D/port")" up
  wait_until 6000 gone "$D/up.pid" || die "$TITLE does not come up in ten minutes: $(tail -3 "$D/testbed.log")"
  unlock
  [[ -f $D/answer ]] || die "$TITLE did not start: $(tail -3 "$D/testbed.log")"
  vm_emulation_exports >"$D/exports"
  log "$TITLE $(server_version) is up, with emulated virtual machines: $(vm_socket)"
}
vm_socket() { sed -n 's/^export TESTBED_SOCKET=//p' "$D/answer"; }
vm_emulation_answers() {
  [[ -f $D/exports ]] && SOCKET=$(vm_socket) && get /1.0 >/dev/null && https_answers "$(<"$D/port")"
}
vm_emulation_exports() {
  local names='SOCKET|URL|SERVER_CERT|SERVER_FINGERPRINT|IMAGE_SERVER|(CLIENT|RESTRICTED|STRANGER)_(CERT|KEY)'
  sed -nE "s/^export TESTBED_($names)=/export INCUS_OPERATOR_TEST_VM_\1=/p" "$D/answer"
  SOCKET=$(vm_socket)
  vm_image_exports vm 256MiB
  printf 'export INCUS_OPERATOR_TEST_VM_%s=%q\n' VERSION "$(server_version)" IMAGE_WITHOUT_AGENT vm-noagent
}
vm_image_exports() { # ALIAS MEMORY: what an instance of that image needs
  printf 'export INCUS_OPERATOR_TEST_VM_%s=%q\n' IMAGE "$1" MEMORY "$2"
}

# --- where KVM is

vm_packages() { # QEMU, firmware, agent
  if [[ $(codename) == bookworm ]]; then
    install_packages -t bookworm-backports incus
  else
    install_packages incus
  fi
}
vm_image_fetch() { # with the client on the machine's own network, which the daemon has not
  [[ ! -f $CACHE/vm-image/done ]] || return 0
  log "fetching the image $VM_IMAGE (once)"
  rm -rf "$CACHE/vm-image"
  mkdir "$CACHE/vm-image"
  INCUS_CONF=$CACHE/vm-image incus image export "$VM_IMAGE" "$CACHE/vm-image/vm" --vm >"$CACHE/vm-image.log" 2>&1 ||
    die "the image $VM_IMAGE cannot be fetched: $(tail -3 "$CACHE/vm-image.log"). INCUS_OPERATOR_DEV_VM_IMAGE names another."
  touch "$CACHE/vm-image/done"
}
vm_image_import() {
  local files=("$CACHE"/vm-image/vm*)
  get /1.0/images/aliases/vm >/dev/null || cli image import "${files[@]}" --alias vm >"$D/image.log" 2>&1 ||
    die "$TITLE does not take the image of a virtual machine: $(tail -3 "$D/image.log")"
}

# --- down, and the rest

vm_down() {
  use_server vm
  if vm_is_plain; then
    server_down
  elif [[ -d $D ]]; then
    log "stopping $TITLE"
    end_group "$D/up.pid"
    vm_testbed down 2>/dev/null || log "what emulates virtual machines does not end: $(vm_testbed status 2>&1 | head -1)"
    rm -rf --one-file-system "$D"
  fi
}

vm_status() {
  use_server vm
  if vm_is_plain; then
    server_status
  elif [[ -d $D ]]; then
    echo "$TITLE: $(vm_testbed status 2>&1)"
  else
    echo "$TITLE: down"
  fi
}

vm_ctl() { # VERB ARGS…
  use_server vm
  if vm_is_plain; then
    server_ctl "$@"
    return
  fi
  [[ -d $D ]] || die "$TITLE is not up in the set '$NAME': dev/servers -n $NAME up vm"
  case $1 in
    start) vm_testbed start-daemon ;;
    stop)
      [[ ${2:-} != --machine ]] || die "the emulation has no ctl vm stop --machine"
      vm_testbed stop-daemon "${@:2}"
      ;;
    restart | net-cut | net-heal | cli | enter) vm_testbed "$@" ;;
    *) die "unknown: dev/servers ctl vm $1 (restart, stop, start, net-cut, net-heal, cli, enter)" ;;
  esac
}
