package org.substantia.viewer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.layout.PlacedMask;

/** The cases to be looked at; the latest one stays in memory. Thread-safe. */
public final class CaseLibrary {
    private final Map<String, CaseFiles> cases = new LinkedHashMap<>();
    private Optional<ShownCase> latest = Optional.empty();

    /** Cases by id, in this order. */
    public CaseLibrary(List<CaseFiles> files) {
        files.forEach(one -> cases.put(one.id(), one));
    }

    /**
     * The cases of a folder of results, with their images from the first of several cohorts that has them: that of the
     * images, the results themselves, that of the truth.
     *
     * @param results predicted masks; reference masks there are truths where no cohort of truths is given
     * @throws CohortException if no case has an image
     */
    public static CaseLibrary of(Cohort results, Optional<Cohort> truth, Optional<Cohort> images)
            throws CohortException {
        List<CaseFiles> files = new ArrayList<>();
        for (CaseFolder folder : results.cases()) {
            Optional<CaseFolder> reference = truth.isPresent() ? truth.get().find(folder.id()) : Optional.of(folder);
            Optional<CaseFolder> scans = images.flatMap(cohort -> cohort.find(folder.id()));
            for (Optional<CaseFolder> next : List.of(Optional.of(folder), reference)) {
                if (scans.isEmpty()) {
                    scans = next.filter(candidate -> !candidate.images().isEmpty());
                }
            }
            scans.ifPresent(found -> files.add(new CaseFiles(
                    folder.id(),
                    found,
                    folder.placedPredictions(),
                    reference
                            .map(masks -> PlacedMask.onOwnImages(masks.masks()))
                            .orElse(Map.of()))));
        }
        if (files.isEmpty()) {
            throw new CohortException(
                    results.source(),
                    "no image of a case was found; name the folder of the images with --images COHORT");
        }
        return new CaseLibrary(files);
    }

    /**
     * The cases that have images, to draw on; their reference masks are not shown.
     *
     * @param predictions masks to start from
     * @throws CohortException if no case has an image
     */
    public static CaseLibrary forDrawing(Cohort images, Optional<Cohort> predictions) throws CohortException {
        List<CaseFiles> files = new ArrayList<>();
        for (CaseFolder folder : images.cases()) {
            if (!folder.images().isEmpty()) {
                CaseFolder predicted =
                        predictions.flatMap(cohort -> cohort.find(folder.id())).orElse(folder);
                files.add(new CaseFiles(folder.id(), folder, predicted.placedPredictions(), Map.of()));
            }
        }
        if (files.isEmpty()) {
            throw new CohortException(images.source(), "no case has an image to draw on");
        }
        return new CaseLibrary(files);
    }

    /** Ids in their order. */
    public List<String> ids() {
        return List.copyOf(cases.keySet());
    }

    Optional<CaseFiles> files(String id) {
        return Optional.ofNullable(cases.get(id));
    }

    /**
     * A case, read if it is not the one looked at before; empty if there is none of that id.
     *
     * @throws IOException naming the file that cannot be read
     */
    synchronized Optional<ShownCase> find(String id) throws IOException {
        if (latest.isPresent() && latest.get().id().equals(id)) {
            return latest;
        }
        Optional<CaseFiles> files = files(id);
        if (files.isEmpty()) {
            return Optional.empty();
        }
        latest = Optional.empty();
        latest = Optional.of(ShownCase.read(files.get()));
        return latest;
    }
}
