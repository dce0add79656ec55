# shellcheck shell=bash
# shellcheck disable=SC2034 # ADDRESS, NETWORK_OF and TITLE are for daemon.sh and namespace.sh
# A cluster of two Incus daemons, cluster1 and cluster2: each with a directory and namespaces of its own as any other server
# here, but for the network, which is that of the first, with an address on its loopback for each. The first has the database.

CLUSTER=(cluster1 cluster2)

cluster_member() { # the rest of use_server
  TITLE="Incus ($SERVER)"
  if [[ $SERVER == cluster2 ]]; then ADDRESS=127.0.0.2 NETWORK_OF=cluster1; fi
}

# A member whose namespaces were killed does not come back alone: the other one's network, or its place in the database, is
# gone or taken. Then both are made anew.
cluster_begin() {
  local member
  for member in "${CLUSTER[@]}"; do
    use_server "$member"
    if [[ -d $D ]] && gone "$D/init.pid"; then
      each down "${CLUSTER[@]}"
      return 0
    fi
  done
}

cluster_preseed() { # no bridge: both would have it in one network namespace
  if [[ $SERVER == cluster1 ]]; then
    cat <<EOF
config: {core.https_address: "$ADDRESS:8443", images.auto_update_interval: "0"}
cluster: {enabled: true, server_name: cluster1}
storage_pools: [{name: default, driver: dir}]
profiles: [{name: default, devices: {root: {type: disk, path: /, pool: default}}}]
EOF
  else
    cat <<EOF
cluster:
  enabled: true
  server_name: cluster2
  server_address: $ADDRESS:8443
  cluster_token: $(cluster_token)
  member_config: [{entity: storage-pool, name: default, key: source, value: ""}]
EOF
  fi
}
cluster_token() (
  use_server cluster1
  cli cluster add cluster2 | tail -1
)

cluster_exports() { # once both are there
  local prefix=INCUS_OPERATOR_TEST_CLUSTER pki=$SET/cluster1/pki
  [[ $SERVER == cluster2 ]] || return 0
  printf 'export %s=%q\n' \
    "${prefix}_URLS" "https://127.0.0.1:$(<"$SET/cluster1/port") https://127.0.0.1:$(<"$SET/cluster2/port")" \
    "${prefix}_MEMBERS" "${CLUSTER[*]}" "${prefix}_CLIENT_CERT" "$pki/client.crt" "${prefix}_CLIENT_KEY" "$pki/client.key" \
    "${prefix}_SERVER_CERT" "$SET/cluster1/d/cluster.crt"
}
