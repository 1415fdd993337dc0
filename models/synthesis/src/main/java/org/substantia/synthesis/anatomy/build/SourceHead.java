package org.substantia.synthesis.anatomy.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.substantia.base.io.Sha256;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.synthesis.anatomy.Tissue;

/**
 * A head as it is in its file, cropped to what is not air.
 *
 * @param id file name without {@code .nii.gz}
 * @param sha256 of the file
 * @param whole the grid of the file
 * @param codes {@link HeadLabel} codes
 * @param tissue {@link Tissue} labels on the same grid; caudate, putamen and pallidum are filled with the nearest other
 *     tissue
 */
record SourceHead(String id, String sha256, Geometry whole, LabelMap codes, LabelMap tissue) {
    /** Air kept around the head: a sample near it needs neighbors. */
    private static final int AIR_VOXELS = 3;

    /** @throws IOException in one line naming the file, if it cannot be read or has a label that heads do not have */
    static SourceHead read(Path file) throws IOException {
        LabelMap numbers = Nifti.readLabels(file).labels();
        Geometry whole = numbers.geometry();
        BoundingBox box = numbers.boundingBox()
                .orElseThrow(() -> new IOException(file + ": has no label; a head with FreeSurfer's numbers is needed"))
                .grow(AIR_VOXELS, whole);
        LabelMap cropped = numbers.crop(box);
        Map<Integer, Byte> codeOf = new HashMap<>();
        for (int number : cropped.counts().keySet()) {
            HeadLabel label = HeadLabel.ofNumber(number)
                    .orElseThrow(() -> new IOException(
                            file + ": label " + number + " is none of FreeSurfer's that heads are known to have"));
            codeOf.put(number, (byte) label.code());
        }
        byte[] codes = new byte[cropped.geometry().voxelCount()];
        cropped.forEachLabeled((index, number) -> codes[index] = codeOf.get(number));
        LabelMap map = LabelMap.ofBytes(cropped.geometry(), codes);
        return new SourceHead(SourceFiles.baseName(file), Sha256.hex(file), whole, map, NucleusFill.fill(map));
    }
}
