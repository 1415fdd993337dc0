package org.substantia.cohort.statistics;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.io.ByteSource;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.GridAgreement;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.scan.IntensityScale;
import org.substantia.cohort.scan.SusceptibilityUnit;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.nifti.NonFinite;
import org.substantia.imaging.resampling.LabelInterpolation;
import org.substantia.imaging.resampling.Resampler;

/** Measures one case, with no more than one image in memory at a time. */
final class CaseMeter {
    /**
     * A QSM whose zeros cover less than this share was not masked; of a head's field of view the brain fills about a
     * quarter.
     */
    private static final double MIN_MASKED_SHARE = 0.2;

    private final Map<Quantity, Map<Nucleus, Double>> values = new EnumMap<>(Quantity.class);

    CaseMeasures measure(CaseFolder patient, Optional<Diagnosis> diagnosis) throws IOException {
        Optional<ByteSource> qsmMask = mask(patient, LabelScheme.QSM);
        Optional<ByteSource> nmMask = mask(patient, LabelScheme.NM);
        if (qsmMask.isPresent()) {
            LabelMap nuclei = Nifti.readLabels(qsmMask.get()).labels();
            volumes(nuclei, LabelScheme.QSM, Quantity.VOLUME);
            intensities(patient, nuclei);
            if (nmMask.isPresent()) {
                LabelMap nigra = Nifti.readLabels(nmMask.get()).labels();
                volumes(nigra, LabelScheme.NM, Quantity.NM_VOLUME);
                parsCompacta(nuclei, nigra);
            }
        } else if (nmMask.isPresent()) {
            volumes(Nifti.readLabels(nmMask.get()).labels(), LabelScheme.NM, Quantity.NM_VOLUME);
        }
        return new CaseMeasures(patient.id(), diagnosis, values);
    }

    private static Optional<ByteSource> mask(CaseFolder patient, LabelScheme scheme) {
        return patient.mask(scheme).or(() -> patient.prediction(scheme));
    }

    private void put(Quantity quantity, Nucleus nucleus, double value) {
        values.computeIfAbsent(quantity, q -> new EnumMap<>(Nucleus.class)).put(nucleus, value);
    }

    /** A structure that the mask lacks has volume 0. */
    private void volumes(LabelMap labels, LabelScheme scheme, Quantity quantity) {
        Map<Integer, Integer> counts = labels.counts();
        double voxelCm3 = labels.geometry().voxelVolumeMm3() / 1000;
        for (Nucleus nucleus : scheme.nuclei()) {
            int label = scheme.labelOf(nucleus).orElseThrow();
            put(quantity, nucleus, counts.getOrDefault(label, 0) * voxelCm3);
        }
    }

    private void parsCompacta(LabelMap nuclei, LabelMap nigra) {
        if (!GridAgreement.of(nuclei.geometry(), nigra.geometry())) {
            return;
        }
        double voxelCm3 = nuclei.geometry().voxelVolumeMm3() / 1000;
        for (Nucleus nucleus : LabelScheme.NM.nuclei()) {
            int inQsm = LabelScheme.QSM.labelOf(nucleus).orElseThrow();
            int inNm = LabelScheme.NM.labelOf(nucleus).orElseThrow();
            int[] overlap = {0};
            nigra.forEachLabelled((index, label) -> {
                if (label == inNm && nuclei.get(index) == inQsm) {
                    overlap[0]++;
                }
            });
            put(Quantity.SNPC_VOLUME, nucleus, overlap[0] * voxelCm3);
        }
    }

    private void intensities(CaseFolder patient, LabelMap nuclei) throws IOException {
        Optional<Mask> brain = Optional.empty();
        Optional<ByteSource> qsm = patient.image(Modality.QSM);
        if (qsm.isPresent()) {
            Volume image = read(qsm.get());
            means(
                    image,
                    on(image.geometry(), nuclei),
                    Quantity.QSM,
                    SusceptibilityUnit.of(image).ppb());
            brain = brainOf(image);
        }
        for (Modality modality : new Modality[] {Modality.T1, Modality.NM}) {
            Optional<ByteSource> source = patient.image(modality);
            if (source.isPresent()) {
                Volume image = read(source.get());
                Optional<Mask> own = brain.filter(mask -> GridAgreement.of(mask.geometry(), image.geometry()));
                Quantity quantity = modality == Modality.T1 ? Quantity.T1 : Quantity.NM;
                means(image, on(image.geometry(), nuclei), quantity, 1 / IntensityScale.of(image, own));
            }
        }
    }

    private static Volume read(ByteSource source) throws IOException {
        return Nifti.readVolume(source, NonFinite.KEEP).volume();
    }

    private LabelMap on(Geometry grid, LabelMap labels) {
        return GridAgreement.of(labels.geometry(), grid)
                ? labels
                : Resampler.onto(grid).apply(labels, LabelInterpolation.LINEAR_VOTE, Workers.caller());
    }

    /** Susceptibility maps are zero outside the brain mask they were made with. */
    private static Optional<Mask> brainOf(Volume qsm) {
        byte[] brain = new byte[qsm.data().length];
        int outside = 0;
        for (int i = 0; i < brain.length; i++) {
            if (qsm.data()[i] == 0 || !Float.isFinite(qsm.data()[i])) {
                outside++;
            } else {
                brain[i] = 1;
            }
        }
        boolean masked = outside >= MIN_MASKED_SHARE * brain.length && outside < brain.length;
        return masked ? Optional.of(new Mask(qsm.geometry(), brain)) : Optional.empty();
    }

    /** Voxels that are not finite are left out; a nucleus without any other has no mean. */
    private void means(Volume image, LabelMap labels, Quantity quantity, double factor) {
        int last = Structure.values().length * 2;
        double[] sums = new double[last + 1];
        int[] counts = new int[last + 1];
        float[] data = image.data();
        labels.forEachLabelled((index, label) -> {
            if (label > 0 && label <= last && Float.isFinite(data[index])) {
                sums[label] += data[index];
                counts[label]++;
            }
        });
        for (Nucleus nucleus : LabelScheme.QSM.nuclei()) {
            int label = nucleus.qsmLabel();
            double mean = sums[label] / counts[label] * factor;
            if (Double.isFinite(mean)) {
                put(quantity, nucleus, mean);
            }
        }
    }
}
