# Sourced by whatever starts Java: how libtorch treats threads and memory. What the user has set stays.
# Threads that wait by spinning cost a shared machine twice the processor time.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-PASSIVE}
# By default glibc gives every large block back to the kernel, which clears each page again for the next tensor: a third of a
# training step. Blocks are kept instead (BENCHMARKS.md); other C libraries ignore these names.
export MALLOC_MMAP_MAX_=${MALLOC_MMAP_MAX_:-0} MALLOC_TRIM_THRESHOLD_=${MALLOC_TRIM_THRESHOLD_:-8000000000}
export MALLOC_TOP_PAD_=${MALLOC_TOP_PAD_:-268435456}
# Tensors of more than 64 MB, such as a MeshNet's of a whole head, glibc gives back all the same: in huge pages (Linux) that
# costs little.
export GLIBC_TUNABLES=${GLIBC_TUNABLES:-glibc.malloc.hugetlb=1}
