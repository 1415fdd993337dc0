package org.substantia.challenge.view;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.io.ByteSource;
import org.substantia.challenge.intake.Blobs;
import org.substantia.challenge.model.DatasetFile;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.setup.DataFolder;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.layout.PlacedMask;
import org.substantia.viewer.CaseFiles;
import org.substantia.viewer.CaseLibrary;
import org.substantia.viewer.Request;
import org.substantia.viewer.Response;
import org.substantia.viewer.ViewerHandler;

/**
 * The viewer over what may be downloaded: the files of a phase that are out, and a submission's masks over their
 * images. No truth is opened; reference masks are shown once their file is out. Thread-safe.
 */
public final class CaseViews {
    /** Each keeps one case in memory, 75 MB of a head of 300 x 300 x 70 voxels with three images. */
    private static final int KEPT = 2;

    private final DataFolder data;
    private final String program;
    /**
     * By the hashes of what is shown, the latest used at the end. Where memory becomes short they are let go before
     * anything fails.
     */
    private final Map<List<String>, SoftReference<ViewerHandler>> kept = new LinkedHashMap<>(KEPT, 1, true);

    /** @param program what pages are called by */
    public CaseViews(DataFolder data, String program) {
        this.data = data;
        this.program = program;
    }

    /**
     * @param files that are out
     * @param submission whose masks are shown; the cases are then those that it has a mask of
     * @return empty if no case has an image
     */
    public synchronized Optional<ViewerHandler> of(List<DatasetFile> files, Optional<Submission> submission) {
        List<String> key = new ArrayList<>();
        files.forEach(file -> key.add(file.sha256()));
        submission.ifPresent(s -> key.add(s.sha256()));
        SoftReference<ViewerHandler> known = kept.remove(key);
        ViewerHandler before = known == null ? null : known.get();
        if (before != null) {
            kept.put(key, known);
            return Optional.of(before);
        }
        List<CaseFiles> cases = cases(files, submission);
        if (cases.isEmpty()) {
            return Optional.empty();
        }
        if (kept.size() == KEPT) {
            kept.remove(kept.keySet().iterator().next());
        }
        ViewerHandler made = new ViewerHandler(new CaseLibrary(cases), program);
        kept.put(key, new SoftReference<>(made));
        return Optional.of(made);
    }

    /**
     * Answers for a view, one request after the other: cases that are read at once need their memory at once.
     *
     * @throws IOException naming the file that cannot be read
     */
    public synchronized Response answer(ViewerHandler view, Request request) throws IOException {
        return view.handle(request);
    }

    private List<CaseFiles> cases(List<DatasetFile> files, Optional<Submission> submission) {
        Map<String, CaseFolder> images = new LinkedHashMap<>();
        Map<String, CaseFolder> truths = new LinkedHashMap<>();
        for (DatasetFile file : files) {
            for (CaseFolder folder : folders(data.file(file))) {
                if (!folder.images().isEmpty()) {
                    images.putIfAbsent(folder.id(), folder);
                }
                if (!folder.masks().isEmpty()) {
                    truths.putIfAbsent(folder.id(), folder);
                }
            }
        }
        Map<String, CaseFolder> predictions = new LinkedHashMap<>();
        submission.ifPresent(s -> folders(new Blobs(data.path()).path(s.sha256()))
                .forEach(folder -> predictions.put(folder.id(), folder)));
        List<CaseFiles> cases = new ArrayList<>();
        images.forEach((id, folder) -> {
            if (submission.isEmpty() || predictions.containsKey(id)) {
                cases.add(new CaseFiles(
                        id,
                        called(folder),
                        masks(id, Optional.ofNullable(predictions.get(id)).map(CaseFolder::predictions)),
                        masks(id, Optional.ofNullable(truths.get(id)).map(CaseFolder::masks))));
            }
        });
        return cases;
    }

    /** Of a file for participants that is no archive of cases, such as a leaflet: none. */
    private static List<CaseFolder> folders(Path file) {
        try {
            return Cohort.open(file).cases();
        } catch (CohortException e) {
            return List.of();
        }
    }

    private static CaseFolder called(CaseFolder folder) {
        return new CaseFolder(
                folder.id(),
                folder.subject(),
                NamedSource.all(Modality.class, folder.id(), folder.images()),
                Map.of(),
                Map.of(),
                Optional.empty());
    }

    private static Map<LabelScheme, PlacedMask> masks(String id, Optional<Map<LabelScheme, ByteSource>> masks) {
        return masks.map(found -> PlacedMask.onOwnImages(NamedSource.all(LabelScheme.class, id, found)))
                .orElse(Map.of());
    }
}
