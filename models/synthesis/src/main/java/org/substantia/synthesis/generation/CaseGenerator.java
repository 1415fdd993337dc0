package org.substantia.synthesis.generation;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;
import org.substantia.base.random.Shuffle;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.synthesis.anatomy.AnatomyBank;
import org.substantia.synthesis.anatomy.CompositeAnatomy;
import org.substantia.synthesis.deformation.DeformableAnatomy;
import org.substantia.synthesis.deformation.Deformation;
import org.substantia.synthesis.deformation.DeformationParameters;
import org.substantia.synthesis.deformation.DeformationSpread;
import org.substantia.synthesis.deformation.DeformedAnatomy;
import org.substantia.synthesis.deformation.NucleusPlacement;
import org.substantia.synthesis.image.labels.RenderLabels;
import org.substantia.synthesis.image.protocol.AcquisitionDomain;
import org.substantia.synthesis.image.protocol.ImagingParameters;
import org.substantia.synthesis.image.protocol.ImagingSampler;
import org.substantia.synthesis.image.render.ImageSynthesizer;
import org.substantia.synthesis.image.render.SyntheticImages;
import org.substantia.synthesis.population.PopulationModel;
import org.substantia.synthesis.population.SubjectSampler;
import org.substantia.synthesis.subject.CaseSeed;
import org.substantia.synthesis.subject.SubjectParameters;

/**
 * Makes the cases of a cohort by their number. Case {@code k} depends on the recipe and {@code k} alone. Thread-safe:
 * several cases can be made at once, each needing some 600 MB on the Ruijin grid.
 */
public final class CaseGenerator {
    /** Prepared anatomies kept for the next case; cases are best made in the order of their anatomies. */
    private static final int PREPARED = 3;
    /** Fine slices are cut no thicker than this, so that partial volume across slices is true to the anatomy. */
    private static final double FINE_SLICE_MM = 1.0;

    private final AnatomyBank bank;
    private final CohortRecipe recipe;
    private final SubjectSampler subjects;
    private final Map<Source, DeformableAnatomy> prepared = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if the bank lacks an anatomy of the recipe */
    public CaseGenerator(AnatomyBank bank, PopulationModel model, CohortRecipe recipe) {
        this.bank = bank;
        this.recipe = recipe;
        this.subjects = new SubjectSampler(model, recipe.seed(), recipe.prevalence(), recipe.confounding());
        Set<String> known = bank.entries().stream().map(AnatomyBank.Entry::id).collect(Collectors.toSet());
        for (String id : recipe.anatomies()) {
            if (!known.contains(id)) {
                throw new IllegalArgumentException("the anatomy bank has no composite " + id);
            }
        }
    }

    /** {@code SYN_0001} for case 1. */
    public static String id(int number) {
        return String.format(Locale.ROOT, "SYN_%04d", number);
    }

    /**
     * What a case is made of.
     *
     * @param composite of the bank
     * @param mirrored whether its sides are exchanged
     */
    record Source(String composite, boolean mirrored) implements Comparable<Source> {
        @Override
        public int compareTo(Source other) {
            int byId = composite.compareTo(other.composite);
            return byId != 0 ? byId : Boolean.compare(mirrored, other.mirrored);
        }
    }

    Source sourceOf(int number) {
        return new Source(anatomyOf(number), recipe.mirrored() && number % 2 == 0);
    }

    /** The composite that a case is made of: shuffled blocks, so that every one is used before any is used again. */
    String anatomyOf(int number) {
        List<String> ids = recipe.anatomies();
        int block = (number - 1) / ids.size();
        RandomStream random = new CaseSeed(recipe.seed(), -1 - block).stream("anatomy");
        int[] order = Shuffle.indices(ids.size(), random::nextScaledInt);
        return ids.get(order[(number - 1) % ids.size()]);
    }

