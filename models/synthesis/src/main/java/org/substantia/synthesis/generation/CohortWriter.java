package org.substantia.synthesis.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.substantia.base.csv.CsvTable;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.io.FileFaults;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.parallel.Workers;
import org.substantia.base.provenance.Provenance;
import org.substantia.base.text.Format;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Datatype;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.nifti.WriteOptions;
import org.substantia.synthesis.anatomy.AnatomyBank;
import org.substantia.synthesis.population.BayesClassifier;
import org.substantia.synthesis.population.BayesOptimal;
import org.substantia.synthesis.population.PopulationModel;
import org.substantia.synthesis.population.SubjectSampler;
import org.substantia.synthesis.subject.SubjectParameters;

/**
 * Writes a synthetic cohort in the layout of the challenge's training data:
 * {@code ID/{T1,QSM,NM,QSM_mask,NM_mask}.nii.gz} and {@code truth.json} for each case, {@code labels.csv},
 * {@code posterior.csv} and {@code cohort.json} beside them. Every case's anatomy is checked. The same recipe and
 * number of cases give the same bytes on any number of threads. A stopped run resumes where it stopped: a case is
 * complete when its {@code truth.json}, written last, is there and can be read; otherwise it is made anew.
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
    private final PopulationModel model;
    private final CohortRecipe recipe;
    private final String version;

    /** @param version of the program, for {@code cohort.json} */
    public CohortWriter(AnatomyBank bank, PopulationModel model, CohortRecipe recipe, String version) {
        this.bank = bank;
        this.model = model;
        this.recipe = recipe;
        this.version = version;
    }

    /**
     * @param folder is made when missing; may hold as many cases of the same recipe or fewer
     * @param workers cases are made in parallel
     * @param done run after every case, from any thread; also for cases that were there already
     * @return what came of it; a case that cannot be written does not stop the others
     * @throws IOException if no case or a file of the whole cohort cannot be written, or the folder holds something
     *     else or more cases, which the tables of the cohort would lack
     */
    public CohortSummary write(Path folder, int cases, Workers workers, Runnable done) throws IOException {
        Path further = folder.resolve(CaseGenerator.id(cases + 1));
        if (Files.exists(further)) {
            throw new IOException(further + ": the folder holds more than " + Format.count(cases, "case")
                    + "; give at least as many, or another folder");
        }
        Optional<BayesOptimal> best = bayesOptimal();
        CohortDescription description = description(best);
        CaseGenerator generator = new CaseGenerator(bank, model, recipe);
        generator.requireNucleiInView();
        claim(folder, description);
        List<SubjectParameters> subjects = subjects(cases);
        labels(subjects).write(folder.resolve("labels.csv"));
        if (best.isPresent()) {
            posteriors(subjects).write(folder.resolve("posterior.csv"));
        }
        List<Integer> order = order(cases, generator);
        SortedMap<Integer, IOException> failed = new ConcurrentSkipListMap<>();
        workers.forEach(order.size(), i -> {
            try {
                writeCase(folder, order.get(i), generator);
            } catch (IOException e) {
                failed.put(order.get(i), e);
            }
            done.run();
        });
        if (failed.size() == cases) {
            throw failed.get(failed.firstKey());
        }
        CohortChecks checks = CohortChecks.read(
                folder,
                IntStream.rangeClosed(1, cases)
                        .filter(k -> !failed.containsKey(k))
                        .boxed()
                        .toList());
        JsonFiles.write(folder.resolve(COHORT_FILE), description.withChecks(checks));
        SortedMap<String, String> failures = new TreeMap<>();
        failed.forEach((k, e) -> failures.put(CaseGenerator.id(k), message(e)));
        return new CohortSummary(best, checks, Collections.unmodifiableSortedMap(failures));
    }

    private Optional<BayesOptimal> bayesOptimal() {
        return recipe.prevalence() > 0 && recipe.prevalence() < 1
                ? Optional.of(BayesOptimal.of(model, recipe.prevalence()))
                : Optional.empty();
    }

    /**
     * Marks a folder as that of this cohort, before {@link #writeCases}.
     *
     * @throws IOException if it holds something else
     */
    public void begin(Path folder) throws IOException {
        new CaseGenerator(bank, model, recipe).requireNucleiInView();
        claim(folder, description(bayesOptimal()));
    }

    /** The numbers of the cases, in an order in which those of one anatomy follow each other: it is prepared once. */
    public List<Integer> order(int cases) throws IOException {
        return order(cases, new CaseGenerator(bank, model, recipe));
    }

    private static List<Integer> order(int cases, CaseGenerator generator) {
        return IntStream.rangeClosed(1, cases)
                .boxed()
                .sorted(Comparator.comparing(generator::sourceOf).thenComparing(k -> k))
                .toList();
    }

    /**
     * Writes some cases of a cohort and nothing else, for machines that share the work: {@link #write} afterwards finds
     * them there and writes what concerns all of them.
     *
     * @param numbers of the cases, from 1
     * @throws IOException if a case cannot be written
     */
    public void writeCases(Path folder, List<Integer> numbers) throws IOException {
        CaseGenerator generator = new CaseGenerator(bank, model, recipe);
        for (int number : numbers) {
            writeCase(folder, number, generator);
        }
    }

    private static void claim(Path folder, CohortDescription description) throws IOException {
        Path file = folder.resolve(COHORT_FILE);
        String text = JsonFiles.text(description);
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

    private CohortDescription description(Optional<BayesOptimal> best) {
        Provenance provenance = new Provenance(
                version, "synthesize", recipe.options(), OptionalLong.of(recipe.seed()), Map.of("bank", bank.sha256()));
        return new CohortDescription(CohortDescription.SCHEMA_VERSION, provenance.toJson(), best, Optional.empty());
    }

    private List<SubjectParameters> subjects(int cases) {
        SubjectSampler sampler = new SubjectSampler(model, recipe.seed(), recipe.prevalence(), recipe.confounding());
        return IntStream.rangeClosed(1, cases).mapToObj(sampler::sample).toList();
    }

    private static CsvTable labels(List<SubjectParameters> subjects) {
        CsvTable table = new CsvTable("patient_id", "label", "age", "sex");
        for (SubjectParameters subject : subjects) {
            table.row(List.of(
                    CaseGenerator.id(subject.caseNumber()),
                    subject.diagnosis().label(),
                    Format.fixed(subject.age(), 1),
                    subject.sex().name().charAt(0)));
        }
        return table;
    }

    /**
     * How probable each subject's disease is to whoever knows every value that was drawn: what a classifier can learn
     * from with less luck than from the diagnosis. It knows nothing of the scanner.
     */
    private CsvTable posteriors(List<SubjectParameters> subjects) {
        BayesClassifier classifier = new BayesClassifier(model, recipe.prevalence());
        CsvTable table = new CsvTable("patient_id", "probability");
        for (SubjectParameters subject : subjects) {
            table.row(
                    List.of(CaseGenerator.id(subject.caseNumber()), Format.fixed(classifier.probability(subject), 6)));
        }
        return table;
    }

    /** The file system's exceptions hold a bare path as message; every other names its file already. */
    private static String message(IOException e) {
        return e instanceof FileSystemException fault && fault.getFile() != null
                ? fault.getFile() + ": " + FileFaults.reason(e)
                : String.valueOf(e.getMessage());
    }

    private static boolean isComplete(Path truth) {
        if (!Files.exists(truth)) {
            return false;
        }
        try {
            CohortChecks.checks(truth);
            return true;
        } catch (IOException e) {
            // Damaged, or of another version: everything of the case is made anew, as if it had not been there.
            return false;
        }
    }

    private static void writeCase(Path folder, int number, CaseGenerator generator) throws IOException {
        Path caseFolder = folder.resolve(CaseGenerator.id(number));
        if (isComplete(caseFolder.resolve(TRUTH_FILE))) {
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
        JsonFiles.write(caseFolder.resolve(TRUTH_FILE), CaseTruth.of(made));
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
}
