# shellcheck shell=bash
# shellcheck disable=SC2034 # CGROUP is for namespace.sh
# One Incus or LXD daemon, as it is shipped, in namespaces and a directory of its own: reachable by its unix socket and,
# through a forwarder, at https://127.0.0.1:PORT. use_server sets what the other functions work on.

use_server() { # incus|lxd|incus7|vm|cluster1|cluster2
  SERVER=$1
  D=$SET/$SERVER
  SOCKET=$D/d/unix.socket
  ADDRESS=127.0.0.1 # within its namespaces
  NETWORK_OF=''     # the server whose network namespace it is in, where that is not one of its own
  ROOT=''           # its root directory, where that is not the machine's
  CGROUP=incus-operator-dev-$NAME-$SERVER-$(cksum <<<"$BASE" | cut -d' ' -f1) # the base: sets of one name in two places
  ((${#SOCKET} <= 90)) || die "$D is too long a path for unix sockets: set INCUS_OPERATOR_DEV_DIR to a shorter one."
  case $SERVER in
    lxd) PRODUCT=lxd TITLE=LXD DAEMON=/usr/bin/lxd TRUST=add ;;
    *) PRODUCT=incus TITLE=Incus DAEMON=/usr/libexec/incus/incusd TRUST=add-certificate ;;
  esac
  case $SERVER in
    cluster*) cluster_member ;;
    incus7) incus7_server ;;
    vm) vm_server ;;
  esac
}

cli() { # the product's own command line client, against this daemon
  if [[ -n $ROOT ]]; then
    enter env HOME=/root INCUS_SOCKET="$SOCKET" INCUS_CONF="$D/cli" incus "$@"
    return
  fi
  case $PRODUCT in
    incus) INCUS_SOCKET=$SOCKET INCUS_CONF=$D/cli incus "$@" ;;
    lxd) LXD_DIR=$D/d LXD_CONF=$D/cli lxc "$@" ;;
  esac
}
initialize() { # preseed on stdin; where a member joins a cluster, it is the client that first asks the other members
  if [[ -n $ROOT ]]; then
    cli admin init --preseed
    return
  fi
  case $PRODUCT in
    incus) INCUS_SOCKET=$SOCKET INCUS_CONF=$D/cli nsenter -t "$(pid_of "$D/init.pid")" -n -- incus admin init --preseed ;;
    lxd) LXD_DIR=$D/d LXD_CONF=$D/cli lxd init --preseed ;;
  esac
}
get() { curl -sf --max-time 5 --unix-socket "$SOCKET" "http://host$1" 2>/dev/null; } # PATH of the REST API

daemon_packages() {
  install_packages busybox-static socat curl openssl xz-utils iproute2 ca-certificates
  [[ -z $ROOT ]] || return 0 # all else is in there
  install_packages dnsmasq-base lxcfs uidmap
  case $PRODUCT in
    incus)
      if [[ -x $DAEMON ]] && type -P incus >/dev/null; then
        :
      elif [[ $(codename) == bookworm ]]; then
        update_package_lists
        install_packages -t bookworm-backports incus-base incus-client
      elif update_package_lists && apt-cache show incus-base >/dev/null 2>&1; then
        install_packages incus-base incus-client
      else
        install_packages incus incus-client # Ubuntu 24.04
      fi
      ;;
    lxd)
      if [[ ! -x $DAEMON ]] || ! type -P lxc >/dev/null; then install_packages lxd lxd-client; fi
      ;;
  esac
  if [[ $SERVER == vm ]]; then
    vm_packages
    vm_image_fetch
  fi
  [[ -x $DAEMON ]] || die "the package of $TITLE is there, but not its daemon at $DAEMON."
}

# --- up

