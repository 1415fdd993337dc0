package org.substantia.cohort.scan;

import java.util.BitSet;
import java.util.Optional;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.NiftiHeader;
import org.substantia.imaging.registration.RegistrationResult;

/**
 * One image of a case. Immutable as long as nobody changes the voxels or {@code notFinite}.
 *
 * @param modality what it is
 * @param name of its file, for messages
 * @param header as read; what is predicted on this image is written with it
 * @param volume its voxels, susceptibility in ppb, 0 where they are not finite; its geometry is the header's, or where
 *     registration put it
 * @param sha256 of the file, hexadecimal
 * @param notFinite which voxels, by their index, were NaN or infinite and are taken as not measured
 * @param convertedFrom the unit in which the file holds susceptibility, if it is not ppb
 * @param registration to the reference image, where one was made
 */
public record Scan(
        Modality modality,
        String name,
        NiftiHeader header,
        Volume volume,
        String sha256,
        BitSet notFinite,
        Optional<SusceptibilityUnit> convertedFrom,
        Optional<RegistrationResult> registration) {
    /** How many voxels were NaN or infinite. */
    public int voxelsNotFinite() {
        return notFinite.cardinality();
    }

    /** The volume to measure in: NaN where nothing was measured. The same object as the volume where all was. */
    public Volume measured() {
        if (notFinite.isEmpty()) {
            return volume;
        }
        Volume out = volume.copy();
        notFinite.stream().forEach(voxel -> out.data()[voxel] = Float.NaN);
        return out;
    }

    /** Put where registration found that it belongs. */
    Scan aligned(RegistrationResult result) {
        Geometry place = moved(volume.geometry(), result);
        Volume placed = place.equals(volume.geometry()) ? volume : new Volume(place, volume.data());
        return new Scan(modality, name, header, placed, sha256, notFinite, convertedFrom, Optional.of(result));
    }

    /**
     * A label map that was made on this image, put where registration put the image.
     *
     * @param labels by the image's header
     */
    public LabelMap aligned(LabelMap labels) {
        Geometry place =
                registration.map(result -> moved(labels.geometry(), result)).orElse(labels.geometry());
        return place.equals(labels.geometry()) ? labels : LabelMap.of(place, labels.width(), labels.toIntArray());
    }

    private static Geometry moved(Geometry grid, RegistrationResult result) {
        return result.transform().isIdentity()
                ? grid
                : new Geometry(
                        grid.nx(),
                        grid.ny(),
                        grid.nz(),
                        result.transform().toAffine().inverse().compose(grid.affine()));
    }
}
