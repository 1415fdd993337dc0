#!/bin/bash
# What the image runs: nothing named, the challenge's /auto_run.sh; a command of the program, that command; DATA OUT participant|group,
# a BIDS App. Needs no home folder, no network and no writable image, so it also runs under Apptainer.
#   SUBSTANTIA_JAVA_OPTS  extra options for the Java virtual machine, e.g. -Xmx2g
#   SUBSTANTIA_CACHE      folder in which libtorch is unpacked instead of the image's own
set -euo pipefail
home=/opt/substantia
case ${1:-} in
  '') exec bash /auto_run.sh ;;
  # The challenge names the program it wants to run.
  bash | sh | /*.sh) exec "$@" ;;
esac
# A command's arguments may have these names, too, as in `predict cases group`.
if [[ $1 == */* || -d $1 ]] && [[ ${3:-} == participant || ${3:-} == group ]]; then
  set -- bids-app "$@"
fi
# Java reads the names of files by the locale, and containers have none.
export LC_ALL=C.UTF-8
source /environment.sh
temporary=${TMPDIR:-/tmp}
native=$home/native
if [[ -n ${SUBSTANTIA_CACHE:-} ]]; then
  native=$SUBSTANTIA_CACHE
# An image that was built without them unpacks the native libraries where it may write.
elif [[ ! -w $native && -z $(ls -A "$native" 2>/dev/null) ]]; then
  native=$temporary/substantia-native-$UID
fi
# shellcheck disable=SC2086
exec "$home/jre/bin/java" -XX:+UseSerialGC -Xmx2g -Djava.awt.headless=true -Djava.io.tmpdir="$temporary" \
  -Dorg.bytedeco.javacpp.cachedir="$native" ${SUBSTANTIA_JAVA_OPTS:-} -cp "$home/lib/*" org.substantia.cli.Main "$@"
