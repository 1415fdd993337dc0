package org.substantia.synthesis.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.parallel.Workers;
import org.substantia.base.provenance.Provenance;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Datatype;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.nifti.WriteOptions;
import org.substantia.synthesis.anatomy.AnatomyBank;
import org.substantia.synthesis.subject.BayesOptimal;
import org.substantia.synthesis.subject.SubjectModel;
import org.substantia.synthesis.subject.SubjectParameters;
import org.substantia.synthesis.subject.SubjectSampler;

/**
 * Writes a synthetic cohort in the layout of the challenge's training data:
 * {@code ID/{T1,QSM,NM,QSM_mask,NM_mask}.nii.gz} and {@code truth.json} for each case, {@code labels.csv} and
 * {@code cohort.json} beside them. Every case's anatomy is checked. The same recipe and number of cases give the same
 * bytes on any number of threads. A run that was stopped goes on where it stopped: a case is whole when its
 * {@code truth.json}, written last, is there.
 */
public final class CohortWriter {
    private static final String COHORT_FILE = "cohort.json";
    static final String TRUTH_FILE = "truth.json";
    private static final String CHECKS = "checks";
    /**
     * Images hold whole numbers as scanners write them: half a unit is far below the noise, and files are half the
     * size.
     */
    private static final WriteOptions IMAGES = WriteOptions.defaults().withDatatype(Datatype.INT16);

    private final AnatomyBank bank;
    private final SubjectModel model;
    private final CohortRecipe recipe;
    private final String version;

    /** @param version of the program, for {@code cohort.json} */
    public CohortWriter(AnatomyBank bank, SubjectModel model, CohortRecipe recipe, String version) {
        this.bank = bank;
        this.model = model;
        this.recipe = recipe;
        this.version = version;
    }

    /**
     * @param folder is made when missing; may hold fewer cases of the same recipe
     * @param workers cases are made in parallel
     * @param done run after every case, from any thread; also for cases that were there already
     * @throws IOException if a file cannot be written, or the folder holds something else
     */
    public CohortSummary write(Path folder, int cases, Workers workers, Runnable done) throws IOException {
        Optional<BayesOptimal> best = recipe.prevalence() > 0 && recipe.prevalence() < 1
                ? Optional.of(BayesOptimal.of(model, recipe.prevalence()))
                : Optional.empty();
        claim(folder, best);
        AtomicFiles.writeText(folder.resolve("labels.csv"), labels(cases));
        CaseGenerator generator = new CaseGenerator(bank, model, recipe);
        // Cases of one anatomy follow each other, so that it is prepared once.
        List<Integer> order = IntStream.rangeClosed(1, cases)
                .boxed()
                .sorted(Comparator.comparing(generator::anatomyOf).thenComparing(k -> k))
                .toList();
        try {
            workers.forEach(order.size(), i -> {
                try {
                    writeCase(folder, order.get(i), generator);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                done.run();
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        CohortChecks checks = CohortChecks.read(folder, cases);
        Map<String, Object> tree = cohortTree(best);
        tree.put(CHECKS, checks.toJson());
        JsonFiles.write(folder.resolve(COHORT_FILE), tree);
        return new CohortSummary(best, checks);
    }

    private void claim(Path folder, Optional<BayesOptimal> best) throws IOException {
        Path file = folder.resolve(COHORT_FILE);
        String text = JsonFiles.text(cohortTree(best));
        if (Files.exists(file)) {
            JsonNode there = JsonFiles.read(file);
            if (there instanceof ObjectNode known) {
                known.remove(CHECKS);
            }
            if (!JsonFiles.text(there).equals(text)) {
                throw new IOException(file + ": the folder holds a cohort of another seed, version or other options;"
                        + " choose another folder or remove it");
            }
        } else if (Files.isDirectory(folder) && !isEmpty(folder)) {
            throw new IOException(folder + ": holds files that are not a synthetic cohort; choose an empty folder");
        }
        AtomicFiles.writeText(file, text);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /**
     * Says nothing of the number of cases, so that a cohort can be made larger; the checks are added when all are
     * there.
     */
    private Map<String, Object> cohortTree(Optional<BayesOptimal> best) {
        Provenance provenance = new Provenance(
                version, "synthesize", recipe.toJson(), OptionalLong.of(recipe.seed()), Map.of("bank", bank.sha256()));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schemaVersion", 2);
        tree.put("provenance", provenance.toJson());
        best.ifPresent(b -> tree.put("bestPossible", b));
        return tree;
    }

    private String labels(int cases) {
        SubjectSampler subjects = new SubjectSampler(model, recipe.seed(), recipe.prevalence(), recipe.confounding());
        StringBuilder text = new StringBuilder("patient_id,label,age,sex\n");
        for (int k = 1; k <= cases; k++) {
            SubjectParameters subject = subjects.sample(k);
            text.append(String.format(
                    Locale.ROOT,
                    "%s,%d,%.1f,%s\n",
                    CaseGenerator.id(k),
                    subject.diagnosis().label(),
                    subject.age(),
                    subject.sex().name().charAt(0)));
        }
        return text.toString();
    }

    private static void writeCase(Path folder, int number, CaseGenerator generator) throws IOException {
        Path caseFolder = folder.resolve(CaseGenerator.id(number));
        if (Files.exists(caseFolder.resolve(TRUTH_FILE))) {
            return;
        }
        SyntheticCase made = generator.generate(number, Workers.caller());
        Files.createDirectories(caseFolder);
        writeImage(caseFolder, Modality.T1, made.images().t1());
        writeImage(caseFolder, Modality.QSM, made.images().qsm());
        writeImage(caseFolder, Modality.NM, made.images().nm());
        Nifti.write(
                caseFolder.resolve(LabelScheme.QSM.maskFileName()),
                made.images().qsmMask());
        Nifti.write(
                caseFolder.resolve(LabelScheme.NM.maskFileName()), made.images().nmMask());
        JsonFiles.write(caseFolder.resolve(TRUTH_FILE), truth(made));
    }

    private static void writeImage(Path caseFolder, Modality modality, Optional<Volume> image) throws IOException {
        if (image.isPresent()) {
            float[] data = image.get().data();
            for (int i = 0; i < data.length; i++) {
                data[i] = (float) Math.rint(data[i]);
            }
            Nifti.write(caseFolder.resolve(modality.name() + ".nii.gz"), image.get(), IMAGES);
        }
    }

    private static Map<String, Object> truth(SyntheticCase made) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schemaVersion", 2);
        tree.put("id", made.id());
        tree.put("anatomy", made.anatomyId());
        tree.put("testAnatomy", made.test());
        tree.put("subject", made.subject());
        tree.put("deformation", made.deformation());
        tree.put("deformationFacts", made.facts());
        tree.put(CHECKS, CaseChecks.of(made.facts(), made.containment()).toJson());
        tree.put("imaging", made.imaging().toJson());
        Map<String, Object> voxels = new TreeMap<>();
        voxels.put("QSM_mask", made.images().qsmMask().counts());
        voxels.put("NM_mask", made.images().nmMask().counts());
        tree.put("voxels", voxels);
        return tree;
    }
}
