package org.substantia.diagnosis.classification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ModelFileTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    /** Entries of lists and maps to damage: all are alike. */
    private static final int OF_EACH = 3;

    private static JsonNode model;

    /** The bundled model's first classifier, with a few entries of every list and map. */
    @BeforeAll
    static void read() throws IOException {
        model = MAPPER.readTree(DiagnosisModel.builtIn().content());
        ((ObjectNode) model).remove("provenance");
        ((ObjectNode) model).putObject("provenance");
        ArrayNode models = (ArrayNode) model.get("models");
        while (models.size() > 1) {
            models.remove(1);
        }
    }

    @Test
    void aDamagedFileIsRefusedByNameWhereverTheDamageIs() throws IOException {
        assertThat(refused("whole")).isEmpty();

        List<String> accepted = new ArrayList<>();
        int[] tried = {0};
        damage(model, "", entry -> {
            tried[0]++;
            if (refused(entry).isEmpty()) {
                accepted.add(entry);
            }
        });

        assertThat(accepted).isEmpty();
        assertThat(tried[0]).isGreaterThan(150);
    }

    @Test
    void refusesValuesThatNoTrainingGives() {
        for (String[] broken : new String[][] {
            {"", "threshold", "1.5"},
            {"", "strangest", "-1"},
            {"", "patientShare", "2"},
            {"/logOddsScale", "slope", "-1"},
            {"/calibration", "slope", "-1"},
            {"/features/0", "sd", "0"},
            {"/features/0", "healthySd", "-1"},
            {"/laterality/SN.qsm.mean", "sd", "0"}
        }) {
            ObjectNode owner = (ObjectNode) model.at("/models/0" + broken[0]);
            JsonNode before = owner.get(broken[1]);
            owner.put(broken[1], Double.parseDouble(broken[2]));
            assertThat(refused(String.join(" ", broken))).isNotEmpty();
            if (before == null) {
                owner.remove(broken[1]);
            } else {
                owner.set(broken[1], before);
            }
        }
    }

    /** The message of the refusal; empty if the file is taken for a model. */
    private static String refused(String what) {
        try {
            DiagnosisModel.parse("damaged.json", model);
            return "";
        } catch (IOException e) {
            assertThat(e.getMessage()).as(what).startsWith("damaged.json: ").doesNotContain("\n", "Exception");
            return e.getMessage();
        }
    }

    /** Puts what no number is in place of one value after another. */
    private static void damage(JsonNode tree, String path, Consumer<String> check) {
        if (tree instanceof ObjectNode object) {
            List<String> keys = new ArrayList<>();
            object.fieldNames().forEachRemaining(keys::add);
            boolean record = !path.endsWith("sides") && !path.endsWith("laterality") && !path.endsWith("biomarkers");
            for (String key : keys.subList(0, record ? keys.size() : Math.min(OF_EACH, keys.size()))) {
                JsonNode value = object.get(key);
                for (JsonNode damaged : damages(value)) {
                    object.set(key, damaged);
                    check.accept(path + "/" + key + " " + damaged);
                }
                object.set(key, value);
                damage(value, path + "/" + key, check);
            }
        }
        if (tree instanceof ArrayNode list) {
            for (int i = 0; i < Math.min(OF_EACH, list.size()); i++) {
                JsonNode value = list.get(i);
                for (JsonNode damaged : damages(value)) {
                    list.set(i, damaged);
                    check.accept(path + "/" + i + " " + damaged);
                }
                list.set(i, value);
                damage(value, path + "/" + i, check);
            }
        }
    }

    private static List<JsonNode> damages(JsonNode value) {
        return value.isNumber()
                ? List.of(
                        NullNode.instance,
                        new TextNode("NaN"),
                        new DoubleNode(Double.POSITIVE_INFINITY),
                        JsonNodeFactory.instance.objectNode())
                : List.of(NullNode.instance);
    }
}
