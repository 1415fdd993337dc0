package org.substantia.scoring.challenge;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.substantia.base.text.Format;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;

/** The results that the organizers publish for their sample predictions. */
final class OrganizersResults {
    private OrganizersResults() {}

    /** By case, then by kind of mask, then by nucleus. */
    static Map<String, Map<LabelScheme, Map<Nucleus, Agreement>>> read() throws IOException {
        Map<String, Map<LabelScheme, Map<Nucleus, Agreement>>> cases = new TreeMap<>();
        for (LabelScheme scheme : LabelScheme.values()) {
            List<String> lines = lines(scheme);
            String[] header = lines.get(0).split(",", -1);
            for (String line : lines.subList(1, lines.size() - 1)) {
                String[] fields = line.split(",", -1);
                Map<Nucleus, Agreement> agreements = new EnumMap<>(Nucleus.class);
                for (Nucleus nucleus : scheme.nuclei()) {
                    int at = List.of(header).indexOf(nucleus.symbol() + "_Dice");
                    if (at > 0) {
                        agreements.put(
                                nucleus,
                                new Agreement(Double.parseDouble(fields[at]), Double.parseDouble(fields[at + 1])));
                    }
                }
                String caseId = fields[0].substring(0, fields[0].lastIndexOf('_'));
                cases.computeIfAbsent(caseId, id -> new EnumMap<>(LabelScheme.class))
                        .put(scheme, agreements);
            }
        }
        return cases;
    }

    private static List<String> lines(LabelScheme scheme) throws IOException {
        String name = "organizers-samples-" + Format.lowerCase(scheme) + ".csv";
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(OrganizersResults.class.getResourceAsStream(name), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
