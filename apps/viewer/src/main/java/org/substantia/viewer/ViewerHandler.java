package org.substantia.viewer;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.json.EnumNames;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Volume;
import org.substantia.viewer.findings.FindingsSource;
import org.substantia.viewer.picture.ImageFile;
import org.substantia.viewer.picture.MaskJson;
import org.substantia.viewer.picture.Surface;

/**
 * Cases to look at; nothing can be changed. {@code /} is the page, {@code /cases.json} the ids, {@code /list.json} what
 * is known of each case, and below {@code /c/ID/}: {@code thumbnail.svg}, {@code case.json}, {@code findings.json},
 * {@code image/QSM}, {@code mask/QSM-prediction} and {@code mesh/QSM-prediction/11}. The parameter {@code part} is
 * {@code nuclei} (what is sent otherwise) or {@code whole}.
 */
public final class ViewerHandler implements Handler {
    private static final String BINARY = "application/octet-stream";
    private static final Map<String, String> FILES = Map.of(
            "/viewer.js", "text/javascript; charset=utf-8",
            "/list.js", "text/javascript; charset=utf-8",
            "/findings.js", "text/javascript; charset=utf-8",
            "/annotate.js", "text/javascript; charset=utf-8",
            "/review.js", "text/javascript; charset=utf-8",
            "/niivue.js", "text/javascript; charset=utf-8",
            "/viewer.css", "text/css; charset=utf-8");

    private final CaseLibrary library;
    private final CaseList list;
    private final String program;

    /** @param program what the page is called by, such as {@code Substantia 0.1.0} */
    public ViewerHandler(CaseLibrary library, String program) {
        this(library, FindingsSource.NONE, program);
    }

    /**
     * With what is known of the cases.
     *
     * @param program what the page is called by, such as {@code Substantia 0.1.0}
     */
    public ViewerHandler(CaseLibrary library, FindingsSource findings, String program) {
        this.library = library;
        this.list = new CaseList(library, findings);
        this.program = program;
    }

    @Override
    public Response handle(Request request) throws IOException {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return Response.error(405, "nothing can be changed here");
        }
        if (request.path().equals("/")) {
            return Response.compressed("text/html; charset=utf-8", WebFile.read("viewer.html"));
        }
        if (request.path().equals("/favicon.ico")) {
            return Response.of(204, "image/x-icon", new byte[0]);
        }
        if (FILES.containsKey(request.path())) {
            String name = request.path().substring(1);
            return Response.compressed(
                    FILES.get(request.path()), WebFile.read(name.equals("niivue.js") ? "vendor/niivue.js" : name));
        }
        if (request.path().equals("/cases.json")) {
            return Response.json(Map.of("program", program, "cases", library.ids(), "annotate", false));
        }
        if (request.path().equals("/list.json")) {
            return Response.json(list.rows());
        }
        String[] steps = request.path().split("/", -1);
        if (steps.length < 4 || !steps[1].equals("c")) {
            return Response.notFound();
        }
        if (steps.length == 4 && steps[3].equals("thumbnail.svg")) {
            Optional<byte[]> picture = list.thumbnail(steps[2]);
            return picture.isEmpty() ? Response.notFound() : Response.compressed("image/svg+xml", picture.get());
        }
        Optional<ShownCase> shown = library.find(steps[2]);
        return shown.isEmpty()
                ? Response.notFound()
                : inCase(shown.get(), Arrays.asList(steps).subList(3, steps.length), part(request));
    }

    static Part part(Request request) {
        return EnumNames.parse(Part.class, request.query().getOrDefault("part", "nuclei"));
    }

    /** What is known of all cases, in their order. */
    List<CaseList.Row> rows() {
        return list.rows();
    }

    private Response inCase(ShownCase shown, List<String> steps, Part part) throws IOException {
        String what = steps.get(0);
        if (what.equals("case.json") && steps.size() == 1) {
            return Response.json(CaseJson.of(shown, part));
        }
        if (what.equals("findings.json") && steps.size() == 1) {
            return Response.json(FindingsJson.of(list.findings(shown.id()), shown, part));
        }
        if (what.equals("image") && steps.size() == 2) {
            Optional<Modality> modality = Arrays.stream(Modality.values())
                    .filter(m -> m.name().equals(steps.get(1)) && shown.images().containsKey(m))
                    .findFirst();
            return modality.isEmpty()
                    ? Response.notFound()
                    : Response.of(200, BINARY, image(shown, modality.get(), part));
        }
        if ((what.equals("mask") && steps.size() == 2) || (what.equals("mesh") && steps.size() == 3)) {
            Optional<ShownMask> mask = shown.mask(steps.get(1));
            if (mask.isEmpty()) {
                return Response.notFound();
            }
            if (what.equals("mask")) {
                return Response.json(mask(shown, mask.get(), part));
            }
            Optional<Surface> surface = surface(mask.get(), steps.get(2));
            return surface.isEmpty()
                    ? Response.notFound()
                    : Response.of(200, BINARY, surface.get().mz3());
        }
        return Response.notFound();
    }

    static byte[] image(ShownCase shown, Modality modality, Part part) throws IOException {
        Volume volume = shown.images().get(modality);
        BoundingBox box = part.box(shown, modality);
        return ImageFile.of(volume.crop(box), shown.outside(modality).map(outside -> outside.crop(box)));
    }

    static MaskJson mask(ShownCase shown, ShownMask mask, Part part) {
        BoundingBox box = part.box(shown, mask.image());
        return MaskJson.of(mask.labels().crop(box));
    }

    private static Optional<Surface> surface(ShownMask mask, String label) {
        return label.matches("[0-9]{1,3}") ? Surface.of(mask.labels(), Integer.parseInt(label)) : Optional.empty();
    }
}
