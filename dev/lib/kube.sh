# shellcheck shell=bash
# A Kubernetes API without nodes: etcd, kube-apiserver and kube-controller-manager, as they are shipped, on loopback.
# Only where their programs are: in $KUBEBUILDER_ASSETS, or on the PATH. No root is needed.

kube_program() { # NAME: prints its path
  if [[ -n ${KUBEBUILDER_ASSETS:-} ]]; then
    [[ -x $KUBEBUILDER_ASSETS/$1 ]] && echo "$KUBEBUILDER_ASSETS/$1"
  else
    type -P "$1"
  fi
}
kube_is_possible() { kube_program etcd >/dev/null && kube_program kube-apiserver >/dev/null; }
kube_is_up() { [[ -f $K/exports ]] && alive "$K/apiserver.pid" && alive "$K/etcd.pid"; }
kube_version() { "$(kube_program kube-apiserver)" --version | sed 's/^Kubernetes //'; }

# Two halves, so that other servers can start while these processes come to life.
kube_begin() {
  K=$SET/kube
  if kube_is_up || ! kube_is_possible; then return 0; fi
  type -P openssl curl >/dev/null || machine_packages openssl curl
  log "starting kube-apiserver $(kube_version)"
  make_directory 700 "$K"
  lock "$BASE/.lock"
  [[ -f $K/port ]] || allocate_ports 3 16443 >"$K/port"
  unlock
  mapfile -t KUBE_PORTS <"$K/port"
  kube_certificates
  kube_config "$K/kubeconfig"
  kube_start_etcd
  kube_start_apiserver
}

kube_up() {
  if kube_is_up; then
    log "kube-apiserver is up already"
    return 0
  fi
  if ! kube_is_possible; then
    log "no etcd and kube-apiserver in KUBEBUILDER_ASSETS or on the PATH: tests and demo will take another Kubernetes API"
    return 0
  fi
  wait_until 600 kube_is_ready_or_died || die "kube-apiserver does not become ready: $(tail -3 "$K/apiserver.log")"
  alive "$K/apiserver.pid" || die "kube-apiserver ended at once: $(tail -3 "$K/apiserver.log" "$K/etcd.log")"
  kube_start_controllers
  printf 'export %s=%q\n' KUBECONFIG "$K/kubeconfig" INCUS_OPERATOR_TEST_KUBE_VERSION "$(kube_version)" >"$K/exports"
  log "kube-apiserver $(kube_version) is up: https://127.0.0.1:$(head -1 "$K/port")"
}
kube_is_ready_or_died() {
  [[ $(curl -s --max-time 2 --cacert "$K/ca.crt" --cert "$K/admin.crt" --key "$K/admin.key" "https://127.0.0.1:${KUBE_PORTS[0]}/readyz") == ok ]] ||
    gone "$K/apiserver.pid" || gone "$K/etcd.pid"
}

kube_certificates() {
  [[ ! -f $K/sa.pub ]] || return 0
  self_signed "$K/ca" incus-operator-kube-ca -addext basicConstraints=critical,CA:TRUE
  signed_by "$K/ca" "$K/server" /CN=kube-apiserver 'subjectAltName=IP:127.0.0.1,IP:10.96.0.1,DNS:localhost,DNS:kubernetes.default.svc'
  signed_by "$K/ca" "$K/admin" /O=system:masters/CN=admin extendedKeyUsage=clientAuth
  # fabric8's client takes a key for an RSA one unless its first line says EC
  openssl ec -in "$K/admin.key" -out "$K/admin.key.ec" 2>/dev/null && mv "$K/admin.key.ec" "$K/admin.key"
  # etcd has a CA of its own: who may ask the API server may not for that reason read and write its database
  self_signed "$K/etcd-ca" incus-operator-etcd-ca -addext basicConstraints=critical,CA:TRUE
  signed_by "$K/etcd-ca" "$K/etcd" /CN=etcd 'subjectAltName=IP:127.0.0.1'
  openssl genrsa -out "$K/sa.key" 2048 2>/dev/null
  openssl rsa -in "$K/sa.key" -pubout -out "$K/sa.pub" 2>/dev/null # last: it says that all is there
}

