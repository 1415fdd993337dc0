package org.substantia.challenge.store;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.substantia.base.io.Sha256;
import org.substantia.challenge.model.DatasetFile;
import org.substantia.challenge.model.DatasetPart;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;

/** The agreement on the data, its signatures, the files, and who took which. */
public final class Datasets extends Table {
    Datasets(Database database, Audit audit, Clock clock) {
        super(database, audit, clock);
    }

    /** A version of the agreement. */
    public record Agreement(int version, String sha256, String body) {}

    /** A new version has to be signed anew. */
    public void setAgreement(String body, String actor) {
        database.write(handle -> {
            int version = handle.createQuery("select coalesce(max(version), 0) + 1 from agreement")
                    .mapTo(Integer.class)
                    .one();
            String sha256 = new Sha256().update(body).hex();
            handle.createUpdate(
                            "insert into agreement (version, sha256, body, set_at) values (:v, :sha256, :body, :now)")
                    .bind("v", version)
                    .bind("sha256", sha256)
                    .bind("body", body)
                    .bind("now", now())
                    .execute();
            audit.add(handle, actor, "set agreement", "agreement " + version, "", sha256, "");
            return null;
        });
    }

    public Optional<Agreement> agreement() {
        return database.read(Datasets::agreement);
    }

    private static Optional<Agreement> agreement(Handle handle) {
        return handle.createQuery("select version, sha256, body from agreement order by version desc limit 1")
                .map((rs, c) -> new Agreement(rs.getInt(1), rs.getString(2), rs.getString(3)))
                .findOne();
    }

    /**
     * @param version the version that was shown; another one meanwhile has to be read first
     * @param addressHash hash of the network address it was signed from
     */
    public void sign(String account, int version, String addressHash) {
        database.write(handle -> {
            Agreement agreement = agreement(handle).orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
            if (agreement.version() != version) {
                throw new RefusedException(Reason.AGREEMENT_NOT_SIGNED);
            }
            if (!signed(handle, account)) {
                handle.createUpdate("insert into signature (agreement, account, at, address_hash) values (:version, "
                                + ":account, :now, :address)")
                        .bind("version", version)
                        .bind("account", account)
                        .bind("now", now())
                        .bind("address", addressHash)
                        .execute();
                audit.add(handle, account, "sign", "agreement " + version, "", agreement.sha256(), "");
            }
            return null;
        });
    }

    /** Whether the newest agreement is signed, or there is none. */
    public boolean signed(String account) {
        return database.read(handle -> signed(handle, account));
    }

    private static boolean signed(Handle handle, String account) {
        Optional<Agreement> agreement = agreement(handle);
        return agreement.isEmpty()
                || handle.createQuery("select count(*) from signature where agreement = :version and account = :id")
                                .bind("version", agreement.get().version())
                                .bind("id", account)
                                .mapTo(Integer.class)
                                .one()
                        > 0;
    }

    /** @return the id of the file */
    public String addFile(String phase, DatasetFile.Kind kind, String path, long bytes, String sha256) {
        String id = Ids.fresh();
        database.write(handle -> handle.createUpdate("insert into dataset_file (id, phase, kind, path, bytes, sha256) "
                        + "values (:id, :phase, :kind, :path, :bytes, :sha256)")
                .bind("id", id)
                .bind("phase", phase)
                .bind("kind", kind)
                .bind("path", path)
                .bind("bytes", bytes)
                .bind("sha256", sha256)
                .execute());
        return id;
    }

    public void addParts(List<DatasetPart> parts) {
        database.write(handle -> {
            for (DatasetPart part : parts) {
                handle.createUpdate("insert into dataset_part (file, seq, from_byte, bytes, sha256) values (:file, "
                                + ":seq, :from, :bytes, :sha256)")
                        .bind("file", part.file())
                        .bind("seq", part.seq())
                        .bind("from", part.fromByte())
                        .bind("bytes", part.bytes())
                        .bind("sha256", part.sha256())
                        .execute();
            }
            return null;
        });
    }

    /** The parts in which a file can be downloaded, in order; none for one that is small enough. */
    public List<DatasetPart> parts(DatasetFile file) {
        return database.read(handle -> handle.createQuery("select * from dataset_part where file = :file order by seq")
                .bind("file", file.id())
                .mapTo(DatasetPart.class)
                .list());
    }

    /**
     * Says where else a file lies; what was said before is forgotten.
     *
     * @throws RefusedException if there is no such file
     */
    public void setMirrors(String phase, String path, List<String> urls, String actor) {
        database.write(handle -> {
            String file = handle.createQuery("select id from dataset_file where phase = :phase and path = :path")
                    .bind("phase", phase)
                    .bind("path", path)
                    .mapTo(String.class)
                    .findOne()
                    .orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
            List<String> before = mirrors(handle, file);
            if (before.equals(urls)) {
                return null;
            }
            handle.createUpdate("delete from dataset_mirror where file = :file")
                    .bind("file", file)
                    .execute();
            for (int i = 0; i < urls.size(); i++) {
                handle.createUpdate("insert into dataset_mirror (file, seq, url) values (:file, :seq, :url)")
                        .bind("file", file)
                        .bind("seq", i + 1)
                        .bind("url", urls.get(i))
                        .execute();
            }
            audit.add(
                    handle,
                    actor,
                    "set mirrors",
                    "file " + phase + "/" + path,
                    String.join(" ", before),
                    String.join(" ", urls),
                    "");
            return null;
        });
    }

    /** Where else a file lies, as the organizers say. */
    public List<String> mirrors(DatasetFile file) {
        return database.read(handle -> mirrors(handle, file.id()));
    }

    private static List<String> mirrors(Handle handle, String file) {
        return handle.createQuery("select url from dataset_mirror where file = :file order by seq")
                .bind("file", file)
                .mapTo(String.class)
                .list();
    }

    /** The files whose window is open; labels only once the boards are frozen. */
    public List<DatasetFile> open(String phase) {
        return database.read(handle -> {
            boolean frozen = Phases.find(handle, phase)
                    .filter(p -> p.frozenAt().isPresent() || p.truth().isEmpty())
                    .isPresent();
            return handle
                    .createQuery("select * from dataset_file where phase = :phase order by path")
                    .bind("phase", phase)
                    .mapTo(DatasetFile.class)
                    .stream()
                    .filter(f -> Phases.schedule(handle, phase).isOpen(f.window(), now()))
                    .filter(f -> f.window() != Window.Kind.LABELS || frozen)
                    .toList();
        });
    }

    public void noteDownload(String account, String file, long from, long bytes) {
        database.write(handle -> handle.createUpdate(
                        "insert into download (account, file, at, from_byte, bytes) values (:account, :file, :now, "
                                + ":from, :bytes)")
                .bindMap(Map.of("account", account, "file", file, "from", from, "bytes", bytes))
                .bind("now", now())
                .execute());
    }

    public int downloads() {
        return database.read(handle -> handle.createQuery("select count(*) from download")
                .mapTo(Integer.class)
                .one());
    }
}
