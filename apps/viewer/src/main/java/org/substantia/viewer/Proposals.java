package org.substantia.viewer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.substantia.annotation.Annotation;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.boundary.BoundaryOutcome;
import org.substantia.imaging.boundary.BoundaryResult;
import org.substantia.imaging.boundary.BoundarySearch;
import org.substantia.imaging.boundary.ClosedContour;
import org.substantia.imaging.boundary.Contrast;
import org.substantia.imaging.distance.DistanceTransform;

/** Drawings that the rater may accept or refuse; they change nothing. */
final class Proposals {
    private final Volume image;
    private final Annotation annotation;
    private final Geometry plane;

    /** @param image that is drawn on, axial planes */
    Proposals(Volume image, Annotation annotation) {
        this.image = image;
        this.annotation = annotation;
        Geometry grid = image.geometry();
        this.plane = Geometry.axisAligned(grid.nx(), grid.ny(), 1, grid.spacing(0), grid.spacing(1), 1);
    }

    /**
     * What to search from.
     *
     * @param plane where to search
     * @param from the plane whose drawing is taken, where no contour is given
     * @param contour points x, y in turn in pixels; may be empty
     */
    record SnapBody(int label, int plane, int from, List<Double> contour) {}

    record InterpolateBody(int label) {}

    /**
     * A border found.
     *
     * @param points of the border, x, y in turn in pixels
     * @param set runs of the pixels within
     * @param clear runs of the pixels drawn so far that lie without
     */
    record Snapped(
            BoundaryOutcome outcome,
            String message,
            List<Double> points,
            List<Integer> set,
            List<Integer> clear,
            double drawnClarity,
            double clarity) {}

    /** Pixels for one plane. */
    record PlaneProposal(int plane, List<Integer> set) {}

    Snapped snap(SnapBody body) throws IOException {
        requireSearchable(body.label());
        requirePlane(body.plane());
        requirePlane(body.from());
        byte[] here = annotation.plane(body.plane());
        Mask others = mask(here, body.label(), false);
        Volume slice = new Volume(
                plane,
                image.crop(new BoundingBox(0, 0, body.plane(), plane.nx() - 1, plane.ny() - 1, body.plane()))
                        .data());
        BoundarySearch search = new BoundarySearch(slice, others, Contrast.BRIGHT);
        BoundaryResult result = body.contour().isEmpty()
                ? search.fromRegion(mask(annotation.plane(body.from()), body.label(), true))
                : search.fromContour(ClosedContour.of(
                        body.contour().stream().mapToDouble(v -> v).toArray(), plane.spacing(0), plane.spacing(1)));
        Mask region = result.region();
        return new Snapped(
                result.outcome(),
                result.outcome().message(),
                points(result.contour()),
                Runs.of(here.length, region::contains),
                Runs.of(here.length, i -> (here[i] & 0xff) == body.label() && !region.contains(i)),
                result.drawnClarity(),
                result.clarity());
    }

    /** T1 and the thalamus show no border that the search could follow. */
    private void requireSearchable(int label) throws IOException {
        Structure structure = annotation
                .scheme()
                .nucleusOf(label)
                .orElseThrow(() -> new IllegalArgumentException("there is no label " + label))
                .structure();
        if (annotation.scheme() == LabelScheme.QSM && structure == Structure.TH) {
            throw new IOException("the thalamus has no border in the susceptibility map; draw it by hand");
        }
    }

    private void requirePlane(int z) {
        if (z < 0 || z >= image.geometry().nz()) {
            throw new IllegalArgumentException("there is no slice " + z);
        }
    }

    private Mask mask(byte[] labels, int label, boolean same) {
        byte[] out = new byte[labels.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (labels[i] != 0 && ((labels[i] & 0xff) == label) == same ? 1 : 0);
        }
        return new Mask(plane, out);
    }

    private List<Double> points(Optional<ClosedContour> contour) {
        List<Double> points = new ArrayList<>();
        contour.ifPresent(c -> {
            for (int i = 0; i < c.size(); i++) {
                points.add(c.x()[i] / plane.spacing(0));
                points.add(c.y()[i] / plane.spacing(1));
            }
        });
        return points;
    }

    /**
     * Empty planes between drawn ones, by the weighted mean of the signed distances of the nearest drawn planes below
     * and above (S. P. Raya and J. K. Udupa, "Shape-based interpolation of multidimensional objects", IEEE TMI 9,
     * 1990).
     */
    List<PlaneProposal> interpolate(int label) {
        List<PlaneProposal> proposals = new ArrayList<>();
        int below = -1;
        for (int z = 0; z < image.geometry().nz(); z++) {
            if (mask(annotation.plane(z), label, true).count() == 0) {
                continue;
            }
            if (below >= 0 && below + 1 < z) {
                float[] low = signedDistance(label, below);
                float[] high = signedDistance(label, z);
                for (int between = below + 1; between < z; between++) {
                    double share = (double) (between - below) / (z - below);
                    proposals.add(new PlaneProposal(
                            between, Runs.of(low.length, i -> (1 - share) * low[i] + share * high[i] < 0)));
                }
            }
            below = z;
        }
        return proposals;
    }

    private float[] signedDistance(int label, int z) {
        return DistanceTransform.signed(mask(annotation.plane(z), label, true), Workers.caller())
                .data();
    }
}
