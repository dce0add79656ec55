# shellcheck shell=bash
# The namespaces that a daemon lives in: pid, mount, network, uts, ipc and cgroup, held by one small init. What the
# daemon makes there (containers, mounts, bridges, veth pairs) ends with that init and is never seen outside.
# Needs: D, the directory of this server, CGROUP, the name of its control group, and NETWORK_OF, the server whose network
# namespace it shares, if any, ROOT, its root directory, if that is not the machine's, and IMAGE_TREE, what its image server serves.

cgroup_roots() { awk '$3 == "cgroup" || $3 == "cgroup2" { print $2 }' /proc/mounts | grep '^/sys/fs/cgroup' | sort -u; }

namespaces_are_possible() { unshare --mount --pid --net --ipc --uts --cgroup --fork --mount-proc true 2>/dev/null; }

namespace_up() {
  cgroup_make
  cp /proc/mounts "$D/host-mounts"
  rm -f "$D/namespace-ready"
  : >"$D/init.log"
  local network=(unshare --net)
  if [[ -n $NETWORK_OF ]]; then network=(nsenter -t "$(pid_of "$SET/$NETWORK_OF/init.pid")" -n -- unshare); fi
  # --kill-child: where unshare dies, the init of the namespaces dies, and with it all that is in them
  PREPARE=cgroup_join start_detached "$D/unshare.pid" "$D/init.log" \
    "${network[@]}" --mount --pid --ipc --uts --cgroup --fork --mount-proc --kill-child=KILL --propagation private \
    "$DEV/lib/namespace-init" "$D" "$CACHE" "$NETWORK_OF" "$ROOT" "$IMAGE_TREE"
  wait_until 300 namespace_answers || die "the namespaces for $SERVER did not come up: $(tail -3 "$D/init.log")"
  [[ -e $D/namespace-ready ]] || die "the namespaces for $SERVER did not come up: $(tail -3 "$D/init.log")"
  remember "$(child_of "$(pid_of "$D/unshare.pid")")" "$D/init.pid"
  cgroup_delegate
}
namespace_answers() { [[ -e $D/namespace-ready ]] || gone "$D/unshare.pid"; }
child_of() { cut -d' ' -f1 "/proc/$1/task/$1/children" 2>/dev/null; }

namespace_down() {
  end "$D/init.pid" KILL
  end "$D/unshare.pid" KILL
  cgroup_remove
}

# enter COMMAND…: runs it inside.
enter() { nsenter -t "$(pid_of "$D/init.pid")" -m -p -n -u -i -C -- "$@"; }

# What namespace-init has mounted on these files is gone where a package was installed since: that puts new files in their place.
hold_ids() {
  [[ ! -f $D/subid ]] || enter sh -c \
    'for file in /etc/subuid /etc/subgid; do [ ! -e $file ] || cmp -s "$1" $file || mount --bind "$1" $file; done' - "$D/subid"
}

# One control group in each hierarchy, made from outside; the daemon sees it as the root.
cgroup_make() {
  local root
  for root in $(cgroup_roots); do
    mkdir -p "$root/$CGROUP"
    if [[ -e $root/$CGROUP/cpuset.cpus && -e $root/$CGROUP/cgroup.clone_children ]]; then # v1: an empty set lets nobody in
      cat "$root/cpuset.cpus" >"$root/$CGROUP/cpuset.cpus"
      cat "$root/cpuset.mems" >"$root/$CGROUP/cpuset.mems"
      echo 1 >"$root/$CGROUP/cgroup.clone_children"
    fi
  done
}
# The calling process, and what it will start, go there.
cgroup_join() {
  local root leaf
  for root in $(cgroup_roots); do
    leaf=$root/$CGROUP
    if [[ -d $leaf/init.scope ]]; then leaf=$leaf/init.scope; fi # see namespace-init
    echo $BASHPID >"$leaf/cgroup.procs"
  done
}

# In a unified hierarchy: the containers' groups have the controllers that ours has, once nobody is in ours itself.
cgroup_delegate() {
  local group=/sys/fs/cgroup/$CGROUP controller
  [[ -d $group/init.scope ]] || return 0
  pid_of "$D/unshare.pid" >"$group/init.scope/cgroup.procs"
  for controller in $(<"$group/cgroup.controllers"); do
    echo "+$controller" 2>/dev/null >"$group/cgroup.subtree_control" || log "$TITLE will not limit its instances by $controller"
  done
}
cgroup_remove() {
  local root
  for root in $(cgroup_roots); do
    wait_until 50 cgroup_removed "$root/$CGROUP" || log "the control group $root/$CGROUP cannot be removed"
  done
}
cgroup_removed() {
  [[ ! -d $1 ]] || find "$1" -depth -type d -exec rmdir {} + 2>/dev/null
}
