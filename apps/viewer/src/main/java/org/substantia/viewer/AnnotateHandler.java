package org.substantia.viewer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.annotation.Annotation;
import org.substantia.annotation.AnnotationFolder;
import org.substantia.annotation.Conflict;
import org.substantia.annotation.Decision;
import org.substantia.annotation.DrawingState;
import org.substantia.annotation.Edit;
import org.substantia.annotation.Rater;
import org.substantia.annotation.Review;
import org.substantia.annotation.Tool;
import org.substantia.annotation.protocol.ProtocolRules;
import org.substantia.annotation.protocol.RuleFinding;
import org.substantia.base.json.JsonFiles;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.orientation.Reorient;
import org.substantia.viewer.findings.CaseFindings;
import org.substantia.viewer.findings.FindingsSource;
import org.substantia.viewer.picture.MaskJson;

/**
 * Cases to draw masks on. What {@link ViewerHandler} answers, and below {@code /c/ID/draw/QSM} or {@code NM}: the mask
 * (GET), and by POST {@code edit}, {@code undo}, {@code redo}, {@code sign}, {@code reopen}; {@code snap} and
 * {@code interpolate} propose and change nothing; {@code predict} takes the prediction into empty slices. Planes and
 * pixels are those of the whole image, seen axially. One rater draws.
 *
 * <p>Where another rater is given, the mask is the consensus of both, and there are also {@code raters} (GET: what each
 * drew), {@code decide} and {@code settle}.
 */
public final class AnnotateHandler implements Handler, AutoCloseable {
    /** Stands for every nucleus of the mask. */
    private static final int ALL = 0;

    private final ViewerHandler viewer;
    private final CaseLibrary library;
    private final AnnotationFolder folder;
    private final Rater rater;
    private final Optional<Rater> reviewed;
    private final String version;
    private final String program;
    private final Map<String, Annotation> open = new HashMap<>();
    private final Map<String, Review> reviews = new HashMap<>();
    private String openCase = "";

    /**
     * @param folder where the events are kept
     * @param reviewed the other rater, whose masks are compared with those of {@code rater}; empty to draw
     * @param version of the program, for the record
     */
    public AnnotateHandler(
            CaseLibrary library, AnnotationFolder folder, Rater rater, Optional<Rater> reviewed, String version) {
        this(library, FindingsSource.NONE, folder, rater, reviewed, version);
    }

    /**
     * With what is known of the cases: those of which the model is in doubt come first in the list.
     *
     * @param folder where the events are kept
     * @param reviewed the other rater, whose masks are compared with those of {@code rater}; empty to draw
     * @param version of the program, for the record
     */
    public AnnotateHandler(
            CaseLibrary library,
            FindingsSource findings,
            AnnotationFolder folder,
            Rater rater,
            Optional<Rater> reviewed,
            String version) {
        this.program = "Substantia " + version;
        // The diagnosis would lead the hand.
        this.viewer = new ViewerHandler(library, id -> findings.of(id).map(CaseFindings::withoutDiagnosis), program);
        this.library = library;
        this.folder = folder;
        this.rater = rater;
        this.reviewed = reviewed;
        this.version = version;
    }

    /**
     * A case of the list.
     *
     * @param drawing how far its masks are, those left out whose log cannot be read
     * @param waits why it cannot be reviewed yet, if that is so
     */
    record DrawnRow(CaseList.Row known, Map<LabelScheme, DrawingState> drawing, boolean done, Optional<String> waits) {}

    /** Changes to pixels of planes, as runs of first pixel and length in turn. */
    record EditBody(int on, String grid, List<PlaneEdit> edits) {
        record PlaneEdit(
                Tool tool,
                int label,
                int plane,
                List<Integer> set,
                List<Integer> clear,
                boolean protect,
                Map<String, String> parameters) {}
    }

    /** The latest event that the page has seen. */
    record OnBody(int on) {}

