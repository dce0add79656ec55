# shellcheck shell=bash
# shellcheck disable=SC2034 # the scripts that source this use JDK, REST and SESSION_USAGE
# A session: servers for as long as one command runs. However it ends (by itself, Ctrl-C, a closed terminal), the
# command is ended first and the servers are taken down after it.
# Sourced by dev/test, dev/demo, dev/scenarios and dev/bench, which set SESSION_SERVERS to what they want by default.

# shellcheck disable=SC2016 # the dollar is for the reader
SESSION_USAGE='  --no-incus, --no-lxd      leave that server out
  --no-incus7               leave Incus 7 out (only tests have one); --no-incus does, too
  --no-vm                   leave the Incus with virtual machines out (only tests have one); --no-incus does, too
  --no-cluster              leave the cluster of two out (of Incus; only tests have one)
  --no-kube                 take the embedded Kubernetes API
  --incus-socket PATH       use the Incus server at that socket, and start none
  --current-kube            use the cluster that $KUBECONFIG names, and start none
  --jdk DIR                 run with that JDK'

# Takes the options that sessions share out of the arguments; the rest is left in REST.
session_options() {
  REST=() JDK='' INCUS_SOCKET_GIVEN='' CURRENT_KUBE=''
  while (($#)); do
    case $1 in
      --no-incus)
        session_without_incus
        ;;
      --no-lxd | --no-incus7 | --no-vm | --no-cluster) session_without "${1#--no-}" ;;
      --no-kube)
        export INCUS_OPERATOR_KUBE=embedded
        session_without kube
        ;;
      --incus-socket)
        INCUS_SOCKET_GIVEN=${2:?--incus-socket PATH}
        session_without_incus
        shift
        ;;
      --current-kube)
        CURRENT_KUBE=${KUBECONFIG:?--current-kube: KUBECONFIG is not set}
        export INCUS_OPERATOR_KUBE=current INCUS_OPERATOR_USE_KUBECONFIG=true
        session_without kube
        ;;
      --jdk)
        JDK=${2:?--jdk DIR}
        shift
        ;;
      *) REST+=("$1") ;;
    esac
    shift
  done
}
session_without_incus() { # of whatever version
  session_without incus
  session_without incus7
  session_without vm
  session_without cluster
}
session_without() {
  local server kept=()
  for server in "${SESSION_SERVERS[@]}"; do [[ $server == "$1" ]] || kept+=("$server"); done
  SESSION_SERVERS=("${kept[@]}")
}

session_traps() {
  CHILD='' SERVERS_UP=''
  trap session_end EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# session_start NAME: brings the servers up and exports how to reach them.
session_start() {
  local rc=0 variable
  # what the caller's shell knows of other servers must not be taken for ours
  for variable in ${!INCUS_OPERATOR_TEST_@} INCUS_OPERATOR_DEV_SERVERS INCUS_OPERATOR_DEV_NAME KUBECONFIG; do unset "$variable"; done
  if [[ -n $CURRENT_KUBE ]]; then export KUBECONFIG=$CURRENT_KUBE; fi
  if [[ -n $INCUS_SOCKET_GIVEN ]]; then export INCUS_OPERATOR_TEST_INCUS_SOCKET=$INCUS_SOCKET_GIVEN; fi
  ((${#SESSION_SERVERS[@]})) || return 0
  SERVERS_UP=$1
  # in the background, for a trap is heard during `wait` only
  "$DEV/servers" -n "$1" -o $$ up "${SESSION_SERVERS[@]}" >"$BASE/.exports-$$" &
  CHILD=$!
  wait "$CHILD" || rc=$?
  CHILD=''
  # shellcheck source=/dev/null
  . "$BASE/.exports-$$"
  ((rc == 0)) || exit "$rc"
}

# What this session runs against, one line each.
session_announce() {
  log "JDK $("$JAVA_HOME/bin/java" -version 2>&1 | sed -n '1s/.*"\(.*\)".*/\1/p') ($JAVA_HOME), Maven $MAVEN_VERSION"
  if [[ -n $INCUS_SOCKET_GIVEN ]]; then log "Incus at $INCUS_SOCKET_GIVEN"; fi
  if [[ -n ${INCUS_OPERATOR_TEST_INCUS_VERSION:-} ]]; then log "Incus $INCUS_OPERATOR_TEST_INCUS_VERSION (private daemon, unix socket and https)"; fi
  if [[ -n ${INCUS_OPERATOR_TEST_INCUS7_VERSION:-} ]]; then log "Incus $INCUS_OPERATOR_TEST_INCUS7_VERSION (private daemon, in a root directory of its own)"; fi
  if [[ -n ${INCUS_OPERATOR_TEST_LXD_VERSION:-} ]]; then log "LXD $INCUS_OPERATOR_TEST_LXD_VERSION (private daemon, unix socket and https)"; fi
  if [[ -n ${INCUS_OPERATOR_TEST_VM_VERSION:-} ]]; then log "Incus $INCUS_OPERATOR_TEST_VM_VERSION with virtual machines (private)"; fi
  if [[ -n ${INCUS_OPERATOR_TEST_CLUSTER_URLS:-} ]]; then log "a cluster of two Incus servers (private)"; fi
  if [[ -n ${INCUS_OPERATOR_TEST_KUBE_VERSION:-} ]]; then log "kube-apiserver $INCUS_OPERATOR_TEST_KUBE_VERSION (private)"; fi
  case ${INCUS_OPERATOR_KUBE:-} in
    current) log "the Kubernetes cluster of $KUBECONFIG" ;;
    embedded) log "the embedded Kubernetes API" ;;
  esac
}

# session_run COMMAND…: its exit code is ours. It has a process group of its own, so that it and all that it forked can
# be ended together.
session_run() {
  local rc=0
  setsid env --default-signal=INT,QUIT "$@" &
  CHILD=$!
  remember "$CHILD" "$BASE/.child-$$"
  wait "$CHILD" || rc=$?
  CHILD=''
  kill -KILL -- "-$(pid_of "$BASE/.child-$$")" 2>/dev/null || : # what it forked and forgot
  rm -f "$BASE/.child-$$"
  return "$rc"
}

session_end() {
  local rc=$?
  trap '' HUP INT TERM
  trap - EXIT
  if [[ -f $BASE/.child-$$ ]]; then # first the command alone: it may have to end in order what it started
    end "$BASE/.child-$$" TERM 200
    kill -KILL -- "-$CHILD" 2>/dev/null || :
  elif [[ -n $CHILD ]]; then # servers that are on their way up: they undo what they did
    kill -TERM "$CHILD" 2>/dev/null || :
    wait "$CHILD" 2>/dev/null || :
  fi
  if [[ -n $SERVERS_UP ]]; then "$DEV/servers" -n "$SERVERS_UP" down || :; fi
  rm -f "$BASE/.exports-$$"
  exit "$rc"
}
