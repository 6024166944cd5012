# Sourced by the benchmarks: a JDK 25, the project's classes built where they are outdated, and
# `program MAIN ARGS`, which runs one of the main classes among the tests.
#   BENCH_CLASSPATH, where set, is run as it is and nothing is built.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$root/target/bench
mkdir -p "$work"

for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
  if [ -x "$home/bin/javac" ] && grep -q '^JAVA_VERSION="25' "$home/release" 2>/dev/null; then
    export JAVA_HOME=$home
    break
  fi
done

build() {
  local stamp=$work/built
  if [ -f "$stamp" ] && [ -z "$(find "$root/src" "$root/pom.xml" -newer "$stamp" -type f | head -1)" ]; then
    return
  fi
  touch "$stamp.new"
  echo 'building ...' >&2
  (cd "$root" && mvn -B -q test-compile dependency:build-classpath \
    -Dmdep.outputFile="$work/classpath" -Dmdep.includeScope=test \
    ${BENCH_MVN_ARGS:-}) >&2
  mv "$stamp.new" "$stamp"
}

class_path() {
  if [ -n "${BENCH_CLASSPATH:-}" ]; then
    echo "$BENCH_CLASSPATH"
  else
    build
    echo "$root/target/test-classes:$root/target/classes:$(cat "$work/classpath")"
  fi
}

program() {
  # The collector that ./accrue gives a server.
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx1g --enable-native-access=ALL-UNNAMED -cp "$(class_path)" "$@"
}
