# Runs in namespaces of its own, as their first process, as root: builds the image's view of the world, then gives up
# every privilege and calls the image's program.
# Arguments: the image's file tree, a work folder, the inputs, the outputs, bytes to write at most, NAME=VALUE ...
set -eu
root=$1 work=$2 inputs=$3 outputs=$4 bytes=$5
shift 5
mount --make-rprivate /
# What the image writes lies in memory of limited size, above its own files, and is gone at the end.
mkdir -p "$work/upper" "$work/merged"
mount -t tmpfs -o "size=$bytes,mode=755,nosuid,nodev" tmpfs "$work/upper"
mkdir "$work/upper/changes" "$work/upper/overlay"
mount -t overlay -o "lowerdir=$root,upperdir=$work/upper/changes,workdir=$work/upper/overlay,nosuid,nodev" overlay "$work/merged"
cd "$work/merged"
mount -t proc -o nosuid,nodev,noexec proc proc
mount -t tmpfs -o "size=$bytes,mode=755,nosuid,noexec" tmpfs dev
for device in null zero full random urandom; do
  : > "dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done
mkdir -m 1777 dev/shm
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
mount --bind "$inputs" pdcad/inputs
mount -o remount,bind,ro,nosuid,nodev pdcad/inputs
chown 1000:1000 pdcad pdcad/outputs
status=0
setpriv --no-new-privs chroot --userspec=1000:1000 . /bin/bash -c 'export "$@"; cd /; exec /bin/bash /auto_run.sh' bash "$@" || status=$?
# Nothing of it runs on while its files are fetched; links are fetched as links.
kill -9 -1 2> /dev/null || true
cp -RP pdcad/outputs/. "$outputs/" || status=28
exit "$status"
