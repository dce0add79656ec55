# shellcheck shell=bash
# Processes of our own: started detached, remembered in a file as "pid starttime", and ended by that. A pid alone may
# belong to somebody else by the time we use it; nothing is ever looked for by its name.

start_time() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

remember() { printf '%s %s\n' "$1" "$(start_time "$1")" >"$2"; } # PID FILE

pid_of() { cut -d' ' -f1 "$1"; } # FILE

alive() { # FILE: is that very process still there? A zombie is not.
  local pid start
  [[ -f $1 ]] && read -r pid start <"$1" && [[ -n $start ]] || return 1
  [[ $(start_time "$pid") == "$start" ]] && ! grep -qs '^State:.Z' "/proc/$pid/status"
}
gone() { ! alive "$1"; }

# end FILE [SIGNAL [TENTHS]]: sends the signal, then waits, then kills.
end() {
  local pid
  if alive "$1"; then
    pid=$(pid_of "$1")
    kill "-${2:-TERM}" "$pid" 2>/dev/null || :
    wait_until "${3:-50}" gone "$1" || kill -KILL "$pid" 2>/dev/null || :
    wait_until 50 gone "$1" || log "process $pid does not end"
  fi
  rm -f "$1"
}

# end_group FILE: the same for the leader of a process group and all that it forked.
end_group() {
  local pid
  if alive "$1"; then
    pid=$(pid_of "$1")
    kill -TERM -- "-$pid" 2>/dev/null || :
    wait_until 30 gone "$1" || :
    kill -KILL -- "-$pid" 2>/dev/null || :
    wait_until 50 gone "$1" || log "process $pid does not end"
  fi
  rm -f "$1"
}

# Lets go of every descriptor but the standard ones: a daemon that kept our lock, or the pipe that a caller reads our
# output from, would hold them for as long as it lives.
close_descriptors() {
  local fd
  for fd in "/proc/$BASHPID/fd"/*; do
    fd=${fd##*/}
    # 255 is bash's own
    if ((fd > 2 && fd != 255)); then exec {fd}>&-; fi
  done
}

# start_detached FILE LOG COMMAND…: in the background, in a session of its own (Ctrl-C does not reach it), remembered.
# The function named by PREPARE runs first, in the process that becomes the command.
start_detached() {
  local file=$1 out=$2
  shift 2
  (
    exec </dev/null >>"$out" 2>&1
    close_descriptors
    ${PREPARE:-:}
    # what runs in the background of a script has INT and QUIT ignored, and would hand that down, into the containers too
    exec setsid env --default-signal=INT,QUIT "$@"
  ) &
  remember $! "$file"
  disown $! 2>/dev/null || :
}
