# shellcheck shell=bash
# An image in the layout of the OCI image specification, written with tar, gzip and sha256sum. The same files give the same
# bytes: what did not change is not sent again. And what the Dockerfile says about it.

# --- the Dockerfile, which stays the one place where that is written

dockerfile_final() { # the last stage, one instruction a line
  sed -e ':a' -e '/\\$/{N;s/\\\n *//;ba' -e '}' "$PROJECT/Dockerfile" | awk '/^FROM /{ lines = "" } { lines = lines $0 "\n" } END { printf "%s", lines }'
}
dockerfile_word() { dockerfile_final | sed -n "s/^$1 //p"; } # INSTRUCTION
dockerfile_copies() { # FROM TO, one a line; ./ is the working directory
  local from to
  while read -r from to; do
    if [[ $to == ./ ]]; then to=$(basename "$from"); fi
    echo "$from $to"
  done < <(dockerfile_final | sed -n 's/^COPY --from=build //p')
}
dockerfile_labels() { dockerfile_word LABEL | sed -E 's/" +/", /g; s/([a-z.]+)=/"\1": /g'; } # as JSON members
entrypoint_for() { # RUNTIME: as a JSON array, without what an older JDK does not know
  local option entry
  entry=$(dockerfile_word ENTRYPOINT)
  while read -r option; do
    if ! "$1/opt/java/bin/java" "$option" -version >/dev/null 2>&1; then
      log "this JDK does not know $option: left out"
      entry=${entry/"\"$option\", "/}
    fi
  done < <(grep -o '"-XX:[^"]*"' <<<"$entry" | tr -d '"')
  echo "$entry"
}

# --- the image

oci_begin() { # DIR
  OCI=$1 OCI_LAYERS=() OCI_DIFFS=() OCI_HISTORY=() OCI_SAID=()
  mkdir -p "$OCI/blobs/sha256"
  echo '{"imageLayoutVersion": "1.0.0"}' >"$OCI/oci-layout"
}

oci_layer() { # WHAT DIR: what is in the directory becomes the next layer
  local tar=$OCI/layer.tar blob size
  tar -C "$2" --sort=name --numeric-owner --owner=0 --group=0 --mtime=@0 -cf "$tar" .
  OCI_DIFFS+=("\"sha256:$(sum "$tar")\"")
  gzip -n -6 "$tar"
  size=$(stat -c %s "$tar.gz")
  blob=$(oci_blob "$tar.gz")
  OCI_LAYERS+=("{\"mediaType\": \"application/vnd.oci.image.layer.v1.tar+gzip\", \"digest\": \"sha256:$blob\", \"size\": $size}")
  OCI_HISTORY+=("{\"created_by\": \"dev/image: $1\"}")
  OCI_SAID+=("$(printf '%6s  %s  %s' "$(numfmt --to=iec "$size")" "${blob:0:12}" "$1")")
}

oci_end() { # LABELS USER WORKDIR PORT ENTRYPOINT
  local config manifest
  cat >"$OCI/config" <<EOF
{"architecture": "$(oci_architecture)", "os": "linux", "created": "1970-01-01T00:00:00Z",
"config": {"User": "$2", "WorkingDir": "$3", "ExposedPorts": {"$4/tcp": {}}, "Entrypoint": $5,
"Env": ["PATH=/opt/java/bin:/usr/bin:/bin", "JAVA_HOME=/opt/java", "LANG=C.UTF-8"], "Labels": {$1}},
"rootfs": {"type": "layers", "diff_ids": [$(comma "${OCI_DIFFS[@]}")]}, "history": [$(comma "${OCI_HISTORY[@]}")]}
EOF
  config=$(oci_descriptor application/vnd.oci.image.config.v1+json "$OCI/config")
  cat >"$OCI/manifest" <<EOF
{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": {$config}, "layers": [$(comma "${OCI_LAYERS[@]}")]}
EOF
  manifest=$(oci_descriptor application/vnd.oci.image.manifest.v1+json "$OCI/manifest")
  cat >"$OCI/index.json" <<EOF
{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [{$manifest, "annotations": {
"org.opencontainers.image.ref.name": "latest", "io.containerd.image.name": "docker.io/library/incus-operator:latest"}}]}
EOF
}

oci_descriptor() { # TYPE FILE
  local size digest
  size=$(stat -c %s "$2")
  digest=$(oci_blob "$2")
  echo "\"mediaType\": \"$1\", \"digest\": \"sha256:$digest\", \"size\": $size"
}
oci_blob() { # FILE: moves it to where its digest says, and prints that
  local digest
  digest=$(sum "$1")
  mv "$1" "$OCI/blobs/sha256/$digest"
  echo "$digest"
}
comma() { local IFS=,; echo "$*"; }
