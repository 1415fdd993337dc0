package org.substantia.diagnosis.statistics;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.GridAgreement;
import org.substantia.cohort.MaskPlacement;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.scan.IntensityScale;
import org.substantia.cohort.scan.SusceptibilityUnit;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.biomarkers.BrainForeground;
import org.substantia.diagnosis.biomarkers.NucleusMeasures;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.nifti.NonFinite;

/** Measures one case, with no more than one image in memory at a time. */
final class CaseMeter {
    private final Map<Quantity, Map<Nucleus, Double>> values = new EnumMap<>(Quantity.class);

    CaseMeasures measure(CaseFolder patient, Optional<Diagnosis> diagnosis) throws IOException {
        Optional<ByteSource> qsmMask = mask(patient, LabelScheme.QSM);
        Optional<ByteSource> nmMask = mask(patient, LabelScheme.NM);
        if (qsmMask.isPresent()) {
            LabelMap nuclei = labels(patient, LabelScheme.QSM, qsmMask.get());
            volumes(nuclei, LabelScheme.QSM, Quantity.VOLUME);
            intensities(patient, nuclei);
            if (nmMask.isPresent()) {
                LabelMap nigra = labels(patient, LabelScheme.NM, nmMask.get());
                volumes(nigra, LabelScheme.NM, Quantity.NM_VOLUME);
                parsCompacta(nuclei, nigra);
            }
        } else if (nmMask.isPresent()) {
            volumes(labels(patient, LabelScheme.NM, nmMask.get()), LabelScheme.NM, Quantity.NM_VOLUME);
        }
        return new CaseMeasures(patient.id(), diagnosis, values);
    }

    private static Optional<ByteSource> mask(CaseFolder patient, LabelScheme scheme) {
        return patient.mask(scheme).or(() -> patient.prediction(scheme));
    }

    /** Refuses a mask that its header puts elsewhere than its image: volumes and intensities would be wrong. */
    private static LabelMap labels(CaseFolder patient, LabelScheme scheme, ByteSource source) throws IOException {
        LabelMap labels = Nifti.readLabels(source).labels();
        Optional<ByteSource> image = patient.image(scheme.modality())
                .or(() -> patient.images().values().stream().findFirst());
        if (image.isPresent()) {
            MaskPlacement.require(
                    source.name(),
                    labels,
                    image.get().name(),
                    Nifti.readHeader(image.get()).geometry());
        }
        return labels;
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
        NucleusMeasures.compactaVoxels(nuclei, nigra)
                .forEach((nucleus, voxels) -> put(Quantity.SNPC_VOLUME, nucleus, voxels * voxelCm3));
    }

    private void intensities(CaseFolder patient, LabelMap nuclei) throws IOException {
        Optional<Mask> brain = Optional.empty();
        Optional<ByteSource> qsm = patient.image(Modality.QSM);
        if (qsm.isPresent()) {
            Volume image = read(qsm.get());
            means(image, nuclei, Quantity.QSM, SusceptibilityUnit.of(image).ppb());
            brain = BrainForeground.of(image);
        }
        for (Modality modality : List.of(Modality.T1, Modality.NM)) {
            Optional<ByteSource> source = patient.image(modality);
            if (source.isPresent()) {
                Volume image = read(source.get());
                Optional<Mask> measured = modality == Modality.NM
                        ? BrainForeground.inNeuromelanin(image, brain)
                        : BrainForeground.onGridOf(image, brain);
                double scale = IntensityScale.of(image, measured);
                means(image, nuclei, modality == Modality.T1 ? Quantity.T1 : Quantity.NM, 1 / scale);
            }
        }
    }

    private static Volume read(ByteSource source) throws IOException {
        return Nifti.readVolume(source, NonFinite.KEEP).volume();
    }

    private void means(Volume image, LabelMap nuclei, Quantity quantity, double factor) {
        NucleusMeasures.means(image, nuclei).forEach((nucleus, mean) -> {
            if (Double.isFinite(mean * factor)) {
                put(quantity, nucleus, mean * factor);
            }
        });
    }
}
