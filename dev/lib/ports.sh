# shellcheck shell=bash
# Ports on loopback: free ones, and not promised to another set either.

# allocate_ports COUNT FROM: prints COUNT ports, one a line; the caller writes them into a file named "port" in the
# directory of what will listen there, and holds the lock of ports_locked meanwhile.
allocate_ports() {
  local port promised found=0
  promised=$(cat "$BASE"/*/*/port 2>/dev/null || :)
  for ((port = $2; port < $2 + 1000; port++)); do
    if grep -qx "$port" <<<"$promised" || port_is_taken "$port"; then continue; fi
    echo "$port"
    if ((++found == $1)); then return 0; fi
  done
  die "no free port from $2 on"
}
port_is_taken() { # something listens there, on whatever address
  grep -qiE "^ *[0-9]+: [0-9A-F]+:$(printf %04X "$1") [0-9A-F]+:[0-9A-F]+ 0A " /proc/net/tcp /proc/net/tcp6 2>/dev/null
}
