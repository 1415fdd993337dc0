package org.substantia.segmentation.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.nifti.NiftiHeader;
import org.substantia.segmentation.Phantom;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.SegmentationPlan;

class PredictionRunTest {
    /** On the fine network's lattice. */
    private static final Geometry RAS = new Geometry(100, 100, 72, Affine.scaling(2, 2, 2, -99, -99, -71));

    private static final Geometry SLAB = new Geometry(90, 90, 14, Affine.scaling(-1.5, 1.5, 2.5, 66, -66, -18));
    private static final SegmentationPlan PLAN = Phantom.plan();
    private static final LabelSet NUCLEI = PLAN.labelSets().get(0);
    private static final LabelSet NIGRA = PLAN.labelSets().get(1);

    @TempDir
    Path folder;

    @Test
    void writesEachHeadOnTheGridOfItsImage() throws IOException {
        image("a/QSM", RAS);
        image("a/T1", RAS);
        image("a/NM", SLAB);
        Phantom phantom = Phantom.straight(4, -6, 8);

        List<CaseReport> reports = run(phantom, RAS);

        assertThat(reports).singleElement().satisfies(r -> assertThat(r.failure())
                .isEmpty());
        LabelMap qsm = labels("a/QSM_pred");
        assertThat(qsm.geometry()).isEqualTo(RAS);
        assertThat(Phantom.agreement(qsm, phantom.labels(NUCLEI, RAS))).isEqualTo(1);
        LabelMap nm = labels("a/NM_pred");
        assertThat(nm.geometry().sameGrid(SLAB, 1e-3)).isTrue();
        assertThat(Phantom.agreement(nm, phantom.labels(NIGRA, SLAB))).isGreaterThan(0.75);
        assertThat(folder.resolve("out/a/T1_pred.nii.gz")).doesNotExist();
    }

    @Test
    void keepsTheHeaderOfTheImage() throws IOException {
        image("a/QSM", RAS);
        run(Phantom.straight(0, 0, 0), RAS);
        NiftiHeader in = Nifti.readHeader(folder.resolve("in/a/QSM.nii.gz"));
        NiftiHeader out = Nifti.readHeader(folder.resolve("out/a/QSM_pred.nii.gz"));
        assertThat(out.sformCode()).isEqualTo(in.sformCode());
        assertThat(out.qformCode()).isEqualTo(in.qformCode());
        assertThat(out.geometry()).isEqualTo(in.geometry());
    }

    @Test
    void aCaseOfOneImageGetsItsNucleiThere() throws IOException {
        image("t1/T1", RAS);
        run(Phantom.straight(0, 0, 0), RAS);
        assertThat(files("t1")).containsExactly("T1_pred.nii.gz", "segmentation.json");
        assertThat(labels("t1/T1_pred").counts()).hasSize(16);
    }

    @Test
    void aCaseOfNmAloneGetsBothHeads() throws IOException {
        image("nm/NM", RAS);
        run(Phantom.straight(0, 0, 0), RAS);
        assertThat(files("nm")).containsExactly("NM_nuclei_pred.nii.gz", "NM_pred.nii.gz", "segmentation.json");
        assertThat(labels("nm/NM_pred").counts()).hasSize(2);
        assertThat(labels("nm/NM_nuclei_pred").counts()).hasSize(16);
    }

    @Test
    void turnsTheFineGridWithATurnedHead() throws IOException {
        image("a/QSM", RAS);
        Phantom phantom = Phantom.nodding(22, 0, 0, 0);
        run(phantom, RAS);
        JsonNode json = JsonFiles.read(folder.resolve("out/a/segmentation.json"));
        assertThat(json.at("/localization/gridTurned").booleanValue()).isTrue();
        assertThat(json.at("/localization/turnDegrees").doubleValue()).isCloseTo(22, within(2.0));
        assertThat(Phantom.agreement(labels("a/QSM_pred"), phantom.labels(NUCLEI, RAS)))
                .isGreaterThan(0.7);
    }

    @Test
    void aHeadCutByTheFieldOfViewIsSegmentedAsFarAsItIsSeen() throws IOException {
        Geometry lower = new Geometry(100, 100, 24, Affine.scaling(2, 2, 2, -99, -99, -31));
        image("a/QSM", lower);
        Phantom phantom = Phantom.straight(0, 0, 0);
        run(phantom, lower);
        assertThat(Phantom.agreement(labels("a/QSM_pred"), phantom.labels(NUCLEI, lower)))
                .isGreaterThan(0.95);
        JsonNode json = JsonFiles.read(folder.resolve("out/a/segmentation.json"));
        assertThat(json.at("/outputs/QSM_pred.nii.gz/structures/CN_l/flags").toString())
                .contains("cut");
    }

    @Test
    void failingCasesDoNotStopTheOthers() throws IOException {
        image("a/QSM", RAS);
        Files.createDirectories(folder.resolve("in/b"));
        Files.writeString(folder.resolve("in/b/QSM.nii.gz"), "no image");
        image("c/QSM", Geometry.axisAligned(30, 30, 2, 4, 4, 4));
        image("d/QSM", RAS);
        List<String> heard = new ArrayList<>();

        List<CaseReport> reports;
        try (Workers workers = Workers.of(2)) {
            reports = new PredictionRun(
                            folder.resolve("out"), PredictionOptions.defaults(), workers, CaseFollowUp.none())
                    .run(cases(), () -> loaded(Phantom.straight(0, 0, 0), RAS), r -> heard.add(r.id()));
        }

        assertThat(heard).containsExactly("a", "b", "c", "d");
        assertThat(reports).extracting(CaseReport::id).containsExactly("a", "b", "c", "d");
        assertThat(reports).extracting(r -> r.failure().isPresent()).containsExactly(false, true, true, false);
        assertThat(reports.get(1).failure().orElseThrow())
                .contains("b/QSM.nii.gz")
                .doesNotContain("\n");
        assertThat(folder.resolve("out/b")).doesNotExist();
        assertThat(labels("d/QSM_pred").counts()).hasSize(16);
    }

