# Sourced by the scripts beside it: builds the program and runs it without its starter, whose folder need not be the present.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/tools/packaging/environment.sh"
(cd "$root" && mvn -B -q -DskipTests -pl apps/cli -am package)

# A main class of the program or of its tests.
java_class() {
  java -Djava.awt.headless=true -cp "$root/apps/cli/target/test-classes:$root/apps/cli/target/lib/*" "$@"
}

# A command of the program.
substantia() {
  java -Djava.awt.headless=true -cp "$root/apps/cli/target/lib/*" org.substantia.cli.Main "$@"
}
