package org.substantia.challenge.setup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.substantia.challenge.model.Account;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.worker.EngineOptions;
import org.substantia.scoring.challenge.WeightsFormatException;

/** {@code challenge.yaml}, from which a challenge is made; docs/how-to/run-a-challenge.md describes it. */
public record ChallengeFile(
        String slug,
        Content.Text title,
        Content.Text tagline,
        boolean review,
        List<String> allow,
        Map<String, Content.Text> pages,
        String agreement,
        List<Organizer> organizers,
        Scoring scoring,
        Long partBytes,
        List<PhaseEntry> phases) {
    private static final int MAX_URL = 500;
    private static final Set<String> PAGES = Set.of("home", "tasks", "data", "rules", "evaluation", "about");

    /** Who runs it. */
    public record Organizer(String email, String name) {}

    /** A phase. */
    public record PhaseEntry(
            String slug,
            Content.Text title,
            Attempts attempts,
            String entry,
            String visibility,
            boolean method,
            boolean paper,
            String truth,
            Map<String, Span> windows,
            List<FileEntry> files) {
        Phase.EntryRule entryRule() {
            return parse(Phase.EntryRule.class, entry, Phase.EntryRule.BEST, "phases." + slug + ".entry");
        }

        Phase.Visibility visible() {
            return parse(Phase.Visibility.class, visibility, Phase.Visibility.OWN, "phases." + slug + ".visibility");
        }

        List<FileEntry> fileList() {
            return files == null ? List.of() : files;
        }

        /** The windows of time by kind; each instant needs its offset from UTC. */
        Map<Window.Kind, Instant[]> spans() {
            Map<Window.Kind, Instant[]> spans = new java.util.EnumMap<>(Window.Kind.class);
            if (windows != null) {
                windows.forEach((kind, span) -> {
                    String name = "phases." + slug + ".windows." + kind;
                    Window.Kind parsed = parse(Window.Kind.class, kind, null, name);
                    Instant[] instants = {instant(span.from(), name), instant(span.to(), name)};
                    require(instants[0].isBefore(instants[1]), name, "ends before it begins");
                    require(spans.put(parsed, instants) == null, name, "is there twice");
                });
            }
            return spans;
        }

        private void requireSound(String name) {
            entryRule();
            visible();
            spans();
            if (attempts != null) {
                attempts.requireSound(name + ".attempts.");
            }
            Set<String> names = new HashSet<>();
            for (FileEntry entry : fileList()) {
                entry.requireSound(name + ".files");
                require(names.add(entry.name()), name + ".files", "name two files " + entry.name());
            }
        }

        private static Instant instant(String text, String name) {
            try {
                return OffsetDateTime.parse(String.valueOf(text)).toInstant();
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        name + " needs an instant with its offset, such as 2025-08-31T23:59:59+08:00, not " + text, e);
            }
        }
    }

    /** Limits; 0 is none. */
    public record Attempts(int total, int day, int month, Integer rejected) {
        private void requireSound(String prefix) {
            requireLimit(total, prefix + "total");
            requireLimit(day, prefix + "day");
            requireLimit(month, prefix + "month");
            requireLimit(rejected == null ? 0 : rejected, prefix + "rejected");
        }

        private static void requireLimit(int limit, String name) {
            require(limit >= 0, name, "must be at least 0, which is no limit, not " + limit);
        }
    }

    /** From an instant to another, with their offsets from UTC. */
    public record Span(String from, String to) {}

    /**
     * A file for participants.
     *
     * @param mirrors where else it lies; the server never goes there
     */
    public record FileEntry(String path, String kind, List<String> mirrors) {
        List<String> mirrorList() {
            return mirrors == null ? List.of() : mirrors;
        }

        /** What participants see. */
        String name() {
            return Path.of(path).getFileName().toString();
        }

        private void requireSound(String name) {
            require(path != null && !path.isBlank(), name, "each needs a path");
            require("images".equals(kind) || "labels".equals(kind), name, "kind is images or labels, not " + kind);
            for (String mirror : mirrorList()) {
                require(isMirror(mirror), name, "has a mirror that is no https address");
            }
        }
    }

    /**
     * How submissions are scored.
     *
     * @param convention {@code leaderboard} or {@code published}
     * @param weights lines of a weights file
     */
    public record Scoring(String convention, String weights) {}

    /** @throws IOException naming the file and the entry, if something is missing or not what it should be */
    public static ChallengeFile read(Path file) throws IOException {
        try {
            ChallengeFile read = YamlReader.read(Files.readString(file), ChallengeFile.class);
            read.requireSound();
            return read;
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": is not text in UTF-8", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private void requireSound() {
        require(slug != null && slug.matches("[a-z0-9-]+"), "slug", "must be lower-case letters, digits and -");
        require(partSize() > 0, "partBytes", "must be above 0");
        require(title != null && !title.en().isBlank(), "title", "must have a text en");
        require(agreement == null || !agreement.isBlank(), "agreement", "has no text; leave it out for none");
        requireOrganizers();
        if (pages != null) {
            pages.keySet().forEach(page -> require(PAGES.contains(page), "pages." + page, "is not one of " + PAGES));
        }
        engineOptions();
        require(phases != null && !phases.isEmpty(), "phases", "must name one at least");
        Set<String> slugs = new HashSet<>();
        for (PhaseEntry phase : phases) {
            String name = "phases." + phase.slug();
            require(phase.slug() != null && phase.slug().matches("[a-z0-9-]+"), name, "needs a slug");
            require(slugs.add(phase.slug()), name, "is there twice");
            phase.requireSound(name);
        }
    }

    private void requireOrganizers() {
        require(organizers != null && !organizers.isEmpty(), "organizers", "must name one at least");
        Set<String> addresses = new HashSet<>();
        for (Organizer organizer : organizers) {
            String email = organizer.email();
            require(email != null && email.contains("@"), "organizers", "each needs an e-mail address");
            require(addresses.add(Account.emailKey(email)), "organizers", "name " + email + " twice");
        }
    }

    /** How submissions are scored, the standard where nothing is said. */
    EngineOptions engineOptions() {
        if (scoring == null) {
            return EngineOptions.STANDARD;
        }
        try {
            EngineOptions options = new EngineOptions(scoring.convention(), scoring.weights());
            options.challengeWeights();
            return options;
        } catch (WeightsFormatException e) {
            // Its file is one that the options made of the lines.
            String message = e.getMessage();
            throw new IllegalArgumentException("scoring.weights: " + message.substring(message.indexOf(": ") + 2), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("scoring: " + e.getMessage(), e);
        }
    }

    /** In parts of how many bytes large files can be downloaded. */
    long partSize() {
        return partBytes == null ? DataFiles.DEFAULT_PART_BYTES : partBytes;
    }

    /** Whether participants can be sent there: https, a host, nothing secret in it. */
    public static boolean isMirror(String url) {
        try {
            URI uri = new URI(url);
            return "https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && url.length() <= MAX_URL;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static void require(boolean holds, String entry, String what) {
        if (!holds) {
            throw new IllegalArgumentException(entry + " " + what);
        }
    }

    /** The texts that pages show. */
    public Content content() {
        Map<String, Content.Text> titles = new java.util.TreeMap<>();
        phases.forEach(p -> {
            if (p.title() != null) {
                titles.put(p.slug(), p.title());
            }
        });
        return new Content(slug, title, tagline, review, allow, pages, titles);
    }

    private static <E extends Enum<E>> E parse(Class<E> type, String text, E preset, String entry) {
        if (text == null) {
            return preset;
        }
        try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    entry + " is one of "
                            + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT) + ", not " + text,
                    e);
        }
    }

    /** The rules of a phase. */
    static Phase phase(PhaseEntry entry, int seq) {
        Attempts limits = entry.attempts() == null ? new Attempts(0, 0, 0, null) : entry.attempts();
        return new Phase(
                entry.slug(),
                seq,
                limits.total(),
                limits.day(),
                limits.month(),
                limits.rejected() == null ? 20 : limits.rejected(),
                entry.entryRule(),
                entry.visible(),
                entry.method(),
                entry.paper(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
