package org.substantia.challenge.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.substantia.challenge.SmallChallenge;
import org.substantia.challenge.intake.DiskReserve;
import org.substantia.challenge.setup.DataFolder;

/** A server process, or a process of workers alone, for tests that kill it. */
public final class ServerMain {
    private ServerMain() {}

    /** @param args folder, database, and the port, or 0 for workers alone */
    public static void main(String[] args) throws IOException, InterruptedException {
        int port = Integer.parseInt(args[2]);
        ChallengeServer.Options options = new ChallengeServer.Options(
                new DataFolder(Path.of(args[0])),
                SmallChallenge.VERSION,
                Optional.of(args[1]),
                "127.0.0.1",
                port,
                Optional.empty(),
                Optional.empty(),
                1,
                1,
                1L << 28,
                DiskReserve.NONE,
                Optional.empty(),
                Duration.ofSeconds(4));
        try (ChallengeServer running =
                port == 0 ? ChallengeServer.startWorkers(options) : ChallengeServer.start(options)) {
            new CountDownLatch(1).await();
        }
    }
}