kube_config() { # FILE
  cat >"$1" <<EOF
apiVersion: v1
kind: Config
clusters:
- name: dev
  cluster: {server: "https://127.0.0.1:${KUBE_PORTS[0]}", certificate-authority-data: $(base64 -w0 "$K/ca.crt")}
users:
- name: admin
  user: {client-certificate-data: $(base64 -w0 "$K/admin.crt"), client-key-data: $(base64 -w0 "$K/admin.key")}
contexts:
- name: dev
  context: {cluster: dev, user: admin}
current-context: dev
EOF
}

kube_start_etcd() { # nothing that it holds is worth a disk's fsync
  ! alive "$K/etcd.pid" || return 0
  local client=https://127.0.0.1:${KUBE_PORTS[1]} peer=https://127.0.0.1:${KUBE_PORTS[2]}
  start_detached "$K/etcd.pid" "$K/etcd.log" "$(kube_program etcd)" --data-dir "$K/etcd" --unsafe-no-fsync=true --log-level=warn \
    --listen-client-urls "$client" --advertise-client-urls "$client" \
    --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" --initial-cluster "default=$peer" \
    --cert-file "$K/etcd.crt" --key-file "$K/etcd.key" --client-cert-auth --trusted-ca-file "$K/etcd-ca.crt" \
    --peer-cert-file "$K/etcd.crt" --peer-key-file "$K/etcd.key" --peer-client-cert-auth --peer-trusted-ca-file "$K/etcd-ca.crt"
}

kube_start_apiserver() {
  ! alive "$K/apiserver.pid" || return 0
  start_detached "$K/apiserver.pid" "$K/apiserver.log" "$(kube_program kube-apiserver)" \
    --bind-address=127.0.0.1 --advertise-address=127.0.0.1 --secure-port="${KUBE_PORTS[0]}" --service-cluster-ip-range=10.96.0.0/16 \
    --etcd-servers="https://127.0.0.1:${KUBE_PORTS[1]}" --etcd-cafile="$K/etcd-ca.crt" --etcd-certfile="$K/etcd.crt" --etcd-keyfile="$K/etcd.key" \
    --tls-cert-file="$K/server.crt" --tls-private-key-file="$K/server.key" --client-ca-file="$K/ca.crt" \
    --authorization-mode=RBAC --service-account-issuer=https://kubernetes.default.svc \
    --service-account-key-file="$K/sa.pub" --service-account-signing-key-file="$K/sa.key"
}

# What makes namespaces end, owned objects go and service accounts have tokens; the rest of it is for clusters with nodes.
kube_start_controllers() {
  if alive "$K/controllers.pid"; then return 0; fi
  if ! kube_program kube-controller-manager >/dev/null; then
    log "no kube-controller-manager: namespaces will not end, and nothing is garbage-collected"
    return 0
  fi
  start_detached "$K/controllers.pid" "$K/controllers.log" "$(kube_program kube-controller-manager)" \
    --kubeconfig="$K/kubeconfig" --leader-elect=false --secure-port=0 \
    --service-account-private-key-file="$K/sa.key" --root-ca-file="$K/ca.crt" \
    --controllers=namespace-controller,garbage-collector-controller,serviceaccount-controller,serviceaccount-token-controller,clusterrole-aggregation-controller
}

kube_down() {
  K=$SET/kube
  [[ -d $K ]] || return 0
  log "stopping kube-apiserver"
  end "$K/controllers.pid" KILL
  end "$K/apiserver.pid" KILL
  end "$K/etcd.pid" KILL
  rm -rf --one-file-system "$K"
}

kube_status() {
  K=$SET/kube
  if kube_is_up; then echo "kube-apiserver $(sed -n 's/.*KUBE_VERSION=//p' "$K/exports"): up, pid $(pid_of "$K/apiserver.pid"), https://127.0.0.1:$(head -1 "$K/port"), KUBECONFIG=$K/kubeconfig"; else echo "kube-apiserver: down"; fi
}
