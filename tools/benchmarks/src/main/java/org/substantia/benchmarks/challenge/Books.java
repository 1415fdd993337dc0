package org.substantia.benchmarks.challenge;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.store.Store;

/** What the challenge's database says while a load runs and after it. */
final class Books {
    private final Store store;

    Books(Store store) {
        this.store = store;
    }

    int scored() {
        return (int) store.submissions().all().stream()
                .filter(s -> s.state() == Submission.State.SCORED)
                .count();
    }

    /** Waits until so many are scored, or for so long. */
    void awaitScored(int submissions, int seconds) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(seconds);
        while (Instant.now().isBefore(end) && scored() < submissions) {
            Thread.sleep(1000);
        }
    }

    /** Whether every upload that was acknowledged is a submission or still on its way, and none is there twice. */
    String state(Map<String, String> acknowledged) {
        List<Submission> all = store.submissions().all();
        long distinct = all.stream().map(Submission::upload).distinct().count();
        long waiting = 0;
        for (String upload : acknowledged.values()) {
            boolean arrived = store.submissions().byUpload(upload).isPresent();
            boolean onItsWay = store.uploads()
                    .find(upload)
                    .filter(u -> u.state() == Upload.State.CHECKING)
                    .isPresent();
            waiting += arrived || onItsWay ? 0 : 1;
        }
        return all.size() + " submissions, " + (all.size() - distinct) + " twice, " + waiting + " lost; log "
                + store.audit().fault().orElse("whole");
    }
}
