package org.substantia.cohort.scan;

import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.MaskPlacement;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.PlacedMask;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;

/**
 * The scans of one case in memory, with what is known of the subject. Immutable as long as nobody changes the voxels,
 * so it can be shared between threads.
 *
 * @param id of the case
 * @param demographics of the subject
 * @param images those there are, at least one
 */
public record CaseScans(String id, Demographics demographics, Map<Modality, Scan> images) {
    /** Whose grid the others are brought to: the first of these that there is. */
    private static final List<Modality> REFERENCES = List.of(Modality.QSM, Modality.T1, Modality.NM);

    /** @throws IllegalArgumentException if there is no image */
    public CaseScans {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(demographics, "demographics");
        if (images.isEmpty()) {
            throw new IllegalArgumentException("a case needs an image");
        }
        Map<Modality, Scan> copy = new EnumMap<>(Modality.class);
        copy.putAll(images);
        images = Collections.unmodifiableMap(copy);
    }

    /** The image whose grid the networks follow. */
    public Scan reference() {
        return REFERENCES.stream()
                .filter(images::containsKey)
                .findFirst()
                .map(images::get)
                .orElseThrow();
    }

    public Optional<Scan> image(Modality modality) {
        return Optional.ofNullable(images.get(modality));
    }

    /** The voxels of an image, 0 where they are not finite: for networks and filters. */
    public Optional<Volume> volume(Modality modality) {
        return image(modality).map(Scan::volume);
    }

    /** The voxels of an image, NaN where nothing was measured: for what is measured in it. */
    public Optional<Volume> measured(Modality modality) {
        return image(modality).map(Scan::measured);
    }

    /**
     * Reads a mask that was made on one of the images, by that image's header as it was read. It goes where the image
     * went; that of an image which the case lacks lies as the reference does.
     *
     * @throws IOException naming the file, if it cannot be read or lies elsewhere than its image
     */
    public LabelMap labels(PlacedMask mask) throws IOException {
        LabelMap labels = Nifti.readLabels(mask.file()).labels();
        Scan on = image(mask.image()).orElseGet(this::reference);
        MaskPlacement.require(mask.file().name(), labels, on.name(), on.header().geometry());
        return on.aligned(labels);
    }

    /** The same case with other images, as after registration. */
    CaseScans withImages(Map<Modality, Scan> others) {
        return new CaseScans(id, demographics, others);
    }
}
