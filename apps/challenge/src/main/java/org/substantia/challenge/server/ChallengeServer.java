package org.substantia.challenge.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.substantia.challenge.intake.Blobs;
import org.substantia.challenge.intake.DiskReserve;
import org.substantia.challenge.intake.Intake;
import org.substantia.challenge.mail.MailServer;
import org.substantia.challenge.mail.Postman;
import org.substantia.challenge.setup.DataFolder;
import org.substantia.challenge.setup.ExistingChallenge;
import org.substantia.challenge.store.Store;
import org.substantia.challenge.web.WebServer;
import org.substantia.challenge.worker.Limits;
import org.substantia.challenge.worker.WorkerPool;

/**
 * A running challenge. It may be stopped at any moment in any way: what was acknowledged is on the disk, and the next
 * start goes on from there.
 */
public final class ChallengeServer implements AutoCloseable {
    private final Store store;
    private final WorkerPool pool;
    private final Optional<WebServer> web;
    private final Optional<Postman> postman;

    private ChallengeServer(Store store, WorkerPool pool, Optional<WebServer> web, Optional<Postman> postman) {
        this.store = store;
        this.pool = pool;
        this.web = web;
        this.postman = postman;
    }

    /**
     * How it is to run.
     *
     * @param programVersion of the program that runs
     * @param databaseUrl empty for the SQLite file in the data folder
     * @param port 0 for any that is free
     * @param baseUrl what people type, when a proxy stands before the server
     * @param proxy a proxy on another machine, which is believed on who asks; one on this machine always is
     * @param workers submissions that are scored at a time in this process; 0 for none
     * @param threads cores that one scoring uses
     * @param maxUploadBytes size of the largest file that is taken
     * @param reserve what new uploads leave free of the disk
     * @param mail the server that takes mail; empty to leave letters in the outbox
     * @param lease how long a worker holds what it claimed without a sign of life
     */
    public record Options(
            DataFolder data,
            String programVersion,
            Optional<String> databaseUrl,
            String host,
            int port,
            Optional<URI> baseUrl,
            Optional<InetAddress> proxy,
            int workers,
            int threads,
            long maxUploadBytes,
            DiskReserve reserve,
            Optional<MailServer> mail,
            Duration lease) {
        public String database() {
            return databaseUrl.orElse(data.sqliteUrl());
        }
    }

    /** @throws IOException if the folder holds no challenge, or the port is taken */
    public static ChallengeServer start(Options options) throws IOException {
        return start(options, true);
    }

    /** Workers alone, beside a server on the same database and folder. */
    public static ChallengeServer startWorkers(Options options) throws IOException {
        return start(options, false);
    }

    private static ChallengeServer start(Options options, boolean withWeb) throws IOException {
        Store store = ExistingChallenge.open(options.data(), options.databaseUrl(), Clock.systemUTC(), options.lease());
        try {
            Blobs blobs = new Blobs(options.data().path());
            Intake intake =
                    new Intake(store, blobs, options.data().path(), options.maxUploadBytes(), options.reserve());
            WorkerPool pool = new WorkerPool(
                    store,
                    blobs,
                    intake,
                    options.data().path(),
                    options.programVersion(),
                    Limits.standard(options.threads()),
                    options.workers());
            pool.start();
            Optional<WebServer> web = withWeb
                    ? Optional.of(WebServer.start(
                            store,
                            intake,
                            options.data(),
                            options.programVersion(),
                            options.host(),
                            options.port(),
                            options.baseUrl(),
                            options.proxy()))
                    : Optional.empty();
            // Letters link to the site, so the process that serves it writes them.
            Optional<Postman> postman =
                    web.flatMap(site -> options.mail().map(mail -> new Postman(store, mail, site.baseUrl())));
            postman.ifPresent(Postman::start);
            return new ChallengeServer(store, pool, web, postman);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    public Store store() {
        return store;
    }

    /** Where people find it. */
    public URI address() {
        return web.orElseThrow().baseUrl();
    }

    @Override
    public void close() {
        web.ifPresent(WebServer::close);
        postman.ifPresent(Postman::close);
        pool.close();
        store.close();
    }
}
