# shellcheck shell=bash
# A JDK (17 or newer) and Maven (3.8 or newer): those that are there, or installed where they are missing.

need_toolchain() { # [JDK-DIR]
  if [[ -n ${1:-} ]]; then
    [[ $(jdk_version "$1") -ge 17 ]] || die "there is no JDK of version 17 or newer in '$1'."
    JAVA_HOME=$1
  else
    find_jdk || install_jdk
  fi
  export JAVA_HOME
  export PATH=$JAVA_HOME/bin:$PATH
  find_maven || install_maven
}

jdk_version() { # DIR: its feature release, or 0
  local version
  version=$([[ -x $1/bin/javac ]] && "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p') || :
  echo "${version:-0}"
}

find_jdk() {
  local javac dir
  javac=$(readlink -f "$(type -P javac)") || javac=''
  for dir in "${JAVA_HOME:-}" "${javac%/bin/javac}" /usr/lib/jvm/*; do
    if [[ -n $dir && $(jdk_version "$dir") -ge 17 ]]; then
      JAVA_HOME=$(readlink -f "$dir")
      return 0
    fi
  done
  return 1
}
install_jdk() {
  can_install || die "a JDK (17 or newer) is missing, and only root on Debian or Ubuntu can have it installed from here: install one, or set JAVA_HOME."
  local package
  machine_package_lists
  for package in openjdk-17-jdk-headless openjdk-21-jdk-headless; do
    if apt-cache show "$package" >/dev/null 2>&1; then
      machine_packages "$package"
      find_jdk && return 0
    fi
  done
  die "the package sources of this machine have no JDK 17 or 21: install one, and set JAVA_HOME."
}

find_maven() {
  type -P mvn >/dev/null || return 1
  MAVEN_VERSION=$(mvn -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p')
  [[ $(printf '3.8\n%s\n' "$MAVEN_VERSION" | sort -V | head -1) == 3.8 ]]
}
install_maven() {
  ! type -P mvn >/dev/null || die "Maven 3.8 or newer is needed; the one at $(type -P mvn) is older."
  can_install || die "Maven (3.8 or newer) is missing, and only root on Debian or Ubuntu can have it installed from here: install it."
  machine_packages maven
  find_maven || die "Maven 3.8 or newer is needed; the package of this distribution is older."
}
