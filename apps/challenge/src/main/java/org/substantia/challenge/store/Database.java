package org.substantia.challenge.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.substantia.challenge.model.Account;
import org.substantia.challenge.model.AuditEntry;
import org.substantia.challenge.model.DatasetFile;
import org.substantia.challenge.model.DatasetPart;
import org.substantia.challenge.model.Engine;
import org.substantia.challenge.model.Evaluation;
import org.substantia.challenge.model.LabelRelease;
import org.substantia.challenge.model.Member;
import org.substantia.challenge.model.Message;
import org.substantia.challenge.model.News;
import org.substantia.challenge.model.Paper;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Post;
import org.substantia.challenge.model.Question;
import org.substantia.challenge.model.Rescore;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Truth;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.model.Window;

/**
 * The connection to SQLite or PostgreSQL. SQLite runs with a write-ahead log and full synchronization, so that a commit
 * that was acknowledged survives a kill and a power cut; a transaction that writes begins as one (BEGIN IMMEDIATE).
 * Thread-safe.
 */
public final class Database implements AutoCloseable {
    private static final int CONNECTIONS = 8;
    private static final int BUSY_MILLIS = 30_000;
    /** Name of the built-in database in its folder. */
    public static final String FILE = "challenge.db";

    private static final String SQLITE = "jdbc:sqlite:";

    private final HikariDataSource source;
    private final Jdbi jdbi;
    private final boolean sqlite;

    /** SQLite has one writer; inside one process those that wait are served in turn, without polling. */
    private final ReentrantLock writer = new ReentrantLock(true);

    private Database(HikariDataSource source, boolean sqlite) {
        this.source = source;
        this.sqlite = sqlite;
        this.jdbi = Jdbi.create(source);
        // Values of a statement that fails are addresses and tokens: no log gets them.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(StatementExceptions.MessageRendering.NONE);
        jdbi.registerArgument(new InstantArgument());
        jdbi.registerColumnMapper(Instant.class, (rs, column, context) -> {
            long millis = rs.getLong(column);
            return rs.wasNull() ? null : Instant.ofEpochMilli(millis);
        });
        jdbi.registerColumnMapper(boolean.class, (rs, column, context) -> rs.getInt(column) != 0);
        for (Class<?> type : new Class<?>[] {
            Account.class,
            AuditEntry.class,
            DatasetFile.class,
            DatasetPart.class,
            Engine.class,
            Evaluation.class,
            LabelRelease.class,
            Member.class,
            Message.class,
            News.class,
            Paper.class,
            Phase.class,
            Post.class,
            Question.class,
            Questions.Entry.class,
            Rescore.class,
            Submission.class,
            Team.class,
            Track.class,
            Truth.class,
            Upload.class,
            Window.class
        }) {
            jdbi.registerRowMapper(ConstructorMapper.factory(type));
        }
    }

    /** The built-in database of a folder. */
    public static String sqliteUrl(Path folder) {
        return SQLITE + folder.resolve(FILE);
    }

    /**
     * Whether there is a challenge, without making anything: a database that is opened is made where it is missing.
     *
     * @param url as for {@link #open}
     * @throws IOException if the database cannot be reached, or what is there is none
     */
    public static boolean holdsChallenge(String url) throws IOException {
        // What stands behind the question mark may be a password.
        String shown = url.split("\\?", 2)[0];
        if (url.startsWith(SQLITE)) {
            shown = shown.substring(SQLITE.length());
            Path file = Path.of(shown);
            // A file without a byte is a database without a table.
            if (!Files.exists(file) || Files.size(file) == 0) {
                return false;
            }
        }
        if (DriverManager.drivers().noneMatch(driver -> takes(driver, url))) {
            throw new IOException(
                    shown + ": is no address of a database; such is jdbc:postgresql://HOST/NAME?user=...");
        }
        try (Connection connection = DriverManager.getConnection(url)) {
            // Where Flyway would make it: other schemas of a server may have a table of that name.
            try (ResultSet tables = connection
                    .getMetaData()
                    .getTables(connection.getCatalog(), connection.getSchema(), "challenge", new String[] {"TABLE"})) {
                if (!tables.next()) {
                    return false;
                }
            }
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select id from challenge")) {
                return rows.next();
            }
        } catch (SQLException e) {
            throw new IOException(
                    shown + ": cannot be used as the database of a challenge: "
                            + e.getMessage().replaceAll("\\s+", " "),
                    e);
        }
    }

    private static boolean takes(Driver driver, String url) {
        try {
            return driver.acceptsURL(url);
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * Opens a database and brings its tables up to this version of the program.
     *
     * @param url {@code jdbc:sqlite:FILE} or {@code jdbc:postgresql://HOST/NAME?user=...}
     */
    public static Database open(String url) {
        boolean sqlite = url.startsWith(SQLITE);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setPoolName("challenge");
        if (sqlite) {
            config.addDataSourceProperty("journal_mode", "WAL");
            config.addDataSourceProperty("synchronous", "FULL");
            config.addDataSourceProperty("foreign_keys", "true");
            config.addDataSourceProperty("busy_timeout", String.valueOf(BUSY_MILLIS));
            config.addDataSourceProperty("transaction_mode", "IMMEDIATE");
        } else {
            // The detail of a constraint that is broken quotes the row.
            config.addDataSourceProperty("logServerErrorDetail", "false");
        }
        HikariDataSource source = new HikariDataSource(config);
        try {
            Flyway.configure(Database.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:org/substantia/challenge/store/migration")
                    .load()
                    .migrate();
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
        return new Database(source, sqlite);
    }

    /** Reads; several statements may see different states. */
    <T> T read(Function<Handle, T> work) {
        return jdbi.withHandle(work::apply);
    }

    /** One transaction; an exception undoes all of it. */
    <T> T write(Function<Handle, T> work) {
        if (!sqlite) {
            return jdbi.inTransaction(work::apply);
        }
        writer.lock();
        try {
            return jdbi.inTransaction(work::apply);
        } finally {
            writer.unlock();
        }
    }

    boolean isSqlite() {
        return sqlite;
    }

    @Override
    public void close() {
        source.close();
    }

    private static final class InstantArgument extends AbstractArgumentFactory<Instant> {
        InstantArgument() {
            super(Types.BIGINT);
        }

        @Override
        protected Argument build(Instant value, ConfigRegistry config) {
            return (position, statement, context) -> statement.setLong(position, value.toEpochMilli());
        }
    }
}
