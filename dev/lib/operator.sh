# shellcheck shell=bash
# The built operator, and the programs of the test tree that show it at work.
# Sourced by dev/demo, dev/scenarios, dev/bench and dev/image.

JAR=target/quarkus-app/quarkus-run.jar
CLASS_PATH=target/test-classpath

build() { # [COMMAND that runs it]; the tests' classes too: the programs and the embedded Kubernetes API are among them
  local run=${1:-session_run}
  if [[ ! -f $JAR || -n $(find pom.xml src -newer "$JAR" -print -quit) ]]; then
    log "building the operator (the first time, Maven fetches what it needs)"
    "$run" mvn -B -q package -DskipTests
    touch "$JAR" # even if Maven found nothing to write into it
  fi
  if [[ ! -f $CLASS_PATH || pom.xml -nt $CLASS_PATH ]]; then
    "$run" mvn -B -q dependency:build-classpath -DincludeScope=test -Dmdep.outputFile="$CLASS_PATH"
  fi
}

# run_program CLASS ARGUMENT…: a class of dev.incusoperator, such as demo.Demo.
run_program() {
  session_run java -cp "target/test-classes:target/classes:$(<"$CLASS_PATH")" "dev.incusoperator.$1" "${@:2}"
}