    record ReopenBody(String reason) {}

    /** @param label or {@link #ALL} */
    record PredictBody(int on, int label) {}

    record DecideBody(int on, String id, Decision decision, String remark) {}

    /** What two raters drew. */
    record Raters(MaskJson first, MaskJson second) {}

    /** The mask as drawn. */
    record Drawn(
            int latest,
            boolean signed,
            boolean canUndo,
            boolean canRedo,
            String rater,
            String grid,
            Optional<String> notice,
            MaskJson mask,
            Map<Integer, Double> volumesMm3,
            Map<Integer, Double> meanValues,
            List<RuleFinding> rules,
            Optional<ReviewJson> review) {}

    @Override
    public Response handle(Request request) throws IOException {
        String[] steps = request.path().split("/", -1);
        if (request.path().equals("/cases.json")) {
            return Response.json(
                    Map.of("program", program, "cases", library.ids(), "annotate", true, "rater", rater.name()));
        }
        if (request.path().equals("/list.json") && request.method().equals("GET")) {
            return Response.json(list());
        }
        if (steps.length < 5 || !steps[1].equals("c") || !steps[3].equals("draw")) {
            return viewer.handle(request);
        }
        Optional<ShownCase> shown = library.find(steps[2]);
        Optional<LabelScheme> scheme = Arrays.stream(LabelScheme.values())
                .filter(s -> s.name().equals(steps[4]))
                .findFirst();
        if (shown.isEmpty()
                || scheme.isEmpty()
                || !shown.get().images().containsKey(scheme.get().modality())) {
            return Response.notFound();
        }
        return draw(shown.get(), scheme.get(), steps, request);
    }

    /** One request after another: another tab may ask for another case, whose logs are opened instead of this one's. */
    private synchronized Response draw(ShownCase shown, LabelScheme scheme, String[] steps, Request request)
            throws IOException {
        Annotation annotation = annotation(shown, scheme);
        try {
            if (steps.length == 5) {
                return Response.json(drawn(shown, annotation, ViewerHandler.part(request)));
            }
            return steps[5].equals("raters")
                    ? raters(shown, scheme, ViewerHandler.part(request))
                    : post(shown, annotation, steps[5], request);
        } catch (Conflict e) {
            return Response.error(409, e.getMessage());
        }
    }

    /**
     * The cases in the order to draw them: what is not signed first, the model's greatest doubt first among these; last
     * what cannot be reviewed yet.
     */
    private List<DrawnRow> list() {
        List<DrawnRow> rows = new ArrayList<>();
        for (CaseList.Row row : viewer.rows()) {
            rows.add(drawn(row));
        }
        // Cases of equal rank stay in the library's order.
        rows.sort(Comparator.comparing((DrawnRow row) -> row.waits().isPresent())
                .thenComparing(DrawnRow::done)
                .thenComparing(row -> -row.known().doubt().orElse(0)));
        return rows;
    }

    private DrawnRow drawn(CaseList.Row row) {
        Rater who = reviewed.isPresent() ? Rater.CONSENSUS : rater;
        Map<LabelScheme, DrawingState> drawing = new EnumMap<>(LabelScheme.class);
        List<String> faults = new ArrayList<>();
        boolean left = false;
        boolean waits = reviewed.isPresent();
        for (LabelScheme scheme : LabelScheme.values()) {
            try {
                DrawingState state = folder.state(row.id(), scheme, who);
                drawing.put(scheme, state);
                if (reviewed.isEmpty()) {
                    left |= state == DrawingState.DRAWN;
                } else if (bothSigned(row.id(), scheme)) {
                    // Each of them signs the consensus, whoever began it.
                    waits = false;
                    left |= !folder.signers(row.id(), scheme, who).contains(rater.name());
                }
            } catch (IOException e) {
                waits = false;
                faults.add(String.valueOf(e.getMessage()));
            }
        }
        boolean done = !waits && faults.isEmpty() && drawing.containsValue(DrawingState.SIGNED) && !left;
        return new DrawnRow(row.withFlags(faults), drawing, done, waits ? Optional.of(waiting()) : Optional.empty());
    }

