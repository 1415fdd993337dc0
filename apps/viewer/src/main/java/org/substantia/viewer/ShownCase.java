package org.substantia.viewer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.layout.PlacedMask;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.cohort.scan.Scan;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.NiftiHeader;
import org.substantia.imaging.orientation.Reorient;
import org.substantia.viewer.picture.OutsideMap;

/** The images and masks of one case in memory, all reordered to axial planes. Immutable. */
final class ShownCase {
    /** How much around the nuclei is shown at first. */
    private static final double MARGIN_MM = 20;

    private final String id;
    private final Map<Modality, Volume> images = new EnumMap<>(Modality.class);
    private final Map<Modality, NiftiHeader> headers = new EnumMap<>(Modality.class);
    private Optional<Mask> outside = Optional.empty();
    private final List<ShownMask> masks = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private ShownCase(String id) {
        this.id = id;
    }

    /** @throws IOException naming the file, if the case has no image or a file cannot be read */
    static ShownCase read(CaseFiles files) throws IOException {
        ShownCase out = new ShownCase(files.id());
        CaseScans scans = ScanReader.read(files.images());
        for (Scan scan : scans.images().values()) {
            out.images.put(scan.modality(), Reorient.toRas(scan.volume()));
            out.headers.put(scan.modality(), scan.header());
        }
        for (LabelScheme scheme : LabelScheme.values()) {
            out.add(MaskKind.PREDICTION, scheme, files.prediction(scheme), scans);
            out.add(MaskKind.TRUTH, scheme, files.truth(scheme), scans);
        }
        out.outside = Optional.ofNullable(out.images.get(Modality.QSM)).map(OutsideMap::of);
        return out;
    }

    private void add(MaskKind kind, LabelScheme scheme, Optional<PlacedMask> mask, CaseScans scans) throws IOException {
        if (mask.isEmpty()) {
            return;
        }
        ByteSource file = mask.get().file();
        Modality modality = mask.get().image();
        Optional<Scan> on = scans.image(modality);
        if (on.isEmpty()) {
            notes.add(file.name() + ": not shown; the case has no " + modality);
            return;
        }
        try {
            masks.add(new ShownMask(kind, scheme, modality, ShownMask.read(file, on.get(), notes::add)));
        } catch (CohortException e) {
            notes.add("not shown: " + e.getMessage());
        }
    }

    String id() {
        return id;
    }

    Map<Modality, Volume> images() {
        return images;
    }

    /** As stored; masks drawn on the image are written with them. */
    Map<Modality, NiftiHeader> headers() {
        return headers;
    }

    /** Where an image was masked out, which is known of susceptibility maps alone. */
    Optional<Mask> outside(Modality modality) {
        return modality == Modality.QSM ? outside : Optional.empty();
    }

    List<ShownMask> masks() {
        return masks;
    }

    List<String> notes() {
        return notes;
    }

    Optional<ShownMask> mask(String name) {
        return masks.stream().filter(mask -> mask.name().equals(name)).findFirst();
    }

    /** The part of an image around the nuclei; the whole image where no mask tells where they are. */
    BoundingBox nuclei(Modality modality) {
        Geometry grid = images.get(modality).geometry();
        Optional<BoundingBox> box = masks.stream()
                .filter(mask -> mask.labels().geometry().sameSize(grid))
                .flatMap(mask -> mask.labels().boundingBox().stream())
                .reduce(BoundingBox::union);
        if (box.isEmpty()) {
            return BoundingBox.whole(grid);
        }
        BoundingBox b = box.get();
        int x = (int) Math.ceil(MARGIN_MM / grid.spacing(0));
        int y = (int) Math.ceil(MARGIN_MM / grid.spacing(1));
        int z = (int) Math.ceil(MARGIN_MM / grid.spacing(2));
        return new BoundingBox(
                Math.max(0, b.minX() - x),
                Math.max(0, b.minY() - y),
                Math.max(0, b.minZ() - z),
                Math.min(grid.nx() - 1, b.maxX() + x),
                Math.min(grid.ny() - 1, b.maxY() + y),
                Math.min(grid.nz() - 1, b.maxZ() + z));
    }
}