server_up() {
  if server_is_up; then
    log "$TITLE $(server_version) is up already"
    return 0
  fi
  if [[ $PRODUCT == lxd && $(distribution) == ubuntu ]]; then
    log "LXD is a snap on Ubuntu, which cannot run privately: going on without LXD"
    return 0
  fi
  [[ $(id -u) == 0 ]] || die "a private $TITLE daemon can be started by root only: run this as root, or leave $TITLE out."
  namespaces_are_possible || die "$TITLE needs namespaces of its own, which this machine does not let root make: use a real or virtual machine, or a privileged container."
  make_directory 711 "$D"
  make_directory 700 "$D/cli"
  [[ -f $D/cli/config.yml ]] || echo '{}' >"$D/cli/config.yml" # without it the client has advice to give
  make_directory 700 "$D/pki"
  lock "$BASE/.lock" # what sets of servers share: one run at a time
  if [[ $SERVER == incus7 ]] && ! incus7_get; then
    unlock
    rm -rf "$D"
    return 0
  fi
  daemon_packages
  build_image
  [[ -f $D/port ]] || allocate_ports 1 18443 >"$D/port"
  unlock
  log "starting $TITLE"
  server_certificates
  if gone "$D/init.pid"; then # what is left of namespaces that were killed
    forward_end
    namespace_down
    namespace_up
  fi
  daemon_start
  get /1.0/storage-pools/default >/dev/null || preseed | initialize >"$D/preseed.log" 2>&1 || die "$TITLE does not take its first configuration: $(tail -3 "$D/preseed.log")"
  trust_client client
  trust_client restricted --restricted --projects default
  get /1.0/images/aliases/busybox >/dev/null || cli image import "$IMAGE_FILE" --alias busybox >"$D/image.log" 2>&1 || die "$TITLE does not take the image: $(tail -3 "$D/image.log")"
  if [[ $SERVER == vm ]]; then vm_image_import; fi
  forward_start
  server_exports >"$D/exports"
  log "$TITLE $(server_version) is up: $SOCKET, https://127.0.0.1:$(<"$D/port")"
}
server_is_up() {
  [[ -f $D/exports ]] && alive "$D/init.pid" && alive "$D/daemon.pid" && alive "$D/forward-in.pid" && alive "$D/forward-out.pid"
}
server_version() { get /1.0 | sed -n 's/.*"server_version":"\([^"]*\)".*/\1/p'; }

server_certificates() {
  [[ ! -f $D/pki/done ]] || return 0
  if [[ $SERVER == cluster2 ]]; then # what one member trusts, all do
    cp -a "$SET/cluster1/pki/." "$D/pki/"
    return 0
  fi
  local system=/etc/ssl/certs/ca-certificates.crt
  self_signed "$D/pki/client" incus-operator-client
  self_signed "$D/pki/restricted" incus-operator-restricted
  self_signed "$D/pki/stranger" incus-operator-stranger
  self_signed "$D/pki/image-ca" incus-operator-image-ca -addext basicConstraints=critical,CA:TRUE
  signed_by "$D/pki/image-ca" "$D/pki/image" /CN=localhost 'subjectAltName=DNS:localhost,IP:127.0.0.1'
  cat "$D/pki/image-ca.crt" "$system" >"$D/pki/bundle.crt"
  touch "$D/pki/done"
}

preseed() {
  if [[ $SERVER == cluster* ]]; then
    cluster_preseed
    return 0
  fi
  # no firewall: nothing but this bridge is in its network namespace
  cat <<EOF
config: {core.https_address: "127.0.0.1:8443", images.auto_update_interval: "0"}
storage_pools: [{name: default, driver: dir}]
networks: [{name: devbr0, type: bridge, config: {ipv4.address: 198.51.100.1/24, ipv4.nat: "false", ipv4.firewall: "false", ipv6.address: none}}]
profiles: [{name: default, devices: {root: {type: disk, path: /, pool: default}, eth0: {type: nic, network: devbr0, name: eth0}}}]
EOF
}

trust_client() { # NAME-IN-PKI OPTIONS…
  get "/1.0/certificates/$(fingerprint "$D/pki/$1.crt")" >/dev/null || cli config trust "$TRUST" "$D/pki/$1.crt" --name "$1" "${@:2}" >/dev/null
}

daemon_start() {
  ! alive "$D/daemon.pid" || return 0
  local variables
  make_directory 711 "$D/d"
  case $PRODUCT in
    incus) variables=(INCUS_DIR="$D/d" INCUS_SOCKET="$SOCKET") ;;
    lxd) variables=(LXD_DIR="$D/d" LXD_LXC_TEMPLATE_CONFIG=/usr/share/lxc/config) ;;
  esac
  hold_ids
  # It trusts the image server by SSL_CERT_FILE. Nothing of the caller's environment is handed down.
  PREPARE=cgroup_join start_detached "$D/enter.pid" "$D/daemon.out" \
    nsenter -t "$(pid_of "$D/init.pid")" -m -p -n -u -i -C -- \
    env -i PATH="$PATH" HOME=/root LANG=C.UTF-8 SSL_CERT_FILE="$D/pki/bundle.crt" SSL_CERT_DIR=/nonexistent "${variables[@]}" \
    "$DAEMON" --group root --logfile "$D/daemon.log"
  wait_until 200 daemon_is_there || die "$TITLE did not start: $(tail -3 "$D/daemon.out")"
  wait_until 600 daemon_answers_or_died || die "$TITLE does not answer: $(tail -3 "$D/daemon.log")"
  alive "$D/daemon.pid" || die "$TITLE ended at once: $(tail -3 "$D/daemon.out")"
}
# nsenter forks into the pid namespace: the daemon is its child.
daemon_is_there() {
  local pid
  pid=$(child_of "$(pid_of "$D/enter.pid")") && [[ -n $pid && $(readlink "/proc/${pid% }/exe") == "$DAEMON" ]] && remember "${pid% }" "$D/daemon.pid"
}
daemon_answers_or_died() { get /1.0 >/dev/null || gone "$D/daemon.pid"; }