    private boolean bothSigned(String id, LabelScheme scheme) throws IOException {
        return folder.state(id, scheme, rater) == DrawingState.SIGNED
                && folder.state(id, scheme, reviewed.orElseThrow()) == DrawingState.SIGNED;
    }

    private String waiting() {
        return "cannot be reviewed yet: " + rater.name() + " and "
                + reviewed.orElseThrow().name() + " have not both signed a mask of it";
    }

    private Annotation annotation(ShownCase shown, LabelScheme scheme) throws IOException {
        if (!openCase.equals(shown.id())) {
            close();
            openCase = shown.id();
        }
        Annotation annotation = open.get(scheme.name());
        if (annotation == null) {
            Geometry stored = shown.headers().get(scheme.modality()).geometry();
            if (reviewed.isPresent()) {
                Review review = Review.open(folder, shown.id(), scheme, rater, reviewed.get(), stored, version);
                reviews.put(scheme.name(), review);
                annotation = review.consensus();
            } else {
                annotation = Annotation.open(
                        folder.file(shown.id(), scheme, rater), shown.id(), scheme, rater, stored, version);
            }
            open.put(scheme.name(), annotation);
        }
        return annotation;
    }

    private Response post(ShownCase shown, Annotation annotation, String what, Request request) throws IOException {
        if (!request.method().equals("POST")) {
            return Response.error(405, "only sent data is taken here");
        }
        byte[] body = request.body().bytes();
        Proposals proposals =
                new Proposals(shown.images().get(annotation.scheme().modality()), annotation);
        switch (what) {
            case "edit" -> edit(annotation, JsonFiles.parse("the edit", body, EditBody.class));
            case "undo" -> annotation.undo(on(body));
            case "redo" -> annotation.redo(on(body));
            case "sign" -> sign(annotation, on(body));
            case "decide" -> {
                DecideBody decided = JsonFiles.parse("the decision", body, DecideBody.class);
                review(annotation.scheme()).decide(decided.on(), decided.id(), decided.decision(), decided.remark());
            }
            case "settle" -> review(annotation.scheme()).settleSpecks(on(body));
            case "reopen" ->
                annotation.reopen(
                        JsonFiles.parse("the request", body, ReopenBody.class).reason());
            case "predict" -> predict(shown, annotation, JsonFiles.parse("the request", body, PredictBody.class));
            case "snap" -> {
                return Response.json(proposals.snap(JsonFiles.parse("the request", body, Proposals.SnapBody.class)));
            }
            case "interpolate" -> {
                return Response.json(
                        proposals.interpolate(JsonFiles.parse("the request", body, Proposals.InterpolateBody.class)
                                .label()));
            }
            default -> {
                return Response.notFound();
            }
        }
        return Response.json(drawn(shown, annotation, ViewerHandler.part(request)));
    }

    private void sign(Annotation annotation, int on) throws IOException {
        if (reviewed.isPresent()) {
            review(annotation.scheme()).sign(on, rater);
        } else {
            annotation.sign(on, rater);
        }
    }

    /** @throws IOException if nothing is reviewed */
    private Review review(LabelScheme scheme) throws IOException {
        Review review = reviews.get(scheme.name());
        if (review == null) {
            throw new IOException("nothing is decided here: the page draws the mask of " + rater.name() + " alone");
        }
        return review;
    }

    private Response raters(ShownCase shown, LabelScheme scheme, Part part) throws IOException {
        Review review = review(scheme);
        BoundingBox box = part.box(shown, scheme.modality());
        return Response.json(new Raters(
                MaskJson.of(review.firstMask().crop(box)),
                MaskJson.of(review.secondMask().crop(box))));
    }