    /**
     * @param number from 1
     * @param workers threads for this one case
     * @throws IOException if the bank is damaged
     */
    public SyntheticCase generate(int number, Workers workers) throws IOException {
        CaseSeed seed = new CaseSeed(recipe.seed(), number);
        SubjectParameters subject = subjects.sample(number);
        DeformableAnatomy anatomy = prepared(sourceOf(number), workers);
        DeformationSpread spread = recipe.domain() == AcquisitionDomain.REALISTIC
                ? DeformationSpread.realistic()
                : DeformationSpread.wide();
        DeformationParameters parameters = DeformationParameters.sample(spread, seed);
        Deformation deformation = anatomy.deform(parameters, subject, workers);
        Geometry target = target(anatomy.composite().scanGrid());
        int oversampling = Math.max(1, (int) Math.round(target.spacing(2) / FINE_SLICE_MM));
        DeformedAnatomy deformed =
                DeformedAnatomy.render(deformation, RenderLabels.fineGrid(target, oversampling), workers);
        RenderLabels labels =
                new RenderLabels(target, oversampling, deformed.tissue(), deformed.nuclei(), deformed.nigra());
        if (deformed.nuclei().boundingBox().isEmpty()) {
            throw new IOException(id(number) + ": its nuclei lie outside the grid");
        }
        ImagingParameters imaging = ImagingSampler.sample(recipe.domain(), seed.seed("imaging"));
        SyntheticImages images = ImageSynthesizer.render(labels, subject, imaging, workers);
        return new SyntheticCase(
                id(number),
                anatomy.composite().id(),
                anatomy.composite().test(),
                subject,
                parameters,
                deformation.facts(),
                NucleusPlacement.of(deformed),
                imaging,
                images);
    }

    /**
     * Makes sure that the wanted grid shows something of the nuclei where heads have them.
     *
     * @throws IOException in one line, if it does not, or if the bank is damaged
     */
    void requireNucleiInView() throws IOException {
        if (recipe.grid().isEmpty()) {
            return;
        }
        CompositeAnatomy anatomy = bank.load(recipe.anatomies().get(0));
        LabelMap nuclei = anatomy.nuclei();
        Geometry target = target(anatomy.scanGrid());
        Affine toTarget = target.affine().inverse().compose(nuclei.geometry().affine());
        boolean[] seen = new boolean[1];
        nuclei.forEachLabeled((index, label) -> {
            double[] at = toTarget.apply(
                    nuclei.geometry().x(index),
                    nuclei.geometry().y(index),
                    nuclei.geometry().z(index));
            seen[0] |= target.contains((int) Math.round(at[0]), (int) Math.round(at[1]), (int) Math.round(at[2]));
        });
        if (!seen[0]) {
            throw new IOException("a grid of " + target.describe() + " in the middle of the head reaches no nucleus");
        }
    }

    private DeformableAnatomy prepared(Source source, Workers workers) throws IOException {
        synchronized (prepared) {
            DeformableAnatomy anatomy = prepared.remove(source);
            if (anatomy == null) {
                CompositeAnatomy asDrawn = bank.load(source.composite());
                CompositeAnatomy composite = source.mirrored() ? asDrawn.mirrored() : asDrawn;
                anatomy = DeformableAnatomy.of(composite, bank.shapes(), workers);
            }
            prepared.put(source, anatomy);
            if (prepared.size() > PREPARED) {
                prepared.remove(prepared.keySet().iterator().next());
            }
            return anatomy;
        }
    }

    /** The wanted grid with its center where that of the anatomy's own scans is: the world of a file is its own. */
    private Geometry target(Geometry scanGrid) {
        if (recipe.grid().isEmpty()) {
            return scanGrid;
        }
        Geometry wanted = recipe.grid().get();
        double[] from = wanted.center();
        double[] to = scanGrid.center();
        double[] moved = wanted.affine().toArray();
        for (int axis = 0; axis < 3; axis++) {
            moved[axis * 4 + 3] += to[axis] - from[axis];
        }
        return new Geometry(wanted.nx(), wanted.ny(), wanted.nz(), Affine.of(moved));
    }
}