    @Test
    void saysWhenNothingIsFound() throws IOException {
        image("a/QSM", RAS);
        List<CaseReport> reports = run(new Phantom(Phantom.straight(0, 0, 0).headToWorld(), Map.of()), RAS);
        assertThat(reports.get(0).failure().orElseThrow()).startsWith("a: no deep gray matter was found in [QSM]");
    }

    @Test
    void aFaultOfTheProgramIsToldApart() throws IOException {
        image("a/QSM", RAS);
        // Networks that expect another grid throw.
        List<CaseReport> reports = run(Phantom.straight(0, 0, 0), SLAB);
        assertThat(reports.get(0).fault()).isPresent();
        assertThat(reports.get(0).failure().orElseThrow()).startsWith("a: a fault of the program");
    }

    @Test
    void modelsThatCannotBeOpenedEndTheRun() throws IOException {
        image("a/QSM", RAS);
        PredictionRun run = new PredictionRun(
                folder.resolve("out"), PredictionOptions.defaults(), Workers.caller(), CaseFollowUp.none());
        List<CaseFolder> cases = cases();
        assertThatIOException()
                .isThrownBy(() -> run.run(
                        cases,
                        () -> {
                            throw new IOException("m.safetensors: cut short");
                        },
                        r -> {}))
                .withMessage("m.safetensors: cut short");
    }

    @Test
    void sameInputsGiveTheSameBytes() throws IOException {
        image("a/QSM", RAS);
        image("a/NM", SLAB);
        run(Phantom.straight(1, 2, 3), RAS);
        byte[] first = Files.readAllBytes(folder.resolve("out/a/NM_pred.nii.gz"));
        try (Workers workers = Workers.of(3)) {
            new PredictionRun(
                            folder.resolve("out"),
                            PredictionOptions.defaults().withRegistration(false),
                            workers,
                            CaseFollowUp.none())
                    .run(cases(), () -> loaded(Phantom.straight(1, 2, 3), RAS), r -> {});
        }
        assertThat(Files.readAllBytes(folder.resolve("out/a/NM_pred.nii.gz"))).isEqualTo(first);
    }

    @Test
    void recordsWhereAResultComesFrom() throws IOException {
        image("a/QSM", RAS);
        run(Phantom.straight(0, 0, 0), RAS);
        JsonNode json = JsonFiles.read(folder.resolve("out/a/segmentation.json"));
        assertThat(json.at("/provenance/inputs/a~1QSM").textValue()).hasSize(64);
        assertThat(json.at("/models/0/name").textValue()).isEqualTo("phantom");
        assertThat(json.at("/reference").textValue()).isEqualTo("QSM");
        assertThat(json.at("/seconds").fieldNames())
                .toIterable()
                .containsExactly("read", "register", "localize", "segment", "export", "write", "followUp");
        JsonNode caudate = json.at("/outputs/QSM_pred.nii.gz/structures/CN_r");
        assertThat(caudate.get("label").intValue()).isEqualTo(1);
        double ball = 4 / 3.0 * Math.PI * Math.pow(Phantom.RADIUS, 3);
        assertThat(caudate.get("volumeMm3").doubleValue()).isCloseTo(ball, within(0.25 * ball));
        assertThat(caudate.get("confidence").doubleValue()).isGreaterThan(0.7);
        assertThat(caudate.get("flags").toString()).contains("implausible-volume");
    }

    /** Without registration: the images of these tests show nothing that could be registered. */
    private List<CaseReport> run(Phantom phantom, Geometry reference) throws IOException {
        try (Workers workers = Workers.of(2)) {
            return new PredictionRun(
                            folder.resolve("out"),
                            PredictionOptions.defaults().withRegistration(false),
                            workers,
                            CaseFollowUp.none())
                    .run(cases(), () -> loaded(phantom, reference), r -> {});
        }
    }

    private static PredictionRun.Loaded loaded(Phantom phantom, Geometry reference) {
        return new PredictionRun.Loaded(
                new PhantomNetworks(phantom, reference),
                new RunFacts(
                        "test",
                        List.of(new ModelFacts("phantom", "0")),
                        "none",
                        PredictionOptions.defaults().withRegistration(false)));
    }

    private List<CaseFolder> cases() throws IOException {
        return Cohort.open(folder.resolve("in")).cases();
    }

    private void image(String name, Geometry geometry) throws IOException {
        Path file = folder.resolve("in").resolve(name + ".nii.gz");
        Files.createDirectories(file.getParent());
        SplittableRandom random = new SplittableRandom(1);
        Volume volume = Volume.zeros(geometry);
        for (int v = 0; v < volume.data().length; v++) {
            volume.data()[v] = 50 + random.nextInt(100);
        }
        Nifti.write(file, volume);
    }

    private LabelMap labels(String name) throws IOException {
        return Nifti.readLabels(folder.resolve("out").resolve(name + ".nii.gz")).labels();
    }

    private List<String> files(String patient) throws IOException {
        try (var files = Files.list(folder.resolve("out").resolve(patient))) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }
}
