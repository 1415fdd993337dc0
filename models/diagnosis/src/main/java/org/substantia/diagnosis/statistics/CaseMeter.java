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
import org.substantia.cohort.layout.PlacedMask;
import org.substantia.cohort.scan.IntensityScale;
import org.substantia.cohort.scan.MagnitudeDoubts;
import org.substantia.cohort.scan.SusceptibilityUnit;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.biomarkers.BrainForeground;
import org.substantia.diagnosis.biomarkers.NucleusMeasures;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.nifti.NonFinite;

/** Measures one case, with no more than one image in memory at a time. */
final class CaseMeter {
    private final CaseFolder patient;
    private final Map<Modality, Geometry> places;
    private final Map<Quantity, Map<Nucleus, Double>> values = new EnumMap<>(Quantity.class);

    private CaseMeter(CaseFolder patient, Map<Modality, Geometry> places) {
        this.patient = patient;
        this.places = places;
    }

    static CaseMeter of(CaseFolder patient, ImagePlaces places) throws IOException {
        return new CaseMeter(patient, patient.fallsBackOnPredictions() ? places.of(patient) : Map.of());
    }

    CaseMeasures measure(Optional<Diagnosis> diagnosis) throws IOException {
        Optional<PlacedMask> nuclei = patient.nuclei();
        Optional<PlacedMask> nigra = patient.nigra();
        if (nuclei.isPresent()) {
            LabelMap map = labels(nuclei.get());
            volumes(map, LabelScheme.QSM, Quantity.VOLUME);
            intensities(map);
            if (nigra.isPresent()) {
                LabelMap traced = labels(nigra.get());
                volumes(traced, LabelScheme.NM, Quantity.NM_VOLUME);
                parsCompacta(map, traced);
            }
        } else if (nigra.isPresent()) {
            volumes(labels(nigra.get()), LabelScheme.NM, Quantity.NM_VOLUME);
        }
        return new CaseMeasures(patient.id(), diagnosis, values);
    }

    /** Refuses a mask that its header puts elsewhere than its image: volumes and intensities would be wrong. */
    private LabelMap labels(PlacedMask mask) throws IOException {
        LabelMap labels = Nifti.readLabels(mask.file()).labels();
        Optional<Modality> on = patient.image(mask.image()).isPresent()
                ? Optional.of(mask.image())
                : patient.images().keySet().stream().findFirst();
        if (on.isEmpty()) {
            return labels;
        }
        ByteSource image = patient.image(on.get()).orElseThrow();
        MaskPlacement.require(
                mask.file().name(),
                labels,
                image.name(),
                Nifti.readHeader(image).geometry());
        Geometry place = places.getOrDefault(on.get(), labels.geometry());
        return place.equals(labels.geometry()) ? labels : LabelMap.of(place, labels.width(), labels.toIntArray());
    }

    private void put(Quantity quantity, Nucleus nucleus, double value) {
        values.computeIfAbsent(quantity, q -> new EnumMap<>(Nucleus.class)).put(nucleus, value);
    }

    /** None of a structure that the mask lacks or shows in part: how far it goes on is unknown. */
    private void volumes(LabelMap labels, LabelScheme scheme, Quantity quantity) {
        Map<Integer, Integer> counts = labels.counts();
        double voxelCm3 = labels.geometry().voxelVolumeMm3() / 1000;
        for (Nucleus nucleus : scheme.nuclei()) {
            int label = scheme.labelOf(nucleus).orElseThrow();
            if (labels.boundingBox(label)
                    .filter(box -> !box.touchesBorder(labels.geometry()))
                    .isPresent()) {
                put(quantity, nucleus, counts.get(label) * voxelCm3);
            }
        }
    }

    private void parsCompacta(LabelMap map, LabelMap traced) {
        if (!GridAgreement.of(map.geometry(), traced.geometry())) {
            return;
        }
        double voxelCm3 = map.geometry().voxelVolumeMm3() / 1000;
        NucleusMeasures.compactaVoxels(map, traced).forEach((nucleus, voxels) -> {
            if (values.getOrDefault(Quantity.NM_VOLUME, Map.of()).containsKey(nucleus)) {
                put(Quantity.SNPC_VOLUME, nucleus, voxels * voxelCm3);
            }
        });
    }

    private void intensities(LabelMap map) throws IOException {
        Optional<Mask> brain = Optional.empty();
        Optional<ByteSource> qsm = patient.image(Modality.QSM);
        if (qsm.isPresent()) {
            Volume image = read(Modality.QSM, qsm.get());
            means(image, map, Quantity.QSM, SusceptibilityUnit.of(image).ppb());
            brain = BrainForeground.of(image);
        }
        for (Modality modality : List.of(Modality.T1, Modality.NM)) {
            Optional<ByteSource> source = patient.image(modality);
            if (source.isPresent()) {
                Volume image = read(modality, source.get());
                if (MagnitudeDoubts.warn(source.get().name(), image)) {
                    continue;
                }
                Optional<Mask> measured = modality == Modality.NM
                        ? BrainForeground.inNeuromelanin(image, brain)
                        : BrainForeground.onGridOf(image, brain);
                double scale = IntensityScale.of(image, measured);
                means(image, map, modality == Modality.T1 ? Quantity.T1 : Quantity.NM, 1 / scale);
            }
        }
    }

    private Volume read(Modality modality, ByteSource source) throws IOException {
        Volume volume = Nifti.readVolume(source, NonFinite.KEEP).volume();
        Geometry place = places.getOrDefault(modality, volume.geometry());
        return place.equals(volume.geometry()) ? volume : new Volume(place, volume.data());
    }

    private void means(Volume image, LabelMap map, Quantity quantity, double factor) {
        NucleusMeasures.means(image, map).forEach((nucleus, mean) -> {
            if (Double.isFinite(mean * factor)) {
                put(quantity, nucleus, mean * factor);
            }
        });
    }
}
