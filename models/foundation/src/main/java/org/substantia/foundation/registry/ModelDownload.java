package org.substantia.foundation.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.substantia.base.io.FileFaults;
import org.substantia.base.io.Sha256;

/**
 * Fetches a model's file once: into a sibling {@code .part}, from which a stopped download goes on, and under its name
 * only when its digest is the one that is known. One download of a model at a time.
 */
public final class ModelDownload {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BUFFER = 1 << 16;
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final Duration patience;

    /** @param patience how long nothing may come before the download is given up */
    ModelDownload(Duration patience) {
        this.patience = patience;
    }

    /**
     * A server that sends nothing for half a minute is given up.
     *
     * @param folder made where it is missing
     * @param progress is told how many bytes are there
     * @return the file, fetched now or before
     * @throws IOException in one line, if it cannot be fetched or is not what it should be
     */
    public static Path fetch(RegisteredModel model, Path folder, LongConsumer progress) throws IOException {
        return new ModelDownload(PATIENCE).file(model, folder, progress);
    }

    Path file(RegisteredModel model, Path folder, LongConsumer progress) throws IOException {
        if (model.bundled()) {
            throw new IOException(model.name() + ": comes with the program; give " + model.address() + " as its path");
        }
        if (model.gated()) {
            throw new IOException(model.name() + ": its owners want to be asked first; get it at " + model.address()
                    + " and give the file's path");
        }
        Path file = folder.resolve(model.fileName());
        if (Files.exists(file)) {
            check(model, file, "delete it and fetch it again");
            return file;
        }
        Files.createDirectories(folder);
        Path part = folder.resolve(model.fileName() + ".part");
        try {
            receive(model, part, progress);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(model.address() + ": was interrupted; a later call goes on from there");
        }
        try {
            check(model, part, "it was deleted; fetch it again");
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw e;
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        return file;
    }

    private void receive(RegisteredModel model, Path part, LongConsumer progress)
            throws IOException, InterruptedException {
        long there = Files.exists(part) ? Files.size(part) : 0;
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpRequest.Builder request = HttpRequest.newBuilder(model.address()).GET();
        if (there > 0) {
            request.header("Range", "bytes=" + there + "-");
        }
        try (NetworkPatience waiting = new NetworkPatience(patience)) {
            HttpResponse<InputStream> response;
            try {
                response = waiting.await(() -> client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
            } catch (IOException e) {
                throw new IOException(
                        model.address() + ": cannot be reached (" + FileFaults.reason(e)
                                + "); without a network, copy the file here from elsewhere and give its path",
                        e);
            }
            receive(model, response, part, there, waiting, progress);
        }
    }

    private static void receive(
            RegisteredModel model,
            HttpResponse<InputStream> response,
            Path part,
            long there,
            NetworkPatience waiting,
            LongConsumer progress)
            throws IOException, InterruptedException {
        try (InputStream in = response.body()) {
            if (response.statusCode() == RANGE_NOT_SATISFIABLE) {
                // All of it was there before; its digest tells.
                return;
            }
            if (response.statusCode() != OK && response.statusCode() != PARTIAL) {
                throw new IOException(
                        model.address() + ": the server answers " + response.statusCode() + ", not with the file");
            }
            boolean goesOn = response.statusCode() == PARTIAL && there > 0;
            copy(in, part, goesOn ? there : 0, waiting, progress);
        }
    }

    private static void copy(InputStream in, Path part, long there, NetworkPatience waiting, LongConsumer progress)
            throws IOException, InterruptedException {
        StandardOpenOption how = there > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        long count = there;
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = waiting.await(() -> in.read(buffer)); n >= 0; n = waiting.await(() -> in.read(buffer))) {
                out.write(buffer, 0, n);
                count += n;
                progress.accept(count);
            }
        } catch (IOException e) {
            throw new IOException(
                    part + ": the download stopped after " + count + " bytes (" + FileFaults.reason(e)
                            + "); call it again and it goes on from there",
                    e);
        }
    }

    private static void check(RegisteredModel model, Path file, String advice) throws IOException {
        String digest = Sha256.hex(file);
        if (!model.hasDigest(digest)) {
            throw new IOException(file + ": is not " + model.name() + ": its SHA-256 is " + digest + ", it should be "
                    + model.sha256() + "; " + advice);
        }
    }
}
