package org.substantia.viewer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.io.Sha256;
import org.substantia.base.json.JsonFiles;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CohortException;
import org.substantia.viewer.findings.CaseFindings;
import org.substantia.viewer.findings.FindingsSource;
import org.substantia.viewer.picture.Surface;

/**
 * One case as one HTML file that holds everything it shows: the nuclei's part of the images, masks, surfaces and the
 * scripts. It opens from disk, and its policy lets it run these scripts alone and fetch nothing.
 */
public final class StandalonePage {
    private static final List<String> SCRIPTS = List.of("vendor/niivue.js", "viewer.js", "findings.js");

    /** What the page would ask a server for. */
    private record Packed(Map<String, Object> json, Map<String, String> bytes) {}

    private StandalonePage() {}

    /**
     * Writes the page of one of the cases.
     *
     * @throws IOException naming the file, if the case does not exist or a file cannot be read or written
     */
    public static void write(CaseLibrary library, String id, Path file) throws IOException {
        write(library, FindingsSource.NONE, id, file);
    }

    /**
     * Writes the page of one of the cases, with what is known of it.
     *
     * @throws IOException naming the file, if the case does not exist or a file cannot be read or written
     */
    public static void write(CaseLibrary library, FindingsSource findings, String id, Path file) throws IOException {
        Optional<ShownCase> shown = library.find(id);
        if (shown.isEmpty()) {
            throw new CohortException(id, "is none of the cases " + String.join(", ", library.ids()));
        }
        AtomicFiles.writeText(file, html(shown.get(), findings.of(id)));
    }

    static String html(ShownCase shown, Optional<CaseFindings> findings) throws IOException {
        List<String> scripts = new ArrayList<>();
        StringBuilder hashes = new StringBuilder();
        for (String name : SCRIPTS) {
            String script = new String(WebFile.read(name), StandardCharsets.UTF_8).replace("</script", "<\\/script");
            scripts.add(script);
            byte[] digest = new Sha256().update(script).bytes();
            hashes.append(" 'sha256-")
                    .append(Base64.getEncoder().encodeToString(digest))
                    .append("'");
        }
        String page = new String(WebFile.read("viewer.html"), StandardCharsets.UTF_8);
        String style = new String(WebFile.read("viewer.css"), StandardCharsets.UTF_8);
        String policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src" + hashes
                + "; style-src 'unsafe-inline'; img-src data: blob:\">";
        String data = JsonFiles.line(packed(shown, findings)).replace("<", "\\u003c");
        return page.replace("<meta charset=\"utf-8\">", "<meta charset=\"utf-8\">\n" + policy)
                .replace("<link rel=\"icon\" href=\"favicon.ico\">\n", "")
                .replace("<link rel=\"stylesheet\" href=\"viewer.css\">", "<style>\n" + style + "</style>")
                .replace("<script src=\"list.js\"></script>\n", "")
                .replace("<script src=\"annotate.js\"></script>\n", "")
                .replace("<script src=\"review.js\"></script>\n", "")
                .replace(
                        "<script src=\"niivue.js\"></script>",
                        "<script type=\"application/json\" id=\"packed\">" + data + "</script>\n<script>"
                                + scripts.get(0) + "</script>")
                .replace("<script src=\"viewer.js\"></script>", "<script>" + scripts.get(1) + "</script>")
                .replace("<script src=\"findings.js\"></script>", "<script>" + scripts.get(2) + "</script>");
    }

    private static Packed packed(ShownCase shown, Optional<CaseFindings> findings) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        Map<String, String> bytes = new LinkedHashMap<>();
        json.put("case.json", CaseJson.of(shown, Part.NUCLEI));
        json.put("findings.json", FindingsJson.of(findings, shown, Part.NUCLEI));
        for (Modality modality : shown.images().keySet()) {
            bytes.put("image/" + modality.name(), coded(ViewerHandler.image(shown, modality, Part.NUCLEI)));
        }
        TreeSet<String> surfaces = new TreeSet<>();
        for (ShownMask mask : shown.masks()) {
            json.put("mask/" + mask.name(), ViewerHandler.mask(shown, mask, Part.NUCLEI));
            for (int label : mask.labels().counts().keySet()) {
                // The page shows the first mask's surface of every nucleus.
                if (mask.scheme() == LabelScheme.QSM
                        && surfaces.add(mask.scheme().name() + label)) {
                    Optional<Surface> surface = Surface.of(mask.labels(), label);
                    if (surface.isPresent()) {
                        bytes.put(
                                "mesh/" + mask.name() + "/" + label,
                                coded(surface.get().mz3()));
                    }
                }
            }
        }
        return new Packed(json, bytes);
    }

    private static String coded(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
