package org.substantia.cohort.scan;

import java.util.Optional;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.NiftiHeader;
import org.substantia.imaging.registration.RegistrationResult;

/**
 * One image of a case.
 *
 * @param modality what it is
 * @param name of its file, for messages
 * @param header as read; what is predicted on this image is written with it
 * @param volume its voxels, susceptibility in ppb; its geometry is the header's, or where registration put it
 * @param sha256 of the file, hexadecimal
 * @param voxelsNotFinite how many voxels were NaN or infinite and are taken as not measured
 * @param convertedFrom the unit in which the file holds susceptibility, if it is not ppb
 * @param registration to the reference image, where one was made
 */
public record Scan(
        Modality modality,
        String name,
        NiftiHeader header,
        Volume volume,
        String sha256,
        int voxelsNotFinite,
        Optional<SusceptibilityUnit> convertedFrom,
        Optional<RegistrationResult> registration) {
    /** Put where registration found that it belongs. */
    Scan aligned(RegistrationResult result) {
        Volume moved = result.transform().isIdentity()
                ? volume
                : new Volume(
                        new Geometry(
                                volume.geometry().nx(),
                                volume.geometry().ny(),
                                volume.geometry().nz(),
                                result.transform()
                                        .toAffine()
                                        .inverse()
                                        .compose(volume.geometry().affine())),
                        volume.data());
        return new Scan(modality, name, header, moved, sha256, voxelsNotFinite, convertedFrom, Optional.of(result));
    }
}
