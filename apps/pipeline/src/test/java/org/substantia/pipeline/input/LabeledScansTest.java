package org.substantia.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.scan.ScanAligner;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.statistics.CaseMeasures;
import org.substantia.diagnosis.statistics.CohortStatistics;
import org.substantia.diagnosis.statistics.ImagePlaces;
import org.substantia.diagnosis.statistics.Quantity;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.pipeline.AnalysisProvenance;
import org.substantia.pipeline.Assessor;
import org.substantia.pipeline.BallNetworks;
import org.substantia.pipeline.CaseBiomarkers;
import org.substantia.pipeline.ModelReference;
import org.substantia.pipeline.PatientAnalysis;
import org.substantia.pipeline.PatientAnalyzer;
import org.substantia.pipeline.TestCases;
import org.substantia.pipeline.output.AnalysisWriter;
import org.substantia.segmentation.inference.SegmentationOptions;
import org.substantia.segmentation.inference.Segmenter;

/** A case whose NM header puts the head 8 mm from where it lies in the QSM. */
@Tag("slow")
class LabeledScansTest {
    private static final Geometry NM = new Geometry(90, 90, 66, Affine.scaling(2.2, 2.2, 2.2, -92, -102, -69));

    @TempDir
    Path folder;

    @Test
    void predictedMasksAreMeasuredInTheImagesAsPredictAlignedThem() throws IOException {
        Path images = folder.resolve("images");
        CaseFolder patient = patient(images, "QSM");
        Path out = folder.resolve("out");
        PatientAnalysis analysis = analyze(patient);
        assertThat(analysis.segmentation().maps()).hasSize(2);
        new AnalysisWriter().write(analysis, out.resolve("a"));
        Biomarkers expected = analysis.assessment().orElseThrow().biomarkers();

        assertThat(measure(patient, out)).isEqualTo(expected);

        Path zip = folder.resolve("out.zip");
        pack(out, zip);
        assertThat(measure(patient, zip)).isEqualTo(expected);

        // Masks of another program: the headers tell, and they are wrong.
        Files.delete(out.resolve("a/segmentation.json"));
        assertThat(measure(patient, out)).isNotEqualTo(expected);
    }

    /** The nuclei lie in T1_pred then, which was not read: the nigra's contrast was measured without them. */
    @Test
    void theNucleiOfAPatientWithoutAQsmAreThoseOnItsT1() throws IOException {
        Path images = folder.resolve("images");
        CaseFolder patient = patient(images, "T1");
        Path out = folder.resolve("out");
        PatientAnalysis analysis = analyze(patient);
        new AnalysisWriter().write(analysis, out.resolve("a"));
        assertThat(out.resolve("a/T1_pred.nii.gz")).exists();

        Biomarkers measured = measure(patient, out);

        assertThat(measured).isEqualTo(analysis.assessment().orElseThrow().biomarkers());
        assertThat(measured.value(BiomarkerId.parse("CN_r.volume"))).isPresent();
    }

    /** It measured by the headers, which put the NM image elsewhere. */
    @Test
    void statisticsLookWhereTheMasksWereMade() throws IOException {
        Path images = folder.resolve("images");
        CaseFolder patient = patient(images, "QSM");
        PatientAnalysis analysis = analyze(patient);
        new AnalysisWriter().write(analysis, images.resolve("a"));
        Cohort cohort = Cohort.open(images);
        Biomarkers expected = analysis.assessment().orElseThrow().biomarkers();

        CaseMeasures found = statistics(cohort, WrittenRegistration::places);
        CaseMeasures byHeaders = statistics(cohort, ImagePlaces.BY_HEADERS);

        int elsewhere = 0;
        for (Nucleus nucleus : Nucleus.values()) {
            double nm = expected.value(BiomarkerId.of(nucleus, "nm.mean")).orElseThrow();
            assertThat(found.get(Quantity.NM, nucleus).orElseThrow()).isCloseTo(nm, within(0.01));
            assertThat(found.get(Quantity.VOLUME, nucleus)).isEqualTo(byHeaders.get(Quantity.VOLUME, nucleus));
            elsewhere += Math.abs(byHeaders.get(Quantity.NM, nucleus).orElseThrow() - nm) > 0.03 ? 1 : 0;
        }
        // Some nuclei lie in the midst of a ball, by the headers as well.
        assertThat(elsewhere).isGreaterThan(3);
    }