    private static int on(byte[] body) throws IOException {
        return JsonFiles.parse("the request", body, OnBody.class).on();
    }

    private static void edit(Annotation annotation, EditBody body) throws IOException {
        if (!body.grid().equals(Annotation.gridDigest(annotation.order().stored()))) {
            throw new IOException("drawn on another grid; reload the page");
        }
        List<Edit> edits = new ArrayList<>();
        for (EditBody.PlaneEdit edit : body.edits()) {
            edits.add(new Edit(
                    edit.tool(),
                    edit.label(),
                    edit.plane(),
                    Runs.pixels(edit.set()),
                    Runs.pixels(edit.clear()),
                    edit.protect(),
                    edit.parameters()));
        }
        annotation.edit(body.on(), edits);
    }

    /** Fills the slices in which a label has nothing yet. */
    private static void predict(ShownCase shown, Annotation annotation, PredictBody body) throws IOException {
        ShownMask prediction = shown.masks().stream()
                .filter(mask -> mask.kind() == MaskKind.PREDICTION
                        && mask.scheme() == annotation.scheme()
                        && mask.image() == annotation.scheme().modality())
                .findFirst()
                .orElseThrow(() -> new IOException("the case has no prediction for this image"));
        LabelMap labels = prediction.labels();
        int size = annotation.order().planeSize();
        List<Integer> wanted = body.label() != ALL
                ? List.of(body.label())
                : annotation.scheme().nuclei().stream()
                        .map(nucleus -> annotation.scheme().labelOf(nucleus).orElseThrow())
                        .toList();
        List<Edit> edits = new ArrayList<>();
        for (int z = 0; z < labels.geometry().nz(); z++) {
            byte[] plane = annotation.plane(z);
            for (int label : wanted) {
                boolean empty = true;
                List<Integer> pixels = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    empty &= (plane[i] & 0xff) != label;
                    if (labels.get(z * size + i) == label) {
                        pixels.add(i);
                    }
                }
                if (empty && !pixels.isEmpty()) {
                    edits.add(new Edit(Tool.PREDICT, label, z, pixels, List.of(), true, Map.of()));
                }
            }
        }
        annotation.edit(body.on(), edits);
    }

    private Drawn drawn(ShownCase shown, Annotation annotation, Part part) {
        LabelMap stored = annotation.labels();
        LabelMap labels = Reorient.toRas(stored);
        Volume image = shown.images().get(annotation.scheme().modality());
        BoundingBox box = part.box(shown, annotation.scheme().modality());
        Map<Integer, Double> volumes = new HashMap<>();
        Map<Integer, Double> means = new HashMap<>();
        labels.counts()
                .forEach((label, count) ->
                        volumes.put(label, count * labels.geometry().voxelVolumeMm3()));
        labels.forEachLabeled((index, label) ->
                means.merge(label, image.data()[index] * labels.geometry().voxelVolumeMm3(), Double::sum));
        means.replaceAll((label, sum) -> sum / volumes.get(label));
        return new Drawn(
                annotation.latest(),
                annotation.signed(),
                annotation.canUndo(),
                annotation.canRedo(),
                rater.name(),
                Annotation.gridDigest(stored.geometry()),
                annotation.notice(),
                MaskJson.of(labels.crop(box)),
                volumes,
                means,
                ProtocolRules.check(
                        annotation.scheme(),
                        labels,
                        shown.outside(annotation.scheme().modality())),
                Optional.ofNullable(reviews.get(annotation.scheme().name()))
                        .map(review -> ReviewJson.of(review, image)));
    }

    /** Lets other programs open the logs; everything drawn is on the disk already. */
    @Override
    public synchronized void close() throws IOException {
        reviews.clear();
        for (Iterator<Annotation> all = open.values().iterator(); all.hasNext(); all.remove()) {
            all.next().close();
        }
    }
}
