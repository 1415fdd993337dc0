package org.substantia.pipeline.fusion;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.io.Sha256;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.foundation.roi.Roi;
import org.substantia.foundation.roi.RoiCropper;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.pipeline.input.FileDigests;
import org.substantia.pipeline.input.LabeledScans;

/**
 * Crops on disk, a safetensors file of a megabyte for each case, so that a cohort is cut once. A case is cut anew when
 * its images, its masks or the program are others. Safe for use by several threads on different cases.
 */
public final class CropCache {
    private static final String KEY = "key";
    private static final String NUCLEI = ".nuclei";

    private final Path folder;
    private final RoiCropper.Nuclei nuclei;
    private final Optional<Cohort> predicted;
    private final String version;
    private final RoiCrops crops;

    /**
     * @param folder of the files
     * @param predicted what {@code predict} made of the cases, for its masks; otherwise the cases' own
     * @param version of the program, since another may cut otherwise
     */
    public CropCache(Path folder, RoiCropper.Nuclei nuclei, Optional<Cohort> predicted, String version) {
        this.folder = folder;
        this.nuclei = nuclei;
        this.predicted = predicted;
        this.version = version;
        crops = new RoiCrops(nuclei);
    }

    /**
     * A case's crops.
     *
     * @return the regions that could be cut, in their order
     * @throws IOException naming the case or the file, if it cannot be read, cut or written
     */
    public Map<Roi, SliceStack> of(CaseFolder patient) throws IOException {
        String key = key(patient);
        Path file = folder.resolve(patient.id() + ".safetensors");
        if (Files.exists(file)) {
            TensorFile stored = SafeTensors.read(file);
            if (key.equals(stored.metadata().get(KEY))) {
                return stacks(stored);
            }
        }
        Map<Roi, SliceStack> cut = crops.of(LabeledScans.read(patient, predicted));
        SafeTensors.write(file, new TensorFile(Map.of(KEY, key), tensors(cut)));
        return cut;
    }

    /**
     * The digest of what a case's crops are cut from.
     *
     * @throws IOException naming the file, if one cannot be read
     */
    String key(CaseFolder patient) throws IOException {
        Optional<CaseFolder> masks = predicted.flatMap(cohort -> cohort.find(patient.id()));
        Sha256 digest = new Sha256().update(version + " with " + shown(nuclei));
        FileDigests.add(digest, patient, masks);
        return digest.hex();
    }

    /** In words that change when crops do: once only the region's own nuclei were hidden, under another name. */
    private static String shown(RoiCropper.Nuclei nuclei) {
        return switch (nuclei) {
            case SHOWN -> "nuclei SHOWN";
            case MASKED_OUT -> "all nuclei of the mask hidden";
        };
    }

    private static Map<String, NamedTensor> tensors(Map<Roi, SliceStack> cut) {
        Map<String, NamedTensor> tensors = new LinkedHashMap<>();
        cut.forEach((roi, stack) -> {
            long[] shape = {stack.slices(), stack.rows(), stack.columns()};
            tensors.put(
                    stack.roi(), new NamedTensor(stack.roi(), TensorType.U8, shape, ByteBuffer.wrap(stack.shades())));
            String name = stack.roi() + NUCLEI;
            tensors.put(name, new NamedTensor(name, TensorType.U8, shape, ByteBuffer.wrap(stack.nuclei())));
        });
        return tensors;
    }

    private static Map<Roi, SliceStack> stacks(TensorFile stored) {
        Map<Roi, SliceStack> stacks = new EnumMap<>(Roi.class);
        stored.tensors().forEach((name, tensor) -> {
            if (!name.endsWith(NUCLEI)) {
                long[] shape = tensor.shape();
                byte[] nuclei = stored.tensors().get(name + NUCLEI).bytes();
                stacks.put(
                        Roi.parse(name),
                        new SliceStack(name, (int) shape[0], (int) shape[1], (int) shape[2], tensor.bytes(), nuclei));
            }
        });
        return stacks;
    }
}
