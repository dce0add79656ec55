# shellcheck shell=bash
# What stands in for a base image: users, the C library and what else the runtime is linked with, and the runtime.

newest_lts_jdk() { # 17, 21, 25 …: every fourth
  local dir version newest=0 found=''
  for dir in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    [[ -n $dir && -x $dir/bin/jlink ]] || continue
    version=$(jdk_version "$dir")
    if ((version >= 17 && (version - 17) % 4 == 0 && version > newest)); then
      newest=$version
      found=$(readlink -f "$dir")
    fi
  done
  [[ -n $found ]] || die "no JDK of a long-term release (17, 21, 25 …) with jlink is in \$JAVA_HOME or /usr/lib/jvm: install one, or name it (--jdk DIR)."
  echo "$found"
}

base_system() { # DIR
  mkdir -p "$1"/{etc,tmp,proc,sys,dev,app}
  chmod 1777 "$1/tmp"
  printf '%s\n' 'root:x:0:0:root:/:/sbin/nologin' 'operator:x:65532:65532::/:/sbin/nologin' >"$1/etc/passwd"
  printf '%s\n' 'root:x:0:' 'operator:x:65532:' >"$1/etc/group"
  echo 'hosts: files dns' >"$1/etc/nsswitch.conf"
  cp /etc/os-release "$1/etc/os-release" # whose C library it is: scanners ask
}

# All modules that any of the jars may want, less what draws and plays: a server has no use for it, nor the libraries for it.
base_runtime() { # DIR
  local modules
  modules=java.se,jdk.unsupported,jdk.management,jdk.net,jdk.zipfs,jdk.naming.dns,jdk.crypto.ec,jdk.jfr
  mkdir -p "$1/opt"
  "$JDK/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --output "$1/opt/java" >"$WORK/jlink.log" 2>&1 ||
    die "jlink does not make a runtime: $(tail -3 "$WORK/jlink.log")"
  rm -f "$1"/opt/java/lib/lib{awt_xawt,jawt,splashscreen,jsound,fontmanager,freetype}.so
}

# Every library that a program or library of the runtime is linked with and does not bring along, and what opens names for it.
base_libraries() { # SYSTEM RUNTIME
  local file
  # java finds its libjvm by itself
  find "$2" -type f \( -perm /111 -o -name '*.so' \) -exec env LD_LIBRARY_PATH="$2/opt/java/lib:$2/opt/java/lib/server" ldd {} + 2>/dev/null >"$WORK/ldd" || :
  if grep -q 'not found' "$WORK/ldd"; then die "the runtime needs what this machine does not have: $(grep 'not found' "$WORK/ldd" | sort -u)"; fi
  while read -r file; do
    mkdir -p "$1$(dirname "$file")"
    cp -L "$file" "$1$file"
  done < <(grep -oE '(=> )?/[^ ]*\.so[^ ]*' "$WORK/ldd" | sed 's/^=> //' | grep -v "^$2" | sort -u)
}

# What the runtime keeps of a start for the next ones, in the file that the entrypoint names. The files are as old
# as they are in the image, or the cache would not be for them.
aot_cache() { # RUNTIME APPLICATION ENTRYPOINT TO
  local words file
  mapfile -t words < <(grep -o '"[^"]*"' <<<"$3" | sed '1d;s/"//g')
  file=$(grep -o 'XX:AOTCache=[^"]*' <<<"$3")
  file=${file#*=}
  find "$1" "$2" -exec touch -h -d @0 {} +
  (cd "$2" && env -i PATH="$PATH" JDK_JAVA_OPTIONS=-Xmx512m "$DEV/lib/image/train" \
    "$JDK/bin/java" "target/test-classes:target/classes:$(<"$PROJECT/$CLASS_PATH")" \
    "$1/opt/java/bin/java" "${words[@]/#-XX:AOTCache=/-XX:AOTCacheOutput=}") >"$WORK/aot.log" 2>&1 ||
    die "the start for the AOT cache came to nothing: $(tail -3 "$WORK/aot.log")"
  [[ -s $2/$file ]] || die "Java makes no AOT cache: $(tail -3 "$WORK/aot.log")"
  mkdir -p "$4"
  mv "$2/$file" "$4/$file"
}