daemon_stop() { # [--kill | --machine]; instances keep running. TERM waits for operations that run.
  case ${1:-} in
    --kill) end "$D/daemon.pid" KILL ;;
    --machine) kill -PWR "$(pid_of "$D/daemon.pid")" ;; # as its machine does when it is shut down: stops the instances first, at its leisure
    *) end "$D/daemon.pid" TERM 300 ;;
  esac
}

# 127.0.0.1:PORT outside, a socket in the file system between, the daemon's own address inside.
forward_start() {
  local port
  port=$(<"$D/port")
  if gone "$D/forward-in.pid"; then
    rm -f "$D/https.socket"
    start_detached "$D/forward-in.pid" "$D/forward.log" nsenter -t "$(pid_of "$D/init.pid")" -n -- socat "UNIX-LISTEN:$D/https.socket,mode=600,fork,backlog=256" "TCP:$ADDRESS:8443"
    wait_until 200 test -S "$D/https.socket" || die "the forwarder of $TITLE did not start: $(tail -3 "$D/forward.log")"
  fi
  if gone "$D/forward-out.pid"; then
    start_detached "$D/forward-out.pid" "$D/forward.log" socat "TCP-LISTEN:$port,bind=127.0.0.1,reuseaddr,fork,backlog=256" "UNIX-CONNECT:$D/https.socket"
  fi
  wait_until 200 https_answers "$port" || die "$TITLE does not answer at https://127.0.0.1:$port: $(tail -3 "$D/forward.log")"
}
https_answers() { curl -skf --max-time 2 "https://127.0.0.1:$1/1.0" >/dev/null 2>&1; }
forward_cut() { end_group "$D/forward-out.pid"; } # and every connection through it
forward_end() {
  end_group "$D/forward-out.pid"
  end_group "$D/forward-in.pid"
}

server_exports() {
  if [[ $SERVER == cluster* ]]; then
    cluster_exports
    return 0
  fi
  local prefix=INCUS_OPERATOR_TEST_${SERVER^^} certificate=$D/d/server.crt kind
  printf 'export %s=%q\n' "${prefix}_SOCKET" "$SOCKET" "${prefix}_URL" "https://127.0.0.1:$(<"$D/port")" \
    "${prefix}_VERSION" "$(server_version)" "${prefix}_IMAGE_SERVER" https://127.0.0.1:9443 \
    "${prefix}_SERVER_CERT" "$certificate" "${prefix}_SERVER_FINGERPRINT" "$(fingerprint "$certificate")"
  for kind in client restricted stranger; do
    printf 'export %s=%q\n' "${prefix}_${kind^^}_CERT" "$D/pki/$kind.crt" "${prefix}_${kind^^}_KEY" "$D/pki/$kind.key"
  done
  if [[ $SERVER == vm ]]; then vm_image_exports vm 1GiB; fi
}

# --- down, and the rest

server_down() {
  [[ -d $D ]] || return 0
  log "stopping $TITLE"
  forward_end
  namespace_down # the daemon and every instance end with it
  wait_until 50 gone "$D/enter.pid" || end "$D/enter.pid" KILL
  rm -rf --one-file-system "$D"
}

server_status() {
  if server_is_up; then
    echo "$TITLE $(server_version): up, pid $(pid_of "$D/daemon.pid"), $(awk '/^VmRSS/ { print int($2 / 1024) " MiB" }' "/proc/$(pid_of "$D/daemon.pid")/status"), $SOCKET, https://127.0.0.1:$(<"$D/port")"
    cli list --all-projects -f csv -c ens4 2>/dev/null | sed 's/^/  /'
  elif [[ -d $D ]]; then
    echo "$TITLE: partly up (init $(word "$D/init.pid"), daemon $(word "$D/daemon.pid"), https $(word "$D/forward-out.pid"))"
  else
    echo "$TITLE: down"
  fi
}
word() { if alive "$1"; then echo up; else echo down; fi; }

server_ctl() { # VERB ARGS…
  alive "$D/init.pid" || die "$TITLE is not up in the set '$NAME': dev/servers -n $NAME up ${SERVER%[12]}"
  case $1 in
    start) daemon_start ;;
    stop) daemon_stop "${2:-}" ;;
    restart)
      daemon_stop "${2:-}"
      daemon_start
      ;;
    net-cut) forward_cut ;;
    net-heal) forward_start ;;
    cli) cli "${@:2}" ;;
    enter) enter "${@:2}" ;;
    *) die "unknown: dev/servers ctl $SERVER $1 (restart, stop, start, net-cut, net-heal, cli, enter)" ;;
  esac
}