    /** With an image that its header places rightly, T1 or QSM, and the NM image. */
    private static CaseFolder patient(Path images, String reference) throws IOException {
        double least = reference.equals("QSM") ? -40 : 200;
        write(images.resolve("a/" + reference + ".nii.gz"), head(TestCases.GRID, v -> 100 * v + least));
        write(images.resolve("a/NM.nii.gz"), head(NM, v -> 900 - 300 * v));
        return Cohort.open(images).cases().get(0);
    }

    private static CaseMeasures statistics(Cohort cohort, ImagePlaces places) {
        return CohortStatistics.of(cohort, Optional.empty(), places, Workers.caller(), () -> {})
                .cases()
                .get(0);
    }

    private static Biomarkers measure(CaseFolder patient, Path predicted) throws IOException {
        return CaseBiomarkers.measure(List.of(patient), Optional.of(Cohort.open(predicted)), Workers.caller(), () -> {})
                .biomarkers()
                .get(0);
    }

    private static PatientAnalysis analyze(CaseFolder patient) throws IOException {
        SegmentationOptions options = SegmentationOptions.defaults();
        try (Workers workers = Workers.of(2);
                PatientAnalyzer analyzer = new PatientAnalyzer(
                        Optional.of(new ScanAligner(workers)),
                        new Segmenter(new BallNetworks(TestCases.GRID), options, workers),
                        Optional.of(Assessor.builtIn()),
                        new AnalysisProvenance(
                                "test",
                                List.of(new ModelReference("phantom", "0".repeat(64))),
                                "none",
                                options,
                                true))) {
            return analyzer.analyze(ScanReader.read(patient));
        }
    }

    private static void write(Path file, Volume volume) throws IOException {
        Files.createDirectories(file.getParent());
        Nifti.write(file, volume);
    }

    private static void pack(Path from, Path zip) throws IOException {
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream packed = new ZipOutputStream(file);
                Stream<Path> files = Files.walk(from)) {
            for (Path one : files.filter(Files::isRegularFile).toList()) {
                packed.putNextEntry(new ZipEntry(from.relativize(one).toString().replace('\\', '/')));
                Files.copy(one, packed);
            }
        }
    }

    /** An ellipsoid full of balls of different brightness; that of the NM lies elsewhere in its header's world. */
    private static Volume head(Geometry grid, DoubleUnaryOperator contrast) {
        double[] shift = grid.equals(NM) ? new double[] {6, -4, 3} : new double[3];
        SplittableRandom random = new SplittableRandom(5);
        double[][] balls = new double[60][5];
        for (double[] ball : balls) {
            for (int i = 0; i < 3; i++) {
                ball[i] = 110 * random.nextDouble() - 55;
            }
            ball[3] = 6 + 10 * random.nextDouble();
            ball[4] = 2 * random.nextDouble();
        }
        Volume volume = Volume.zeros(grid);
        for (int v = 0; v < volume.data().length; v++) {
            double[] p = grid.affine().apply(grid.x(v), grid.y(v), grid.z(v));
            for (int i = 0; i < 3; i++) {
                p[i] += shift[i];
            }
            if (p[0] * p[0] / 4900 + p[1] * p[1] / 6400 + p[2] * p[2] / 3600 < 1) {
                double value = 1;
                for (double[] b : balls) {
                    double square = Math.pow(p[0] - b[0], 2) + Math.pow(p[1] - b[1], 2) + Math.pow(p[2] - b[2], 2);
                    if (square < b[3] * b[3]) {
                        value = b[4];
                    }
                }
                volume.data()[v] = (float) (contrast.applyAsDouble(value) + random.nextDouble());
            }
        }
        return volume;
    }
}
