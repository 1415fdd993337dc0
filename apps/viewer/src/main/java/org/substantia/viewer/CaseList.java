package org.substantia.viewer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.layout.PlacedMask;
import org.substantia.cohort.scan.Scan;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.imaging.LabelMap;
import org.substantia.viewer.findings.CaseFindings;
import org.substantia.viewer.findings.FindingsSource;
import org.substantia.viewer.picture.Thumbnail;

/** All cases at a glance: what is known of them, and their thumbnails, which stay in memory. Thread-safe. */
final class CaseList {
    /** Of some 20 kB each. */
    private static final int MAX_KEPT = 2000;

    private final CaseLibrary library;
    private final FindingsSource findings;
    private final Map<String, byte[]> thumbnails = new LinkedHashMap<>();

    CaseList(CaseLibrary library, FindingsSource findings) {
        this.library = library;
        this.findings = findings;
    }

    /**
     * One case.
     *
     * @param doubt of the model that drew its masks, 0 to 1
     */
    record Row(
            String id, List<String> flags, Optional<String> verdict, OptionalDouble probability, OptionalDouble doubt) {
        Row withFlags(List<String> more) {
            return new Row(id, Stream.concat(flags.stream(), more.stream()).toList(), verdict, probability, doubt);
        }
    }

    /** In the library's order. What cannot be read of a case is a flag of it. */
    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (String id : library.ids()) {
            rows.add(row(id));
        }
        return rows;
    }

    private Row row(String id) {
        try {
            return findings.of(id)
                    .map(known -> new Row(id, known.flags(), known.verdict(), known.probability(), known.doubt()))
                    .orElseGet(() -> bare(id, List.of()));
        } catch (IOException e) {
            return bare(id, List.of(String.valueOf(e.getMessage())));
        }
    }

    private static Row bare(String id, List<String> flags) {
        return new Row(id, flags, Optional.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    }

    /** @throws IOException naming the file that is not what it should be */
    Optional<CaseFindings> findings(String id) throws IOException {
        return findings.of(id);
    }

    /**
     * The picture of a case, as SVG. One is made at a time, so that a page full of them does not fill the memory.
     *
     * @return empty if there is no such case
     * @throws IOException naming the file that cannot be read
     */
    synchronized Optional<byte[]> thumbnail(String id) throws IOException {
        byte[] kept = thumbnails.get(id);
        if (kept != null) {
            return Optional.of(kept);
        }
        Optional<CaseFiles> files = library.files(id);
        if (files.isEmpty()) {
            return Optional.empty();
        }
        byte[] made = draw(files.get()).getBytes(StandardCharsets.UTF_8);
        if (thumbnails.size() >= MAX_KEPT) {
            thumbnails.remove(thumbnails.keySet().iterator().next());
        }
        thumbnails.put(id, made);
        return Optional.of(made);
    }

    private static String draw(CaseFiles files) throws IOException {
        for (LabelScheme scheme : LabelScheme.values()) {
            Optional<PlacedMask> mask = files.prediction(scheme).or(() -> files.truth(scheme));
            if (mask.isPresent()
                    && files.images().images().containsKey(mask.get().image())) {
                Scan image = read(files, mask.get().image());
                return Thumbnail.svg(image.modality(), image.volume(), scheme, labels(mask.get(), image));
            }
        }
        for (Modality modality : List.of(Modality.QSM, Modality.T1, Modality.NM)) {
            if (files.images().images().containsKey(modality)) {
                return Thumbnail.svg(modality, read(files, modality).volume(), LabelScheme.QSM, Optional.empty());
            }
        }
        throw new IOException(files.id() + ": has no image");
    }

    private static Scan read(CaseFiles files, Modality modality) throws IOException {
        return ScanReader.read(files.images(), modality).orElseThrow();
    }

    /** None where the mask lies elsewhere than its image; the case's page says so. */
    private static Optional<LabelMap> labels(PlacedMask mask, Scan image) throws IOException {
        try {
            return Optional.of(ShownMask.read(mask.file(), image, note -> {}));
        } catch (CohortException e) {
            return Optional.empty();
        }
    }
}
