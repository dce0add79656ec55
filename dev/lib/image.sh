# shellcheck shell=bash
# The image that tests and demo use: a system of one static busybox, 1 MB. Its init asks for an address by DHCP, reaps
# orphans and stops when it is told to. Built once, in two forms: one file to import into a store of images, and a
# tree for an image server of the simplestreams protocol. Both products take both. And an application container in the
# same tree, as a registry has it: app:1.oci.

# Named by its recipe: what an older one has left in the cache, or that of another copy of the project, lacks files.
IMAGE_DIR=$CACHE/image-$(cat "$DEV/lib/image.sh" "$DEV"/lib/image/* | cksum | cut -d' ' -f1)
IMAGE_FILE=$IMAGE_DIR/busybox.tar.gz
IMAGE_TREE=$IMAGE_DIR/simplestreams

build_image() {
  local work
  [[ ! -f $IMAGE_FILE ]] || return 0
  log "building the busybox image"
  work=$(mktemp -d "$CACHE/.image.XXXXXX")
  image_rootfs "$work/rootfs"
  image_metadata "$work"
  image_tree "$work" "$work/simplestreams"
  image_registry "$work" "$work/simplestreams"
  image_tar "$work" -czf "$work/busybox.tar.gz" metadata.yaml templates rootfs
  rm -rf "$IMAGE_DIR"
  mkdir "$IMAGE_DIR"
  mv "$work/simplestreams" "$IMAGE_TREE"
  mv "$work/busybox.tar.gz" "$IMAGE_FILE" # last: it says that all is there
  rm -rf "$work"
}

# The same input gives the same bytes, hence the same fingerprint.
image_tar() { tar --sort=name --numeric-owner --owner=0 --group=0 --mtime=@1700000000 -C "$@"; } # DIR ARGS…

image_rootfs() { # DIR
  local root=$1 applet
  mkdir -p "$root"/{bin,sbin,etc/udhcpc,proc,sys,dev,tmp,run,root,mnt,home,var/log,usr/bin,usr/sbin}
  chmod 1777 "$root/tmp"
  cp "$(type -P busybox)" "$root/bin/busybox"
  for applet in $("$root/bin/busybox" --list); do
    # a link of busybox to busybox would be a loop, and init is ours
    [[ $applet == busybox || $applet == init ]] || ln -s busybox "$root/bin/$applet"
  done
  ln -s ../../bin/busybox "$root/usr/bin/env"
  printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'user:x:1000:1000::/home:/bin/sh' 'nobody:x:65534:65534:nobody:/:/bin/false' >"$root/etc/passwd"
  printf '%s\n' 'root:x:0:' 'user:x:1000:' 'nogroup:x:65534:' >"$root/etc/group"
  echo localhost >"$root/etc/hostname"
  echo '127.0.0.1 localhost' >"$root/etc/hosts"
  install -m 755 "$DEV/lib/image/init" "$root/sbin/init"
  install -m 755 "$DEV/lib/image/udhcpc.script" "$root/etc/udhcpc/default.script" # where Debian's busybox looks
}

image_metadata() { # DIR
  mkdir "$1/templates"
  printf '{{ container.name }}\n' >"$1/templates/hostname.tpl"
  cat >"$1/metadata.yaml" <<EOF
architecture: $(uname -m)
creation_date: 1700000000
properties: {os: Busybox, release: "1.35", variant: default, serial: "20231114", description: Busybox test image}
templates:
  /etc/hostname: {when: [create, copy], template: hostname.tpl}
EOF
}

image_tree() { # WORK TREE
  local files=$2/images/busybox arch combined
  arch=$(oci_architecture)
  mkdir -p "$files" "$2/streams/v1"
  image_tar "$1" -cf - metadata.yaml templates | xz -T1 >"$files/incus.tar.xz"
  cp "$files/incus.tar.xz" "$files/lxd.tar.xz" # each product looks for its own name
  image_tar "$1/rootfs" -cf - . | xz -T1 >"$files/root.tar.xz"
  combined=$(cat "$files/incus.tar.xz" "$files/root.tar.xz" | sha256sum | cut -d' ' -f1)
  cat >"$2/streams/v1/images.json" <<EOF
{"content_id": "images", "datatype": "image-downloads", "format": "products:1.0", "products": {"busybox:1.35:$arch:default": {
  "aliases": "busybox,busybox/1.35,busybox/default,busybox/1.35/default",
  "arch": "$arch", "os": "Busybox", "release": "1.35", "release_title": "1.35", "variant": "default",
  "versions": {"20231114_00:00": {"items": {
    $(image_item "$files/incus.tar.xz" ", \"combined_rootxz_sha256\": \"$combined\""),
    $(image_item "$files/lxd.tar.xz" ", \"combined_rootxz_sha256\": \"$combined\""),
    $(image_item "$files/root.tar.xz")
  }}}}}}
EOF
  cat >"$2/streams/v1/index.json" <<EOF
{"format": "index:1.0", "index": {"images": {"datatype": "image-downloads", "format": "products:1.0",
  "path": "streams/v1/images.json", "products": ["busybox:1.35:$arch:default"]}}}
EOF
}
image_item() { # FILE [MORE]
  printf '"%s": {"ftype": "%s", "path": "images/busybox/%s", "sha256": "%s", "size": %s%s}' "${1##*/}" "${1##*/}" "${1##*/}" \
    "$(sha256sum "$1" | cut -d' ' -f1)" "$(stat -c %s "$1")" "${2:-}"
}

# What a registry answers is files, by their paths; of a manifest it says the type: see httpd.conf, which goes by names' ends.
image_registry() { # WORK TREE
  local root=$1/app app=$2/v2/app layer=$1/layer.tar applet config
  mkdir -p "$root"/{bin,etc,proc,sys,dev,tmp,run,root,srv} "$app/manifests" "$app/blobs"
  cp "$1/rootfs/bin/busybox" "$root/bin/busybox"
  for applet in sh sleep cat env echo id pwd kill ps; do ln -s busybox "$root/bin/$applet"; done
  echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
  install -m 755 "$DEV/lib/image/app" "$root/bin/app"
  image_tar "$root" -cf "$layer" .
  config="{\"architecture\": \"$(oci_architecture)\", \"os\": \"linux\", \"config\": {\"Entrypoint\": [\"/bin/app\"], \"Cmd\": [\"first\"],
    \"Env\": [\"PATH=/bin\", \"GREETING=hello\"], \"WorkingDir\": \"/srv\"},
    \"rootfs\": {\"type\": \"layers\", \"diff_ids\": [\"sha256:$(sum "$layer")\"]}, \"history\": [{\"created_by\": \"dev/lib/image.sh\"}]}"
  echo "$config" >"$1/config.json"
  gzip -n "$layer"
  printf '{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": %s, "layers": [%s]}\n' \
    "$(image_blob "$app" "$1/config.json" config.v1+json)" "$(image_blob "$app" "$layer.gz" layer.v1.tar+gzip)" >"$app/manifests/1.oci"
  echo '{}' >"$2/v2/index.html"
  echo '.oci:application/vnd.oci.image.manifest.v1+json' >"$2/httpd.conf"
}
image_blob() { # REPOSITORY FILE TYPE: moves it to where its digest says, and prints what a manifest says of it
  local digest size
  digest=sha256:$(sum "$2")
  size=$(stat -c %s "$2")
  mv "$2" "$1/blobs/$digest"
  printf '{"mediaType": "application/vnd.oci.image.%s", "digest": "%s", "size": %s}' "$3" "$digest" "$size"
}
