package org.substantia.challenge.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.substantia.base.io.FileTrees;

/**
 * Runs images without a container engine, by what Linux itself has: namespaces for mounts, processes, network and host
 * name, a control group for memory, processes and cores, an overlay that forgets what was written, a user without
 * privileges. Needs root. Thread-safe.
 */
public final class NamespaceEngine implements ContainerEngine {
    private static final List<String> TOOLS = List.of("bash", "unshare", "mount", "setpriv", "chroot", "cp");
    private static final String SCRIPT = "run-image.sh";
    private static final String PRESET_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** What the script ends with when the outputs could not be fetched: as ENOSPC. */
    private static final int NOT_FETCHED = 28;

    @Override
    public String name() {
        return "namespaces";
    }

    @Override
    public Optional<String> unavailable() {
        if (!System.getProperty("user.name").equals("root")) {
            return Optional.of("namespaces need root");
        }
        for (String tool : TOOLS) {
            if (Programs.find(tool).isEmpty()) {
                return Optional.of("there is no " + tool + " on this machine");
            }
        }
        try (Cgroup group = Cgroup.create(new RunLimits(1L << 30, 1 << 20, 100, 1, Duration.ofMinutes(1)))) {
            Programs.Ended tried = Programs.run(
                    List.of(
                            "unshare", "--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "mount", "-t", "tmpfs",
                            "tmpfs", "/mnt"),
                    Duration.ofSeconds(30));
            return tried.status() == 0
                    ? Optional.empty()
                    : Optional.of("namespaces are not allowed here: " + tried.output());
        } catch (IOException e) {
            return Optional.of("control groups are not allowed here: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    @Override
    public Ended run(Run run) throws IOException, InterruptedException {
        ImageArchive image = ImageArchive.read(run.image());
        Path root = run.work().resolve("root");
        ImageUnpacker.unpack(image, root, true);
        Path script = run.work().resolve(SCRIPT);
        try (InputStream in = NamespaceEngine.class.getResourceAsStream(SCRIPT)) {
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        }
        try (Cgroup group = Cgroup.create(run.limits())) {
            long start = System.nanoTime();
            Programs.Ended ended = Programs.run(
                    command(run, group, script, root, environment(image)),
                    run.work().resolve("output.log"),
                    run.limits().wall());
            Duration wall = Duration.ofNanos(System.nanoTime() - start);
            return new Ended(
                    ended.status(), exceeded(ended, group, run.limits()), wall, group.peakMemory(), ended.output());
        } finally {
            FileTrees.delete(root);
        }
    }

    private static Optional<String> exceeded(Programs.Ended ended, Cgroup group, RunLimits limits) {
        if (!ended.inTime()) {
            return Optional.of(limits.wall().toSeconds() + " s");
        }
        if (ended.status() != 0 && group.ranOutOfMemory()) {
            return Optional.of((limits.memoryBytes() >> 20) + " MB of memory");
        }
        return ended.status() == NOT_FETCHED ? Optional.of("its outputs could not be fetched") : Optional.empty();
    }

    /** Joins the group first, so that all that comes after is limited. */
    private static List<String> command(Run run, Cgroup group, Path script, Path root, List<String> environment) {
        List<String> command = new ArrayList<>(List.of(
                "bash",
                "-c",
                "while [ \"$1\" != -- ]; do echo $$ > \"$1\" || exit 70; shift; done; shift; exec \"$@\"",
                "bash"));
        group.doors().forEach(door -> command.add(door.toString()));
        command.addAll(List.of(
                "--",
                "unshare",
                "--mount",
                "--net",
                "--pid",
                "--ipc",
                "--uts",
                "--fork",
                "--kill-child",
                "bash",
                script.toString(),
                root.toString(),
                run.work().toString(),
                run.inputs().toString(),
                run.outputs().toString(),
                String.valueOf(run.limits().diskBytes())));
        command.addAll(environment);
        return command;
    }

    /** What the image sets; it reaches the image's own program only, never a program of ours. */
    static List<String> environment(ImageArchive image) {
        List<String> environment = new ArrayList<>(List.of(PRESET_PATH, "HOME=/tmp"));
        image.config().environment().stream()
                .filter(pair -> pair.matches("(?s)[A-Za-z_][A-Za-z0-9_]*=.*") && pair.indexOf('\0') < 0)
                .forEach(environment::add);
        return environment;
    }
}
