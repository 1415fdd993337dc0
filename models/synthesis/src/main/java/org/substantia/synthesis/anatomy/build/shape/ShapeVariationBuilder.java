package org.substantia.synthesis.anatomy.build.shape;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.anatomy.BankIndex;
import org.substantia.synthesis.anatomy.HeadMap;
import org.substantia.synthesis.anatomy.coding.FieldCode;
import org.substantia.synthesis.anatomy.registration.VoxelDisplacementField;
import org.substantia.synthesis.anatomy.registration.VoxelVelocityField;

/**
 * Learns a {@link org.substantia.synthesis.anatomy.shape.ShapeVariation} from label maps of many people: the person
 * whose volumes are nearest to the median is brought to all others, and the mean of the velocities is taken away, so
 * that neither this person's shape nor the drawing rules of the maps are left. The same maps give the same bytes on any
 * number of threads.
 */
public final class ShapeVariationBuilder {
    /** Below this mean Dice of the nuclei, a person was not brought into line, and is left out. */
    private static final double MIN_DICE = 0.85;

    private static final int MIN_PERSONS = 3;

    private ShapeVariationBuilder() {}

    /**
     * One person of the result.
     *
     * @param entry for the bank's index
     * @param code the velocity, by {@link FieldCode}; not copied
     * @param file name of the label map
     * @param sha256 of the label map
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Person(BankIndex.Person entry, byte[] code, String file, String sha256) {}

    /**
     * Shapes of people.
     *
     * @param landmarks of the frame in which the velocities lie
     * @param persons in the order of their names
     */
    public record BuiltShapes(List<List<Double>> landmarks, List<Person> persons) {
        public BuiltShapes {
            landmarks = List.copyOf(landmarks);
            persons = List.copyOf(persons);
        }
    }

    /**
     * Takes some fifteen seconds and 200 MB a person.
     *
     * @param files label maps of the Harvard-Oxford Atlas 2.0, one a person
     * @param workers people are shared out among them
     * @param progress told of every person in one line; on any thread
     * @param leftOut told of every map that cannot be used, in one line naming the file; on any thread
     * @throws IOException if fewer than three people can be used
     */
    public static BuiltShapes build(
            List<Path> files, Workers workers, Consumer<String> progress, Consumer<String> leftOut) throws IOException {
        List<Path> readable = new ArrayList<>();
        List<double[]> volumes = new ArrayList<>();
        for (Path file : files) {
            try {
                volumes.add(ShapeSource.read(file).volumes());
                readable.add(file);
            } catch (IOException e) {
                leftOut.accept(e.getMessage());
            }
        }
        if (readable.size() < MIN_PERSONS) {
            throw new IOException(
                    "shapes of at least " + MIN_PERSONS + " people are needed; " + readable.size() + " can be used");
        }
        ShapeRegistration registration =
                new ShapeRegistration(ShapeSource.read(readable.get(nearestToMedian(volumes))));
        List<Optional<Found>> found = new ArrayList<>(Collections.nCopies(readable.size(), Optional.empty()));
        workers.forEach(readable.size(), i -> {
            Optional<Found> person = register(registration, readable.get(i), leftOut);
            person.ifPresent(p -> progress.accept(String.format(
                    Locale.ROOT,
                    "%s: Dice of the nuclei %.3f, %.3f after the affine map alone",
                    p.origin().id(),
                    p.registered().dice(),
                    p.registered().affineDice())));
            synchronized (found) {
                found.set(i, person);
            }
        });
        List<Found> used = found.stream().flatMap(Optional::stream).toList();
        if (used.size() < MIN_PERSONS) {
            throw new IOException(
                    "shapes of at least " + MIN_PERSONS + " people are needed; " + used.size() + " could be compared");
        }
        return new BuiltShapes(registration.frame().landmarks(), withoutMean(used));
    }

    /** What is kept of a person, without the labels. */
    private record Found(ShapeSource.Origin origin, ShapeRegistration.Registered registered) {}

    private static Optional<Found> register(ShapeRegistration registration, Path file, Consumer<String> leftOut) {
        try {
            ShapeSource person = ShapeSource.read(file);
            ShapeRegistration.Registered registered = registration.register(person);
            if (registered.dice() < MIN_DICE) {
                leftOut.accept(String.format(
                        Locale.ROOT,
                        "%s: its nuclei overlap with those of the template by a Dice of %.3f only",
                        file,
                        registered.dice()));
                return Optional.empty();
            }
            return Optional.of(new Found(person.origin(), registered));
        } catch (IOException e) {
            leftOut.accept(e.getMessage());
            return Optional.empty();
        }
    }

    private static int nearestToMedian(List<double[]> volumes) {
        int groups = volumes.get(0).length;
        double[] median = new double[groups];
        for (int g = 0; g < groups; g++) {
            int group = g;
            double[] sorted =
                    volumes.stream().mapToDouble(v -> v[group]).sorted().toArray();
            median[g] = sorted[sorted.length / 2];
        }
        return IntStream.range(0, volumes.size())
                .boxed()
                .min(Comparator.comparingDouble(i -> distance(volumes.get(i), median)))
                .orElseThrow();
    }

    private static double distance(double[] volumes, double[] median) {
        return IntStream.range(0, median.length)
                .mapToDouble(g -> Math.abs(StrictMath.log(volumes[g] / median[g])))
                .sum();
    }

    private static List<Person> withoutMean(List<Found> people) {
        Geometry grid = people.get(0).registered().velocity().geometry();
        float[][] mean = new float[3][grid.voxelCount()];
        for (int axis = 0; axis < 3; axis++) {
            for (int i = 0; i < mean[axis].length; i++) {
                double sum = 0;
                for (Found person : people) {
                    sum += person.registered().velocity().component(axis)[i];
                }
                mean[axis][i] = (float) (sum / people.size());
            }
        }
        return people.stream().map(person -> person(person, mean)).toList();
    }

    private static Person person(Found found, float[][] mean) {
        VoxelVelocityField velocity = found.registered().velocity();
        float[][] own = new float[3][];
        for (int axis = 0; axis < 3; axis++) {
            own[axis] = velocity.component(axis).clone();
            for (int i = 0; i < own[axis].length; i++) {
                own[axis][i] -= mean[axis][i];
            }
        }
        VoxelVelocityField beyondMean = new VoxelVelocityField(velocity.geometry(), own);
        VoxelDisplacementField displacement = beyondMean.exponential(HeadMap.SQUARINGS);
        double spacing = velocity.geometry().spacing(0);
        double squares = Arrays.stream(own)
                .mapToDouble(component -> {
                    double sum = 0;
                    for (float value : component) {
                        sum += (double) value * value;
                    }
                    return sum;
                })
                .sum();
        BankIndex.Person entry = new BankIndex.Person(
                found.origin().id(),
                found.registered().affineDice(),
                found.registered().dice(),
                spacing * Math.sqrt(squares / velocity.geometry().voxelCount()),
                spacing * displacement.longest(),
                displacement.jacobianRange()[0]);
        return new Person(
                entry,
                FieldCode.encode(beyondMean),
                found.origin().file(),
                found.origin().sha256());
    }
}
