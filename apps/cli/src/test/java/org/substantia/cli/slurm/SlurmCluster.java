package org.substantia.cli.slurm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Slurm of one node with two cores on this machine's loopback. Nothing needs to be installed: Debian's packages
 * (slurmctld, slurmd, slurm-client, slurm-wlm-basic-plugins, libhwloc15) may be unpacked into a folder that the
 * environment variable {@value #FOLDER} names. Needs root, as a node daemon does.
 */
final class SlurmCluster implements AutoCloseable {
    static final String FOLDER = "SUBSTANTIA_SLURM";

    private static final Path LIBRARIES = Path.of("usr/lib/x86_64-linux-gnu");
    private static final Path PLUGINS = LIBRARIES.resolve("slurm-wlm");
    private static final int START_S = 60;
    private static final int JOB_MIN = 30;

    private final Path root;
    private final Path folder;
    private final Path configuration;
    private final List<Process> daemons = new ArrayList<>();

    private SlurmCluster(Path root, Path folder) {
        this.root = root;
        this.folder = folder;
        this.configuration = folder.resolve("slurm.conf");
    }

    /**
     * @param folder for the daemons' files and those of {@link #runArray}
     * @return empty where there is no Slurm
     */
    static Optional<SlurmCluster> start(Path folder) throws Exception {
        Path root = Path.of(Optional.ofNullable(System.getenv(FOLDER)).orElse("/"));
        if (!Files.isExecutable(root.resolve("usr/sbin/slurmctld-wlm"))
                || !Files.isExecutable(root.resolve("usr/sbin/slurmd-wlm"))
                || !Files.isExecutable(root.resolve("usr/bin/sbatch"))) {
            return Optional.empty();
        }
        SlurmCluster cluster = new SlurmCluster(root, folder);
        try {
            cluster.configure();
            cluster.startDaemons();
            return Optional.of(cluster);
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    private void configure() throws IOException {
        Files.createDirectories(folder.resolve("state"));
        Files.createDirectories(folder.resolve("spool"));
        String host = InetAddress.getLocalHost().getHostName().replaceFirst("\\..*", "");
        Files.writeString(
                configuration,
                String.join(
                        "\n",
                        "ClusterName=loopback",
                        "SlurmctldHost=" + host + "(127.0.0.1)",
                        "SlurmctldPort=" + freePort(),
                        "SlurmdPort=" + freePort(),
                        // Daemons of one user on one machine believe each other, so no munge is needed.
                        "AuthType=auth/none",
                        "CredType=cred/none",
                        "SlurmUser=root",
                        "SlurmdUser=root",
                        "ProctrackType=proctrack/linuxproc",
                        "TaskPlugin=task/none",
                        "SelectType=select/cons_tres",
                        "SelectTypeParameters=CR_Core",
                        "MpiDefault=none",
                        "ReturnToService=2",
                        "PluginDir=" + root.resolve(PLUGINS),
                        "StateSaveLocation=" + folder.resolve("state"),
                        "SlurmdSpoolDir=" + folder.resolve("spool"),
                        "SlurmctldPidFile=" + folder.resolve("slurmctld.pid"),
                        "SlurmdPidFile=" + folder.resolve("slurmd.pid"),
                        // Two cores, whatever the machine has.
                        "SlurmdParameters=config_overrides",
                        "NodeName=node NodeHostname=" + host + " NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN",
                        "PartitionName=all Nodes=node Default=YES MaxTime=INFINITE State=UP",
                        ""));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void startDaemons() throws Exception {
        String file = configuration.toString();
        daemons.add(process("slurmctld.log", "usr/sbin/slurmctld-wlm", "-D", "-f", file));
        String step = root.resolve("usr/sbin/slurmstepd-wlm").toString();
        daemons.add(process("slurmd.log", "usr/sbin/slurmd-wlm", "-D", "-N", "node", "-f", file, "-d", step));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_S);
        while (!isIdle()) {
            if (System.nanoTime() > end || daemons.stream().anyMatch(daemon -> !daemon.isAlive())) {
                throw new IllegalStateException("Slurm does not start:\n"
                        + Files.readString(folder.resolve("slurmctld.log"))
                        + Files.readString(folder.resolve("slurmd.log")));
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private boolean isIdle() throws Exception {
        Process asked = process("sinfo.log", "usr/bin/sinfo", "--noheader", "--format=%t");
        asked.waitFor(START_S, TimeUnit.SECONDS);
        return Files.readString(folder.resolve("sinfo.log")).startsWith("idle");
    }

    private Process process(String log, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(root.resolve(program).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile());
        builder.environment().put("SLURM_CONF", configuration.toString());
        builder.environment().put("LD_LIBRARY_PATH", root.resolve(PLUGINS) + ":" + root.resolve(LIBRARIES));
        return builder.start();
    }

    /**
     * Runs a command as each task of an array, and waits for all of them. Each has one core, so two run at once.
     *
     * @param tasks numbered from 0
     * @return what all printed
     * @throws IllegalStateException if a task fails
     */
    String runArray(int tasks, List<String> command) throws Exception {
        Path script = folder.resolve("array.sh");
        StringBuilder quoted = new StringBuilder();
        command.forEach(
                word -> quoted.append('\'').append(word.replace("'", "'\\''")).append("' "));
        // The programs of a job are not Slurm's.
        Files.writeString(script, "#!/bin/bash\nunset LD_LIBRARY_PATH\nexec " + quoted + "\n");
        Process submitted = process(
                "sbatch.log",
                "usr/bin/sbatch",
                "--wait",
                "--array=0-" + (tasks - 1),
                "--cpus-per-task=1",
                "--chdir=" + folder,
                "--output=" + folder.resolve("task.%a.log"),
                script.toString());
        boolean ended = submitted.waitFor(JOB_MIN, TimeUnit.MINUTES);
        StringBuilder printed = new StringBuilder(Files.readString(folder.resolve("sbatch.log")));
        for (int task = 0; task < tasks; task++) {
            Path log = folder.resolve("task." + task + ".log");
            printed.append(Files.exists(log) ? Files.readString(log) : "task " + task + " printed nothing\n");
        }
        if (!ended || submitted.exitValue() != 0) {
            submitted.destroyForcibly();
            throw new IllegalStateException("the array failed:\n" + printed);
        }
        return printed.toString();
    }

    @Override
    public void close() throws InterruptedException {
        daemons.forEach(Process::destroy);
        for (Process daemon : daemons) {
            if (!daemon.waitFor(START_S, TimeUnit.SECONDS)) {
                daemon.destroyForcibly();
            }
        }
    }
}
