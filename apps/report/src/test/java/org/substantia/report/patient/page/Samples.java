package org.substantia.report.patient.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.cohort.subject.Sex;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.classification.Verdict;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.report.patient.ConfidenceInterval;
import org.substantia.report.patient.DiagnosisPanel;
import org.substantia.report.patient.DiagnosisPanel.EvidenceRow;
import org.substantia.report.patient.DiagnosisPanel.ModelQuality;
import org.substantia.report.patient.DiagnosisPanel.QualityMetric;
import org.substantia.report.patient.DiagnosisPanel.ReliabilityBin;
import org.substantia.report.patient.Distribution;
import org.substantia.report.patient.EncoderPanel;
import org.substantia.report.patient.MarkerPlot;
import org.substantia.report.patient.MeasuredValue;
import org.substantia.report.patient.ModalityPanel;
import org.substantia.report.patient.NormalRange;
import org.substantia.report.patient.NucleusRow;
import org.substantia.report.patient.PatientReport;

/** A patient whose nuclei are boxes. */
final class Samples {
    private static final Geometry GRID = new Geometry(120, 140, 30, Affine.scaling(-1, 1, 2, 60, -70, -30));

    private Samples() {}

    /** Nuclei of a side lie 10 voxels apart from front to back, in planes by structure. */
    private static LabelMap boxes(LabelScheme scheme) {
        byte[] labels = new byte[GRID.voxelCount()];
        for (Nucleus nucleus : scheme.nuclei()) {
            int x0 = nucleus.side() == Side.RIGHT ? 35 : 75;
            int place = List.of(Structure.values()).indexOf(nucleus.structure());
            int y0 = 20 + 10 * place;
            int z0 = nucleus.structure() == Structure.DN ? 4 : place >= 4 ? 12 : 20;
            for (int i = 0; i < 10 * 6 * 4; i++) {
                labels[GRID.index(x0 + i % 10, y0 + i / 10 % 6, z0 + i / 60)] =
                        (byte) scheme.labelOf(nucleus).orElseThrow();
            }
        }
        return LabelMap.ofBytes(GRID, labels);
    }

    private static Volume noise(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] data = new float[GRID.voxelCount()];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextDouble(-50, 150);
        }
        return new Volume(GRID, data);
    }

    static List<ModalityPanel> panels() {
        List<ModalityPanel> panels = new ArrayList<>();
        for (Modality modality : Modality.values()) {
            panels.add(new ModalityPanel(
                    modality,
                    noise(panels.size()),
                    Optional.of(boxes(LabelScheme.QSM)),
                    Optional.of(boxes(LabelScheme.NM))));
        }
        return panels;
    }

    static DiagnosisPanel diagnosis() {
        return new DiagnosisPanel(
                OptionalDouble.of(0.873),
                Optional.of(new ConfidenceInterval(0.7, 0.95)),
                0.48,
                Verdict.PARKINSON,
                Optional.empty(),
                List.of(
                        new EvidenceRow("SN iron", "ppb", 160, Optional.of(new NormalRange(130, 12)), 2.5, 1.2),
                        new EvidenceRow("SN contrast", "", 0.15, Optional.empty(), -1.4, -0.3)),
                List.of("T1-weighted image"),
                Optional.of(new EncoderPanel(
                        "DINOv2, pooling, 3 epochs",
                        0.8,
                        true,
                        0.4,
                        List.of(
                                new EncoderPanel.Region("SN in NM", 0.9, List.of(0.05, 0.15, 0.6, 0.15, 0.05)),
                                new EncoderPanel.Region("DN in QSM", -0.1, List.of(0.25, 0.25, 0.25, 0.25))),
                        Optional.of(heatMap()))),
                Optional.of(new ModelQuality(
                        "500 patients",
                        List.of(new ReliabilityBin(0.1, 0.08, 40), new ReliabilityBin(0.9, 1, 35)),
                        List.of(new QualityMetric(
                                "Accuracy", 0.86, Optional.of(new ConfidenceInterval(0.83, 0.89)))))));
    }

    static PatientReport full(String id) {
        List<NucleusRow> rows = new ArrayList<>();
        for (Nucleus nucleus : Nucleus.values()) {
            rows.add(new NucleusRow(
                    nucleus,
                    LabelScheme.QSM,
                    Optional.of(MeasuredValue.of(400, 500, 40)),
                    Optional.of(MeasuredValue.of(120)),
                    Optional.empty(),
                    OptionalDouble.of(0.93),
                    nucleus == Nucleus.STN_L ? List.of("fragmented") : List.of()));
        }
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("Program", "substantia 1");
        provenance.put("T1", id + "/T1.nii.gz");
        return new PatientReport(
                id,
                OptionalDouble.of(63.4),
                Optional.of(Sex.FEMALE),
                panels(),
                rows,
                "Normal: 100 healthy people.",
                List.of(
                        new MarkerPlot(
                                "SN iron",
                                "ppb",
                                "Rises.",
                                OptionalDouble.of(5000),
                                Distribution.normal(130, 12),
                                Distribution.ofValues(List.of(130.0, 150.0, 151.0, 180.0))),
                        new MarkerPlot(
                                "SN contrast",
                                "",
                                "",
                                OptionalDouble.empty(),
                                Distribution.normal(0.16, 0.03),
                                Distribution.normal(0.13, 0.03))),
                Optional.of(diagnosis()),
                List.of("STN, left: fragmented"),
                new Biomarkers(Map.of(BiomarkerId.of(Nucleus.SN_R, "qsm.mean"), 160.0)),
                provenance);
    }

    /** All that is left when nothing but one image without labels came along. */
    static PatientReport bare() {
        return new PatientReport(
                "bare",
                OptionalDouble.empty(),
                Optional.empty(),
                List.of(new ModalityPanel(Modality.T1, noise(1), Optional.empty(), Optional.empty())),
                List.of(),
                "",
                List.of(),
                Optional.empty(),
                List.of(),
                new Biomarkers(Map.of()),
                Map.of());
    }

    /** A dark slice with a bright corner, which the encoder's answer owes something to. */
    static EncoderPanel.HeatMap heatMap() {
        byte[] pixels = new byte[12 * 8];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % 12 < 4 && i / 12 < 4 ? 200 : 60);
        }
        return new EncoderPanel.HeatMap(
                "SN in NM", 3, 5, 12, pixels, List.of(List.of(12.5, 0.0, -2.0), List.of(0.0, 0.0, 0.0)));
    }
}
