package org.substantia.challenge.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A control group of Linux for one run: what its processes use together is limited and measured. Works with both
 * versions of the kernel's interface; needs root. Closed, it is gone.
 */
final class Cgroup implements AutoCloseable {
    private static final Path TOP = Path.of("/sys/fs/cgroup");
    private static final int PERIOD_MICROS = 100_000;
    private static final int TRIES = 50;

    private final boolean unified;
    private final List<Path> folders;

    private Cgroup(boolean unified, List<Path> folders) {
        this.unified = unified;
        this.folders = List.copyOf(folders);
    }

    /** @throws IOException if the system has no such groups, or does not let us make one */
    static Cgroup create(RunLimits limits) throws IOException {
        String name = "substantia-" + UUID.randomUUID();
        boolean unified = Files.exists(TOP.resolve("cgroup.controllers"));
        List<Path> folders = new ArrayList<>();
        try {
            for (String controller : unified ? List.of("") : List.of("memory", "pids", "cpu")) {
                folders.add(Files.createDirectory(TOP.resolve(controller).resolve(name)));
            }
            Cgroup group = new Cgroup(unified, folders);
            group.limit(limits);
            return group;
        } catch (IOException e) {
            new Cgroup(unified, folders).close();
            throw e;
        }
    }

    private void limit(RunLimits limits) throws IOException {
        long quota = Math.max(1000, Math.round(limits.cores() * PERIOD_MICROS));
        if (unified) {
            write(0, "memory.max", limits.memoryBytes());
            optional(0, "memory.swap.max", 0);
            write(0, "pids.max", limits.processes());
            Files.writeString(folders.get(0).resolve("cpu.max"), quota + " " + PERIOD_MICROS);
        } else {
            write(0, "memory.limit_in_bytes", limits.memoryBytes());
            optional(0, "memory.memsw.limit_in_bytes", limits.memoryBytes());
            write(1, "pids.max", limits.processes());
            write(2, "cpu.cfs_period_us", PERIOD_MICROS);
            write(2, "cpu.cfs_quota_us", quota);
        }
    }

    private void write(int folder, String file, long value) throws IOException {
        Files.writeString(folders.get(folder).resolve(file), Long.toString(value));
    }

    /** Swap is not everywhere counted; where it is not, there is mostly none. */
    private void optional(int folder, String file, long value) {
        try {
            write(folder, file, value);
        } catch (IOException e) {
            // See above.
        }
    }

    /** The files into which a process writes its number to belong to the group. */
    List<Path> doors() {
        return folders.stream().map(folder -> folder.resolve("cgroup.procs")).toList();
    }

    /** Bytes that its processes used at most; empty where the kernel does not tell. */
    OptionalLong peakMemory() {
        return number(folders.get(0).resolve(unified ? "memory.peak" : "memory.max_usage_in_bytes"));
    }

    /** Whether a process of it was killed since there was no memory left. */
    boolean ranOutOfMemory() {
        try {
            for (String line :
                    Files.readAllLines(folders.get(0).resolve(unified ? "memory.events" : "memory.oom_control"))) {
                if (line.startsWith("oom_kill ") && !line.equals("oom_kill 0")) {
                    return true;
                }
            }
            return !unified && number(folders.get(0).resolve("memory.failcnt")).orElse(0) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static OptionalLong number(Path file) {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Ends what still runs in it, and takes it away. */
    @Override
    public void close() {
        for (Path folder : folders) {
            for (int i = 0; i < TRIES && !gone(folder); i++) {
                try {
                    Thread.sleep(20);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private static boolean gone(Path folder) {
        try {
            for (String id : Files.readAllLines(folder.resolve("cgroup.procs"))) {
                ProcessHandle.of(Long.parseLong(id)).ifPresent(ProcessHandle::destroyForcibly);
            }
            Files.delete(folder);
            return true;
        } catch (IOException e) {
            return !Files.exists(folder);
        }
    }
}
