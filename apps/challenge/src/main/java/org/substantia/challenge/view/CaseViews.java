package org.substantia.challenge.view;

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
import org.substantia.viewer.CaseFiles;
import org.substantia.viewer.CaseLibrary;
import org.substantia.viewer.ViewerHandler;

/**
 * The viewer over what may be downloaded: the files of a phase that are out, and a submission's masks over their
 * images. No truth is opened; reference masks are shown once their file is out. Thread-safe.
 */
public final class CaseViews {
    /** Each keeps one case in memory, some 100 MB of a whole head with three images. */
    private static final int KEPT = 2;

    private final DataFolder data;
    private final String program;
    /** By the hashes of what is shown, the latest used at the end. */
    private final Map<List<String>, ViewerHandler> kept = new LinkedHashMap<>(KEPT, 1, true);

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
        if (kept.containsKey(key)) {
            return Optional.of(kept.get(key));
        }
        List<CaseFiles> cases = cases(files, submission);
        if (cases.isEmpty()) {
            return Optional.empty();
        }
        if (kept.size() == KEPT) {
            kept.remove(kept.keySet().iterator().next());
        }
        ViewerHandler made = new ViewerHandler(new CaseLibrary(cases), program);
        kept.put(key, made);
        return Optional.of(made);
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

    private static Map<LabelScheme, ByteSource> masks(String id, Optional<Map<LabelScheme, ByteSource>> masks) {
        return masks.map(found -> NamedSource.all(LabelScheme.class, id, found)).orElse(Map.of());
    }
}
