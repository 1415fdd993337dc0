package org.substantia.challenge.web.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.rules.BoardRow;
import org.substantia.challenge.store.Store;

/** The paper trail of a challenge in one file: rules, windows, versions, hashes, boards, audit log. No address. */
final class ResultsBundle {
    private ResultsBundle() {}

    static String json(Store store) {
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("made", store.clock().instant());
        bundle.put("engines", store.phases().engines());
        Map<String, Object> phases = new LinkedHashMap<>();
        for (Phase phase : store.phases().all()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("rules", phase);
            one.put("windows", store.phases().windows(phase.slug()));
            one.put(
                    "truths",
                    store.phases().truths(phase.slug()).stream()
                            .map(t -> Map.of("id", t.id(), "sha256", t.sha256()))
                            .toList());
            Map<String, Object> boards = new LinkedHashMap<>();
            for (Track track : store.phases().tracks()) {
                List<BoardRow> now = store.boards().current(phase, track);
                Map<String, Object> board = new LinkedHashMap<>();
                board.put("now", now);
                board.put("stability", store.boards().stability(phase, track, now));
                board.put("kept", store.boards().kept(phase.slug(), track.slug()));
                boards.put(track.slug(), board);
            }
            one.put("boards", boards);
            one.put("submissions", submissions(store, phase));
            phases.put(phase.slug(), one);
        }
        bundle.put("phases", phases);
        bundle.put("audit", store.audit().entries(Integer.MAX_VALUE, Long.MAX_VALUE));
        return Json.text(bundle);
    }

    private static List<Map<String, Object>> submissions(Store store, Phase phase) {
        return store.submissions().ofPhase(phase.slug()).stream()
                .map((Submission s) -> {
                    Map<String, Object> one = new LinkedHashMap<>();
                    one.put("id", s.id());
                    one.put("team", s.team());
                    one.put("ordinal", s.ordinal());
                    one.put("state", s.state());
                    one.put("sha256", s.sha256());
                    one.put("accepted", s.acceptedAt());
                    store.queue().current(s.id()).ifPresent(e -> {
                        one.put("scores", store.queue().scores(e.id()));
                        // With the version of the program that scored, whatever the engine is.
                        one.put("worker", e.worker().orElse(""));
                    });
                    return one;
                })
                .toList();
    }
}
