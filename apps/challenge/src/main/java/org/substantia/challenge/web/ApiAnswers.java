package org.substantia.challenge.web;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.substantia.challenge.intake.CheckReport;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.model.Window;

/**
 * What the interface for programs answers: their components are the keys of the JSON, and the schemas of its
 * description are made of them. Keys without a value are left out.
 */
final class ApiAnswers {
    private ApiAnswers() {}

    record Status(String status) {}

    record Problem(String type, String title, int status, String detail) {}

    record Challenge(String slug, String title, Instant serverTime, List<Track> tracks) {}

    record Span(Instant from, Instant to) {}

    record PhaseRules(
            String slug,
            String title,
            Phase.EntryRule entryRule,
            Phase.Visibility visibility,
            boolean methodRequired,
            boolean paperRequired,
            int limitTotal,
            int limitDay,
            Map<Window.Kind, Span> windows) {}

    record TeamAttempts(
            int limit,
            int used,
            int rejectedToday,
            boolean free,
            Optional<Instant> nextFreeAt,
            Optional<Instant> opensAt,
            Optional<Instant> closesAt,
            Instant serverTime) {}

    record OwnTeam(String name, Team.State state) {}

    record Person(String name, boolean confirmed, Optional<OwnTeam> team) {}

    record TakenPaper(String sha256, long bytes) {}

    record UploadProgress(
            String id,
            String phase,
            Upload.State state,
            long received,
            long length,
            Optional<CheckReport> findings,
            Optional<String> submission) {}

    /** @param scores of each track by metric, where the team may see them */
    record TeamSubmission(
            String id,
            String phase,
            int ordinal,
            Submission.State state,
            String stateText,
            String reason,
            String fileName,
            String sha256,
            Instant acceptedAt,
            Optional<Map<String, Map<String, Double>>> scores) {}

    /** How often the cases were drawn anew for the intervals of the ranks. */
    record Resampling(int cases, int replicates) {}

    record BoardLine(
            OptionalInt rank,
            Optional<Integer> rankLow,
            Optional<Integer> rankHigh,
            Optional<String> group,
            String team,
            Team.Kind kind,
            String method,
            boolean containerVerified,
            int attempts,
            Instant accepted,
            Map<String, Double> values) {}

    /** @param open whether visitors may see it; a sealed one has no rows */
    record Board(String phase, String track, boolean open, Optional<Resampling> stability, List<BoardLine> rows) {}
}
