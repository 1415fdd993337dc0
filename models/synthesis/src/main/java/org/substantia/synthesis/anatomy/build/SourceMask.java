package org.substantia.synthesis.anatomy.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.substantia.base.io.Sha256;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;

/**
 * The masks of a patient and the fine maps made of them.
 *
 * @param id name of the folder
 * @param sha256 of the two files, by their names
 * @param drawn the QSM mask on its own grid, axes turned to the world's
 * @param drawnNigra the NM mask on the same grid
 * @param nuclei QSM labels on the fine grid
 * @param nigra NM labels on the fine grid
 */
record SourceMask(
        String id,
        SortedMap<String, String> sha256,
        LabelMap drawn,
        LabelMap drawnNigra,
        LabelMap nuclei,
        LabelMap nigra) {
    /** @throws IOException in one line naming the file, if a mask cannot be read or is not one */
    static SourceMask read(Path folder) throws IOException {
        SortedMap<String, String> hashes = new TreeMap<>();
        LabelMap qsm = readMask(folder, LabelScheme.QSM, hashes);
        LabelMap nm = readMask(folder, LabelScheme.NM, hashes);
        if (!qsm.geometry().sameGrid(nm.geometry(), 0.01)) {
            throw new IOException(folder + ": QSM and NM mask lie on different grids");
        }
        LabelMap drawnNigra = LabelMap.ofBytes(qsm.geometry(), bytes(nm));
        Geometry fine = MaskRefinement.fineGrid(qsm, drawnNigra);
        return new SourceMask(
                folder.getFileName().toString(),
                hashes,
                qsm,
                drawnNigra,
                MaskRefinement.refine(qsm, fine),
                MaskRefinement.refine(drawnNigra, fine));
    }

    private static LabelMap readMask(Path folder, LabelScheme scheme, Map<String, String> hashes) throws IOException {
        Path file = SourceFiles.mask(folder, scheme.name());
        hashes.put(file.getFileName().toString(), Sha256.hex(file));
        LabelMap labels = Nifti.readLabels(file).labels();
        SortedMap<Integer, Integer> counts = labels.counts();
        int expected = scheme.nuclei().size();
        if (counts.size() != expected || counts.firstKey() != 1 || counts.lastKey() != expected) {
            throw new IOException(file + ": has the labels " + counts.keySet() + "; a " + scheme + " mask has 1 to "
                    + expected + ", all of them");
        }
        return MaskRefinement.toWorldAxes(labels, file.toString());
    }

    private static byte[] bytes(LabelMap map) {
        byte[] out = new byte[map.geometry().voxelCount()];
        map.forEachLabeled((index, label) -> out[index] = (byte) label);
        return out;
    }
}
